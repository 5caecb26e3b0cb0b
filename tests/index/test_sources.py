"""Several places in one archive: each is added beside the others, updated by itself, and removed whole."""

import json
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from generated_articles import write_article, write_articles
from hashing_embedder import HashingEmbedder
from index_contents import contents

from index import Index, IndexProgress, IndexSettings, list_sources, remove_source, update_index
from index.catalog import Catalog
from index.errors import FolderError, IndexBusy, IndexDamaged, IndexingStopped, IndexMissing, RemovalRefused
from index.health import examine
from index.writer_lock import writer_lock


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index")


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    write_articles(tmp_path / "wire", 3)
    return tmp_path / "wire"


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """A folder with the file names of the other and other contents."""
    (tmp_path / "local").mkdir()
    for number in range(2):
        write_article(tmp_path / "local", number, content=100 + number)
    return tmp_path / "local"


@pytest.fixture
def both(wire: Path, local: Path, settings: IndexSettings, hashing: HashingEmbedder) -> tuple[Path, Path]:
    update_index([wire, local], settings, hashing)
    return wire, local


def ids(settings: IndexSettings) -> list[str]:
    with closing(Catalog(settings.index_dir)) as catalog:
        return sorted(catalog.article_files())


def held(settings: IndexSettings) -> dict[str, int]:
    return {source.address: source.articles for source in list_sources(settings)}


WIRE = ["00000.md", "00001.md", "00002.md"]
LOCAL = ["local//00000.md", "local//00001.md"]


def test_places_of_the_same_file_names_stand_side_by_side(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    assert ids(settings) == [*WIRE, *LOCAL]
    assert held(settings) == {str(both[0]): 3, str(both[1]): 2}
    with closing(Index(settings, hashing)) as index:
        article = index.article("local//00001.md")
        assert article and "report101" in article.text
        assert [source.updated is not None for source in index.sources()] == [True, True]


def test_another_place_is_added_and_what_there_is_is_not_read(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    before = contents(settings.index_dir)
    (both[0] / "00000.md").unlink()  # would be missed if it were looked for
    write_articles(tmp_path / "late", 1)
    hashing.seen.clear()
    report = update_index(tmp_path / "late", settings, hashing)
    assert (report.added, report.changed, report.removed, report.unchanged, report.embedded) == (1, 0, 0, 0, 0)
    after = contents(settings.index_dir)
    assert {id: after["articles"][id] for id in before["articles"]} == before["articles"]
    assert set(after["articles"]) - set(before["articles"]) == {"late//00000.md"}
    report = update_index(None, settings, hashing)
    assert (report.removed, report.unchanged) == (1, 5)


def test_the_ids_of_later_places_do_not_depend_on_their_order(wire: Path, local: Path, tmp_path: Path, hashing: HashingEmbedder) -> None:
    write_articles(tmp_path / "late", 1)
    found = []
    for number, order in enumerate(([wire, local, tmp_path / "late"], [wire, tmp_path / "late", local])):
        settings = IndexSettings(index_dir=tmp_path / f"index{number}")
        for place in order:
            update_index(place, settings, hashing)
        found.append({**contents(settings.index_dir), "origins": None})
    assert found[0] == found[1]


def test_a_second_folder_of_one_name_is_told_apart_by_its_address(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    write_articles(both[0].parent / "older" / "local", 1)
    update_index(both[0].parent / "older" / "local", settings, hashing)
    (new,) = set(ids(settings)) - {*WIRE, *LOCAL}
    label, _, file = new.partition("//")
    assert (label[:6], len(label), file) == ("local-", 12, "00000.md")


def test_single_files_are_places_and_those_of_one_folder_share_its_name(
    wire: Path, tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("a", "b"):
        lines = [json.dumps({"text": f"The harbour of Besmera froze, {name}{n} said.", "date": "2024-12-05"}) for n in range(2)]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "c.jsonl").write_text("no part of it", "utf-8")
    update_index([wire, folder / "b.jsonl", folder / "a.jsonl"], settings, hashing)
    assert ids(settings)[3:] == [f"exports//{name}.jsonl#{n}" for name in ("a", "b") for n in (1, 2)]
    assert remove_source(folder / "b.jsonl", settings).articles == 2
    assert ids(settings)[3:] == ["exports//a.jsonl#1", "exports//a.jsonl#2"]


def test_a_place_within_or_around_another_is_refused(both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder) -> None:
    before = contents(settings.index_dir)
    (both[0] / "may").mkdir()
    for place, line in (
        (both[0] / "may", f"{both[0]}/may lies in {both[0]}, which is a source already: `dateline index {both[0]}`."),
        (both[0] / "00000.md", f"{both[0]}/00000.md lies in {both[0]}, which is a source already: `dateline index {both[0]}`."),
        (both[0].parent, f"{both[0].parent} holds {both[0]}, which is a source already: run `dateline remove {both[0]}` first."),
    ):
        with pytest.raises(FolderError) as error:
            update_index(place, settings, hashing)
        assert str(error.value) == line
    assert contents(settings.index_dir) == before


def test_a_place_that_is_not_there_is_reported_and_its_articles_are_kept(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    shutil.rmtree(both[0])
    write_article(both[1], 7)
    report = update_index(None, settings, hashing)
    assert [(one.file, one.reason) for one in report.failed] == [(str(both[0]), "does not exist; its articles are kept")]
    assert (report.added, report.unchanged, ids(settings)) == (1, 2, [*WIRE, *LOCAL, "local//00007.md"])
    both[0].mkdir()  # as a disk that is not mounted looks
    report = update_index(None, settings, hashing)
    reason = "holds none of its 3 indexed articles any more; its articles are kept"
    assert [(one.file, one.reason) for one in report.failed] == [(str(both[0]), reason)]
    assert [source.is_there for source in list_sources(settings)] == [True, True]
    with pytest.raises(
        RemovalRefused, match=r"and a rebuild would lose its articles: bring it back, or run `dateline remove .*wire` first\.$"
    ):
        update_index(both[1], settings, hashing, rebuild=True)
    assert ids(settings) == [*WIRE, *LOCAL, "local//00007.md"]


def test_a_rebuild_reads_every_place_under_the_same_names(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    before = contents(settings.index_dir)
    hashing.seen.clear()
    assert update_index(both[1], settings, hashing, rebuild=True).added == 5
    assert len(hashing.seen) == len(before["passages"])
    assert contents(settings.index_dir) == before


def test_a_place_that_moved_is_the_same_place_and_another_is_not(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    both[1].rename(tmp_path / "moved")
    assert update_index(tmp_path / "moved", settings, hashing).unchanged == 2
    assert held(settings) == {str(both[0]): 3, f"{tmp_path}/moved": 2}
    assert ids(settings) == [*WIRE, *LOCAL]
    shutil.rmtree(both[0])
    (tmp_path / "other").mkdir()
    for number in range(3):
        write_article(tmp_path / "other", number, content=200 + number)  # the same names, other articles
    assert update_index(tmp_path / "other", settings, hashing).added == 3
    assert len(ids(settings)) == 8


def test_with_replace_only_what_is_named_is_left(both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder) -> None:
    report = update_index(both[1], settings, hashing, replace=True)
    assert (report.removed, report.unchanged) == (3, 2)
    assert (ids(settings), held(settings)) == (LOCAL, {str(both[1]): 2})
    with pytest.raises(FolderError, match=r"^Name the folders"):
        update_index(None, settings, hashing, replace=True)


def test_the_order_of_day_and_month_is_settled_within_a_place(tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    for name, days in (("a", ["03/04/2021"]), ("b", ["25/04/2021", "05/06/2021"])):
        (tmp_path / name).mkdir()
        for number, day in enumerate(days):
            (tmp_path / name / f"{number}.json").write_text(json.dumps({"date": day, "text": f"The hall of {name} {number} opened."}))
    update_index([tmp_path / "a", tmp_path / "b"], settings, hashing)
    with closing(Catalog(settings.index_dir)) as catalog:
        found = {id: catalog.article(id).published for id in catalog.article_files()}  # type: ignore[union-attr]
    assert {id: str(day) for id, day in found.items()} == {"0.json": "None", "b//0.json": "2021-04-25", "b//1.json": "2021-06-05"}


def test_a_file_that_fails_is_named_by_its_place_and_kept_beside_those_of_others(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    for place in both:
        (place / "00000.md").write_bytes(b"\xff\xfe\x00 cut")
    assert [one.file for one in update_index(None, settings, hashing).failed] == ["00000.md", "local//00000.md"]
    assert ids(settings) == [*WIRE, *LOCAL]
    write_article(both[0], 0)
    assert update_index(both[0], settings, hashing).failed == ()
    assert [one.file for one in contents(settings.index_dir)["failures"]] == ["local//00000.md"]


def test_progress_counts_the_files_of_all_places(both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder) -> None:
    told: list[IndexProgress] = []
    update_index(None, settings, hashing, progress=told.append)
    assert [(one.done, one.total) for one in told] == [(n + 1, 5) for n in range(5)]


def test_stopping_in_a_later_place_removes_nothing_and_is_gone_on_with(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    before, stop = contents(settings.index_dir), threading.Event()
    (both[0] / "00000.md").unlink()
    with pytest.raises(IndexingStopped):
        update_index(None, settings, hashing, progress=lambda one: stop.set() if one.done == 3 else None, stop=stop)
    assert contents(settings.index_dir) == before
    assert update_index(None, settings, hashing).removed == 1


# -- removing


def test_what_is_removed_leaves_what_an_archive_without_it_has(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    other = IndexSettings(index_dir=tmp_path / "other-index")
    update_index(both[0], other, HashingEmbedder())
    gone = remove_source(both[1], settings)
    assert (gone.address, gone.articles) == (str(both[1]), 2)
    assert contents(settings.index_dir) == contents(other.index_dir)
    with closing(Index(settings, hashing)) as index:
        assert index.repaired is None


def test_the_last_place_can_be_removed_and_another_begun(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    shutil.rmtree(both[0])  # gone from the disk, it can still be removed
    for place in both:
        remove_source(place, settings)
    assert (ids(settings), list_sources(settings)) == ([], [])
    with closing(Index(settings, hashing)) as index:
        assert index.summary().articles == 0
    update_index(both[1], settings, hashing)
    assert ids(settings) == ["00000.md", "00001.md"]


def test_removing_what_breaks_in_the_middle_removes_nothing(
    both: tuple[Path, Path], settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(settings.index_dir)
    remove, calls = Catalog._remove_article, []

    def broken(self: Catalog, id: str) -> tuple[int, int]:
        calls.append(id)
        if len(calls) == 2:
            raise OSError("no room")
        return remove(self, id)

    monkeypatch.setattr(Catalog, "_remove_article", broken)
    with pytest.raises(OSError, match="no room"):
        remove_source(both[0], settings)
    monkeypatch.undo()
    assert contents(settings.index_dir) == before


def test_what_is_no_place_of_it_is_not_removed(both: tuple[Path, Path], settings: IndexSettings, tmp_path: Path) -> None:
    with pytest.raises(FolderError) as error:
        remove_source(tmp_path / "nowhere", settings)
    assert str(error.value) == f"{tmp_path}/nowhere is no source of this archive. Those there are: {both[0]}, {both[1]}."
    with pytest.raises(IndexMissing):
        remove_source(both[0], IndexSettings(index_dir=tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_one_writer_at_a_time_removes(both: tuple[Path, Path], settings: IndexSettings) -> None:
    with writer_lock(settings.index_dir), pytest.raises(IndexBusy):
        remove_source(both[0], settings)


def test_a_new_place_without_an_article_is_not_kept_and_not_the_first(
    wire: Path, tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "a.dat").write_bytes(b"\0\1")
    assert [one.file for one in update_index(tmp_path / "wrong", settings, hashing).failed] == ["a.dat"]
    assert list_sources(settings) == []
    update_index(wire, settings, hashing)
    assert ids(settings) == WIRE


def test_nothing_to_update_is_told(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    with pytest.raises(FolderError, match=r"^Name the folders, files or feeds of articles: `dateline index FOLDER`\.$"):
        update_index(None, settings, hashing)
    assert not settings.index_dir.exists()


# -- damage


@pytest.mark.parametrize(
    "statement", ["UPDATE origins SET label = 'x' WHERE number = 2", "UPDATE origins SET address = '/x' WHERE number = 2"]
)
def test_a_place_that_is_not_as_it_was_written_is_found(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder, statement: str
) -> None:
    with closing(sqlite3.connect(settings.index_dir / "catalog.sqlite")) as connection, connection:
        connection.execute(statement)
    with pytest.raises(IndexDamaged, match=r"run `dateline index FOLDER --rebuild`\.$"):
        update_index(None, settings, hashing)
    assert [check.remedy for check in examine(settings)] == ["dateline index FOLDER --rebuild"]
    with pytest.raises(FolderError, match=r"^What the index was made of is not known: name it"):
        update_index(None, settings, hashing, rebuild=True)
    assert update_index(both, settings, hashing, rebuild=True).added == 5
    assert ids(settings) == [*WIRE, *LOCAL]


def test_an_article_whose_place_rotted_is_read_again(both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder) -> None:
    before = contents(settings.index_dir)
    with closing(sqlite3.connect(settings.index_dir / "catalog.sqlite")) as connection, connection:
        connection.execute("UPDATE articles SET origin = 1 WHERE id = 'local//00000.md'")
    assert update_index(None, settings, hashing).mended == 1
    assert contents(settings.index_dir) == before


def test_a_rebuild_of_an_index_of_before_takes_the_folder_that_it_was_of(
    both: tuple[Path, Path], settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    remove_source(both[1], settings)
    with closing(sqlite3.connect(settings.index_dir / "catalog.sqlite")) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DROP TABLE origins")
        connection.execute("INSERT INTO meta VALUES ('folder', ?)", (str(both[0]),))
        connection.execute("UPDATE meta SET value = '4' WHERE key = 'schema'")
    assert update_index(both[1], settings, hashing, rebuild=True).added == 5
    assert ids(settings) == [*WIRE, *LOCAL]
