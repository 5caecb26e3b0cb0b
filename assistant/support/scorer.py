"""The support scorer: exact checks first, and what they leave open by the bundled model and the checks, weighed together."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from assistant.support.content import has_content
from assistant.support.exact_checks import ADDED, LONGEST, Found, exact_checks, quoted
from assistant.support.model import ClaimLogits, SupportModel
from assistant.support.support import Evidence, Pair, Support, SupportScorer
from index.language.sentences import sentence_spans

# Of more texts than this those are read that share most words with the sentence.
TEXTS_READ = 6
# A word less likely supported than this is told as missing.
WORD_FOUND = 0.35
FEATURES = (
    "whole",  # log odds that one of the texts supports all of it
    "spread",  # share of its words and pairs of words that all texts together have beyond the one that has most
    "numbers",
    "dates",
    "names",  # whether some are not found
)
LOGIT = 6.0
_WORD = re.compile(r"[^\W_](?:[\w'’.,-]*[^\W_])?")


def load_support_scorer(model: str | None = None, *, threads: int = 2) -> SupportScorer:
    """Return the bundled scorer (None), or a sentence-transformers CrossEncoder by path or name; raises ReaderError."""
    if model is None:
        weights = json.loads(files("assistant.support").joinpath("weights/calibration.json").read_text("utf-8"))
        return ExactFirst(BundledScorer(SupportModel.bundled(threads=threads), weights))
    from assistant.support.cross_encoder import load_cross_encoder

    return ExactFirst(load_cross_encoder(model, threads=threads))


class ExactFirst:
    """Finds quotes by comparing, and asks a scorer only about the other sentences."""

    def __init__(self, scorer: SupportScorer) -> None:
        self._scorer = scorer

    @property
    def name(self) -> str:
        """That of the scorer behind."""
        return self._scorer.name

    def score(self, pairs: Sequence[Pair]) -> list[Support]:
        """Return the support of each (sentence, evidence) pair; without evidence nothing is supported.

        Of several sentences those without content are passed over: there is nothing in them to be supported.
        """
        pairs = [(_with_content(sentence), evidence) for sentence, evidence in pairs]
        quotes = [quoted(*pair) for pair in pairs]
        others = iter(self._scorer.score([pair for pair, place in zip(pairs, quotes, strict=True) if place is None]))
        return [next(others) if place is None else Support(1.0, place, quoted=True) for place in quotes]


@dataclass(frozen=True)
class Scored:
    """A sentence's features, of shape (len(FEATURES),), the text that supports it most, each word piece's probability, the checks."""

    features: np.ndarray
    best: int
    tokens: np.ndarray
    found: tuple[Found, ...]


class BundledScorer:
    """Scores by the bundled model's logits and exact checks of numbers, dates and names; `weights` are those of FEATURES and a bias."""

    def __init__(self, model: SupportModel, weights: Mapping[str, float]) -> None:
        self._model = model
        self._weights = weights

    @property
    def name(self) -> str:
        """The model and the first digits of its weights' hash."""
        return f"dateline-support {self._model.fingerprint[:12]}"

    def score(self, pairs: Sequence[Pair]) -> list[Support]:
        """Return the support of each (sentence, evidence) pair."""
        return [self._support(pair[0], scored) for pair, scored in zip(pairs, self.scored(pairs), strict=True)]

    def scored(self, pairs: Sequence[Pair]) -> list[Scored | None]:
        """Return what is known of each pair; None where there is nothing to read."""
        if not pairs:
            return []
        chosen = [_nearest(sentence, evidence) for sentence, evidence in pairs]
        asked = [
            (ADDED.sub("", sentence), evidence[n].text, evidence[n].published)
            for (sentence, evidence), numbers in zip(pairs, chosen, strict=True)
            for n in numbers
        ]
        logits = iter(self._model.read(asked))
        return [_scored(*pair, {n: next(logits) for n in numbers}) for pair, numbers in zip(pairs, chosen, strict=True)]

    def _support(self, sentence: str, scored: Scored | None) -> Support:
        if scored is None:
            return Support(0.0, None)
        plain = ADDED.sub("", sentence)
        missing = _missing(sentence, plain, self._model.offsets(plain), scored)
        return Support(probability(scored.features, self._weights), scored.best, missing)


def _with_content(text: str) -> str:
    """Return the text without its sentences that say nothing, "This was reported at the time."; the whole where none says anything."""
    spans = sentence_spans(text) if len(text) <= LONGEST else []
    kept = [text[a:b] for a, b in spans if has_content(text[a:b])]
    return " ".join(kept) if 0 < len(kept) < len(spans) else text


def _nearest(sentence: str, evidence: Sequence[Evidence]) -> list[int]:
    """Return the numbers of the texts to be read, in order."""
    there = [n for n, one in enumerate(evidence) if one.text.strip()]
    claimed = grams(sentence)
    return sorted(sorted(there, key=lambda n: -len(grams(evidence[n].text) & claimed))[:TEXTS_READ])


def _scored(sentence: str, evidence: Sequence[Evidence], logits: Mapping[int, ClaimLogits | None]) -> Scored | None:
    read = {n: one for n, one in logits.items() if one is not None}
    if not read:
        return None
    found = exact_checks(sentence, [evidence[n] for n in logits])
    of_sentence = features(ADDED.sub("", sentence), [evidence[n].text for n in logits], [one.whole for one in read.values()], found)
    tokens = 1 / (1 + np.exp(-np.max([one.tokens for one in read.values()], axis=0)))
    return Scored(of_sentence, max(read, key=lambda n: read[n].whole), tokens, found)


def features(sentence: str, texts: Sequence[str], wholes: Sequence[float], found: Sequence[Found]) -> np.ndarray:
    """Put together what the model and the exact checks say of a sentence, shape (len(FEATURES),)."""
    claimed = grams(sentence)
    held = [grams(text) & claimed for text in texts]
    spread = (len(frozenset().union(*held)) - max(map(len, held))) / max(1, len(claimed))
    missing = (float(any(item.kind == kind and not item.found for item in found)) for kind in ("number", "date", "name"))
    return np.array([float(np.clip(max(wholes), -LOGIT, LOGIT)), spread, *missing])


def grams(text: str) -> frozenset[str]:
    """Return the words of a text and its pairs of neighbouring words, folded."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(words) | frozenset(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))


def probability(features: np.ndarray, weights: Mapping[str, float]) -> float:
    """Return the logistic regression's probability, 0 to 1."""
    return float(1 / (1 + np.exp(-(features @ np.array([weights[name] for name in FEATURES]) + weights["bias"]))))


def _missing(sentence: str, plain: str, offsets: Sequence[tuple[int, int]], scored: Scored) -> tuple[str, ...]:
    """Return the words, in order, that the model or an exact check did not find."""
    weak = [span for span, likely in zip(offsets, scored.tokens, strict=True) if likely < WORD_FOUND]
    words = {
        plain[m.start() : m.end()]: m.start()
        for m in reversed(list(_WORD.finditer(plain)))
        if any(a < m.end() and m.start() < b for a, b in weak)
    }
    words |= {item.text: sentence.find(item.text) for item in scored.found if not item.found}
    return tuple(sorted(words, key=lambda word: words[word]))
