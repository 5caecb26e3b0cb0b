"""The bar that `dateline index` shows on a terminal."""

import io

import pytest
from rich.console import Console

from assistant.cli import indexing
from index import IndexProgress


def test_the_bar_moves_within_a_large_file(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(indexing, "err", Console(file=shown, force_terminal=True, width=120))
    with indexing._progress() as show:
        show(IndexProgress("articles", 0, 1, 64, 0.25))
    assert " 25%" in shown.getvalue() and "0/1" in shown.getvalue()
