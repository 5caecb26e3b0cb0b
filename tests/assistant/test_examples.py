from datetime import date
from itertools import islice

from assistant.examples import example_questions

NAMES = {"Besmera": 20, "Orla Brand": 3, "Tomas Reke": 2, "National Bank": 4, "Court of Appeal": 2, "Ystrel": 2, "Upper Chamber": 9}


def test_questions_are_of_several_kinds_each_name_asked_about_once():
    found = list(example_questions(NAMES, {"Orla Brand", "National Bank"}, date(2024, 5, 3)))
    assert found == ["What happened in May 2024?", "Who is Orla Brand?", "National Bank: the latest", "Timeline: Court of Appeal"]


def test_an_archive_without_names_or_dates_has_none():
    assert list(islice(example_questions({}, set(), None), 3)) == []
