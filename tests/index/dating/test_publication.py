"""Of all that states a day of publication, what holds; and why there is none."""

import json
from datetime import date

import pytest

from index.dating.publication import NOT_STATED, publication
from index.dating.statements import NOTHING, Stated, read_date
from index.parsing import parse_articles

DAY = date(2024, 12, 5)


@pytest.mark.parametrize(
    ("stated", "opening", "file", "expected"),
    [
        (Stated(DAY), "BAKU, May 1, 2020. The", "2019-01-01.txt", (DAY, "meta", None)),
        (NOTHING, "BAKU, May 1, 2020. The", "2019-01-01.txt", (date(2020, 5, 1), "dateline", None)),
        (NOTHING, "Fire\nMay 1, 2020\n\nThe", "2019-01-01.txt", (date(2020, 5, 1), "header", None)),
        (NOTHING, "The panel", "2019-01-01.txt", (date(2019, 1, 1), "file name", None)),
        (NOTHING, "The panel", "panel.txt", (None, None, NOT_STATED)),
        (read_date("May 2020"), "The panel", "panel.txt", (None, None, "'May 2020' names no day")),
        (read_date("2/5/2019"), "The panel", "2019-05-02.txt", (date(2019, 5, 2), "meta", None)),
    ],
)
def test_evidence_is_taken_in_order(stated: Stated, opening: str, file: str, expected: tuple[date | None, str | None, str | None]) -> None:
    when = publication(stated, "meta", opening, file)
    assert (when.stated.day, when.origin, when.undated) == expected


def days(*dates: str, text: str = "The panel met in the old hall and spoke of the bridge.") -> list[str | None]:
    data = json.dumps([{"date": value, "text": text} for value in dates])
    return [article.published and article.published.isoformat() for article in parse_articles("a.json", data.encode()).articles]


def test_the_rest_of_a_file_settles_the_order_of_day_and_month() -> None:
    assert days("15/4/2019", "2/5/2019") == ["2019-04-15", "2019-05-02"]
    assert days("4/15/2019", "2/5/2019") == ["2019-04-15", "2019-02-05"]


def test_a_file_that_writes_both_orders_settles_nothing() -> None:
    assert days("15/4/2019", "4/30/2019", "2/5/2019") == ["2019-04-15", "2019-04-30", None]


def test_the_language_of_the_article_settles_the_order() -> None:
    german = "Die Brücke über den Fluss ist seit Montag gesperrt, teilte die Stadt am Abend mit."
    assert days("02.05.2019", text=german) == ["2019-05-02"]
    assert days("02.05.2019") == [None]


def test_time_zone_and_reason_reach_the_article() -> None:
    data = json.dumps([{"date": "2024-12-05T21:10:00Z", "text": "A."}, {"date": "2042-05-07", "text": "B."}]).encode()
    one, other = parse_articles("a.json", data).articles
    assert (one.published, one.published_time, one.published_zone, one.undated) == (DAY, "21:10:00", "Z", None)
    assert (other.published, other.undated) == (None, "2042-05-07 is later than tomorrow")
