"""What is known of how a sentence stands to its evidence, as features of one logistic regression."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.support.exact_checks import Found
from assistant.support.model import ClaimLogits

FEATURES = (
    "whole",  # log odds that one of the texts supports all of it
    "weakest",  # log odds of the word that no text supports
    "mean",  # share of its words supported, each by whichever text does
    "overlap",  # share of its words and pairs of words in the one text that has most
    "spread",  # how much of them all texts together have beyond that
    "numbers",
    "dates",
    "names",  # whether some are not found
)
LOGIT = 6.0
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Scored:
    """A sentence's features, of shape (len(FEATURES),), the text that supports it most, and the probability of each word piece."""

    features: np.ndarray
    best: int
    tokens: np.ndarray


def features(sentence: str, texts: Sequence[str], logits: Sequence[ClaimLogits | None], found: Sequence[Found]) -> Scored:
    """Put together what the model and the exact checks say of a sentence and at least one text with words."""
    read = [(n, one) for n, one in enumerate(logits) if one is not None]
    wholes = [one.whole for _, one in read]
    tokens = np.max([one.tokens for _, one in read], axis=0)
    claimed = grams(sentence)
    held = [grams(text) & claimed for text in texts]
    overlap = max(map(len, held)) / max(1, len(claimed))
    together = len(set().union(*held)) / max(1, len(claimed))
    missing = {kind: float(any(item.kind == kind and not item.found for item in found)) for kind in ("number", "date", "name")}
    probabilities = 1 / (1 + np.exp(-tokens))
    values = {
        "whole": float(np.clip(max(wholes), -LOGIT, LOGIT)),
        "weakest": float(np.clip(tokens.min(), -LOGIT, LOGIT)) if len(tokens) else -LOGIT,
        "mean": float(probabilities.mean()) if len(tokens) else 0.0,
        "overlap": overlap,
        "spread": together - overlap,
        "numbers": missing["number"],
        "dates": missing["date"],
        "names": missing["name"],
    }
    return Scored(np.array([values[name] for name in FEATURES]), read[int(np.argmax(wholes))][0], probabilities)


def grams(text: str) -> frozenset[str]:
    """Return the words of a text and its pairs of neighbouring words, folded."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return frozenset(words) | frozenset(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))


def probability(features: np.ndarray, weights: Mapping[str, float]) -> float:
    """Return the logistic regression's probability, 0 to 1."""
    return float(1 / (1 + np.exp(-(features @ np.array([weights[name] for name in FEATURES]) + weights["bias"]))))
