"""The outermost place of the command line: whatever goes wrong in any command is told here, in one line."""

import errno
import os
import sys
from collections.abc import Iterator

from assistant.cli.exit_codes import FAILED, STOPPED

_STREAMS = 3
# What libraries say, each with an error of its own, when memory ran out.
_NO_MEMORY = ("bad_alloc", "bad allocation", "can't start new thread", "out of memory", "allocate memory")


def main() -> None:
    """Run the command line; what the user can mend is one line on stderr and exit code 1."""
    _open_streams()
    try:
        try:
            from assistant.cli.app import app  # here, so that what goes wrong while it loads is told as well

            app()
        finally:
            sys.stdout.flush()  # at the interpreter's end nothing could be told any more
    except BrokenPipeError:
        _drop_output()  # as `head` does, once it has what it wants
        sys.exit(FAILED)
    except KeyboardInterrupt:
        _tell("stopped.")
        sys.exit(STOPPED)
    except Exception as error:
        line = _line(error)
        if line is None:
            raise
        _tell(line)
        _drop_output()
        sys.exit(FAILED)


def _open_streams() -> None:
    """Have stdout and stderr take every character, one that they lack as its number; what was closed is opened, on nothing."""
    while (place := os.open(os.devnull, os.O_RDONLY)) < _STREAMS:
        pass  # or a file that is opened later would get the place, and what is printed
    os.close(place)
    # A closed stdout still refuses what is written: whoever closed it gets an error and not an answer lost.
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # both are files here


def _line(error: Exception) -> str | None:
    """Return what is told of an error, None for a fault of our own, whose traceback is needed."""
    from assistant.errors import AssistantError
    from index.errors import DatelineIndexError

    ours = (AssistantError, DatelineIndexError)
    if any(not isinstance(one, ours) and _is_of_memory(one) for one in _chain(error)):
        return "There is not enough memory. Close other programs, or set DATELINE_THREADS to 1."
    if isinstance(error, RecursionError):
        return "Something is nested too deeply to be read."
    return str(error) if isinstance(error, (*ours, OSError)) else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_of_memory(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or any(words in str(error) for words in _NO_MEMORY)


def _tell(line: str) -> None:
    from assistant.cli.printing import safe

    try:
        print(f"dateline: {safe(line)}", file=sys.stderr, flush=True)
    except OSError:  # nobody reads it
        pass


def _drop_output() -> None:
    """Let go of what could not be written, which the interpreter would try again at its end and fail at."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
