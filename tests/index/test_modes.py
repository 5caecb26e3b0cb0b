"""What is written into an index folder is readable by its owner alone, whatever the umask."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from generated_articles import write_article, write_articles
from hashing_embedder import HashingEmbedder

from index import Filters, Index, IndexSettings, update_index
from index.catalog import Catalog
from index.schema import CATALOG_FILE
from index.writer_lock import HOLDER_FILE, writer_lock


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """The files and folders that others than the owner have any right to."""
    return [f"{path} {path.stat().st_mode:o}" for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_all_that_an_update_and_a_rebuild_write_is_the_owners_alone(tmp_path: Path, hashing: HashingEmbedder) -> None:
    articles, settings, seen = tmp_path / "articles", IndexSettings(index_dir=tmp_path / "a" / "index"), set[str]()

    def look(*_: object) -> None:
        seen.update(path.name for path in settings.index_dir.iterdir())
        assert open_to_others(settings.index_dir / CATALOG_FILE) == []
        assert [one for one in open_to_others(settings.index_dir) if "vectors/" not in one] == []

    write_articles(articles, 6)
    update_index(articles, settings, hashing, progress=look)
    write_article(articles, 6)
    for rebuild in (False, True):
        update_index(articles, settings, hashing, rebuild=rebuild, progress=look)
        with closing(Index(settings, hashing)) as index:
            assert index.nearest("mayor", 5, Filters())
        assert open_to_others(settings.index_dir) == []
    assert {CATALOG_FILE, f"{CATALOG_FILE}-wal", f"{CATALOG_FILE}-shm", "vectors", HOLDER_FILE, "writer.lock", "opening.lock"} <= seen


def test_an_update_takes_others_rights_to_an_older_index(tmp_path: Path, hashing: HashingEmbedder) -> None:
    articles, settings = tmp_path / "articles", IndexSettings(index_dir=tmp_path / "index")
    write_articles(articles, 6)
    update_index(articles, settings, hashing)
    for path in (settings.index_dir, *settings.index_dir.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    write_article(articles, 6)
    update_index(articles, settings, hashing)
    assert open_to_others(settings.index_dir) == []


def test_files_that_are_not_the_indexs_keep_their_rights(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    (tmp_path / "mine").chmod(0o644)
    with writer_lock(tmp_path), closing(Catalog.create(tmp_path)):
        pass
    assert [one.rsplit("/", 1)[1] for one in open_to_others(tmp_path)] == ["mine 100644"]
