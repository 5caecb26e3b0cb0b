import pytest

from assistant.asking.subjects import parts_of, subject_of


@pytest.mark.parametrize(
    ("question", "kind", "subject"),
    [
        ("Summarise what you have on the bridge collapse in Halvern please", "summary", "the bridge collapse in Halvern"),
        ("Tell me about the Pellumar fire", "summary", "the Pellumar fire"),
        ("could you give me a short summary of the ferry strike?", "summary", "the ferry strike"),
        ("timeline of the ferry strike", "timeline", "the ferry strike"),
        ("list all articles about Mareta Holvin", "list", "Mareta Holvin"),
        ("what's new on the Halvern bridge", "latest", "the Halvern bridge"),
        ("who is Mareta Holvin?", "who_is", "Mareta Holvin"),
        ("How many articles mention the grain terminal?", "count_archive", "the grain terminal"),
        ("What happened at the Pellumar grain terminal?", "what_happened", "the Pellumar grain terminal"),
        ("My sister lives there. Um what happened in uh Halvern?", "what_happened", "Halvern"),
        ("halvern bridge", "keywords", "halvern bridge"),
        ("Why did Mareta Holvin resign?", "how_why", "Mareta Holvin"),
        ("hello", "help", ""),
        ("how many articles do you have?", "archive", ""),
    ],
)
def test_a_subject_is_told_without_the_frame_of_its_kind(question, kind, subject):
    assert subject_of(question, kind) == subject


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Compare the Halvern bridge with the Pellumar bridge", ("the Halvern bridge", "the Pellumar bridge")),
        ("halvern vs pellumar", ("halvern", "pellumar")),
        ("What is the difference between the first plan and the second plan?", ("the first plan", "the second plan")),
        ("Which was deadlier, the Halvern fire or the Pellumar fire?", ("the Halvern fire", "the Pellumar fire")),
    ],
)
def test_what_is_compared_is_told_side_by_side(question, parts):
    assert parts_of(question, "compare") == parts


def test_each_part_can_be_asked_by_itself():
    asked = "My uncle sailed on her. When did the Orsola Grane sink, and how many people were aboard?"
    first, other = parts_of(asked, "multi_part")
    assert first == "When did the Orsola Grane sink" and other.casefold().startswith("how many people were aboard")
    assert "Orsola Grane" in parts_of("When did the Orsola Grane sink and why did it sink?", "multi_part")[1]


def test_a_question_of_one_part_has_none():
    assert parts_of("When did the Orsola Grane sink?", "multi_part") == ()
    assert parts_of("", "multi_part") == parts_of("?", "compare") == ()
    assert parts_of("When did it sink and why?", "fact") == ()


@pytest.mark.parametrize("text", ["", "?", "   ", "a" * 20_000, "tell me " * 4_000, "and " * 9_000, "what about " * 3_000])
def test_any_text_is_read(text):
    assert isinstance(subject_of(text, "summary"), str) and isinstance(parts_of(text, "compare"), tuple)
    assert isinstance(parts_of(text, "multi_part"), tuple)
