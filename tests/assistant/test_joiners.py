"""Invisible characters stay where they belong, and only there."""

import pytest

from assistant.cli.printing import safe
from assistant.web.escaping import visible


@pytest.mark.parametrize(
    "text",
    [
        "این کتاب\u200cخانه ۱۲ هزار کتاب دارد",
        "\u200fעיריית גבעון פתחה ספרייה.\u200f",
        "نص عربي (12)\u200f، ثم",
        "क्\u200dष",
        "co\u00adordinated",
    ],
)
def test_what_belongs_to_the_script_is_printed_as_it_is(text: str) -> None:
    assert safe(text) == text == visible(text)


@pytest.mark.parametrize("mark", ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202e", "\u2066", "\ufeff", "\U000e0041"])
def test_what_could_forge_is_escaped_or_left_out(mark: str) -> None:
    assert safe(f"pay{mark}pal") == f"pay{mark.encode('unicode_escape').decode()}pal"
    assert visible(f"pay{mark}pal") == "paypal"


@pytest.mark.parametrize("mark", ["\u202e", "\u2067", "\u200b"])
def test_overrides_are_at_home_nowhere(mark: str) -> None:
    assert mark not in safe(f"שלום{mark}שלום") and mark not in visible(f"שלום{mark}שלום")


def test_a_run_of_marks_is_looked_at_in_time() -> None:
    assert len(visible("\u200f" * 300_000 + "ש")) < 20
