import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_assistant import HOSTILE_MARKUP, follow_up_answer, hostile_answer, obituary_answer
from filelock import FileLock

from assistant.errors import AssistantError
from assistant.web import feedback
from assistant.web.feedback import Feedback, feedback_folder

HISTORY = [("Who died in Besmera?", "Marel Oskwin died. [1]")]


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "feedback.jsonl").read_text("ascii").splitlines()]


def test_a_verdict_is_the_answer_as_json_with_mark_word_time_and_history(tmp_path):
    answer, before = follow_up_answer("And why?"), datetime.now(UTC).replace(microsecond=0)
    Feedback(tmp_path).record(answer, "down", "Wrong year", history=HISTORY)
    (line,) = lines(tmp_path)
    id, asked_at = str(line["id"]), datetime.fromisoformat(str(line["asked_at"]))
    assert line == answer.as_json(id) | {
        "mark": "down",
        "word": "Wrong year",
        "asked_at": asked_at.isoformat(),
        "history": [["Who died in Besmera?", "Marel Oskwin died. [1]"]],
    }
    assert before <= asked_at <= datetime.now(UTC)


def test_each_verdict_has_an_id_of_its_own_and_follows_the_ones_before(tmp_path):
    kept = Feedback(tmp_path)
    for mark in ("up", "down"):
        kept.record(obituary_answer("Who died?"), mark, "", history=[])
    first, second = lines(tmp_path)
    assert (first["mark"], second["mark"]) == ("up", "down")
    assert first["id"] != second["id"]


def test_nothing_is_kept_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Feedback(None).record(obituary_answer("Who died?"), "up", "", history=[])
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_within_that_of_the_index():
    assert feedback_folder(Path("/somewhere/index")) == Path("/somewhere/index/feedback")


def test_a_word_loses_what_controls_and_what_is_too_long(tmp_path):
    kept = Feedback(tmp_path)
    kept.record(obituary_answer("Who died?"), "up", "two\nlines\x00\x1b[31m\u202e red", history=[])
    kept.record(obituary_answer("Who died?"), "up", "long " * 1000, history=[])
    short, long = (str(line["word"]) for line in lines(tmp_path))
    assert short == "two lines[31m red"
    assert (len(long), long[:10]) == (500, "long long ")


def test_what_is_hostile_stays_in_its_line(tmp_path):
    answer = hostile_answer("half a character \ud800 and a line \u2028 end")
    Feedback(tmp_path).record(answer, "up", HOSTILE_MARKUP[:100], history=[(HOSTILE_MARKUP * 50, "\ud800")] * 9)
    (line,) = lines(tmp_path)
    assert line["question"] == answer.question
    assert line["text"] == answer.text
    turns = line["history"]
    assert isinstance(turns, list)
    assert len(turns) == 6
    assert all(len(text) <= 2000 for turn in turns for text in turn)


def test_only_the_owner_can_read_it(tmp_path):
    folder = tmp_path / "index" / "feedback"
    mask = os.umask(0)
    try:
        Feedback(folder).record(obituary_answer("Who died?"), "up", "", history=[])
    finally:
        os.umask(mask)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.iterdir()]}
    assert modes == {"feedback": 0o700, "feedback.jsonl": 0o600, "feedback.lock": 0o600}


def test_a_folder_and_a_file_that_others_could_read_are_closed_to_them(tmp_path):
    (tmp_path / "feedback.jsonl").write_text("")
    (tmp_path / "feedback.jsonl").chmod(0o644)
    tmp_path.chmod(0o755)
    Feedback(tmp_path).record(obituary_answer("Who died?"), "up", "", history=[])
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path, tmp_path / "feedback.jsonl")] == [0o700, 0o600]


def test_verdicts_given_at_once_are_all_whole(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            pool.submit(Feedback(tmp_path).record, obituary_answer(f"Question {number}?"), "up", "", history=[])
    assert sorted(str(line["question"]) for line in lines(tmp_path)) == sorted(f"Question {number}?" for number in range(40))


def test_a_line_that_was_left_half_written_spoils_no_other(tmp_path):
    (tmp_path / "feedback.jsonl").write_bytes(b'{"id": "half')
    Feedback(tmp_path).record(obituary_answer("Who died?"), "up", "", history=[])
    half, whole = (tmp_path / "feedback.jsonl").read_text("ascii").splitlines()
    assert half == '{"id": "half'
    assert json.loads(whole)["question"] == "Who died?"


def test_full_files_are_put_aside_and_the_oldest_goes(tmp_path, monkeypatch):
    monkeypatch.setattr(feedback, "LARGEST_FILE", 1)
    for number in range(12):
        Feedback(tmp_path).record(obituary_answer(f"Question {number}?"), "up", "", history=[])
    kept = {path.name: [json.loads(line)["question"] for line in path.read_text("ascii").splitlines()] for path in tmp_path.glob("*.jsonl")}
    assert kept == {
        "feedback.4.jsonl": ["Question 7?"],
        "feedback.3.jsonl": ["Question 8?"],
        "feedback.2.jsonl": ["Question 9?"],
        "feedback.1.jsonl": ["Question 10?"],
        "feedback.jsonl": ["Question 11?"],
    }


def test_a_folder_that_cannot_be_written_is_told_in_a_line_without_a_path(tmp_path):
    (tmp_path / "feedback").write_text("a file")
    with pytest.raises(AssistantError) as raised:
        Feedback(tmp_path / "feedback").record(obituary_answer("Who died?"), "up", "", history=[])
    assert str(raised.value) == "Your verdict could not be kept: File exists."


def test_a_file_that_another_process_holds_is_not_waited_for_long(tmp_path, monkeypatch):
    monkeypatch.setattr(feedback, "_LOCK_SECONDS", 0.05)
    with FileLock(tmp_path / "feedback.lock"), pytest.raises(AssistantError) as raised:
        Feedback(tmp_path).record(obituary_answer("Who died?"), "up", "", history=[])
    assert str(raised.value) == "Your verdict could not be kept: its file is in use."


def test_a_disk_that_fills_up_leaves_no_half_a_line(tmp_path, monkeypatch):
    kept = Feedback(tmp_path)
    kept.record(obituary_answer("Who died?"), "up", "", history=[])
    before = (tmp_path / "feedback.jsonl").read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(feedback.os, "fsync", full)
    with pytest.raises(AssistantError) as raised:
        kept.record(obituary_answer("Who died?"), "up", "", history=[])
    assert str(raised.value) == "Your verdict could not be kept: No space left on device."
    assert (tmp_path / "feedback.jsonl").read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system follows links")
def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "feedback").mkdir()
    (tmp_path / "precious.txt").write_text("mine")
    (tmp_path / "feedback" / "feedback.jsonl").symlink_to(tmp_path / "precious.txt")
    with pytest.raises(AssistantError, match="^Your verdict could not be kept: "):
        Feedback(tmp_path / "feedback").record(obituary_answer("Who died?"), "up", "", history=[])
    assert (tmp_path / "precious.txt").read_text() == "mine"
