"""Claims of the open sets; each set's licence is in the model card.

What is learnt, tuned on and measured is split by the text that a claim is held against (BEGIN) or the claim (Factcheck-GPT), so
that no text stands on both sides. Of WiCE the dev file is learnt and tuned on, the test file measured.
"""

import csv
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.support.support import Evidence
from training.support.claims import ClaimExample, share, supported, unsupported

BEGIN_FILES = ("begin_dev_cmu", "begin_dev_tc", "begin_dev_wow", "begin_test_wow")
# Tenths by hash.
BEGIN_LEARNT, BEGIN_TUNED, BEGIN_MEASURED = range(0, 6), range(6, 7), range(7, 10)
FACTCHECK_LEARNT, FACTCHECK_TUNED, FACTCHECK_MEASURED = range(0, 4), range(4, 5), range(5, 10)
WICE_LEARNT, WICE_TUNED = range(0, 7), range(7, 10)
WRITTEN_TUNED, WRITTEN_MEASURED = range(0, 5), range(5, 10)
# Of an inference set, one tenth is looked at while training.
NLI_LEARNT, NLI_TUNED = range(0, 9), range(9, 10)
WICE_SENTENCES = 8
# What stands before a page's title in WiCE.
HEADLINE = "(meta data) "


def inference(data: Path, tenths: range) -> Iterator[ClaimExample]:
    """Read SNLI, MNLI and SciTail: a hypothesis is a claim, its premise the text."""
    for name in ("snli_dev", "mnli_dev", "scitail_dev"):
        with (data / "nli-dev" / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if share(row["premise"]) in tenths and row["hypothesis"].strip():
                    make = supported if row["label"] == "entailment" else unsupported
                    yield make(row["hypothesis"], row["premise"])


def begin(data: Path, tenths: range, *, generic: bool = False) -> Iterator[ClaimExample]:
    """Read BEGIN; its generic responses, which claim nothing, are left out unless asked for, and then are not attributable."""
    for name in BEGIN_FILES:
        with (data / "begin" / f"{name}.tsv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows, delimiter="\t"):
                if share(row["knowledge"]) in tenths and (generic or row["begin_label"] != "Generic"):
                    make = supported if row["begin_label"] == "Fully attributable" else unsupported
                    yield make(row["response"], row["knowledge"])


def factcheck(data: Path, tenths: range) -> Iterator[ClaimExample]:
    """Read Factcheck-GPT's stances: complete support, against partial, none and refutation."""
    for line in (data / "factcheck-gpt" / "subtask3_claim_evidence_stance.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if share(row["claim"]) in tenths:
            make = supported if row["stance"] == "completely-support" else unsupported
            yield make(row["claim"], row["evidence"])


def wice(data: Path, tenths: range, rng: random.Random) -> Iterator[ClaimExample]:
    """Read WiCE's dev file, of each claim a few short texts: its supporting sentences among others, and without one of them."""
    for line in (data / "wice" / "claim_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if share(row["claim"]) in tenths:
            yield from _wice_texts(row, rng)


def wice_claims(file: Path, tenths: range, words: int) -> Iterator[tuple[str, list[Evidence], bool]]:
    """Yield each claim of a WiCE file with all its evidence, in pieces of about so many words, and whether it is wholly supported."""
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        if share(row["claim"]) in tenths:
            yield row["claim"], _pieces(row["evidence"], words), row["label"] == "supported"


def _pieces(sentences: Sequence[str], words: int) -> list[Evidence]:
    pieces: list[list[str]] = [[]]
    for sentence in sentences:
        if sum(len(one.split()) for one in pieces[-1]) >= words:
            pieces.append([])
        pieces[-1].append(sentence.removeprefix(HEADLINE))
    return [Evidence(" ".join(piece)) for piece in pieces]


def _wice_texts(row: dict[str, Any], rng: random.Random) -> Iterator[ClaimExample]:
    claim, evidence = row["claim"], row["evidence"]
    groups = [group for group in row["supporting_sentences"] if group]
    used = {number for group in groups for number in group}
    others = [n for n in range(len(evidence)) if n not in used]
    make = supported if row["label"] == "supported" else unsupported
    for group in rng.sample(groups, min(3, len(groups))):
        yield make(claim, _text(evidence, group, others, rng))
    if row["label"] == "supported":
        essential = set.intersection(*(set(group) for group in groups)) if groups else set()
        for number in rng.sample(sorted(essential), min(1, len(essential))):
            yield unsupported(claim, _text(evidence, [n for n in groups[0] if n != number], others, rng))
    if others:
        yield unsupported(claim, _text(evidence, [], others, rng))


def _text(evidence: Sequence[str], chosen: Sequence[int], others: Sequence[int], rng: random.Random) -> str:
    more = rng.sample(others, min(len(others), max(0, WICE_SENTENCES - len(chosen)), rng.randint(0, 6)))
    return " ".join(evidence[n].removeprefix(HEADLINE) for n in sorted({*chosen, *more}))
