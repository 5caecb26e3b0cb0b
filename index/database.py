"""A catalog's file, open: a connection for each thread, transactions, and what SQLite says told in one line."""

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from index.errors import CatalogUnavailable, IndexDamaged
from index.forking import OpenedHere

# What SQLite says when the catalog itself is not to blame.
PASSING = ("locked", "locking", "full", "readonly", "unable to open", "disk I/O")
# What SQLite says when it cannot keep its locks beside the catalog: the folder is read-only, or the disk is full.
UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)


class Database:
    """The open file. Each thread gets a connection of its own; only the holder of the writer lock may write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: weakref.WeakSet[_OfThread] = weakref.WeakSet()
        self._opened = OpenedHere("The index")

    def close(self) -> None:
        """Close the connections of all threads."""
        if not self._opened.is_here:
            return
        for of_thread in list(self._connections):
            of_thread.connection.close()
        self._connections.clear()
        self._local = threading.local()

    @property
    def is_of_this_process(self) -> bool:
        """Whether it was opened in this process and not in one that this was forked from."""
        return self._opened.is_here

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read all that is read inside from one commit, whatever another process commits meanwhile."""
        connection = self.connection()
        if connection.in_transaction:
            yield
            return
        self.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything done inside, or nothing of it. A transaction inside another is part of it."""
        connection = self.connection()
        if connection.in_transaction:
            yield
            return
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite itself rolls back when the disk is full
                connection.execute("ROLLBACK")
            raise

    def checkpoint(self) -> None:
        """Write what SQLite keeps beside the catalog into it, so that the one file can be read alone, where it can be done now."""
        self.execute("PRAGMA busy_timeout = 1000")  # others may be reading
        with suppress(CatalogUnavailable):  # what is committed stays beside it
            self.execute("PRAGMA wal_checkpoint (TRUNCATE)")

    def quick_damage(self, seconds: float) -> tuple[str | None, bool]:
        """Return what SQLite finds wrong with the file's structure in so many seconds, and whether it looked at all of it."""
        connection = self.connection()
        timer = threading.Timer(seconds, connection.interrupt)
        timer.start()
        try:
            result = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0]).splitlines()[0]
        except sqlite3.DatabaseError as error:
            return (None, False) if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT else (self.damaged(error), True)
        finally:
            timer.cancel()
            timer.join()
        return None if result == "ok" else self.damaged(result), True

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection; what it raises is told by `reporting_damage`."""
        self._opened.check()
        of_thread: _OfThread | None = getattr(self._local, "of_thread", None)
        if of_thread is None or of_thread.is_outdated():
            with self.reporting_damage():
                of_thread = self._connected()
            self._connections.add(of_thread)
            self._local.of_thread = of_thread
        return of_thread.connection

    def _connected(self) -> "_OfThread":
        """Connect to the file that is there. Where SQLite cannot keep its locks beside it, nothing can write it, and it needs none."""
        try:
            return _OfThread(self._connect("mode=rw"))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in UNWRITABLE or _size(self.path.with_name(self.path.name + "-wal")):
                raise
            return _OfThread(self._connect("mode=ro&immutable=1"), self.path)

    def _connect(self, how: str) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?{how}"
        connection = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")  # damaged text is told by its seal
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        """Carry out a statement."""
        with self.reporting_damage():
            return self.connection().execute(statement, values)

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Return the rows of a statement that only reads."""
        with self.reporting_damage():
            return self.connection().execute(statement, values).fetchall()

    def one(self, statement: str, *values: object) -> Any:
        """Return the first row of a statement that only reads, None where there is none."""
        with self.reporting_damage():
            return self.connection().execute(statement, values).fetchone()

    def iterated(self, statement: str) -> Iterator[Any]:
        """Yield the rows of a statement that only reads, as they are taken."""
        with self.reporting_damage():
            yield from self.connection().execute(statement)

    @contextmanager
    def reporting_damage(self) -> Iterator[None]:
        """Raise CatalogUnavailable or IndexDamaged for what SQLite raises of the file."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if any(reason in str(error) for reason in PASSING):
                remedy = "see that no other process holds it and that its disk has room and can be written, then try again"
                raise CatalogUnavailable(f"The catalog {self.path} cannot be used now ({error}): {remedy}.") from error
            raise IndexDamaged(self.damaged(error)) from error
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # a mistake of ours, not damage
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(self.damaged(error)) from error

    def damaged(self, error: sqlite3.Error | str) -> str:
        """Return the line that tells of a fault in the file."""
        return f"The catalog {self.path} cannot be read ({error}): run `dateline index FOLDER --rebuild`."


class _OfThread:
    """A thread's connection, closed when the thread ends: those of a web server come and go.

    `immutable` is the catalog where it was opened as a file that nothing writes.
    """

    def __init__(self, connection: sqlite3.Connection, immutable: Path | None = None) -> None:
        self.connection = connection
        self._immutable = immutable
        self._seen = _seen(immutable)

    def is_outdated(self) -> bool:
        """Tell whether the file that nothing writes was written after all."""
        return self._seen != _seen(self._immutable)

    def __del__(self) -> None:
        self.connection.close()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _seen(path: Path | None) -> tuple[int, ...] | None:
    if path is None:
        return None
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
