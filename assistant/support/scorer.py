"""The support scorer: the bundled model and the exact checks, weighed together."""

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

import numpy as np

from assistant.support.content import has_content
from assistant.support.exact_checks import LONGEST, Found, exact_checks
from assistant.support.features import Scored, features, grams, probability
from assistant.support.model import ClaimLogits, SupportModel
from assistant.support.support import Evidence, Support, SupportScorer
from index.language.sentences import sentence_spans

# Of more texts than this those are read that share most words with the sentence.
TEXTS_READ = 6
# A sentence that stands in a text as a sentence of its own is supported by it whatever the model says.
VERBATIM = 0.99
# A word less likely supported than this is told as missing.
WORD_FOUND = 0.35
# Days that Dateline adds to quotes, "[May 3, 2024]" or "[in 2019]", are held by the exact checks, not by the words of the text.
_ADDED = re.compile(r"\s?\[[^\[\]]{1,40}\]")
_WORD = re.compile(r"[^\W_](?:[\w'’.,-]*[^\W_])?")


def load_support_scorer(model: str | None = None, *, threads: int = 2) -> SupportScorer:
    """Load the bundled scorer (None), or a sentence-transformers CrossEncoder by path or name; raises ReaderError."""
    if model is None:
        weights = json.loads(files("assistant.support").joinpath("weights/calibration.json").read_text("utf-8"))
        return BundledScorer(SupportModel.bundled(threads=threads), weights)
    from assistant.support.cross_encoder import load_cross_encoder

    return load_cross_encoder(model, threads=threads)


class BundledScorer:
    """Scores by the bundled model's logits and exact checks of numbers, dates and names; `weights` are those of `features.FEATURES`."""

    def __init__(self, model: SupportModel, weights: Mapping[str, float]) -> None:
        self._model = model
        self._weights = weights

    @property
    def name(self) -> str:
        """The model and the first digits of its weights' hash."""
        return f"dateline-support {self._model.fingerprint[:12]}"

    def score(self, pairs: Sequence[tuple[str, Sequence[Evidence]]]) -> list[Support]:
        """Return the support of each (sentence, evidence) pair; without evidence nothing is supported.

        Of several sentences those without content are passed over: there is nothing in them to be supported.
        """
        pairs = [(_with_content(sentence), evidence) for sentence, evidence in pairs]
        scored = self.scored(pairs)
        return [self._support(*pair, of_pair) if of_pair else Support(0.0, None) for pair, of_pair in zip(pairs, scored, strict=True)]

    def scored(self, pairs: Sequence[tuple[str, Sequence[Evidence]]]) -> list[tuple[Scored, tuple[Found, ...], list[int]] | None]:
        """Return each pair's features, exact checks and which texts were read; None where there is nothing to read."""
        chosen = [_nearest(sentence, evidence) for sentence, evidence in pairs]
        asked = [
            (_ADDED.sub("", sentence), evidence[n].text, evidence[n].published)
            for (sentence, evidence), numbers in zip(pairs, chosen, strict=True)
            for n in numbers
        ]
        logits = iter(self._model.read(asked))
        return [_scored(*pair, numbers, [next(logits) for _ in numbers]) for pair, numbers in zip(pairs, chosen, strict=True)]

    def _support(self, sentence: str, evidence: Sequence[Evidence], scored: tuple[Scored, tuple[Found, ...], list[int]]) -> Support:
        of_pair, found, numbers = scored
        verbatim = _verbatim(_ADDED.sub("", sentence), [evidence[n].text for n in numbers])
        likely = probability(of_pair.features, self._weights)
        if verbatim is not None and all(item.found for item in found):
            return Support(max(likely, VERBATIM), numbers[verbatim])
        plain = _ADDED.sub("", sentence)
        return Support(likely, numbers[of_pair.best], _missing(sentence, plain, self._model.offsets(plain), of_pair.tokens, found))


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


def _scored(
    sentence: str, evidence: Sequence[Evidence], numbers: list[int], logits: list[ClaimLogits | None]
) -> tuple[Scored, tuple[Found, ...], list[int]] | None:
    if not any(logits):
        return None
    found = exact_checks(sentence, [evidence[n] for n in numbers])
    return features(_ADDED.sub("", sentence), [evidence[n].text for n in numbers], logits, found), found, numbers


def _verbatim(sentence: str, texts: Sequence[str]) -> int | None:
    """Return the number of the first text that has the sentence as one or more whole sentences of its own."""
    wanted = " ".join(sentence.split())
    for number, text in enumerate(texts):
        if wanted and wanted in " ".join(text.split()):
            spans = sentence_spans(text)
            own = [" ".join(text[a:b].split()) for a, b in spans]
            if wanted in own or any(wanted == " ".join(own[i:j]) for i in range(len(own)) for j in range(i + 2, min(len(own), i + 4) + 1)):
                return number
    return None


def _missing(sentence: str, plain: str, offsets: Sequence[tuple[int, int]], tokens: np.ndarray, found: Sequence[Found]) -> tuple[str, ...]:
    """Return the words, in order, that the model or an exact check did not find."""
    weak = [span for span, likely in zip(offsets, tokens, strict=False) if likely < WORD_FOUND]
    words = {
        plain[m.start() : m.end()]: m.start()
        for m in reversed(list(_WORD.finditer(plain)))
        if any(a < m.end() and m.start() < b for a, b in weak)
    }
    words |= {item.text: sentence.find(item.text) for item in found if not item.found}
    return tuple(sorted(words, key=lambda word: words[word]))
