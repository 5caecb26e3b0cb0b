"""What supports a sentence: the records that scorers take and give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

# A sentence counts as supported from this probability: scorers are calibrated so that it is the best threshold on their tuning data.
SUPPORTED = 0.5


@dataclass(frozen=True)
class Evidence:
    """A text that a sentence is held against, and the day it was published."""

    text: str
    published: date | None = None


@dataclass(frozen=True)
class Support:
    """How far a sentence is supported by evidence.

    `probability`, 0 to 1, is that of the evidence taken together supporting all of it; `best` is the index of the text that
    supports it most, None without evidence; `missing` are the words of the sentence, in order, that were not found supported.
    A `quoted` sentence stands in that text word for word: nothing was estimated.
    """

    probability: float
    best: int | None
    missing: tuple[str, ...] = ()
    quoted: bool = False

    @property
    def supported(self) -> bool:
        """Whether it counts as supported."""
        return self.probability >= SUPPORTED


Pair = tuple[str, Sequence[Evidence]]


class SupportScorer(Protocol):
    """Sentences and evidence in, support out: deterministic, and each pair scored as if it came alone."""

    @property
    def name(self) -> str:
        """What scores, for reports: a model's name and the first digits of its weights' hash."""
        ...

    def score(self, pairs: Sequence[Pair]) -> list[Support]:
        """Return the support of each (sentence, evidence) pair; without evidence nothing is supported."""
        ...
