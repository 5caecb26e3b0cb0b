"""Dates in paths: the one that there is, whole."""

from datetime import date

import pytest

from index.dating.paths import file_name_date

DAY = date(2024, 12, 5)


@pytest.mark.parametrize(
    "file",
    [
        "2024-12-05.txt",
        "a/2024_12_05_panel.txt",
        "panel20241205.json",
        "20241205T1430.html",
        "2024/12/05/panel.txt",
        "news/2024/12/5/panel.txt",
        "2024-12-05/2024-12-05-panel.txt",
        "2024-13-45/2024-12-05.txt",
    ],
)
def test_one_date_in_the_path_is_read(file: str) -> None:
    assert file_name_date(file) == DAY


@pytest.mark.parametrize(
    "file",
    [
        "panel.txt",
        "2024.txt",
        "2024-12.txt",
        "2024-13-45.txt",
        "20241345.txt",
        "05-12-2024.txt",
        "12052024.txt",
        "2024-12-05_2024-12-06.txt",
        "2024/12/05/2024-12-06.txt",
        "20241205143000.txt",
        "120241205.txt",
        "wn-2019-0000.txt",
        "1024-12-05.txt",
        "2901-12-05.txt",
    ],
)
def test_impossible_and_ambiguous_dates_in_the_path_are_refused(file: str) -> None:
    assert file_name_date(file) is None


@pytest.mark.parametrize("part", ["1", "/", "-", "20241205 "])
def test_a_megabyte_is_no_path(part: str) -> None:
    assert file_name_date(part * 1_000_000) is None
