import pytest

from assistant.question_kinds import asks_several, holds_kind, question_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people died?", "number"),
        ("What percentage voted?", "number"),
        ("When did it open?", "when"),
        ("In which year was it built?", "when"),
        ("Who opened it?", "who"),
        ("Where is it?", "where"),
        ("In which town is it?", "where"),
        ("Why was it closed?", "why"),
        ("What did Orla Brand say?", "said"),
        ("How did they escape?", "how"),
        ("Which team won?", "other"),
    ],
)
def test_question_words_tell_the_kind(question, kind):
    assert question_kind(question) == kind


@pytest.mark.parametrize(
    ("kind", "with_it", "without"),
    [
        ("number", "It cost 212 million.", "It cost a lot."),
        ("when", "It opened on Friday.", "It opened with a band."),
        ("who", "It was opened by Orla Brand.", "It was opened by a minister."),
        ("where", "It stands in Varndel.", "It stands alone."),
        ("why", "It closed because of ice.", "It closed for lorries."),
        ("said", "“It is late,” she said.", "It was late."),
        ("how", "They left through a window.", "They left."),
    ],
)
def test_a_sentence_holds_the_kind_or_not(kind, with_it, without):
    assert holds_kind(kind, with_it, "?") and not holds_kind(kind, without, "?")


def test_what_the_question_names_itself_does_not_count():
    assert not holds_kind("number", "In 2024 they met.", "How many came in 2024?")


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Why was the ferry late?", True),
        ("What did Mira Tolvane say about the ferry?", True),
        ("Which two towns were flooded?", True),
        ("What were the strikers' demands?", True),
        ("Who opened the bridge?", False),
        ("How many people died?", False),
    ],
)
def test_some_questions_ask_for_more_than_one_thing(question, several):
    assert asks_several(question) is several
