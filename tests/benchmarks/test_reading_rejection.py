import json
import tarfile
from importlib import import_module
from pathlib import Path

import pytest

from assistant.reading.reader import Reading, Span

CLOCKS = "The museum at Ystrel owns 41 old clocks. It is open on Sundays."
BRIDGE = "The bridge of Pellumar fell in 1911. Nobody was hurt."


@pytest.fixture(scope="module")
def rejection():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parent)
        yield import_module("reading_rejection")


class ScriptedReader:
    """Points at the first sentence of the first passage, as sure as the script says of the question."""

    def __init__(self, script):
        self.script = script

    def read(self, question, passages):
        if not passages:
            return Reading((), 0.0)
        end = passages[0].passage.text.index(".") + 1
        return Reading((Span(0, 0, end, 0, end, 0.9),), self.script[question])


def write(file, *rows):
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def clapnq(id, question, text, *selected):
    return {"id": id, "input": question, "passages": [{"text": text}], "output": [{"selected_sentences": some} for some in selected]}


def test_clapnq_is_read_with_the_gold_sentences_of_each_annotator(rejection, tmp_path):
    write(tmp_path / rejection.CLAPNQ[0], clapnq("1", "how many clocks", CLOCKS, ["It is 41 .", "Clocks ."], [], ["Old ."]))
    write(tmp_path / rejection.CLAPNQ[1], clapnq("2", "how many bells", CLOCKS, []))
    first, second = rejection.read_clapnq(tmp_path)
    assert (first.question, first.kind, first.golds) == ("how many clocks", "answerable", ("It is 41 . Clocks .", "Old ."))
    assert (second.question, second.kind, second.golds) == ("how many bells", "unanswerable", ())
    assert first.passages == rejection.passages_of([("1", CLOCKS)])


def test_the_last_turn_of_a_conversation_is_asked_with_the_turns_before_it(rejection, tmp_path):
    turns = [("user", "Where is Ystrel?"), ("agent", "In the north."), ("user", "And its museum?")]
    row = {"input": [{"speaker": who, "text": text} for who, text in turns], "Collection": "govt"}
    contexts = [{"document_id": "d1", "text": CLOCKS}]
    write(tmp_path / "r.jsonl", row | {"answerability": ["ANSWERABLE"], "contexts": contexts})
    (task,) = rejection.read_mtrag(tmp_path / "r.jsonl")
    assert task == rejection.Task(
        "Where is Ystrel? And its museum?", rejection.passages_of([("d1", CLOCKS)]), "answerable", collection="govt"
    )


def test_questions_without_passages_get_the_nearest_of_their_collection(rejection, hashing):
    tasks = [
        rejection.Task("?", rejection.passages_of([("b", BRIDGE), ("c", CLOCKS)]), "answerable", collection="one"),
        rejection.Task("?", rejection.passages_of([("x", CLOCKS)]), "answerable", collection="other"),
        rejection.Task("how many bells and clocks the museum owns", (), "unanswerable", collection="one"),
        rejection.Task("which bells", (), "unanswerable", collection="third"),
    ]
    got = rejection.with_nearest(tasks, hashing, limit=1)
    assert got[:2] == tasks[:2]
    assert [scored.passage.article_id for scored in got[2].passages] == ["c"]
    assert got[3].passages == ()


def test_texts_are_cut_to_what_the_embedder_reads(rejection, hashing):
    long = "clock " * (hashing.max_tokens + 9)
    assert len(hashing.token_offsets(rejection.cut(long, hashing))) == hashing.max_tokens
    assert rejection.cut(CLOCKS, hashing) == CLOCKS


@pytest.fixture
def outcomes(rejection):
    golds = ("The museum at Ystrel owns 41 old clocks .", "It is open on Sundays .")
    tasks = [
        rejection.Task("sure", rejection.passages_of([("1", CLOCKS)]), "answerable", golds),
        rejection.Task("unsure", rejection.passages_of([("1", CLOCKS)]), "answerable", golds),
        rejection.Task("half", rejection.passages_of([("2", BRIDGE)]), "unanswerable"),
        rejection.Task("none", (), "unanswerable"),
    ]
    return rejection.read_all(tasks, ScriptedReader({"sure": 0.9, "unsure": 0.4, "half": 0.5}), 0.5)


def test_declined_without_spans_and_below_the_threshold(outcomes):
    assert [(pytest.approx(o.confidence, abs=0.1), o.declined, o.f1) for o in outcomes] == [
        (0.9, False, 1.0),
        (0.4, True, 0.0),
        (0.5, False, None),
        (0.0, True, None),
    ]


def test_the_table_and_the_auroc(rejection, outcomes):
    assert rejection.table(rejection.by_kind("Ystrel", outcomes)) == [
        ["", "declined", "questions", "F1", "F1 of answered", "answered"],
        ["Ystrel, answerable", "0.500", "2", "0.500", "1.000", "1"],
        ["Ystrel, unanswerable", "0.500", "2", "-", "-", "1"],
    ]
    assert rejection.auroc(outcomes) == "0.750"
    assert rejection.auroc(outcomes[:2]) == "-"


def test_all_is_measured_and_printed(rejection, outcomes, capsys):
    rejection.measure({"Ystrel": [o.task for o in outcomes]}, ScriptedReader({"sure": 0.9, "unsure": 0.4, "half": 0.5}), 0.5)
    printed = capsys.readouterr().out
    assert "Ystrel, unanswerable     0.500          2" in printed
    assert "AUROC of answerability, Ystrel: 0.750\n" in printed


def test_the_real_sets_are_read(rejection, shared, tmp_path):
    for name in ("clapnq", "mtrag-un"):
        with tarfile.open(shared / "data" / f"{name}.tar.xz") as archive:
            archive.extractall(tmp_path, filter="data")
    clapnq = rejection.read_clapnq(tmp_path / "clapnq")
    mtrag = rejection.read_mtrag(tmp_path / "mtrag-un" / "reference.jsonl")
    counts = {
        kind: [sum(t.kind == kind for t in mtrag), sum(t.kind == kind and not t.passages for t in mtrag)]
        for t in mtrag
        for kind in [t.kind]
    }
    assert [t.kind for t in clapnq] == ["answerable"] * 300 + ["unanswerable"] * 300
    assert counts == {"answerable": [285, 0], "unanswerable": [97, 97], "underspecified": [78, 33], "partial": [47, 0]}
