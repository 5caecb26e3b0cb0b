"""The order of times of one day, in whatever zones they are written."""

from datetime import date

import pytest

from index.dating.clock import TimeOfDay, in_order, is_later, time_of_day

DAY, NEXT = date(2024, 9, 12), date(2024, 9, 13)


@pytest.mark.parametrize(
    ("time", "zone", "second"),
    [
        ("21:10:00", "Z", 76_200),
        ("21:10", None, 76_200),
        ("23:10", "+02:00", 76_200),
        ("23:10", "UTC+2", 76_200),
        ("02:40", "GMT+0530", -10_200),
        ("17:10", "EDT", 76_200),
        ("17:10", "-0400", 76_200),
        ("21:10", "XXT", 76_200),
    ],
)
def test_times_are_compared_in_universal_time(time: str, zone: str | None, second: int) -> None:
    assert time_of_day(time, zone) == TimeOfDay(second, time[:5])


def test_of_one_day_only_times_that_are_stated_have_an_order() -> None:
    early, late = time_of_day("07:30", None), time_of_day("21:10", None)
    assert is_later((DAY, late), (DAY, early)) and not is_later((DAY, early), (DAY, late))
    assert not is_later((DAY, late), (DAY, None)) and not is_later((DAY, None), (DAY, late))
    assert is_later((NEXT, None), (DAY, late)) and is_later((NEXT, early), (DAY, late))
    assert time_of_day(None, "Z") is None


def test_the_undated_and_the_untimed_sort_first() -> None:
    stated = [(DAY, time_of_day("07:30", None)), (NEXT, None), (None, None), (DAY, None), (DAY, time_of_day("00:05", "+0200"))]
    assert [stated.index(one) for one in sorted(stated, key=lambda one: in_order(*one))] == [2, 3, 4, 0, 1]
