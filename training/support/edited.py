"""Claims made from texts: their own sentences, and the same with one thing changed."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from training.small_reader.examples import Example, sentences
from training.small_reader.unanswerable import Swapper
from training.support.claims import ClaimExample, changed_span, supported, unsupported

# Of an epoch's sentences: as they are, changed, two at once, held against another text, against their own without them.
AS_IS, CHANGED, PAIR, ELSEWHERE = 0.36, 0.43, 0.08, 0.08
SHORTEST, LONGEST = 6, 45
# A sentence is held against a text of itself and at most so many sentences before and after it.
MOST_NEIGHBOURS = 7
# What is put in another's place comes from so many neighbours, or from anywhere.
POOL_NEIGHBOURS = 8
# Words of a sentence that the rest of its text may hold for the text not to say it too.
LEFT_OVER = 0.5
# "On Monday, ", "In a statement, "
LEAD = re.compile(r"(?:On|In|At|Yesterday|Today)(?: [^\s,]+){0,4}, (?=\S)")
ANY_WORD = re.compile(r"[^\W_]{4,}")


@dataclass(frozen=True)
class Source:
    """A text to make claims from."""

    text: str
    published: date | None = None


class Editor:
    """Makes examples anew for each epoch: the same seed gives the same."""

    def __init__(self, sources: Sequence[Source], language: Any, limit: int, seed: int) -> None:
        rng = random.Random(seed)
        found = [(source, span) for source in sources for span in sentences(source.text) if _fits(source.text[span[0] : span[1]])]
        self._chosen = rng.sample(found, min(limit, len(found)))
        self._sources = sources
        self._seed = seed
        asked = [Example(source.text[a:b], _around(source.text, (a, b), POOL_NEIGHBOURS, rng), True) for source, (a, b) in self._chosen]
        self._examples = {(id(source), span): example for (source, span), example in zip(self._chosen, asked, strict=True)}
        self._swapper = Swapper(asked, language)

    def epoch(self, number: int) -> Iterator[ClaimExample]:
        """Yield one example of each chosen sentence."""
        rng = random.Random(self._seed * 1009 + number)
        for source, span in self._chosen:
            example = self._one(source, span, rng)
            if example:
                yield example

    def _one(self, source: Source, span: tuple[int, int], rng: random.Random) -> ClaimExample | None:
        claim, draw = source.text[span[0] : span[1]], rng.random()
        claim = " ".join(claim.split())
        near = _around(source.text, span, rng.randint(0, MOST_NEIGHBOURS), rng)
        if draw < AS_IS:
            return supported(_loosened(claim, rng), near, source.published)
        if draw < AS_IS + CHANGED:
            return self._changed(source, span, near, rng)
        if draw < AS_IS + CHANGED + PAIR:
            return self._pair(source, span, rng)
        if draw < AS_IS + CHANGED + PAIR + ELSEWHERE:
            other = rng.choice(self._sources)
            if other is source:
                return None
            return unsupported(claim, other.text[:900], other.published, ((0, len(claim)),))
        return _without(source, span)

    def _changed(self, source: Source, span: tuple[int, int], near: str, rng: random.Random) -> ClaimExample | None:
        example = self._examples[id(source), span]
        swapped = self._swapper.swapped(example, rng)
        if swapped is None:
            return None
        before, after = " ".join(example.question.split()), " ".join(swapped.question.split())
        return unsupported(after, near, source.published, changed_span(before, after)) if before != after else None

    def _pair(self, source: Source, span: tuple[int, int], rng: random.Random) -> ClaimExample | None:
        """Join two sentences of a text into one claim, one of them changed half of the time."""
        others = [(a, b) for a, b in sentences(source.text) if (a, b) != span and (id(source), (a, b)) in self._examples]
        if not others:
            return None
        other = rng.choice(others)
        first = " ".join(source.text[other[0] : other[1]].split()) + " "
        text = source.text[min(span[0], other[0]) : max(span[1], other[1])]
        if rng.random() < 0.5:
            return supported(first + " ".join(source.text[span[0] : span[1]].split()), text, source.published)
        changed = self._changed(source, span, text, rng)
        if changed is None or changed.wrong is None:
            return None
        wrong = tuple((a + len(first), b + len(first)) for a, b in changed.wrong)
        return unsupported(first + changed.claim, text, source.published, wrong)


def _fits(sentence: str) -> bool:
    return SHORTEST <= len(sentence.split()) <= LONGEST and not sentence.rstrip().endswith("?")


def _around(text: str, span: tuple[int, int], more: int, rng: random.Random) -> str:
    """Return the sentence with so many of its neighbours, from before and after it."""
    spans = sentences(text)
    place = next((n for n, (a, _) in enumerate(spans) if a == span[0]), 0)
    before = rng.randint(0, more)
    kept = spans[max(0, place - before) : place + 1 + more - before]
    return text[kept[0][0] : kept[-1][1]]


def _without(source: Source, span: tuple[int, int]) -> ClaimExample | None:
    """Hold a sentence against its text without it, unless the rest says most of it too."""
    claim = " ".join(source.text[span[0] : span[1]].split())
    rest = " ".join(source.text[a:b] for a, b in sentences(source.text) if (a, b) != span)
    words = {word.casefold() for word in ANY_WORD.findall(claim)}
    left = sum(word in rest.casefold() for word in words)
    return unsupported(claim, rest, source.published) if rest and words and left / len(words) < LEFT_OVER else None


def _loosened(claim: str, rng: random.Random) -> str:
    """Return the claim without what it may lose and still be true: a closing full stop, a leading clause set off by a comma."""
    draw = rng.random()
    if draw < 0.15:
        return claim.rstrip(".")
    lead = LEAD.match(claim)
    if draw < 0.35 and lead and len(claim[lead.end() :].split()) >= SHORTEST:
        return claim[lead.end()].upper() + claim[lead.end() + 1 :]
    return claim
