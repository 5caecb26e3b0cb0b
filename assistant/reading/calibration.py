"""From features to log odds: one linear model of the sentences of a question beside "none", fitted on questions whose answers are known."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from assistant.reading.features import SENTENCE_FEATURES, Candidate

# What speaks for an answer at all, and so against "none": the most that any sentence has of these.
NONE_FEATURES = (
    "span",
    "evidence",
    "answerable",
    "words",
    "words_in_passage",
    "names_in_article",
    "numbers_in_article",
    "kind",
    "repeats",
)
_PLACES = [SENTENCE_FEATURES.index(name) for name in NONE_FEATURES]


@dataclass(frozen=True)
class Calibration:
    """Weights by feature: of a sentence's answering, and of there being no answer, which has a `bias` too."""

    sentence: Mapping[str, float]
    none: Mapping[str, float]

    @classmethod
    def bundled(cls) -> "Calibration":
        """Load the weights that belong to the bundled model."""
        found = json.loads(files("assistant.reading").joinpath("weights/calibration.json").read_text("utf-8"))
        return cls(found["sentence"], found["none"])

    def probabilities(self, found: Sequence[Candidate]) -> tuple[np.ndarray, float]:
        """Return the probability that each candidate answers, shape (len(found),), and that none does; together they are 1."""
        features = np.stack([candidate.features for candidate in found])
        scores = features @ np.array([self.sentence[name] for name in SENTENCE_FEATURES])
        none = none_features(features) @ np.array([self.none[name] for name in NONE_FEATURES]) + self.none["bias"]
        return shares(scores, float(none))


def none_features(features: np.ndarray) -> np.ndarray:
    """Return NONE_FEATURES, shape (9,), of the candidates' SENTENCE_FEATURES, shape (candidates, 12)."""
    return np.asarray(features[:, _PLACES].max(axis=0))


def shares(scores: np.ndarray, none: float) -> tuple[np.ndarray, float]:
    """Return the softmax of log odds with that of "none" beside them."""
    most = max(float(scores.max()), none)
    weights, rest = np.exp(scores - most), float(np.exp(none - most))
    total = float(weights.sum()) + rest
    return weights / total, rest / total
