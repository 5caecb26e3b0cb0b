from datetime import date

from assistant.answers import Answer, Citation


def test_json_carries_the_words_that_answer_and_where_they_stand():
    citation = Citation(1, "a.txt", date(2024, 3, 13), "Osvarin", "Six people died.", 40, 56, 40, 50)
    whole = Citation(2, "b.txt", None, None, "It rained.", 0, 10)
    text = "Six people died. [1] It rained. [2]"
    record = Answer("Who?", text, (citation, whole), (), abstained=False, highlights=((0, 10),), short="Six people").as_json()
    assert (record["text"], record["short"], record["highlights"]) == (text, "Six people", [[0, 10]])
    assert [(c["answer_start"], c["answer_end"]) for c in record["citations"]] == [(40, 50), (None, None)]


def test_json_of_an_answer_without_such_words():
    record = Answer("Who?", "The articles do not say.", (), (), abstained=True).as_json()
    assert (record["short"], record["highlights"]) == (None, [])
