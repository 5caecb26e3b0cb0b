import pytest

from assistant.trimming import LONG, trimmed

SENTENCE = (
    "Besmera, a country of lakes, has 96 weirs, and 31 of them, according to the ministry, will be removed by the end of the decade,"
    " because fish cannot pass them; the others, which turn mills, stay, the minister told the forum in Jolmet, to loud applause"
)


def cut(sentence: str, answer: str, question: str) -> str:
    start = sentence.index(answer)
    first, last = trimmed(sentence, (start, start + len(answer)), question)
    return sentence[first:last]


def test_a_sentence_of_usual_length_stays_whole():
    assert cut("Six people, all of them dockers, died.", "Six people", "How many died?") == "Six people, all of them dockers, died."


@pytest.mark.parametrize(
    ("answer", "question", "kept", "gone"),
    [
        ("31", "How many weirs will be removed?", "31 of them", "applause"),
        ("turn mills", "Why do the others stay?", "which turn mills, stay", "lakes"),
        ("Jolmet", "Where did the minister tell the forum?", "the minister told the forum in Jolmet", "lakes"),
    ],
)
def test_a_long_sentence_keeps_the_clauses_of_the_answer_and_of_the_question(answer, question, kept, gone):
    found = cut(SENTENCE, answer, question)
    assert kept in found and gone not in found
    assert len(found.split()) <= LONG and found in SENTENCE and found[-1] not in ",; "


def test_a_long_clause_without_breaks_stays_whole():
    sentence = "word " * 80 + "end."
    assert cut(sentence, "end", "What is last?") == sentence


def test_an_answer_over_several_clauses_keeps_them_all():
    assert "96 weirs, and 31 of them" in cut(SENTENCE, "96 weirs, and 31 of them", "What of the weirs?")


def test_awkward_text_is_cut_quickly():
    sentence = "a, " * 30_000
    assert trimmed(sentence, (0, 1), "What is a?")[1] <= 200
