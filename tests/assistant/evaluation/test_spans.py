import pytest

from assistant.evaluation.spans import exact_match, normalised, token_f1


def test_normalised_as_squad_does():
    assert normalised("The  «Old» Bridge, at an U.S. base: a\nsuccess!") == "«old» bridge at us base success"


@pytest.mark.parametrize(
    ("answer", "golds", "exact", "f1"),
    [
        ("The Pellumar bridge", ["pellumar bridge."], 1.0, 1.0),
        ("Pellumar bridge", ["Ruskelin", "old Pellumar bridge"], 0.0, 0.8),
        ("six", ["nine"], 0.0, 0.0),
        ("six six men", ["six men"], 0.0, 0.8),
        ("", [], 1.0, 1.0),
        ("six", [], 0.0, 0.0),
        ("", ["six"], 0.0, 0.0),
        ("six", ["the", "six"], 1.0, 1.0),
        ("", ["the", "six"], 0.0, 0.0),
    ],
)
def test_the_best_gold_answer_counts(answer, golds, exact, f1):
    assert (exact_match(answer, golds), token_f1(answer, golds)) == (exact, pytest.approx(f1))
