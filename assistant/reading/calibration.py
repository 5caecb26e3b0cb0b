"""From features to probabilities: two logistic regressions, fitted on questions whose answers are known."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from assistant.reading.features import SENTENCE_FEATURES, Candidate

ANSWERABLE_FEATURES = (*SENTENCE_FEATURES, "lead", "agreement")


@dataclass(frozen=True)
class Calibration:
    """Weights by feature, with a `bias` each: for a sentence's answering, and for there being an answer at all."""

    sentence: Mapping[str, float]
    answerable: Mapping[str, float]

    @classmethod
    def bundled(cls) -> "Calibration":
        """Load the weights that belong to the bundled model."""
        found = json.loads(files("assistant.reading").joinpath("weights/calibration.json").read_text("utf-8"))
        return cls(found["sentence"], found["answerable"])

    def sentences(self, found: Sequence[Candidate]) -> np.ndarray:
        """Return the probability, 0 to 1, of each candidate's answering the question, shape (len(found),)."""
        return _logistic(np.stack([candidate.features for candidate in found]), SENTENCE_FEATURES, self.sentence)

    def any(self, found: Sequence[Candidate], texts: Sequence[str], probabilities: np.ndarray) -> float:
        """Return the probability, 0 to 1, that the candidates hold an answer; `texts` are their spans' words."""
        features = answerable_features(found, texts, probabilities)
        return float(_logistic(features[None, :], ANSWERABLE_FEATURES, self.answerable)[0])


def answerable_features(found: Sequence[Candidate], texts: Sequence[str], probabilities: np.ndarray) -> np.ndarray:
    """Return ANSWERABLE_FEATURES: those of the likeliest sentence, its lead over the next (log odds), how many others give its words."""
    order = np.argsort(-probabilities, kind="stable")
    odds = np.log(np.clip(probabilities, 1e-6, 1 - 1e-6) / (1 - np.clip(probabilities, 1e-6, 1 - 1e-6)))
    best = int(order[0])
    lead = odds[best] - odds[order[1]] if len(order) > 1 else 0.0
    same = texts[best].casefold()
    agreeing = sum(found[i].features[0] > 0 and texts[i].casefold() == same for i in range(len(found)) if i != best)
    return np.array([*found[best].features, min(float(lead), 10.0), min(agreeing, 3) / 3])


def _logistic(features: np.ndarray, names: Sequence[str], weights: Mapping[str, float]) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-(features @ np.array([weights[name] for name in names]) + weights["bias"]))))
