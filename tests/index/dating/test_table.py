"""A table of date statements in many languages and forms: how many are read rightly, of those that the code was made after and others."""

from pathlib import Path

import pytest

from index.dating.openings import opening_date
from index.dating.statements import read_date

ROWS = [row.split("\t", 4) for row in (Path(__file__).parent / "statements.tsv").read_text("utf-8").splitlines() if not row.startswith("#")]


def read(language: str, kind: str, statement: str) -> str:
    stated = read_date(statement) if kind == "field" else opening_date(statement.replace("\\n", "\n"))[0]
    return str(stated.settled(language=language).day or "-")


def test_the_table_is_large_and_half_of_it_held_out() -> None:
    halves = [row[0] for row in ROWS]
    assert len(ROWS) >= 200
    assert len({row[1] for row in ROWS}) >= 8
    assert halves.count("held") >= len(ROWS) / 2


@pytest.mark.parametrize(("half", "right", "wrong"), [("tuned", 0.99, 0.0), ("held", 0.95, 0.0)])
def test_most_are_right_and_hardly_any_wrong(half: str, right: float, wrong: float) -> None:
    found = [(read(language, kind, statement), day) for of, language, kind, day, statement in ROWS if of == half]
    assert sum(got == day for got, day in found) >= right * len(found)
    assert sum(got not in ("-", day) for got, day in found) <= wrong * len(found)
