from datetime import date

import pytest
from format_files import fault, write

from assistant.evaluation.formats import read_answers, read_examples
from assistant.evaluation.records import Cited, Context, Example, Relevant, Response
from assistant.records import DECLINED, Answer, Citation, ScoredPassage, Sentence
from index import Passage, StoryFile

DAY = date(2024, 3, 14)


def test_a_line_becomes_a_question(tmp_path):
    evidence = [{"file": "a.txt", "sentence_starts": "Six"}, {"file": "a.txt", "sentence_starts": "In all"}, {"file": "b.txt"}]
    known = {"id": "q1", "question": "How many barges sank?", "kind": "number", "answer": "six barges", "accept": ["six"]}
    path = write(
        tmp_path,
        known | {"reject": ["nine"], "evidence": evidence, "answerable": True},
        {"question": "Why?", "kind": "unanswerable", "answer": "nobody says", "answerable": False},
    )
    assert read_examples(path) == [
        Example("q1", "How many barges sank?", "number", ("six",), ("nine",), ("six barges",), (Relevant("a.txt"), Relevant("b.txt"))),
        Example("2", "Why?", "unanswerable", answerable=False),
    ]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"accept": "six"}, '`accept` is not a list of texts: write it as ["...", "..."]'),
        ({"reject": [6]}, '`reject` is not a list of texts: write it as ["...", "..."]'),
        ({"answer": 6}, "`answer` is not a text: put it in quotation marks"),
        ({"answerable": "no"}, "`answerable` is neither true nor false: write true or false, without quotation marks"),
        ({"evidence": "a.txt"}, "`evidence` is not a list: write it as [{...}, {...}]"),
    ],
)
def test_a_wrong_field_is_named(tmp_path, field, said):
    assert fault(read_examples, write(tmp_path, {"question": "Why?"}, {"question": "Who?"} | field)) == f"file, line 2: {said}."


def test_evidence_without_a_file_is_named_with_its_place(tmp_path):
    wrong = write(tmp_path, {"question": "Why?", "evidence": [{"file": "a.txt"}, {}]}, {"question": "Who?"})
    assert fault(read_examples, wrong) == "file, line 1, evidence 2: `file` is missing: it has to be a text."


def answer(**changes):
    passage = Passage("a.txt#0", "a.txt", "Orvik Post", DAY, "Six barges sank at Orvik.", 0, 25)
    citation = Citation(1, "a.txt", DAY, "Orvik Post", "Six barges sank", 0, 15, also_in=(StoryFile("b.txt", None, DAY),))
    given = {
        "question": "How many?",
        "sentences": (Sentence("Six barges sank.", (1,), closing=1),),
        "citations": (citation,),
        "passages": (ScoredPassage(passage, 1.0),),
    }
    return Answer(**given | {"abstained": False, "confidence": 0.75, "seconds": 1.5} | changes)


def test_an_answer_reads_back_as_it_was_written(tmp_path):
    record = answer().as_json("q1")
    # Answers of earlier versions have passages without their text.
    passages = [{key: value for key, value in passage.items() if key != "text"} for passage in record["passages"]]
    response = Response(
        id="q1",
        question="How many?",
        sentences=(Sentence("Six barges sank.", (1,), closing=1),),
        contexts=(Context("", "a.txt", DAY),),
        citations=(Cited(1, "Six barges sank", "a.txt", DAY, None, ("b.txt",)),),
        confidence=0.75,
        seconds=1.5,
        answered_by="reader",
        answerability=0.0,
    )
    assert read_answers(write(tmp_path, record | {"passages": passages})) == ([Example("q1", "How many?", kind="fact")], [response])


def test_the_text_of_passages_and_the_validity_of_citations_are_read_where_they_are(tmp_path):
    record = answer().as_json()
    record["passages"][0]["text"] = "Six barges sank at Orvik."
    citations = [record["citations"][0] | {"valid": False}]
    (response,) = read_answers(write(tmp_path, record | {"citations": citations}))[1]
    assert response.id == "1"
    assert response.contexts == (Context("Six barges sank at Orvik.", "a.txt", DAY),)
    assert [citation.valid for citation in response.citations] == [False]


def test_a_marker_without_its_citation_is_invalid(tmp_path):
    (response,) = read_answers(write(tmp_path, answer(sentences=(*answer().sentences, Sentence("Two were saved.", (4,)))).as_json()))[1]
    assert [(citation.number, citation.valid) for citation in response.citations] == [(1, None), (4, False)]


def test_an_abstention_stays_one(tmp_path):
    records = [answer(sentences=DECLINED, citations=(), abstained=flag).as_json(str(flag)) for flag in (True, False)]
    assert [response.abstained for response in read_answers(write(tmp_path, *records))[1]] == [True, False]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"confidence": 1.5}, "`confidence` is not a number from 0 to 1: mend it or leave it out"),
        ({"confidence": float("inf")}, "`confidence` is not a number from 0 to 1: mend it or leave it out"),
        ({"confidence": True}, "`confidence` is not a number from 0 to 1: mend it or leave it out"),
        ({"seconds": 10**400}, "`seconds` is not a number from 0 to 86400: mend it or leave it out"),
        ({"sentences": [{"text": "x", "citations": ["1"]}]}, "sentences 1: `citations` is not a list of whole numbers: write it as [1, 2]"),
        ({"text": None}, '`text` is missing: give each row its answer, "" where the system gave none'),
        ({"citations": [{"number": "1"}]}, "citations 1: `number` is not a whole number: give the number that the answer's marker has"),
        ({"passages": [{"published": "Monday"}]}, "passages 1: `published` is not a date: write it as 2024-03-31, or leave it out"),
    ],
)
def test_a_wrong_field_of_an_answer_is_named(tmp_path, field, said):
    assert fault(read_answers, write(tmp_path, answer().as_json() | field)) == f"file{', ' if said[0] != '`' else ': '}{said}."


def test_a_confidence_that_is_not_a_number_is_none(tmp_path):
    assert read_answers(write(tmp_path, answer().as_json() | {"confidence": float("nan")}))[1][0].confidence is None


def test_questions_are_no_answers(tmp_path):
    told = fault(read_answers, write(tmp_path, {"question": "How many?", "answer": "six", "accept": ["six"]}))
    assert told == "file holds no answers: give a file in which a system answered its questions."
