"""The passages that were sent, and which of their sentences hold a claim."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.numbers import numbers_in, without_date
from index import Passage
from index.language.sentences import sentence_spans

Support = Callable[[str, Sequence[str]], Sequence[float]]
"""How far each of the sentences supports the claim, 0 to 1."""

# Cosine of all-MiniLM-L6-v2 over 13 hand-made claims: said by a sentence 0.43 to 0.91, of the same subject but not
# said 0.37 to 0.44, of another subject 0.18 to 0.26. A passage that the model itself names needs only the subject.
CITED_SUPPORT = 0.35
UNCITED_SUPPORT = 0.55
# How much support it is worth, in choosing the sentence to quote, that it holds all the claim's numbers.
NUMBERS_WEIGHT = 0.3


@dataclass(frozen=True)
class Quote:
    """A sentence of passage `number`, and how far it supports the claim at hand; offsets are into the article."""

    number: int
    passage: Passage
    start: int
    end: int
    support: float = 0.0

    @property
    def text(self) -> str:
        """The words quoted, as they stand in the article."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


class Sources:
    """The passages that were sent, cut into sentences once for all claims."""

    def __init__(self, passages: Sequence[Passage], support: Support) -> None:
        self._support = support
        self._sentences = [
            (number, passage, passage.text[start:end], passage.start + start)
            for number, passage in enumerate(passages, 1)
            for start, end in sentence_spans(passage.text)
        ]
        self._numbers = {number: numbers_in(f"{p.text} {p.source or ''}") for number, p in enumerate(passages, 1)}
        self.sent = len(passages)

    def cite(self, claim: str, named: Sequence[int]) -> list[Quote]:
        """Return the quotes that hold `claim`, of the named passages where they do; none if nothing does."""
        best = self._best(claim)
        kept = [best[number] for number in named if number in best and best[number].support >= CITED_SUPPORT]
        if kept and self._hold_numbers(claim, kept):
            return kept
        others = [
            quote
            for quote in best.values()
            if quote not in kept and quote.support >= UNCITED_SUPPORT and self._hold_numbers(claim, [*kept, quote])
        ]
        return [*kept, max(others, key=lambda quote: quote.support)] if others else []

    def _hold_numbers(self, claim: str, quotes: Sequence[Quote]) -> bool:
        """Say whether every number of the claim is in the quoted passages, or in a date that was sent with one."""
        held: set[str] = set()
        for quote in quotes:
            claim = without_date(claim, quote.passage.published)
            held |= self._numbers[quote.number]
        return numbers_in(claim) <= held

    def _best(self, claim: str) -> dict[int, Quote]:
        """Return the sentence to quote of each passage, by passage number."""
        wanted = numbers_in(claim)
        supports = self._support(claim, [text for _, _, text, _ in self._sentences])
        best: dict[int, tuple[float, Quote]] = {}
        for (number, passage, text, start), support in zip(self._sentences, supports, strict=True):
            worth = support + (NUMBERS_WEIGHT if wanted <= numbers_in(text) else 0)
            if number not in best or worth > best[number][0]:
                best[number] = worth, Quote(number, passage, start, start + len(text), support)
        return {number: quote for number, (_, quote) in best.items()}
