"""The outlet is taken where the first paragraph names it as its own."""

import pytest

from index.outlets import outlet


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The panel was held, said Jakub Koreiba, a political analyst, Trend reports.", "Trend"),
        ("The “Right to Return: Advancing Justice for Azerbaijanis,” Trend reports.\n\nHe", "Trend"),
        ('It advanced "justice," Trend reports, citing the ministry.', "Trend"),
        ("The panel was held, Trend reports citing the ministry.", "Trend"),
        ("Trend reports with reference to the ministry that the panel was held.", "Trend"),
        ("The panel was held, The New York Times reports.", "The New York Times"),
        ("LONDON (Reuters) - Shares fell.", "Reuters"),
        ("LONDON, March 3 (Reuters) - Shares fell.", "Reuters"),
        ("BUENOS AIRES, Argentina (AP) — Shares fell.", "AP"),
        ("SÃO PAULO, 3 March 2020 (Reuters) – Shares fell.", "Reuters"),
        ("(AP) — Shares fell.", "AP"),
        ("NEW YORK, Dec. 5, 2024 /PRNewswire/ -- A firm", "PRNewswire"),
        ("Shares fell on Monday. — AP", "AP"),
        ("Shares fell on Monday. -- Reuters\n\nMore", "Reuters"),
    ],
)
def test_an_outlet_that_the_text_names_is_taken(text: str, expected: str) -> None:
    assert outlet(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Shares fell on Monday.",
        "Shares fell, he reports.",
        "Two people died, police report.",
        "Two people died, Police reports say.",
        "The analyst, Koreiba reports to the board.",
        "The panel was held, according to reports.",
        "The panel was held, President Aliyev reports.",
        "The panel was held, He reports.",
        "The panel was held, a b c reports.",
        "The panel was held.\n\nIt ended, Trend reports.",
        "The World Health Organization (WHO) - the body of the UN - met.",
        "UN Refugee Agency (UNHCR) - the body - met.",
        "Shares fell in London (Reuters) - more",
        '"I am here." — Jakub Koreiba',
    ],
)
def test_no_outlet_is_invented(text: str) -> None:
    assert outlet(text) is None


@pytest.mark.parametrize("part", ["A", "A ", ", A", "(A ", "AB, ", "A reports ", "/A"])
def test_megabytes_name_no_outlet(part: str) -> None:
    assert outlet(part * 500_000) is None


def test_an_outlet_may_have_an_article_before_its_name():
    assert outlet("He was sentenced on Thursday, the Ruskelin Wire reports.") == "Ruskelin Wire"
    assert outlet("The Ruskelin Wire reports, citing the court, that he was sentenced.") == "Ruskelin Wire"


def test_an_authority_that_reports_is_no_outlet():
    assert outlet("Prices rose by 3 percent, the Interior Ministry reports.") is None
