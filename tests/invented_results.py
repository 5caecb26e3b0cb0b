"""An invented evaluation: thirty questions about Orvane, a country that there is not, answered well and badly."""

from datetime import UTC, date, datetime
from random import Random

from assistant.evaluation.abstention import reliability, risk_coverage_curve
from assistant.evaluation.records import Cited, Context, Example, Relevant, Response, Result, Score, SentenceMarks
from assistant.evaluation.report import page_of
from assistant.evaluation.runs import Run
from assistant.evaluation.summary import Summary
from assistant.markers import sentences_of

SCORES = (
    Score("hit@5", 0.917, 24, 0.792, 1.0),
    Score("recall@10", 0.896, 24, 0.771, 0.979),
    Score("mrr@10", 0.803, 24, 0.668, 0.917),
    Score("answer_accuracy", 0.75, 24, 0.583, 0.917),
    Score("token_f1", 0.622, 24, 0.5, 0.741),
    Score("answer_length", 14.3, 25, 12.1, 16.9),
    Score("rejection_rate", 0.667, 6, 0.333, 1.0),
    Score("false_rejection_rate", 0.042, 24, 0.0, 0.125),
    Score("risk_coverage_area", 0.119, 28, 0.05, 0.214),
    Score("citation_validity", 0.964, 28, 0.893, 1.0),
    Score("citation_recall", 0.883, 27, 0.762, 0.967),
    Score("citation_precision", 0.901, 28, 0.8, 0.98),
    Score("faithfulness", 0.869, 27, 0.79, 0.93),
    Score("number_precision", 0.952, 21, 0.857, 1.0),
    Score("date_accuracy", 0.833, 6, 0.5, 1.0),
    Score("supersession", None, 0),
    Score("faithfulness_llm", 0.912, 34, 0.82, 0.98),
)
PLACES = ("Tessmar", "Quill Harbour", "Dunnock", "Lower Aspery", "Hexley", "Vant")
THINGS = ("ferry line", "salt works", "night market", "tidal bridge", "weather station", "choir school")
MONTHS = ("March", "April", "June", "September", "October")
DECLINED = "The articles do not say."


MADE = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)


def invented_run(results: tuple[Result, ...] | None = None) -> Run:
    """The run of `results`, or of thirty that are always the same."""
    results = invented_results(30) if results is None else results
    given = [(r.response.confidence, bool(r.values.get("answer_accuracy"))) for r in results if r.response.confidence is not None]
    kinds = sorted({result.example.kind for result in results if result.example.answerable})
    by_kind = tuple(_of_kind(kind, results) for kind in kinds)
    declined = sum(result.response.abstained for result in results)
    curve = risk_coverage_curve(given, len(results))
    return Run(results, Summary(SCORES, by_kind, len(results), declined, curve, reliability(given)))


def invented_page(results: tuple[Result, ...] | None = None) -> str:
    """The report of that run."""
    return page_of(invented_run(results), "Orvane Gazette, thirty questions", "dateline-support", 0.35, made=MADE)


def invented_results(count: int) -> tuple[Result, ...]:
    """As many results, from a seed."""
    random = Random(7)
    return tuple(_result(number, random) for number in range(count))


def _result(number: int, random: Random) -> Result:
    place, thing = PLACES[number % 6], THINGS[number // 6 % 6]
    if number % 5 == 4:
        return _unanswerable(number, place, thing, random)
    return _when(number, place, thing, random) if number % 2 else _how_many(number, place, thing, random)


def _how_many(number: int, place: str, thing: str, random: Random) -> Result:
    people, file = 200 + 37 * number, f"2031/gazette-{number:03d}.txt"
    told = people if number % 8 else people + 90
    first = f"The {thing} at {place} employs {told:,} people."
    second = f"It was opened by the Orvanian Board of Works, which still owns it, where the town's {THINGS[number % 5]} used to be."
    quote = f"The {thing} at {place}, which opened in the spring, employs {people:,} people, the Board of Works said."
    wrong = told != people
    marks = (
        SentenceMarks(
            first,
            0.21 if wrong else 0.9 + number / 400,
            0,
            (f"{told:,}",) if wrong else (),
            (1,),
            0.19 if wrong else 0.93,
            (True,),
            (0 if wrong else 1, 1),
            (0, 0),
            (1, 1),
        ),
        SentenceMarks(second, 0.72, 1, (), (1, 2), 0.7, (True, False), (0, 0), (0, 0), (1, 1)),
    )
    values = {
        "hit@5": 1.0,
        "recall@10": 1.0,
        "mrr@10": 1.0,
        "answer_accuracy": float(not wrong),
        "token_f1": 0.61,
        "answer_length": 29.0,
        "faithfulness": marks[0].support / 2 + 0.36,
        "citation_recall": 0.5 if wrong else 1.0,
        "citation_precision": 0.667,
        "number_precision": float(not wrong),
        "citation_validity": 1.0,
    }
    day = date(2031, 4, 1 + number % 28)
    others = (Relevant("2031/gazette-900.txt", 2),) if number % 4 == 0 else ()
    return Result(
        Example(
            f"orvane-{number:02d}",
            f"How many people does the {thing} at {place} employ?",
            "how many",
            (f"{people} people", f"{people} workers"),
            (f"{people + 90} people",),
            (f"{people:,} people",),
            (Relevant(file), *others),
        ),
        Response(
            f"orvane-{number:02d}",
            "",
            sentences_of(f"{first[:-1]} [1]. {second[:-1]} [1][2]."),
            (Context(quote, file, day), Context(f"The Board of Works owns the {thing}.", "2031/gazette-101.txt", day)),
            (
                Cited(1, quote, file, day, True, ("2031/post-017.txt", "2031/echo-203.txt")),
                Cited(2, f"The Board of Works owns the {thing}.", "2031/gazette-101.txt", day, True),
            ),
            False,
            round(random.uniform(0.3, 0.6) if wrong else random.uniform(0.5, 0.99), 3),
            0.3 + number / 100,
            "reader",
        ),
        marks,
        values,
    )


def _when(number: int, place: str, thing: str, random: Random) -> Result:
    day, file = f"{1 + number % 28} {MONTHS[number % 5]} 2030", f"2030/echo-{number:03d}.txt"
    invalid, declined = number == 11, number == 13
    text = DECLINED if declined else f"The {thing} at {place} opened on {day} [1]."
    quote = f"Crowds lined the quay on {day} as the {thing} at {place} opened after three years of works."
    marks = SentenceMarks(f"The {thing} at {place} opened on {day}.", 0.97, 0, (), (1,), 0.96, (True,), (0, 0), (1, 1), (1, 1))
    return Result(
        Example(f"orvane-{number:02d}", f"When did the {thing} at {place} open?", "when", (day,), (), (day,), (Relevant(file),)),
        Response(
            f"orvane-{number:02d}",
            "",
            sentences_of(text),
            () if declined else (Context(quote, file, date(2030, 10, 2)),),
            () if declined else (Cited(1, quote, file, date(2030, 10, 2), not invalid),),
            declined,
            0.3 if declined else round(random.uniform(0.6, 0.995), 3),
            0.41,
            "reader",
        ),
        () if declined else (marks,),
        {
            "hit@5": float(not declined),
            "answer_accuracy": float(not declined),
            "date_accuracy": float(not declined),
            "citation_validity": float(not invalid),
        },
    )


def _unanswerable(number: int, place: str, thing: str, random: Random) -> Result:
    answered = number % 10 == 9
    text = f"The {thing} at {place} was designed by Ilsa Morrane [1]." if answered else DECLINED
    said = f"Ilsa Morrane, who designed the town hall of {place}, spoke at the dinner."
    marks = SentenceMarks(text.removesuffix(" [1].") + ".", 0.34, 0, tuple(thing.split()), (1,), 0.31, (False,), (0, 0), (0, 0), (2, 3))
    return Result(
        Example(f"orvane-{number:02d}", f"Who designed the {thing} at {place}?", "who", answerable=False),
        Response(
            f"orvane-{number:02d}",
            "",
            sentences_of(text),
            (Context(said, "2030/post-044.txt", date(2030, 2, 9)),),
            (Cited(1, said, "2030/post-044.txt", date(2030, 2, 9), True),) if answered else (),
            not answered,
            round(random.uniform(0.2, 0.55), 3),
            0.52,
            "reader",
        ),
        (marks,) if answered else (),
        {"citation_validity": 1.0} if answered else {},
    )


def _of_kind(kind: str, results: tuple[Result, ...]) -> Score:
    values = [r.values["answer_accuracy"] for r in results if r.example.kind == kind and r.example.answerable]
    mean = sum(values) / len(values)
    return Score(kind, mean, len(values), max(0.0, mean - 0.2), min(1.0, mean + 0.2))
