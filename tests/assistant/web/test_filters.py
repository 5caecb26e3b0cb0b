"""The filters as they are typed and as they are told."""

from datetime import date

import pytest

from assistant.errors import QuestionError
from assistant.web.filters import FilterBoxes, filter_labels, filters_in_words, read_filters
from index import Filters

FIRST, LAST = date(2019, 1, 1), date(2019, 12, 31)


def test_empty_boxes_narrow_nothing() -> None:
    assert read_filters(FilterBoxes()) == Filters()


def test_filled_boxes_narrow() -> None:
    assert read_filters(FilterBoxes(" 2019-01-01 ", "2019-12-31", "Osvarin")) == Filters(FIRST, LAST, "Osvarin")


@pytest.mark.parametrize("typed", ["2020-02-30", "1.1.2019", "12020-01-01", "yesterday", "2019-1-1", "٢٠١٩-٠١-٠١"])
def test_what_is_no_date_is_refused_with_what_to_write(typed: str) -> None:
    with pytest.raises(QuestionError) as refused:
        read_filters(FilterBoxes(until=typed))
    assert str(refused.value) == f'Until: "{typed}" is not a date. Write year-month-day, such as 2020-03-31.'


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (Filters(), ""),
        (Filters(FIRST, LAST), "Only articles from 1 January 2019 to 31 December 2019"),
        (Filters(FIRST, FIRST), "Only articles of 1 January 2019"),
        (Filters(since=FIRST), "Only articles from 1 January 2019 on"),
        (Filters(until=LAST, source="Osvarin"), "Only articles until 31 December 2019, by Osvarin"),
        (Filters(source="\u202eOs\nvarin"), "Only articles by Os varin"),
    ],
)
def test_filters_are_told_in_words(filters: Filters, told: str) -> None:
    assert filters_in_words(filters) == told


def test_each_filter_that_is_set_has_a_label() -> None:
    assert filter_labels(Filters(FIRST, None, "Osvarin")) == ("From 1 January 2019", "", "Outlet: Osvarin")
