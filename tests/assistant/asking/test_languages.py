import pytest

from assistant.asking.languages import is_english


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuántas personas murieron en el incendio de Pellumar?",
        "Wie viele Menschen starben beim Brand in Pellumar?",
        "Combien de personnes sont mortes dans l'incendie de Pellumar ?",
        "Кто подписал договор?",
        "火灾中死了多少人？",
    ],
)
def test_a_question_in_another_language_is_told(question):
    assert not is_english(question)


@pytest.mark.parametrize(
    "question",
    ["How many people died in the Pellumar fire?", "halvern bridge", "Mareta Holvin", "Besmera ferry strike fares", "", "12?", "äöü"],
)
def test_english_and_what_is_too_short_to_tell_is_left_alone(question):
    assert is_english(question)
