"""One writer at a time: two processes that write one Chroma folder corrupt it without an error."""

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy
from index.modes import FILE_MODE, FOLDER_MODE, keep_private

LOCK_FILE = "writer.lock"
HOLDER_FILE = "writer.holder"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the index folder for writing; raises IndexBusy at once, naming the holder, when another process does.

    The operating system lets go of the lock when the process ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # a folder of somebody else's, who lets us write it
        folder.chmod(FOLDER_MODE)
    lock = FileLock(folder / LOCK_FILE, timeout=0, mode=FILE_MODE)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(f"The index is being written by {_holder(folder)}: wait until it is done, or stop it.") from error
    keep_private(folder / LOCK_FILE)
    try:
        started = datetime.now().isoformat(sep=" ", timespec="seconds")
        holder = folder / HOLDER_FILE
        holder.touch(FILE_MODE)
        holder.write_text(json.dumps({"process": os.getpid(), "since": started}), "utf-8")
        yield
    finally:
        (folder / HOLDER_FILE).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER_FILE).read_text("utf-8"))
        return f"process {int(holder['process'])} since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
