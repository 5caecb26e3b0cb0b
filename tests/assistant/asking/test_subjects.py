import pytest

from assistant.asking.subjects import subject_of


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
    ("question", "kind", "subject"),
    [
        ("Which articles do you have from?", "list", ""),
        ("What happened?", "what_happened", ""),
        ("press", "keywords", "press"),
        ("Timeline of the ferry flights in the archive", "timeline", "the ferry flights"),
        ("What happened when with HALVERN? A short timeline", "timeline", "HALVERN"),
        ("Which articles are about New Halvern?", "list", "New Halvern"),
    ],
)
def test_words_of_a_frame_name_no_subject(question, kind, subject):
    assert subject_of(question, kind) == subject


@pytest.mark.parametrize("text", ["", "?", "   ", "a" * 20_000, "tell me " * 4_000, "and " * 9_000, "what about " * 3_000])
def test_any_text_is_read(text):
    assert isinstance(subject_of(text, "summary"), str)
