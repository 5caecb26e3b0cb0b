"""Opening an address that holds a secret in the browser."""

import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

_PAGE = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={}"><title>Dateline</title>'


@contextmanager
def opened(link: str) -> Iterator[None]:
    """Open it by way of a file that its owner alone can read, and keep that until the end.

    Every user of the machine can read the command line of a browser that is started.
    """
    with TemporaryDirectory(prefix="dateline-") as folder:
        page = Path(folder) / "open.html"
        page.write_text(_PAGE.format(escape(link)), "utf-8")
        webbrowser.open(page.as_uri())
        yield
