import pytest
from format_files import fault, write

from assistant.evaluation.formats import read_examples
from assistant.evaluation.records import Example

SANK = "Six barges sank near Orvik on Tuesday."
SAVED = "The lifeboat saved two crews."


def data_of(*paragraphs):
    articles = [{"title": "Orvik", "paragraphs": list(paragraphs[:1])}, {"title": "Lifeboats", "paragraphs": list(paragraphs[1:])}]
    return {"version": "v2.0", "data": articles}


def asked(id, question, *answers, **more):
    return {"id": id, "question": question, "answers": [{"text": text, "answer_start": 0} for text in answers]} | more


def test_questions_have_their_paragraph_and_their_answers(tmp_path):
    impossible = asked("s3", "Who owned the barges?", is_impossible=True, plausible_answers=[{"text": "Orvik", "answer_start": 22}])
    data = data_of(
        {"context": SANK, "qas": [asked("s1", "How many sank?", "Six", "Six barges", "Six"), impossible]},
        {"context": SAVED, "qas": [asked("s2", "How many crews were saved?", "two", is_impossible=False)]},
    )
    assert read_examples(write(tmp_path, data)) == [
        Example("s1", "How many sank?", references=("Six", "Six barges"), contexts=(SANK,)),
        Example("s3", "Who owned the barges?", contexts=(SANK,), answerable=False),
        Example("s2", "How many crews were saved?", references=("two",), contexts=(SAVED,)),
    ]


def test_questions_without_ids_are_numbered_through(tmp_path):
    data = data_of({"context": SANK, "qas": [{"question": "Who?"}]}, {"context": SAVED, "qas": [{"question": "Why?"}]})
    assert [example.id for example in read_examples(write(tmp_path, data))] == ["1", "2"]


@pytest.mark.parametrize(
    ("paragraph", "said"),
    [
        ({"context": 5, "qas": [asked("s1", "Who?")]}, ", data 1, paragraphs 1: `context` is not a text: put it in quotation marks"),
        ({"context": SANK, "qas": {}}, ", data 1, paragraphs 1: `qas` is not a list: write it as [{...}, {...}]"),
        ({"context": SANK, "qas": [asked("s1", None)]}, ", data 1, paragraphs 1, qas 1: `question` is missing: it has to be a text"),
        (
            {"context": SANK, "qas": [asked("s1", "Who?"), asked("s1", "Why?")]},
            ", data 1, paragraphs 1, qas 2: the id 's1' is that of data 1, paragraphs 1, qas 1 too: give each its own",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, paragraph, said):
    assert fault(read_examples, write(tmp_path, data_of(paragraph))) == f"file{said}."
