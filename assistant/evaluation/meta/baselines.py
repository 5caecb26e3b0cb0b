"""Simple support scorers to hold others against: words in common, and nearness in meaning."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from assistant.support.support import Evidence, Pair, Support
from index import Embedder
from index.language.sentences import sentence_spans

# Sentences of evidence whose vectors are kept, each some 1.5 KB.
VECTORS_KEPT = 20_000


class LexicalScorer:
    """The mean of the shares of a sentence's words and of its word pairs that the evidence holds, small words among them."""

    name = "lexical"

    def score(self, pairs: Sequence[Pair]) -> list[Support]:
        """Return the support of each (sentence, evidence) pair."""
        return [self._support(sentence, [_grams(one.text) for one in evidence]) for sentence, evidence in pairs]

    def _support(self, sentence: str, held: Sequence[tuple[frozenset[str], frozenset[str]]]) -> Support:
        asked = _grams(sentence)
        words, word_pairs = frozenset().union(*(one[0] for one in held)), frozenset().union(*(one[1] for one in held))
        shares = [len(own & other) / len(own) for own, other in ((asked[0], words), (asked[1], word_pairs)) if own]
        each = [len(asked[0] & one[0]) + len(asked[1] & one[1]) for one in held]
        best = max(range(len(each)), key=each.__getitem__, default=None)
        missing = tuple(word for word in dict.fromkeys(_words(sentence)) if word not in words)
        return Support(sum(shares) / len(shares) if shares and held else 0.0, best, missing)


@lru_cache(maxsize=20_000)
def _grams(text: str) -> tuple[frozenset[str], frozenset[str]]:
    words = _words(text)
    return frozenset(words), frozenset(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


class EmbeddingScorer:
    """The cosine of a sentence with the nearest sentence of the evidence; below 0 it counts as 0."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, np.ndarray] = {}

    @property
    def name(self) -> str:
        """What scores, for reports."""
        return f"embedding similarity ({self._embedder.name})"

    def score(self, pairs: Sequence[Pair]) -> list[Support]:
        """Return the support of each (sentence, evidence) pair."""
        return [self._support(sentence, evidence) for sentence, evidence in pairs]

    def _support(self, sentence: str, evidence: Sequence[Evidence]) -> Support:
        parts = [(place, one.text[a:b]) for place, one in enumerate(evidence) for a, b in sentence_spans(one.text)]
        if not parts or not sentence.strip():
            return Support(0.0, None)
        vectors = self._embed([sentence, *(part for _, part in parts)])
        likeness = vectors[1:] @ vectors[0]
        nearest = int(np.argmax(likeness))
        return Support(float(min(max(likeness[nearest], 0.0), 1.0)), parts[nearest][0])

    def _embed(self, texts: Sequence[str]) -> np.ndarray:
        """Embed each text by itself once: in another batch its vector would differ in the seventh digit."""
        if len(self._vectors) > VECTORS_KEPT:
            self._vectors.clear()
        for text in texts:
            if text not in self._vectors:
                self._vectors[text] = self._embedder.embed_question(text)  # which cuts what is too long to be read at once
        return np.stack([self._vectors[text] for text in texts])
