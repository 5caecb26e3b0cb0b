from datetime import date

import pytest

from assistant.freshness import freshness
from assistant.records import Answer, Citation, Sentence
from assistant.time_frame import TimeFrame

NEWEST = date(2025, 9, 18)


def answer(published: date | None, frame: TimeFrame | None = None, *, abstained: bool = False) -> Answer:
    citation = Citation(1, "a.txt", published, None, "It rained.", 0, 10)
    return Answer(
        "How much?", (Sentence("It rained.", (1,)),), (citation,), (), abstained=abstained, time_frame=frame, newest_article=NEWEST
    )


def frame(order: str | None, since: date | None = None) -> TimeFrame:
    return TimeFrame("x", 0, 1, since, None, order, NEWEST, "today", False)


LINE = "Newest article: 18 September 2025; newest on this: 1 September 2025."
OLD = "Newest article: 18 September 2025; newest on this: 1 March 2023."


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (answer(date(2025, 9, 1)), None),
        (answer(date(2025, 9, 1), frame("latest")), LINE),
        (answer(date(2023, 3, 1)), OLD),
        (answer(date(2023, 3, 1), frame(None, date(2023, 1, 1))), None),
        (answer(date(2023, 3, 1), abstained=True), None),
        (answer(None, frame("latest")), None),
    ],
)
def test_it_is_said_where_an_old_figure_could_pass_for_todays(given, line):
    assert freshness(given, 365) == line
