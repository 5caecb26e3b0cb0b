"""One writer at a time, named to the second, and let go of however it ends."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from generated_articles import write_articles
from hashing_embedder import HashingEmbedder

from index import IndexSettings, update_index
from index.errors import IndexBusy
from index.writer_lock import HOLDER_FILE, writer_lock

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from index.writer_lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> "subprocess.Popen[str]":
    """Another process that holds the lock of `tmp_path`."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def take(folder: Path) -> None:
    with writer_lock(folder):
        pass


def test_a_second_process_is_refused_and_told_who_holds_it(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    with pytest.raises(IndexBusy) as error:
        take(tmp_path)
    expected = (
        rf"The index is being written by process {holder.pid} since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d: wait until it is done, or stop it\."
    )
    assert re.fullmatch(expected, str(error.value))


def test_an_update_is_refused_before_anything_is_read(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    write_articles(tmp_path / "articles", 2)
    hashing = HashingEmbedder()
    with pytest.raises(IndexBusy):
        update_index(tmp_path / "articles", IndexSettings(index_dir=tmp_path), hashing)
    assert (hashing.seen, (tmp_path / "catalog.sqlite").exists()) == ([], False)


def test_a_second_thread_is_refused_too(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(IndexBusy, match=f"process {os.getpid()} since"):
        take(tmp_path)
    take(tmp_path)


def test_a_holder_that_ends_lets_go(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    holder.communicate("")
    assert not (tmp_path / HOLDER_FILE).exists()
    take(tmp_path)


def test_a_holder_that_is_killed_lets_go(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert (tmp_path / HOLDER_FILE).exists()
    take(tmp_path)


def test_what_raises_inside_lets_go(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), writer_lock(tmp_path):
        raise KeyboardInterrupt
    take(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"process": "x", "since": 1}', "\xff"])
def test_a_holder_that_cannot_be_named_is_another_process(holder: "subprocess.Popen[str]", tmp_path: Path, content: str) -> None:
    (tmp_path / HOLDER_FILE).write_bytes(content.encode("latin-1"))
    with pytest.raises(IndexBusy) as error:
        take(tmp_path)
    assert str(error.value) == "The index is being written by another process: wait until it is done, or stop it."


def test_the_folder_is_made(tmp_path: Path) -> None:
    take(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
