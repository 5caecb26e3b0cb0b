"""An invented evaluation: thirty questions about Orvane, a country that there is not, answered well and badly."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from random import Random

from assistant.evaluation.records import Cited, Context, Example, Relevant, Response, Result
from assistant.evaluation.report import page_of
from assistant.evaluation.runs import Run, score
from assistant.evaluation.summary import summarise
from assistant.records import DECLINED, Sentence
from assistant.support import Evidence, Support

PLACES = ("Tessmar", "Quill Harbour", "Dunnock", "Lower Aspery", "Hexley", "Vant")
THINGS = ("ferry line", "salt works", "night market", "tidal bridge", "weather station", "choir school")
MONTHS = ("March", "April", "June", "September", "October")
BOARD, MADE = "2031/gazette-101.txt", datetime(2031, 5, 4, 9, 30, tzinfo=UTC)


class Words:
    """Supports a sentence as far as its words stand in the evidence, and hardly one with a number or a name that does not."""

    name = "words in common"

    def score(self, pairs: Sequence[tuple[str, Sequence[Evidence]]]) -> list[Support]:
        """Return the support of each pair."""
        return [self._support(re.findall(r"[\w,]*\w", sentence), [one.text for one in evidence]) for sentence, evidence in pairs]

    def _support(self, words: list[str], texts: list[str]) -> Support:
        missing = tuple(word for word in words if not any(word in text for text in texts))
        weak = any(word[0].isdigit() or word[0].isupper() for word in missing)
        return Support(0.21 if weak else 1 - len(missing) / 4 / len(words), 0 if texts else None, missing)


def invented_run(results: tuple[Result, ...] | None = None) -> Run:
    """The run of `results`, or of thirty that are always the same."""
    results = invented_results(30) if results is None else results
    return Run(results, summarise(results))


def invented_page(results: tuple[Result, ...] | None = None) -> str:
    """The report of that run."""
    return page_of(invented_run(results), "Orvane Gazette, thirty questions", "dateline-support", 0.35, made=MADE)


def invented_results(count: int) -> tuple[Result, ...]:
    """As many results, from a seed."""
    pairs = list(_answered(count, Random(7)))
    return score([response for _, response in pairs], [example for example, _ in pairs], scorer=Words()).results


def _answered(count: int, random: Random) -> Iterator[tuple[Example, Response]]:
    for number in range(count):
        subject = f"{THINGS[number // 6 % 6]} at {PLACES[number % 6]}"
        make = _unanswerable if number % 5 == 4 else _when if number % 2 else _how_many
        yield make(number, subject, random)


def _how_many(number: int, subject: str, random: Random) -> tuple[Example, Response]:
    people, file, day = 200 + 37 * number, f"2031/gazette-{number:03d}.txt", date(2031, 4, 1 + number % 28)
    told = people if number % 8 else people + 90
    quote = f"The {subject}, which opened in the spring, employs {people:,} people, the Board of Works said."
    owned = f"The Board of Works owns the {subject.partition(' at ')[0]}."
    sentences = (
        Sentence(f"The {subject} employs {told:,} people.", (1,), closing=1),
        Sentence(f"The Board of Works still owns it, where the town's {THINGS[number % 5]} used to be.", (1, 2), closing=1),
    )
    others = (Relevant("2031/gazette-900.txt", 2),) if number % 4 == 0 else ()
    accepted, rejected = (f"{people:,} people", f"{people:,} workers"), (f"{people + 90:,} people",)
    question = f"How many people does the {subject} employ?"
    cited = (Cited(1, quote, file, day, True, ("2031/post-017.txt", "2031/echo-203.txt")), Cited(2, owned, BOARD, day, True))
    confidence = round(random.uniform(0.3, 0.6) if told != people else random.uniform(0.5, 0.99), 3)
    return (
        Example(f"orvane-{number:02d}", question, "how many", accepted, rejected, accepted[:1], (Relevant(file), *others)),
        _response(number, question, sentences, (Context(quote, file, day), Context(owned, BOARD, day)), cited, confidence),
    )


def _when(number: int, subject: str, random: Random) -> tuple[Example, Response]:
    day, file, published = f"{1 + number % 28} {MONTHS[number % 5]} 2030", f"2030/echo-{number:03d}.txt", date(2030, 10, 2)
    question = f"When did the {subject} open?"
    example = Example(f"orvane-{number:02d}", question, "when", (day,), (), (day,), (Relevant(file),))
    if number == 13:
        return example, _response(number, question, DECLINED, (), (), 0.3)
    quote = f"Crowds lined the quay on {day} as the {subject} opened after three years of works."
    said = (Sentence(f"The {subject} opened on {day}.", (1,), closing=1),)
    cited = (Cited(1, quote, file, published, number != 11),)
    return example, _response(number, question, said, (Context(quote, file, published),), cited, round(random.uniform(0.6, 0.995), 3))


def _unanswerable(number: int, subject: str, random: Random) -> tuple[Example, Response]:
    question, published = f"Who designed the {subject}?", date(2030, 2, 9)
    said = "Ilsa Morrane, who designed the town hall, spoke at the dinner."
    sentences = (Sentence(f"The {subject} was designed by Ilsa Morrane.", (1,), closing=1),) if number % 10 == 9 else DECLINED
    cited = (Cited(1, said, "2030/post-044.txt", published, True),) if number % 10 == 9 else ()
    context = Context(said, "2030/post-044.txt", published)
    example = Example(f"orvane-{number:02d}", question, "who", answerable=False)
    return example, _response(number, question, sentences, (context,), cited, round(random.uniform(0.2, 0.55), 3))


def _response(
    number: int,
    question: str,
    sentences: tuple[Sentence, ...],
    contexts: tuple[Context, ...],
    cited: tuple[Cited, ...],
    confidence: float,
) -> Response:
    declined = sentences == DECLINED
    return Response(f"orvane-{number:02d}", question, sentences, contexts, cited, declined, confidence, 0.3 + number / 100, "reader")
