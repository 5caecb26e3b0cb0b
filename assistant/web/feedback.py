"""What readers think of answers, kept on this machine in a file that `dateline evaluate` can read."""

import json
import os
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock

from assistant.errors import AssistantError
from assistant.records import Answer
from assistant.web.escaping import one_line, visible

Mark = Literal["up", "down"]

FEEDBACK_FILE = "feedback.jsonl"
# With the older files about 50 MB at most: some ten thousand verdicts, whose lines are about 5 kB each.
LARGEST_FILE = 10_000_000  # bytes
OLDER_FILES = 4
LONGEST_WORD = 500  # characters
# Of the conversation before, what a follow-up can lean on.
TURNS_KEPT = 6
LONGEST_TURN = 2000  # characters of a question, and of an answer
_LOCK_SECONDS = 5.0
_OURS_ALONE = 0o600


def feedback_folder(index_dir: Path) -> Path:
    """Where verdicts on the answers from an index are kept: in `feedback` within its folder, which goes where the index goes."""
    return index_dir / "feedback"


class Feedback:
    """Verdicts on answers, one JSON line each: what `Answer.as_json` gives, and `mark`, `word`, `asked_at` and `history` with it.

    The newest are in feedback.jsonl of the folder; when that is full it becomes feedback.1.jsonl, and the oldest of those goes.
    Who marks an answer twice has two lines, of which the later counts. Without a folder nothing is kept.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def record(self, answer: Answer, mark: Mark, word: str, *, history: Sequence[tuple[str, str]]) -> None:
        """Keep a verdict and what was said with it; `history` is the conversation before the question, oldest first.

        Raises AssistantError in one line when the file cannot be written.
        """
        if self._folder is None:
            return
        line = _line(answer, mark, word, history)
        try:
            _append(self._folder, line)
        except OSError as error:  # a lock that is not had in time is one
            raise AssistantError(f"Your verdict could not be kept: {error.strerror or 'its file is in use'}.") from error


def _line(answer: Answer, mark: Mark, word: str, history: Sequence[tuple[str, str]]) -> bytes:
    kept = answer.as_json(uuid.uuid4().hex) | {
        "mark": mark,
        "word": one_line(word[: 2 * LONGEST_WORD])[:LONGEST_WORD],
        "asked_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "history": [[visible(text[:LONGEST_TURN]) for text in turn] for turn in history[-TURNS_KEPT:]],
    }
    # ASCII, because an answer may hold half a character or a line separator, which end or break a line for some readers.
    return json.dumps(kept, ensure_ascii=True).encode("ascii") + b"\n"


def _append(folder: Path, line: bytes) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)  # also where it was there before
    path = folder / FEEDBACK_FILE
    with FileLock(folder / "feedback.lock", timeout=_LOCK_SECONDS, mode=_OURS_ALONE):
        if _size(path) + len(line) > LARGEST_FILE:
            _make_room(path)
        _write_whole(path, line)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _make_room(path: Path) -> None:
    for number in range(OLDER_FILES - 1, 0, -1):
        with suppress(FileNotFoundError):
            os.replace(_older(path, number), _older(path, number + 1))
    if path.exists():
        os.replace(path, _older(path, 1))


def _older(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}.{number}{path.suffix}")


def _write_whole(path: Path, line: bytes) -> None:
    """Write the line at the end, or nothing; what a crash left half written before it ends there."""
    # A link in the folder is not followed: it could lead to any file of ours.
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, _OURS_ALONE), "r+b", buffering=0) as file:
        path.chmod(_OURS_ALONE)  # also where it was there before
        end = file.seek(0, os.SEEK_END)
        if end and _last_byte(file.fileno(), end) != b"\n":
            line = b"\n" + line
        try:
            if file.write(line) != len(line):
                raise OSError(0, "the disk is full")
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)
            raise


def _last_byte(descriptor: int, end: int) -> bytes:
    os.lseek(descriptor, end - 1, os.SEEK_SET)
    return os.read(descriptor, 1)
