"""The timeline under an answer: which passages stand where, and what is told of the undated ones."""

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from fake_assistant import HOSTILE, HOSTILE_MARKUP, OBITUARY, cited, declined, hostile_answer, obituary_answer, passage_of
from ferry_story import FIRST, LATER, SECOND, ferry_answer

from assistant import Answer, TimeFrame
from assistant.records import DECLINED
from assistant.web.timeline import NEAR_SHOWN, ROW, timeline_html

POINT = re.compile(r'<li style="left:([\d.]+)%;bottom:(\d+)px"><button type="button" class="point ([^"]*)" value="([^"]*)">(.*?)</button>')


def points(answer: Answer) -> list[tuple[float, str, str]]:
    """Place, kind and hidden words of each point."""
    found = POINT.findall(timeline_html(answer))
    return [(float(left), look.split()[0], unescape(re.sub("<[^>]*>", "", words))) for left, _, look, _, words in found]


def labels(answer: Answer) -> list[str]:
    return re.findall(r'<text class="label"[^>]*>([^<]*)<', timeline_html(answer))


def nearest_on(*days: date | None) -> Answer:
    """A declined answer with a near passage of each day."""
    passages = tuple(passage_of(replace(OBITUARY, id=f"{number}.txt", published=day)) for number, day in enumerate(days))
    return Answer("?", DECLINED, (), passages, abstained=True)


def test_cited_passages_are_numbered_and_near_ones_hollow_each_at_its_day() -> None:
    assert points(ferry_answer()) == [
        (8.0, "cited", "1 cited: at least nine, Osvarin, Monday, 4 March 2024, osvarin/2024-03-04-ferry.txt"),
        (8.0, "cited", "3 cited, Osvarin, Monday, 4 March 2024, osvarin/2024-03-04-ferry.txt"),
        (11.85, "cited", "2 cited: Fourteen, Vestnor Courier, Saturday, 9 March 2024, vestnor/2024-03-09 ferry count.md"),
        (92.0, "near", f"near, Osvarin, Friday, 21 June 2024, {LATER.id}: {LATER.text}"),
    ]
    html = timeline_html(ferry_answer())
    assert [html.count(f'<circle class="{kind}"') for kind in ("cited", "near")] == [3, 1]
    assert re.findall(r'<text class="number"[^>]*>(\d+)<', html) == ["1", "3", "2"]


def test_drawing_has_a_name_and_undated_passages_are_told_in_words() -> None:
    html = timeline_html(ferry_answer())
    assert 'role="img" title="Timeline of passages, 3 cited and 1 near: Monday, 4 March 2024 to Friday, 21 June 2024"' in html
    assert '<p class="undated">Without a date: 1 near passage.</p>' in html


def test_undated_citation_is_told_by_its_number() -> None:
    citations = (replace(cited(FIRST, "The ferry Selka"), published=None), cited(SECOND, "Two are still missing", 2))
    answer = replace(ferry_answer(), citations=citations, values=())
    assert '<p class="undated">Without a date: [1], 1 near passage.</p>' in timeline_html(answer)


@pytest.mark.parametrize(
    "answer",
    [
        obituary_answer("?"),
        replace(declined("?"), passages=()),
        nearest_on(date(2020, 5, 1), date(2020, 5, 1), None),
        nearest_on(None, None),
    ],
)
def test_passages_of_one_day_or_none_have_no_timeline(answer: Answer) -> None:
    assert timeline_html(answer) == ""


def test_near_point_opens_its_article_and_a_cited_one_names_its_card() -> None:
    values = [unescape(value) for _, _, _, value, _ in POINT.findall(timeline_html(ferry_answer()))]
    assert values[:3] == ["1", "3", "2"]
    assert json.loads(values[3]) == {"file": LATER.id, "start": 0, "end": len(LATER.text), "quote": LATER.text}


def test_points_that_would_touch_stand_above_each_other() -> None:
    days = [date(2020, 5, 1), date(2020, 5, 1), date(2020, 5, 2), date(2020, 5, 31)]
    found = POINT.findall(timeline_html(nearest_on(*days)))
    assert [(float(left), (int(bottom) - int(found[0][1])) // ROW) for left, bottom, *_ in found] == [(8, 0), (8, 1), (10.8, 2), (92, 0)]


def test_near_are_the_best_passages_of_articles_that_are_not_cited() -> None:
    answer = nearest_on(*(date(2020, 5, day) for day in range(1, 12)))
    assert len(points(answer)) == NEAR_SHOWN
    twice = replace(answer, passages=(answer.passages[0], *answer.passages[:2]))
    assert [words.rpartition(": ")[0] for _, _, words in points(twice)] == [
        "near, Osvarin, Friday, 1 May 2020, 0.txt",
        "near, Osvarin, Saturday, 2 May 2020, 1.txt",
    ]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2020, 5, 1), date(2020, 5, 2), ["1 May", "2 May"]),
        (date(2020, 12, 28), date(2021, 1, 4), ["28 Dec", "30 Dec", "1 Jan", "3 Jan"]),
        (date(2020, 5, 1), date(2020, 6, 30), ["1 May", "15 May", "29 May", "12 Jun", "26 Jun"]),
        (date(2020, 11, 15), date(2021, 3, 2), ["Dec 2020", "Jan 2021", "Feb", "Mar"]),
        (date(2019, 2, 1), date(2020, 12, 31), ["Jul 2019", "Jan 2020", "Jul"]),
        (date(2017, 1, 1), date(2020, 6, 1), ["2017", "2018", "2019", "2020"]),
        (date(1996, 6, 1), date(2020, 6, 1), ["2000", "2005", "2010", "2015", "2020"]),
        (date.min, date.max, ["2000", "4000", "6000", "8000"]),
    ],
)
def test_axis_is_labelled_with_days_months_or_years(first: date, last: date, expected: list[str]) -> None:
    assert labels(nearest_on(last, first)) == expected


@pytest.mark.parametrize(
    ("since", "until", "band"),
    [
        (date(2024, 3, 1), date(2024, 3, 31), ("4.00%", "28.81%")),
        (date(2024, 4, 1), None, ("25.58%", "70.42%")),
        (None, date(2024, 3, 4), ("4.00%", "8.00%")),
        (date(2023, 1, 1), date(2023, 12, 31), None),
        (None, None, None),
    ],
)
def test_time_asked_about_is_a_band_as_far_as_the_timeline_reaches(
    since: date | None, until: date | None, band: tuple[str, str] | None
) -> None:
    frame = TimeFrame("then", 0, 4, since, until, None, date(2024, 6, 21), "newest article", True)
    html = timeline_html(replace(ferry_answer(), time_frame=frame))
    found = re.search(r'<rect class="asked" x="([^"]*)" y="0" width="([^"]*)"', html)
    assert (found.groups() if found else None) == band


def test_hostile_text_is_only_text() -> None:
    hostile = hostile_answer(HOSTILE_MARKUP)
    answer = replace(hostile, passages=(passage_of(replace(HOSTILE, id="<img src=x>", published=date(2021, 1, 1))),))
    html = timeline_html(answer)
    assert "<img" not in html and "<script" not in html and "<b>" not in html and "\n" not in html
    assert not set(html) & set("\u202e\u2066\u200b\U000e0041\ufeff")
    assert [json.loads(unescape(value))["file"] for _, _, look, value, _ in POINT.findall(html) if "near" in look] == ["<img src=x>"]
