"""Which sentences tell who somebody is."""

from datetime import date

import pytest

from assistant.answering.people import told_of
from assistant.answering.subject import Found, OnSubject
from index import Article
from index.annotations import AnnotatedSentence, annotate


class Told:
    """An index of the sentences of one article."""

    def __init__(self, article: Article) -> None:
        self._article = article

    def sentences(self, ids: list[str]) -> dict[str, tuple[AnnotatedSentence, ...]]:
        return {self._article.id: annotate(self._article)}


def told(name: str, text: str) -> list[str]:
    article = Article("a.txt", None, None, date(2024, 3, 13), text)
    return [one.quote for one in told_of(Told(article), Found((OnSubject(article, 1.0),), True, {}), name)]  # type: ignore[arg-type]


ROUNDTABLE = "The round table was led by the Jolmet Ferries Director Senna O’Varn on Tuesday afternoon."


@pytest.mark.parametrize("name", ["Senna O'Varn", "Senna O’Varn", "senna o'varn"])
def test_an_office_before_the_name_tells_who_it_is_however_the_name_is_typed(name: str) -> None:
    assert told(name, f"{ROUNDTABLE} The people of Jolmet asked for Senna O’Varn again and again that day.") == [ROUNDTABLE]


def test_what_is_told_by_a_noun_goes_before_what_was_done() -> None:
    named = "Senna O’Varn, the director of the ferries, spoke for an hour in Jolmet."
    done = [f"Senna O’Varn ran for the council of Jolmet in the year 20{n} and lost." for n in (11, 12, 13)]
    assert named in told("Senna O'Varn", " ".join([*done, named]))
