from dataclasses import replace
from datetime import date

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.records import Cited, Context, Example, Relevant, Response, Result, SentenceMarks
from assistant.evaluation.run_folder import RunFolder, read_run
from assistant.evaluation.summary import summarise
from assistant.markers import sentences_of

DAY = date(2024, 3, 13)
RESPONSE = Response(
    "q1",
    "Did it rain?\u2028Where?",
    sentences_of("It rained. [1]"),
    (Context("It rained. \U0001f327", "a.txt", DAY), Context("No file.")),
    (Cited(1, "It rained.", "a.txt", DAY, True, ("b.txt",)),),
    confidence=0.25,
    seconds=0.5,
    answered_by="reader",
)
EXAMPLE = Example("q1", RESPONSE.question, "where", ("here",), ("there",), ("Here.",), (Relevant("a.txt", 2),), ("It rained.",))
MARKS = SentenceMarks("It rained.", 0.75, 0, ("Where",), (1,), 0.5, (True,), (1, 2), (0, 1), (0, 0))
RESULT = Result(EXAMPLE, RESPONSE, (MARKS,), {"faithfulness": 0.75})


def test_answers_come_back_as_they_went_in(tmp_path):
    folder = RunFolder(tmp_path / "run", {"questions": "x"})
    other = replace(RESPONSE, id="q2", abstained=True, citations=(), withheld=sentences_of("It rained. [1]"), confidence=None)
    folder.add(RESPONSE)
    folder.add(other)
    assert RunFolder(tmp_path / "run", {"questions": "x"}).answers() == [RESPONSE, other]


def test_an_answer_cut_off_in_the_middle_is_asked_again(tmp_path):
    folder = RunFolder(tmp_path, {})
    folder.add(RESPONSE)
    folder.add(RESPONSE)
    file = tmp_path / "answers.jsonl"
    file.write_bytes(file.read_bytes()[:-20])
    assert folder.answers() == [RESPONSE]
    folder.add(replace(RESPONSE, id="q2"))
    assert [response.id for response in folder.answers()] == ["q1", "q2"]


def test_a_folder_begun_with_another_plan_is_refused_and_kept(tmp_path):
    RunFolder(tmp_path, {"questions": "x"}).add(RESPONSE)
    with pytest.raises(EvaluationError, match="holds a run with other questions or settings"):
        RunFolder(tmp_path, {"questions": "y"})
    assert RunFolder(tmp_path, {"questions": "x"}).answers() == [RESPONSE]


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "results.jsonl").write_text("mine", "utf-8")
    with pytest.raises(EvaluationError, match="holds files of something else"):
        RunFolder(tmp_path, {})
    assert (tmp_path / "results.jsonl").read_text("utf-8") == "mine"


def test_results_come_back_and_are_the_same_bytes_twice(tmp_path):
    written = []
    for name in ("a", "b"):
        RunFolder(tmp_path / name, {}).finish([RESULT], summarise([RESULT]), "<html>")
        written.append({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()})
    assert written[0] == written[1]
    assert sorted(written[0]) == ["plan.json", "report.html", "results.jsonl", "summary.json"]
    assert read_run(tmp_path / "a") == [RESULT]


@pytest.mark.parametrize("line", ["", "{}", "[1]", '{"example": 1}', "\udcff"])
def test_a_damaged_line_is_told_with_its_place(tmp_path, line):
    RunFolder(tmp_path, {}).finish([RESULT], summarise([RESULT]), "")
    with (tmp_path / "results.jsonl").open("ab") as file:
        file.write(line.encode("utf-8", "surrogateescape") + b"\n")
    with pytest.raises(EvaluationError, match=r"results\.jsonl, line 2: "):
        read_run(tmp_path)


def test_a_folder_without_a_run_is_told(tmp_path):
    with pytest.raises(EvaluationError, match="holds no finished run"):
        read_run(tmp_path / "none")
