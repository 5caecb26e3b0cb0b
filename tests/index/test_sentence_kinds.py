import pytest

from index.sentence_kinds import sentence_kind


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("byline", "By Ana Belun"),
        ("byline", "BY ANA BELUN and OSKAR TRELL"),
        ("byline", "By Ana Belun in Marno"),
        ("byline", "By Ana Belun and Oskar Trell, Osvarin Post"),
        ("dateline", "PELLUMAR, Besmera, July 1."),
        ("dateline", "PELLUMAR, July 1, 2024 (Osvarin) -"),
        ("credit", "(Reporting by Ana Belun; editing by Oskar Trell)"),
        ("credit", "Photo: Ana Belun/Osvarin"),
        ("credit", "© 2024 Osvarin Post."),
        ("credit", "All rights reserved."),
        ("end mark", "END"),
        ("end mark", "-- ENDS --"),
        ("end mark", "-30-"),
        ("end mark", "###"),
        ("end mark", "End of text"),
    ],
)
def test_what_tells_nothing_of_the_story_is_known_by_its_form(kind: str, sentence: str) -> None:
    assert sentence_kind(sentence) == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "By Monday the bridge was open.",
        "By law, bridges are inspected each year.",
        "End the war, she said.",
        "The end.",
        "30 people came.",
        "Photos show a bridge without rails.",
        "Copyright law was changed in May, and books became cheaper.",
        "Writing came to Besmera in 1200.",
        "PELLUMAR (Osvarin) - The bridge reopened on Friday.",
        "",
    ],
)
def test_what_tells_of_something_is_of_the_body(sentence: str) -> None:
    assert sentence_kind(sentence) == "body"


@pytest.mark.parametrize("unit", ["By A", "By Ana ", "#", "# ", "*", "END ", "PELLUMAR, ", "A, B 1", "©", "(Reporting by ", "- 30 -"])
def test_a_long_text_is_of_the_body_at_once(unit: str) -> None:
    assert sentence_kind(unit * 100_000) == "body"
    assert sentence_kind((unit * 200)[:200]) in ("body", "credit", "byline")
