"""A multinomial logistic regression over the embedding and the cues that several writers use outside their subjects."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.asking.kinds import EMBEDDING_LENGTH, KindModel, cues
from assistant.kinds import KINDS

# A cue of fewer writers is a manner; one more or one less changes nothing that is seen.
WRITERS = 3
# Of a question typed in haste beside the one as it was written.
HASTY_WEIGHT = 0.5
STRENGTH = 1.0


@dataclass(frozen=True)
class Case:
    """A question of known kind with its embedding, and the same typed in haste."""

    text: str
    kind: str
    writer: str
    topic: str
    language: str
    subjects: tuple[str, ...]
    vector: np.ndarray
    hasty: str
    hasty_vector: np.ndarray


def fit(cases: Sequence[Case]) -> KindModel:
    """Return the model fitted on the cases, each of them as it was written and typed in haste."""
    rows = _common_cues(cases)
    texts = [case.text for case in cases] + [case.hasty for case in cases]
    vectors = np.stack([case.vector for case in cases] + [case.hasty_vector for case in cases])
    inputs = np.hstack([_cue_rows(texts, rows), EMBEDDING_LENGTH * vectors]).astype(np.float32)
    kinds = [KINDS.index(case.kind) for case in cases] * 2
    weight = np.repeat([1.0, HASTY_WEIGHT], len(cases)).astype(np.float32)
    found = LogisticRegression(C=STRENGTH, max_iter=1000, tol=3e-4).fit(inputs, kinds, weight)
    weights = np.asarray(found.coef_.T, np.float32)
    return KindModel(rows, weights[: len(rows)], weights[len(rows) :], np.asarray(found.intercept_, np.float32))


def _common_cues(cases: Sequence[Case]) -> dict[str, int]:
    writers: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases:
        held = cues(case.text)
        for cue in held & cues(_without_subjects(case)) | {cue for cue in held if ">" in cue}:
            writers[cue].add(case.writer)
    return {cue: row for row, cue in enumerate(sorted(cue for cue in writers if len(writers[cue]) >= WRITERS))}


def _without_subjects(case: Case) -> str:
    """The frame alone: names and topics of these questions are no sign of a kind."""
    text = case.text
    for subject in sorted(case.subjects, key=len, reverse=True):
        text = re.sub(re.escape(subject), "_", text, flags=re.IGNORECASE)
    return text


def _cue_rows(texts: Sequence[str], rows: Mapping[str, int]) -> np.ndarray:
    found = np.zeros((len(texts), len(rows)), np.float32)
    for place, text in enumerate(texts):
        found[place, [rows[cue] for cue in cues(text) if cue in rows]] = 1.0
    return found
