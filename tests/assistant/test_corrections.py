import pytest

from assistant.corrections import is_correction
from index import Article


def article(text: str, title: str | None = None, body_start: int = 0) -> Article:
    return Article("a.txt", None, title, None, text, body_start=body_start)


@pytest.mark.parametrize(
    "text",
    [
        "Correction: The plant will employ 1,140 people.",
        "RUSKELIN, June 6. Correction: An article of June 5 gave a wrong figure.",
        "(Corrects name of minister in second paragraph) RUSKELIN, June 6. The minister signed.",
        "CLARIFICATION - the toll of March 14 counted two men twice.",
        "An earlier version of this article misspelled the minister's name. It is Hasp.",
        "Corrected version: the toll is ten.",
    ],
)
def test_a_notice_says_so_where_it_begins(text):
    assert is_correction(article(text))
    assert is_correction(article(" date 2024-06-06 " + text, body_start=17))


def test_a_notice_says_so_in_its_headline():
    assert is_correction(article("The plant will employ 1,140 people.", title="Correction: Rotor works"))


@pytest.mark.parametrize(
    "text",
    [
        "The head of the correction centre at Jolmet resigned.",
        "Markets saw a correction on Monday after weeks of gains.",
        "The department of corrections opened a second prison.",
        "He corrected the boy. The rotor works said nothing.",
        "The plant opened. " + "It is large. " * 60 + "Correction: none.",
    ],
)
def test_other_articles_are_none(text):
    assert not is_correction(article(text))


def test_awkward_text_is_read_quickly():
    assert not is_correction(article("in an earlier version " * 20_000))
