"""What Chroma's files were when a generation was published, so that a byte changed since is found before Chroma reads it."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

SQLITE_FILE = "chroma.sqlite3"
# Chroma (1.5.9) writes whenever it opens a folder: a row into this table, and counters into the head of the file.
OPENED_TABLE = "acquire_write"
HEAD_COUNTERS = ((24, 32), (92, 100))
# With the thousandth passage; before, the graph's files are written anew for each client that searches.
GRAPH_KEPT = "index_metadata.pickle"
BLOCK = 2**20

Spans = Iterable[tuple[int, int]]


def files_as_published(folder: Path) -> dict[str, Any]:
    """Return, for each file of a generation that nobody has open, its size, its SHA-256, and the bytes left out of that."""
    changing = _changing(folder / SQLITE_FILE)
    found = {}
    for name, path in _files(folder).items():
        size = path.stat().st_size
        left_out = changing if name == SQLITE_FILE else [] if path.with_name(GRAPH_KEPT).exists() else [(0, size)]
        found[name] = {"size": size, "sha256": _sha256(path, size, left_out), "left_out": left_out}
    return found


def file_damage(folder: Path, published: str | None) -> str | None:
    """Compare the files of a generation with what `files_as_published` returned, as JSON; None when they are the same."""
    if not folder.is_dir():
        return "its folder is missing"
    files = _files(folder)
    try:
        expected = json.loads(published or "{}").items()
        for name, was in expected:
            if name not in files:
                return f"its file {name} is missing"
            found, size = files[name].stat().st_size, was["size"]
            # Of the SQLite file, what is added when it is opened comes behind.
            if found < size or (found > size and name != SQLITE_FILE):
                return f"its file {name} has {found} bytes, not {size}"
            if _sha256(files[name], size, was["left_out"]) != was["sha256"]:
                return f"its file {name} is not as it was written"
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        return f"its files cannot be compared with those written ({error})"
    return None


def _files(folder: Path) -> dict[str, Path]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(("-journal", "-wal", "-shm")))
    return {path.relative_to(folder).as_posix(): path for path in files}


def _changing(path: Path) -> list[tuple[int, int]]:
    """Return where Chroma's SQLite file changes when it is opened, after giving its free pages back: what is added comes at its end."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
        pages = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (OPENED_TABLE,)).fetchall()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return [*HEAD_COUNTERS, *(((page - 1) * size, page * size) for (page,) in pages)]


def _sha256(path: Path, size: int, left_out: Spans) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        at = 0
        for start, end in (*left_out, (size, size)):
            file.seek(at)
            _read_into(digest, file, start - at)
            at = end
    return digest.hexdigest()


def _read_into(digest: Any, file: BinaryIO, count: int) -> None:
    while count > 0 and (block := file.read(min(BLOCK, count))):
        digest.update(block)
        count -= len(block)
