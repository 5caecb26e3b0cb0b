"""An index that cannot be written: on a read-only or full disk, or of rights to read only, it answers, and says how."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from generated_articles import write_articles
from hashing_embedder import HashingEmbedder
from killed_indexing import CONTEXT
from small_disk import Disk, small_disk

from index import Filters, Index, IndexSettings, update_index
from index.catalog import Catalog
from index.errors import CatalogUnavailable
from index.health import Check, examine, index_status
from index.schema import CATALOG_FILE
from index.vectors import VECTORS_FOLDER

Near = list[tuple[str, float]]
OTHER_USER = 65534
READ_ONLY = "Chroma's folder cannot be opened (error returned from database: (code: 8) attempt to write a readonly database)"
FULL = "Chroma's folder cannot be opened (error returned from database: (code: 13) database or disk is full)"
DISKS: dict[str, tuple[Callable[[Disk], None], str, str]] = {
    "read-only": (Disk.make_read_only, READ_ONLY, "Read-only file system"),
    "full": (Disk.fill, FULL, "No space left on device"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder, not to be changed."""
    folder = tmp_path_factory.mktemp("built")
    write_articles(folder / "articles", 6)
    update_index(folder / "articles", IndexSettings(index_dir=folder / "index"), HashingEmbedder())
    return folder / "index"


@pytest.fixture
def expected(built: Path) -> Near:
    return ask(built)[0]


@pytest.fixture
def disk(built: Path, tmp_path: Path) -> Iterator[Disk]:
    """A disk of 3 MB with a copy of the index."""
    with small_disk(tmp_path, 3) as disk:
        shutil.copytree(built, disk.folder / "index")
        yield disk


def ask(index_dir: Path) -> tuple[Near, str | None]:
    """What a question finds, and why it was searched by comparing, if it was; holds that words are found too."""
    with closing(Index(IndexSettings(index_dir=index_dir), HashingEmbedder())) as index:
        assert len(index.matching(["report3n5"], 5, Filters())) == 1
        return index.nearest("mayor report3n5", 5, Filters()), index.searched_by_comparing


@pytest.mark.parametrize("kind", DISKS)
def test_an_index_on_such_a_disk_answers_by_comparing_and_says_so(disk: Disk, expected: Near, kind: str) -> None:
    make, what, why = DISKS[kind]
    make(disk)
    settings = IndexSettings(index_dir=disk.folder / "index")
    found, said = ask(settings.index_dir)
    assert dict(found) == pytest.approx(dict(expected), abs=1e-5)
    assert said == f"Searched without Chroma, by comparing every passage: {what}. It cannot be mended now: {why}."
    status = index_status(settings)
    assert status.summary.articles == 6
    here = f"it cannot be mended here ({why.lower()}): until then questions are compared with every passage"
    assert status.health == f"the vector store: {what}; {here}"
    vectors = next(check for check in examine(settings) if check.name == "vector store")
    assert (vectors.fault, (vectors.remedy or "").startswith(f"make room in {settings.index_dir} ")) == (what, True)
    assert Check("catalog") in examine(settings)


def test_once_there_is_room_it_is_searched_with_chroma_again(disk: Disk, expected: Near) -> None:
    disk.fill()
    with closing(Index(IndexSettings(index_dir=disk.folder / "index"), HashingEmbedder())) as reader:
        disk.make_room()
        generations = list((disk.folder / "index" / VECTORS_FOLDER).iterdir())
        assert ask(disk.folder / "index") == (expected, None)
        assert list((disk.folder / "index" / VECTORS_FOLDER).iterdir()) == generations  # the store is as it was
        assert dict(reader.nearest("mayor report3n5", 5, Filters())) == pytest.approx(dict(expected), abs=1e-5)


def test_a_store_that_cannot_be_mended_on_a_full_disk_leaves_nothing_there(disk: Disk) -> None:
    (generation,) = (disk.folder / "index" / VECTORS_FOLDER).iterdir()
    shutil.rmtree(generation)
    with (disk.folder / "most").open("wb") as file:
        file.write(bytes(shutil.disk_usage(disk.folder).free - 100_000))
    found, said = ask(disk.folder / "index")
    assert len(found) == 5
    assert (said or "").startswith(
        "Searched without Chroma, by comparing every passage: its folder is missing. It cannot be mended now: Chroma"
    )
    assert list((disk.folder / "index" / VECTORS_FOLDER).iterdir()) == []


def test_a_reader_notices_that_a_catalog_that_nothing_wrote_is_written_after_all(disk: Disk) -> None:
    disk.fill()
    with closing(Catalog(disk.folder / "index")) as reader:
        disk.make_room()
        with closing(Catalog(disk.folder / "index")) as writer:
            writer.remove_articles(["00003.md"])
        assert (reader.summary().articles, reader.article("00003.md")) == (5, None)


def test_changes_that_only_sqlites_own_file_holds_are_not_passed_over(disk: Disk) -> None:
    catalog = disk.folder / "index" / CATALOG_FILE
    with closing(sqlite3.connect(catalog)) as connection:
        connection.execute("DELETE FROM failures")
        connection.execute("INSERT INTO failures (file, reason) VALUES ('a.txt', 'is empty')")
        connection.commit()
        beside = catalog.with_name(f"{catalog.name}-wal").read_bytes()
    catalog.with_name(f"{catalog.name}-wal").write_bytes(beside)
    disk.make_read_only()
    with pytest.raises(CatalogUnavailable, match="see that no other process holds it and that its disk has room and can be written"):
        Catalog(disk.folder / "index")


def test_rights_to_read_only_are_enough(built: Path, expected: Near) -> None:
    with tempfile.TemporaryDirectory() as name:  # not below pytest's folder, which is its user's alone
        index_dir = Path(name) / "index"
        shutil.copytree(built, index_dir)
        for path in (index_dir, *index_dir.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        Path(name).chmod(0o755)
        results = CONTEXT.SimpleQueue()
        child = CONTEXT.Process(target=_ask_as_another, args=(index_dir, results))
        child.start()
        found, said = results.get()
        child.join()
        index_dir.chmod(0o755)
        for path in index_dir.rglob("*/"):
            path.chmod(0o755)
    assert dict(found) == pytest.approx(dict(expected), abs=1e-5)
    assert (said or "").endswith("It cannot be mended now: Permission denied.")


def _ask_as_another(index_dir: Path, results: object) -> None:
    if os.geteuid() == 0:  # who may write everywhere
        os.setgroups([])
        os.setgid(OTHER_USER)
        os.setuid(OTHER_USER)
    results.put(ask(index_dir))  # type: ignore[attr-defined]
