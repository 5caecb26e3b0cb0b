"""Readers beside a writer: none is refused, at any moment of an update or a rebuild, also of one that is killed."""

from pathlib import Path

import pytest
from readers_beside import OPENED, Writer, built, either, read_beside, rebuild, update

TRIES = 30


@pytest.mark.parametrize(("writer", "kill"), [(update, False), (rebuild, False), (either, True)], ids=["updates", "rebuilds", "kills"])
def test_every_opening_beside_a_writer_is_answered(tmp_path: Path, writer: Writer, kill: bool) -> None:
    articles, index_dir = built(tmp_path, 80)
    assert read_beside(articles, index_dir, writer, tries=TRIES, kill=kill) == {OPENED: TRIES}
