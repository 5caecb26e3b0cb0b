import pytest

from assistant.asking.sides import Side, sides_of


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Compare the Halvern bridge with the Pellumar ferry", ("Halvern bridge", "Pellumar ferry")),
        ("halvern vs pellumar ferry fares", ("halvern", "pellumar")),
        ("What is the difference between the first plan and the second plan?", ("first plan", "second plan")),
        ("Which was deadlier, the Halvern fire or the Pellumar fire?", ("Halvern fire", "Pellumar fire")),
        ("Halvern vs New Pellumar: how do their harbour laws compare?", ("Halvern", "New Pellumar")),
        ("How did the Marnish and the Halvern courts differ on the strike?", ("Marnish", "Halvern")),
        ("Did fares in Halvern rise more than in Pellumar?", ("Halvern", "Pellumar")),
        ("flood in halvern and flood in pellumar, which was worse?", ("halvern", "pellumar")),
        ("Compare the storm on 15 and on 18 September 2019", ("15 September 2019", "18 September 2019")),
        ("How did the cod count change between 1990 and 1995?", ("1990", "1995")),
        ("How did the toll change from early March 2020 to the end of the strike?", ("early March 2020", "end of the strike")),
    ],
)
def test_two_sides_are_told_by_what_differs(question, names):
    assert tuple(side.name for side in sides_of(question)) == names


def test_each_side_is_asked_about_what_is_compared():
    assert sides_of("Halvern vs New Pellumar: how do their harbour laws compare?") == (
        Side("Halvern", "Halvern harbour laws"),
        Side("New Pellumar", "New Pellumar harbour laws"),
    )


@pytest.mark.parametrize(
    "question", ["", "?", "Compare them.", "and", "Halvern or Halvern?", "What did the two unions think of the masks?"]
)
def test_sides_that_cannot_be_told_are_none(question):
    assert sides_of(question) == ()


@pytest.mark.parametrize("text", ["a" * 20_000, "and " * 9_000, "vs. " * 5_000, "1990 and 1991 or " * 900, "of the " * 4_000])
def test_any_text_is_read(text):
    assert isinstance(sides_of(text), tuple)
