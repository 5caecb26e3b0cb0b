import json

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.formats import read_answers, read_examples
from assistant.evaluation.records import Example, Relevant
from index.parsing import parse_articles

TEXTS = {"d1": "Six barges sank near Orvik.", "d 2": "Two crews were saved\u2028by the lifeboat.", "d3": "The Orvik mayor resigned."}
# A blank line, and a line that the index refuses because it has no text, keep their numbers.
CORPUS = [
    json.dumps({"_id": "d1", "title": "Barges sink", "text": TEXTS["d1"]}),
    "",
    json.dumps({"_id": "d0", "title": "No text", "text": ""}),
    json.dumps({"_id": "d 2", "title": "", "text": TEXTS["d 2"]}, ensure_ascii=False),
    json.dumps({"_id": "d3", "title": "", "text": TEXTS["d3"]}),
]
QUERIES = [
    json.dumps({"_id": id, "text": text}) for id, text in [("q1", "What sank?"), ("q2", "Who resigned?"), ("q3", "Why?"), ("q4", "When?")]
]
QRELS = ["query-id\tcorpus-id\tscore", "q1\td1\t2", "q1\td 2\t1", "q2\td3\t1", "q2\td1\t0", "q3\td1\t0", "q2\td9\t1"]
ALONE = "corpus.jsonl has to be indexed in a folder of its own: beside it `dateline index` takes queries.jsonl for articles."
EXAMPLES = [
    Example(
        "q1", "What sank?", relevant=(Relevant("corpus.jsonl#1", 2), Relevant("corpus.jsonl#4", 1)), contexts=(TEXTS["d1"], TEXTS["d 2"])
    ),
    Example("q2", "Who resigned?", relevant=(Relevant("corpus.jsonl#5", 1),), contexts=(TEXTS["d3"],)),
]


def folder(path, encoding="utf-8", **files):
    """A folder of the lines of corpus, queries and files of qrels; `test` is qrels/test.tsv, `qrels` qrels.tsv."""
    given = {"corpus": CORPUS, "queries": QUERIES} | (files or {"test": QRELS})
    names = {"corpus": "corpus.jsonl", "queries": "queries.jsonl", "qrels": "qrels.tsv"}
    (path / "qrels").mkdir()
    for name, lines in given.items():
        (path / names.get(name, f"qrels/{name}.tsv")).write_bytes("\n".join(lines).encode(encoding))
    return path


def fault(path):
    with pytest.raises(EvaluationError) as caught:
        read_examples(path, notice=lambda line: None)
    return str(caught.value)


def test_queries_have_graded_articles_and_what_is_left_out_is_told(tmp_path):
    told = []
    assert read_examples(folder(tmp_path), notice=told.append) == EXAMPLES
    qrels = tmp_path / "qrels" / "test.tsv"
    assert told == [
        f"{qrels}: queries of queries.jsonl that have no relevant article here, left out: 2.",
        f"{qrels}: relevant articles that are not in corpus.jsonl, left out: 1.",
        ALONE,
    ]


def test_what_is_left_out_is_logged_where_nobody_shows_it(tmp_path, caplog):
    read_examples(folder(tmp_path))
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_articles_are_named_as_the_index_names_them(tmp_path, encoding):
    path = folder(tmp_path, encoding)
    articles = parse_articles("corpus.jsonl", (path / "corpus.jsonl").read_bytes()).articles
    texts = {article.id: article.text for article in articles}
    examples = read_examples(path, notice=lambda line: None)
    assert examples == EXAMPLES
    assert [tuple(texts[relevant.file] for relevant in example.relevant) for example in examples] == [e.contexts for e in examples]


def test_an_article_without_text_has_its_title_as_context(tmp_path):
    (example,) = read_examples(folder(tmp_path, test=["q4\td0\t1"]), notice=lambda line: None)
    assert example == Example("q4", "When?", relevant=(Relevant("corpus.jsonl#3"),), contexts=("No text",))


@pytest.mark.parametrize("header", [True, False])
def test_qrels_with_and_without_a_header_and_with_other_line_ends_are_read(tmp_path, header):
    lines = [f"{line}.0\r" if line[-1].isdigit() else f"{line}\r" for line in QRELS[0 if header else 1 :]]
    assert read_examples(folder(tmp_path, qrels=[*lines, ""]), notice=lambda line: None) == EXAMPLES


def test_of_several_splits_the_test_split_is_used_unless_another_is_given(tmp_path):
    path = folder(tmp_path, test=QRELS, dev=["q4\td1\t1"])
    told = []
    assert read_examples(path, notice=told.append) == EXAMPLES
    assert told[0] == f"{path / 'qrels' / 'test.tsv'} is used; give another file of judgements instead of the folder to use that."
    dev = [Example("q4", "When?", relevant=(Relevant("corpus.jsonl#1"),), contexts=(TEXTS["d1"],))]
    assert read_examples(path / "qrels" / "dev.tsv", notice=told.append) == dev


def test_a_folder_that_lacks_files_is_refused(tmp_path):
    assert fault(tmp_path) == f"{tmp_path} is a folder without `corpus.jsonl`: give a BEIR folder, or a file."
    path = folder(tmp_path, train=QRELS, dev=QRELS)
    assert fault(path) == f"{path} has 2 files of judgements and none is `test.tsv`: give the one to use instead of the folder."
    (path / "queries.jsonl").unlink()
    said = "cannot be read (No such file or directory): give a file that exists and may be read."
    assert fault(path / "qrels" / "dev.tsv") == f"{path / 'queries.jsonl'} {said}"
    for file in (path / "qrels").iterdir():
        file.unlink()
    assert fault(path) == f"{path} has neither `qrels/test.tsv` nor `qrels.tsv`: add one."


def test_judgements_away_from_their_corpus_are_refused(tmp_path):
    alone = tmp_path / "alone.tsv"
    alone.write_text("\n".join(QRELS), "utf-8")
    assert fault(alone) == f"{alone} holds judgements, but `corpus.jsonl` is neither beside it nor one folder up: put it there."


def test_a_folder_holds_no_answers(tmp_path):
    with pytest.raises(EvaluationError) as caught:
        read_answers(tmp_path)
    assert str(caught.value) == f"{tmp_path} is a folder: give a file of answers."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("q1\td1", "2 columns: give query-id, corpus-id and score with tabs between them"),
        ("q1\td1\tgood", "the score is no grade: give a whole number up to 100"),
        ("q1\td1\t101", "the score is no grade: give a whole number up to 100"),
        (f"q1\td1\t{'9' * 5000}", "the score is no grade: give a whole number up to 100"),
        ("q1\td1\tnan", "the score is no grade: give a whole number up to 100"),
        ("q1\td1\t1", "another score for the article 'd1' than before: keep one"),
    ],
)
def test_a_wrong_judgement_is_named(tmp_path, line, said):
    path = folder(tmp_path, test=[*QRELS, "", line])
    assert fault(path) == f"{path / 'qrels' / 'test.tsv'}, line 9: {said}."


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"corpus": [*CORPUS, CORPUS[0]]}, "corpus.jsonl, line 6: the id 'd1' is that of corpus.jsonl#1 too: give each its own."),
        ({"corpus": [*CORPUS, '{"text": "x"}']}, "corpus.jsonl, line 6: `_id` is missing: give each article its own."),
        ({"corpus": [*CORPUS, "5"]}, 'corpus.jsonl, line 6: not a JSON object: write it as {"name": value, ...}.'),
        ({"queries": [*QUERIES, QUERIES[1]]}, "queries.jsonl, line 5: the id 'q2' is that of line 2 too: give each its own."),
        ({"queries": [*QUERIES, '{"_id": "q5"}']}, "queries.jsonl, line 5: `text` is missing: it has to be a text."),
        (
            {"corpus": ['{"_id": "x", "text": "x"}']},
            "qrels/test.tsv: no query of queries.jsonl has a relevant article of corpus.jsonl here: give files whose ids are the same.",
        ),
    ],
)
def test_a_wrong_line_is_named(tmp_path, files, said):
    assert fault(folder(tmp_path, test=QRELS, **files)).removeprefix(f"{tmp_path}/") == said
