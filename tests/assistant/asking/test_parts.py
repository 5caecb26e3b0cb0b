import pytest

from assistant.asking.parts import parts_of, separate_parts


def test_each_part_can_be_asked_by_itself():
    asked = "My uncle sailed on her. When did the Orsola Grane sink, and how many people were aboard?"
    first, other = parts_of(asked)
    assert first == ("When did the Orsola Grane sink", "When did the Orsola Grane sink")
    assert other == ("How many people were aboard", "How many people were aboard (Orsola Grane)")


@pytest.mark.parametrize(
    ("question", "questions"),
    [
        ("Who won the Halvern vote, against whom and by how many votes?", ["won the Halvern vote", "against whom won the Halvern vote"]),
        ("When and where did the ferry sink?", ["When did the ferry sink", "where did the ferry sink"]),
        ("who shot the mayor and why", ["who shot the mayor", "why shot the mayor"]),
        ("when was it opened, in which building, and by whom?", ["when was it opened", "in which building was it opened"]),
    ],
)
def test_a_fragment_asks_about_what_the_whole_part_tells(question, questions):
    found = [part.question for part in parts_of(question)]
    assert len(found) > 1 and all(any(words in part for part in found) for words in questions)


def test_a_part_without_a_name_is_told_what_it_is_about():
    assert parts_of("where did the bus crash happen and how many died?")[1].question == "How many died (bus crash)"


@pytest.mark.parametrize("question", ["When did the Orsola Grane sink?", "", "?", "why and how", "the bridge and the ferry"])
def test_a_question_of_one_part_has_none(question):
    assert parts_of(question) == ()


@pytest.mark.parametrize(
    "text", ["", "?", "   ", "a" * 20_000, "tell me " * 4_000, "and " * 9_000, "what about " * 3_000, "and who, " * 900]
)
def test_any_text_is_read(text):
    assert isinstance(parts_of(text), tuple) and isinstance(separate_parts(text), list)
