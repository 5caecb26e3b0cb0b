"""Statements of the open sets to learn from, with passages that support or contradict them or do neither.

What is tuned and measured on (the tenths that `training.support.open_sets` names) is left out.
"""

import csv
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from training.reader.news import News
from training.reader.pairs import Pair
from training.support import open_sets
from training.support.claims import ClaimExample, share
from training.support.edited import Editor, Source
from training.support.written import unmarked

# How often WiCE's texts are put together anew.
WICE_TIMES = 4
# Of the half of the claims on news that may be tuned on, these tenths by article are learnt, the last is looked at while training.
CLAIMS_LEARNT, CLAIMS_TUNED = range(0, 4), range(4, 5)
EDITED_SENTENCES = 9_000
# Words of a fact that others may hold without saying it too.
LEFT_OVER = 0.5

NLI = {"entailment": "supports", "contradiction": "contradicts", "neutral": "neither", "not_entailment": "unsupported"}
STANCES = {"completely-support": "supports", "refute": "contradicts", "irrelevant": "neither"}


def inference(data: Path, tenths: range) -> Iterator[Pair]:
    """Read SNLI, MNLI and SciTail; of RTE nothing may be learnt."""
    for name in ("snli_dev", "mnli_dev", "scitail_dev"):
        with (data / "nli-dev" / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if share(row["premise"]) in tenths and row["hypothesis"].strip() and row["label"] in NLI:
                    yield Pair(row["hypothesis"], row["premise"], label=NLI[row["label"]])


def factcheck(data: Path, tenths: range) -> Iterator[Pair]:
    """Read Factcheck-GPT's stances; partial support is none."""
    for line in (data / "factcheck-gpt" / "subtask3_claim_evidence_stance.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if share(row["claim"]) in tenths:
            yield Pair(row["claim"], row["evidence"], label=STANCES.get(row["stance"], "unsupported"))


def begin(data: Path, tenths: range) -> Iterator[Pair]:
    """Read BEGIN without its generic responses."""
    return (_of_claim(example) for example in open_sets.begin(data, tenths))


def wice(data: Path, tenths: range, times: int, seed: int) -> Iterator[Pair]:
    """Read WiCE's dev file, with short texts of each claim's evidence."""
    rng = random.Random(seed)
    found = [_of_claim(example) for _ in range(times) for example in open_sets.wice(data, tenths, rng)]
    return iter(dict.fromkeys(found))


def halueval(data: Path) -> Iterator[Pair]:
    """Read HaluEval's questions, each with its right answer and with a wrong one, against the knowledge."""
    for line in (data / "halueval" / "qa_one-turn_data.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        for name, label in (("right_answer", "supports"), ("hallucinated_answer", "unsupported")):
            yield Pair(f"{row['question']} {row[name]}", row["knowledge"], label=label)


def claims(file: Path, news: News, tenths: range) -> Iterator[Pair]:
    """Read the claims written on news for the support model's calibration: its measured half is never read."""
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        article = news.articles.get(row["file"])
        if article is not None and share(row["file"]) in tenths:
            text, about = article.text[row["start"] : row["end"]], day(article.published)
            for claim in row["supported"]:
                yield Pair(claim, text, about, label="supports")
            for claim in row["unsupported"]:
                yield Pair(unmarked(claim)[0], text, about, label="unsupported")


def edited(sources: Sequence[Source], language: Any, seed: int) -> Iterator[Pair]:
    """Yield sentences of texts as they are, with one thing changed, and against texts that do not say them."""
    editor = Editor(sources, language, EDITED_SENTENCES, seed)
    for example in editor.epoch(0):
        # Held against another text, or against its own without it, the sentence is not contradicted.
        whole = example.wrong is None or example.wrong == ((0, len(example.claim)),)
        yield replace(_of_claim(example), label="neither") if whole and not example.supported else _of_claim(example)


def facts(data: Path, language: Any, seed: int) -> Iterator[Pair]:
    """Yield sentences of news from MultiHop-RAG: against the facts of their question with them, without them, and changed."""
    rng = random.Random(seed)
    groups: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in (data / "multihop-rag" / "queries.jsonl").read_text("utf-8").splitlines():
        told = tuple(dict.fromkeys(" ".join(each["fact"].split()) for each in json.loads(line)["evidence"]))
        if len(told) > 1:
            groups[tuple(sorted(told))] = told
    chosen = sorted(groups.values())
    rng.shuffle(chosen)
    for told in chosen:
        fact, *others = rng.sample(told, len(told))
        rest = " ".join(others)
        if rng.random() < 0.5:
            yield Pair(fact, " ".join(rng.sample(told, len(told))), label="supports")
        elif not _mostly_held(fact, rest):
            yield Pair(fact, rest, label="neither")
    yield from edited([Source(" ".join(told)) for told in chosen], language, seed)


def day(published: date | None) -> str:
    """Return a day as it stands before a headline."""
    return f"{published:%B} {published.day}, {published.year}." if published else ""


def sampled(pairs: Iterable[Pair], count: int, seed: int) -> list[Pair]:
    """Return so many pairs, half of them supported as far as there are as many."""
    rng = random.Random(seed)
    found = sorted(pairs, key=lambda pair: (pair.text, pair.passage))
    sides = [[pair for pair in found if (pair.label == "supports") == wanted] for wanted in (True, False)]
    return [pair for side in sides for pair in rng.sample(side, min(count // 2, len(side)))]


def _of_claim(example: ClaimExample) -> Pair:
    return Pair(example.claim, example.text, day(example.published), label="supports" if example.supported else "unsupported")


def _mostly_held(fact: str, text: str) -> bool:
    words = {word for word in fact.casefold().split() if len(word) > 3}
    return not words or sum(word in text.casefold() for word in words) / len(words) >= LEFT_OVER
