"""What the fitted weights make of time, speaker, order of days and corrections; the sentences read as about equally likely."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.evidence import Evidence, weighed
from assistant.reading.reader import Reading, Span
from assistant.records import ScoredPassage
from assistant.time_frame import TimeFrame
from index import Article, Passage
from index.annotations import annotate
from index.dating.clock import time_of_day

FILTERS = (
    ("a.txt", date(2024, 3, 13), "“The filters were clean,” said Ilvar Densk, the director."),
    ("b.txt", date(2024, 3, 14), "“The filters were dirty,” said Mareta Holvin, who leads the dockers."),
    ("c.txt", date(2024, 3, 15), "The filters stood in the second silo at the northern quay of the harbour."),
)
TOLLS = (
    ("a.txt", date(2024, 3, 13), "Six people died in the fire at the Pellumar grain terminal."),
    ("b.txt", date(2024, 3, 18), "Eleven people died in the fire at the Pellumar grain terminal."),
)
HOW_MANY = "How many people died in the fire at Pellumar?"


def evidence(
    told: tuple[tuple[str, date, str], ...],
    question: str,
    frame: TimeFrame | None = None,
    *,
    read: tuple[float, ...] = (),
    corrects: str = "",
    times: tuple[str, ...] = (),
) -> Evidence:
    """The evidence of one sentence an article, read as likely as `read` says."""
    passages = [
        ScoredPassage(
            Passage(file, file, None, day, text, 0, len(text)),
            1.0,
            correction=file == corrects,
            time=time_of_day(time, None),
            sentences=annotate(Article(file, None, None, day, text)),
        )
        for (file, day, text), time in zip(told, times or [None] * len(told), strict=True)
    ]
    likely = read or (0.8 / len(told),) * len(told)
    spans = [Span(n, 0, len(text), 0, len(text), p) for n, ((_, _, text), p) in enumerate(zip(told, likely, strict=True))]
    return weighed(Reading(tuple(spans), sum(likely)), question, passages, frame)


def files(found: Evidence, told: tuple[tuple[str, date, str], ...]) -> list[str]:
    return [told[candidate.span.passage][0] for candidate in found.candidates]


def ordered(order: str) -> TimeFrame:
    return TimeFrame(order, 0, 1, None, None, order, date(2024, 5, 1), "today", False)  # type: ignore[arg-type]


def of_year(year: int) -> TimeFrame:
    return TimeFrame(str(year), 0, 4, date(year, 1, 1), date(year, 12, 31), None, date(2024, 5, 1), "today", False)


def test_the_candidates_and_none_share_all_probability():
    found = evidence(FILTERS, "What of the filters?")
    assert sum(c.probability for c in found.candidates) + found.none == pytest.approx(1)
    assert [c.probability for c in found.candidates] == sorted((c.probability for c in found.candidates), reverse=True)


def test_without_a_time_a_speaker_or_another_day_the_reader_has_the_say():
    told = tuple((file, date(2024, 3, 13), text) for file, _, text in FILTERS)
    found = evidence(told, "What of the filters?", read=(0.2, 0.5, 0.1))
    assert files(found, told) == ["b.txt", "a.txt", "c.txt"]
    assert [c.probability for c in found.candidates] == pytest.approx([0.5, 0.2, 0.1])


def test_nothing_read_is_no_evidence():
    assert weighed(Reading((), 0.0), "What?", [], None) == Evidence((), 1.0)


def test_what_the_one_asked_about_says_goes_before_what_others_say():
    assert files(evidence(FILTERS, "What did Mareta Holvin say about the dirty filters?"), FILTERS)[0] == "b.txt"
    assert files(evidence(FILTERS, "What did Ilvar Densk say about the clean filters?"), FILTERS)[0] == "a.txt"


def test_a_statement_of_somebody_who_says_nothing_here_is_doubted():
    named = evidence(FILTERS, "What did Mareta Holvin say about the dirty filters?")
    other = evidence(FILTERS, "What did Orla Tembrit say about the dirty filters?")
    assert other.none > named.none


def test_the_latest_goes_before_older_news():
    assert files(evidence(TOLLS, "What is the latest on the fire?", ordered("latest")), TOLLS) == ["b.txt", "a.txt"]


def test_of_two_that_are_as_likely_the_newer_goes_first_and_what_is_much_likelier_stays():
    assert files(evidence(TOLLS, HOW_MANY, read=(0.42, 0.38)), TOLLS) == ["b.txt", "a.txt"]
    assert files(evidence(TOLLS, HOW_MANY, read=(0.78, 0.02)), TOLLS) == ["a.txt", "b.txt"]


def test_of_one_day_the_later_hour_goes_first():
    told = tuple((file, date(2024, 3, 13), text) for file, _, text in TOLLS)
    assert files(evidence(told, HOW_MANY, read=(0.38, 0.42)), told) == ["b.txt", "a.txt"]
    assert files(evidence(told, HOW_MANY, read=(0.38, 0.42), times=("21:10", "07:30")), told) == ["a.txt", "b.txt"]


def test_news_of_another_year_is_doubted_and_stays_behind():
    asked, unasked = evidence(TOLLS, HOW_MANY, of_year(2021)), evidence(TOLLS, HOW_MANY)
    assert asked.none > unasked.none
    mixed = (TOLLS[0], ("b.txt", date(2021, 3, 18), "Four people died in the fire at the Pellumar grain terminal."))
    assert files(evidence(mixed, HOW_MANY, of_year(2021)), mixed) == ["b.txt", "a.txt"]


def test_a_correction_is_likelier_than_what_it_corrects():
    same_day = tuple((file, date(2024, 3, 13 + n), text) for n, (file, _, text) in enumerate(TOLLS))
    corrected = evidence(same_day, HOW_MANY, corrects="b.txt")
    assert corrected.candidates[0].probability > evidence(same_day, HOW_MANY).candidates[0].probability - 1e-9
    assert files(corrected, same_day)[0] == "b.txt"


def test_last_year_s_figure_is_not_today_s():
    told = (
        ("a.txt", date(2024, 3, 13), "Last year 44 countries came to the rivers forum in Jolmet."),
        ("b.txt", date(2024, 3, 13), "Some 51 countries are at the rivers forum in Jolmet."),
    )
    assert files(evidence(told, "Which countries came to the rivers forum in Jolmet?"), told)[0] == "b.txt"


def test_undated_articles_have_no_place_in_the_order_of_days():
    undated = [replace(ScoredPassage(Passage("u", "u", None, None, "Nine people died.", 0, 17), 1.0))]
    found = weighed(Reading((Span(0, 0, 17, 0, 17, 0.5),), 0.5), HOW_MANY, undated, ordered("latest"))
    assert 0 <= found.candidates[0].probability <= 1
