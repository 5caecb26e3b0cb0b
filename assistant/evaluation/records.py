"""The records of evaluation: what was asked, what was answered, and how it was marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.records import Sentence, rendered


@dataclass(frozen=True)
class Relevant:
    """An article that holds the answer; `grade` is its relevance, from 1, as BEIR's qrels give it."""

    file: str
    grade: int = 1


@dataclass(frozen=True)
class Example:
    """A question and what is known of its answer; whatever is not known is empty, and the metrics that need it are not asked.

    An answer is right when it holds one of `accept`, whatever the case, and none of `reject`. `references` are gold answers,
    `relevant` the articles that hold the answer, `contexts` passages that do, as text.
    """

    id: str
    question: str
    kind: str = ""
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    relevant: tuple[Relevant, ...] = ()
    contexts: tuple[str, ...] = ()
    answerable: bool = True


@dataclass(frozen=True)
class Context:
    """A retrieved passage; `file` is the article's id."""

    text: str
    file: str | None = None
    published: date | None = None


@dataclass(frozen=True)
class Cited:
    """What the marker `[number]` of an answer cites: a quote or a whole passage.

    `valid` tells whether the file exists, the date is that article's and the quote stands at its offsets; None where there is no
    index to look it up in. `also_in` are other files of the same story that hold the quote.
    """

    number: int
    text: str
    file: str | None = None
    published: date | None = None
    valid: bool | None = None
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Response:
    """What a system answered: `sentences` that cite `citations` by number, from `contexts`, best first.

    `confidence`, 0 to 1, is the system's own belief that its answer is right, `answerability` that its articles hold one at all, None where
    it gives none. `withheld` is the answer that was not given because the latter was too small.
    """

    id: str
    question: str
    sentences: tuple[Sentence, ...] = ()
    contexts: tuple[Context, ...] = ()
    citations: tuple[Cited, ...] = ()
    abstained: bool = False
    confidence: float | None = None
    seconds: float | None = None
    answered_by: str = ""
    withheld: tuple[Sentence, ...] | None = None
    answerability: float | None = None

    @property
    def text(self) -> str:
        """The sentences as one text, with markers such as `[1]`."""
        return rendered(self.sentences)[0]


@dataclass(frozen=True)
class SentenceMarks:
    """The marks of one sentence of an answer.

    `support` is the probability, 0 to 1, that the contexts support it, `best` the index of the context that does most, `missing`
    the words not found supported. `cites` are the numbers of its citations; `cited_support` is the support by all of them together,
    None without any; `needed` tells of each whether it is needed. `numbers`, `dates` and `names` are (found in what is cited, all).
    A `quoted` sentence stands in a context word for word, and no model was asked.
    """

    text: str
    support: float
    best: int | None = None
    missing: tuple[str, ...] = ()
    cites: tuple[int, ...] = ()
    cited_support: float | None = None
    needed: tuple[bool, ...] = ()
    numbers: tuple[int, int] = (0, 0)
    dates: tuple[int, int] = (0, 0)
    names: tuple[int, int] = (0, 0)
    quoted: bool = False


@dataclass(frozen=True)
class Result:
    """One question scored: `values` holds each metric that could be asked of it, by name."""

    example: Example
    response: Response
    sentences: tuple[SentenceMarks, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """A metric over `count` questions: its value and the ends of its bootstrap 95% interval, None when there was none to ask it of."""

    name: str
    value: float | None
    count: int
    low: float | None = None
    high: float | None = None
