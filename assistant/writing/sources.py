"""The passages that were sent, and which of them hold a claim."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.support import Evidence, Support, SupportScorer
from assistant.support.exact_checks import exact_checks
from index import Passage
from index.language.sentences import sentence_spans


@dataclass(frozen=True)
class Quote:
    """A sentence of passage `number`; offsets are into the article."""

    number: int
    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words quoted, as they stand in the article."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


@dataclass(frozen=True)
class Held:
    """What a claim rests on: a sentence of each passage that holds it, and its support by these passages."""

    quotes: tuple[Quote, ...]
    support: Support


class Sources:
    """The passages that were sent, numbered from 1, and the scorer that decides what they hold."""

    def __init__(self, passages: Sequence[Passage], scorer: SupportScorer) -> None:
        self._scorer = scorer
        self._passages = dict(enumerate(passages, 1))
        self._spans = {number: sentence_spans(passage.text) for number, passage in self._passages.items()}
        self.sent = len(passages)

    def cite(self, claim: str, named: Sequence[int]) -> Held | None:
        """Return what holds `claim`; None if nothing does.

        Named passages that hold it, each by itself or else together, are preferred to the one of the others that holds it most.
        """
        named = [n for n in named if self._spans[n]]
        alone = self._holding(claim, [(n,) for n in named])
        if alone:
            return self._held(claim, [n for numbers, _ in alone for n in numbers], max((s for _, s in alone), key=_probability))
        others = [(n,) for n in self._passages if n not in named and self._spans[n]]
        found = self._holding(claim, [tuple(named)] if len(named) > 1 else []) or self._holding(claim, others)
        if not found:
            return None
        numbers, support = max(found, key=lambda holding: _probability(holding[1]))
        return self._held(claim, numbers, support)

    def _holding(self, claim: str, groups: Sequence[tuple[int, ...]]) -> list[tuple[tuple[int, ...], Support]]:
        """Return the groups of passages that support the claim and have all its numbers and dates, which no score can make up for."""
        exact = [group for group in groups if _has_facts(claim, self._evidence(group))]
        found = self._scorer.score([(claim, self._evidence(group)[: len(group)]) for group in exact])
        return [(group, support) for group, support in zip(exact, found, strict=True) if support.supported]

    def _evidence(self, numbers: Iterable[int]) -> list[Evidence]:
        """Return passages, and behind them the outlets that were sent with them: "Channel 4" is no wrong number."""
        passages = [self._passages[n] for n in numbers]
        return [*(Evidence(p.text, p.published) for p in passages), *(Evidence(p.source) for p in passages if p.source)]

    def _held(self, claim: str, numbers: Sequence[int], support: Support) -> Held:
        return Held(tuple(self._quote(claim, n) for n in numbers), support)

    def _quote(self, claim: str, number: int) -> Quote:
        """Return the passage's sentence that holds the claim most, of those with its numbers and dates where there are any."""
        passage, spans = self._passages[number], self._spans[number]
        each = [[Evidence(passage.text[a:b], passage.published)] for a, b in spans]
        supports = self._scorer.score([(claim, evidence) for evidence in each])
        worth = [(_has_facts(claim, evidence), support.probability) for evidence, support in zip(each, supports, strict=True)]
        start, end = spans[worth.index(max(worth))]
        return Quote(number, passage, passage.start + start, passage.start + end)


def _probability(support: Support) -> float:
    return support.probability


def _has_facts(claim: str, evidence: Sequence[Evidence]) -> bool:
    return all(item.found or item.kind == "name" for item in exact_checks(claim, evidence))
