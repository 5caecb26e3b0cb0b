from dataclasses import replace
from datetime import date

import pytest

from assistant.records import DECLINED, Answer, Citation, Sentence, rendered


def test_json_carries_the_words_that_answer_and_where_they_stand():
    citation = Citation(1, "a.txt", date(2024, 3, 13), "Osvarin", "Six people died.", 40, 56, 40, 50)
    whole = Citation(2, "b.txt", None, None, "It rained.", 0, 10)
    text = "Six people died. [1] It rained. [2]"
    sentences = (Sentence("Six people died.", (1,), ((0, 10),)), Sentence("It rained.", (2,)))
    record = Answer("Who?", sentences, (citation, whole), (), abstained=False).as_json()
    assert (record["text"], record["short"], record["highlights"]) == (text, "Six people", [[0, 10]])
    assert [(c["answer_start"], c["answer_end"]) for c in record["citations"]] == [(40, 50), (None, None)]


def test_json_of_an_answer_without_such_words():
    record = Answer("Who?", DECLINED, (), (), abstained=True).as_json()
    assert (record["short"], record["highlights"]) == (None, [])


def test_text_is_made_of_sentences_with_what_stands_before_them_and_markers_before_a_closing_stop():
    sentences = (
        Sentence("Six died.", (1, 2), ((0, 3),), heading="How many?", paragraph=True),
        Sentence("nine;", (3,), lead="Earlier:", closing=1),
        Sentence("It rained.", (10,), ((3, 9),), lead="13 March 2024:", paragraph=True, closing=1),
    )
    text, highlights = rendered(sentences)
    assert text == "How many?\nSix died. [1][2] Earlier: nine [3];\n\n13 March 2024: It rained [10]."
    assert [text[start:end] for start, end in highlights] == ["Six", "rained"]
    assert rendered(sentences, markers=False)[0] == "How many?\nSix died. Earlier: nine;\n\n13 March 2024: It rained."


def test_json_carries_all_of_a_sentence():
    sentence = Sentence("It rained hard.", (1,), ((3, 9),), 0.81234, ("hard",), "Earlier", "How?", True, 1)
    (record,) = Answer("How?", (sentence,), (), (), abstained=False).as_json()["sentences"]
    assert record == {
        **{"text": "It rained hard.", "citations": [1], "highlights": [[3, 9]], "support": 0.8123, "missing": ["hard"]},
        **{"lead": "Earlier", "heading": "How?", "paragraph": True, "closing": 1},
    }


@pytest.mark.parametrize(
    ("facts", "sure"),
    [
        ({"confidence": 0.61}, "likely"),
        ({"confidence": 0.59}, "unsure"),
        ({"confidence": 0.9, "abstained": True}, None),
        ({"confidence": 0.9, "answered_by": "a model"}, None),
        ({"confidence": 0.9, "kind": "list"}, None),
    ],
)
def test_how_sure_a_look_up_is_is_told_in_a_word(facts, sure):
    assert replace(Answer("?", (), (), (), abstained=False), **facts).sure == sure
