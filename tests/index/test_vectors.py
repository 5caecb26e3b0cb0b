"""The embedded vector store: whatever happens to its files, it answers as before, and nothing is embedded for it."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import chromadb
import pytest
from chromadb.config import Settings
from generated_articles import write_article, write_articles
from hashing_embedder import HashingEmbedder
from index_contents import Contents, contents

from index import Filters, Index, IndexSettings, update_index
from index.catalog import Catalog
from index.errors import VectorStoreError
from index.health import examine
from index.vectors import COLLECTION, VECTORS_FOLDER, open_vectors
from index.vectors.collection import collection_damage
from index.writer_lock import writer_lock

QUESTIONS = ["Who reopened the bridge in Pellumar?", "report17n0", "What did the ministry say about ferries?"]
SMALL_FILES = ["chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin", "link_lists.bin"]
# Chroma writes its pickle with the thousandth passage.
LARGE_FILES = [*SMALL_FILES, "index_metadata.pickle"]
LARGE = 1_100
# What Chroma is made to take in one call, 5,461 otherwise, and what is more than that.
BATCH = 400
OVER_BATCH = 1_000


def write_wire(folder: Path, count: int) -> None:
    """A .jsonl file of as many articles of one passage."""
    folder.mkdir(parents=True, exist_ok=True)
    days = [f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(count)]
    stories = [{"text": f"Port{n % 7} sold report{n}n0 to Town{n % 31}", "date": days[n], "source": "AFP"} for n in range(count)]
    (folder / "wire.jsonl").write_text("\n".join(map(json.dumps, stories)))


@dataclass(frozen=True)
class Built:
    """An index folder, not to be changed, with what it holds and what it answers."""

    folder: Path
    contents: Contents
    answers: list[list[tuple[str, float]]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Two indexes: of few passages, and of so many that Chroma writes all its files."""
    folder = tmp_path_factory.mktemp("built")
    write_articles(folder / "few", 30)
    write_wire(folder / "many", LARGE)
    found = {}
    for size in ("few", "many"):
        settings = IndexSettings(index_dir=folder / f"{size}-index")
        update_index(folder / size, settings, HashingEmbedder())
        found[size] = Built(settings.index_dir, contents(settings.index_dir), answers(settings)[0])
    return found


@pytest.fixture
def copied(built: dict[str, Built], tmp_path: Path) -> Callable[[str], IndexSettings]:
    def copy(size: str) -> IndexSettings:
        shutil.copytree(built[size].folder, tmp_path / "index")
        return IndexSettings(index_dir=tmp_path / "index")

    return copy


@pytest.fixture
def few(copied: Callable[[str], IndexSettings]) -> IndexSettings:
    return copied("few")


def generation(settings: IndexSettings) -> Path:
    with closing(Catalog(settings.index_dir)) as catalog:
        return settings.index_dir / VECTORS_FOLDER / str(catalog.meta("generation"))


def answers(settings: IndexSettings) -> tuple[list[list[tuple[str, float]]], str | None]:
    """What three questions find, and what was repaired on opening; holds that only questions were embedded."""
    embedder = HashingEmbedder()
    with closing(Index(settings, embedder)) as index:
        found = [index.nearest(question, 10, Filters()) for question in QUESTIONS]
        assert embedder.seen == []
        return found, index.repaired


def same(found: list[list[tuple[str, float]]], expected: list[list[tuple[str, float]]]) -> bool:
    """Tell whether two searches found the same similarities; the graph is not the same twice, nor the order of equals."""
    pairs = [(a, b) for one, other in zip(found, expected, strict=True) for a, b in zip(one, other, strict=True)]
    return all(abs(a[1] - b[1]) < 1e-5 for a, b in pairs)


def is_repaired(settings: IndexSettings, built: Built, reason: str) -> None:
    found, repaired = answers(settings)
    assert repaired == f"The vector store was rebuilt from the catalog: {reason}."
    assert same(found, built.answers)
    assert contents(settings.index_dir) == built.contents
    assert answers(settings) == (found, None)


def find(settings: IndexSettings, name: str) -> Path:
    (file,) = generation(settings).rglob(name)
    return file


DAMAGES = [("many", name, 0.5) for name in LARGE_FILES]
DAMAGES += [("few", "chroma.sqlite3", 0), ("few", "data_level0.bin", 0.5), ("few", "length.bin", 0)]


@pytest.mark.parametrize(("size", "name", "share"), DAMAGES)
def test_a_truncated_file_is_found_and_the_store_rebuilt(
    built: dict[str, Built], copied: Callable[[str], IndexSettings], size: str, name: str, share: float
) -> None:
    settings = copied(size)
    file = find(settings, name)
    before = file.stat().st_size
    with file.open("r+b") as opened:
        opened.truncate(int(before * share))
    path = file.relative_to(generation(settings)).as_posix()
    is_repaired(settings, built[size], f"its file {path} has {int(before * share)} bytes, not {before}")


@pytest.mark.parametrize(("size", "name"), [("many", "index_metadata.pickle"), ("few", "data_level0.bin"), ("few", "chroma.sqlite3")])
def test_a_missing_file_is_found_and_the_store_rebuilt(
    built: dict[str, Built], copied: Callable[[str], IndexSettings], size: str, name: str
) -> None:
    settings = copied(size)
    file = find(settings, name)
    path = file.relative_to(generation(settings)).as_posix()
    file.unlink()
    is_repaired(settings, built[size], f"its file {path} is missing")


def test_these_are_all_files_that_chroma_writes(built: dict[str, Built]) -> None:
    for size, names in (("few", SMALL_FILES), ("many", LARGE_FILES)):
        files = [file for file in generation(IndexSettings(index_dir=built[size].folder)).rglob("*") if file.is_file()]
        assert sorted(file.name for file in files) == sorted(names)
    empty = [file.name for file in generation(IndexSettings(index_dir=built["few"].folder)).rglob("*.bin") if not file.stat().st_size]
    assert empty == ["link_lists.bin"]


@pytest.mark.parametrize("size", ["few", "many"])
def test_a_missing_folder_is_found_and_the_store_rebuilt(
    built: dict[str, Built], copied: Callable[[str], IndexSettings], size: str
) -> None:
    settings = copied(size)
    shutil.rmtree(settings.index_dir / VECTORS_FOLDER)
    is_repaired(settings, built[size], "its folder is missing")


@pytest.mark.parametrize("name", ["x/\0/", "../../elsewhere", "x" * 300, ".", ""])
def test_a_generation_of_a_name_that_is_none_of_ours_is_not_looked_for(few: IndexSettings, built: dict[str, Built], name: str) -> None:
    with closing(sqlite3.connect(few.index_dir / "catalog.sqlite")) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (name,))
    is_repaired(few, built["few"], "nothing was published yet")


def chroma(settings: IndexSettings) -> chromadb.ClientAPI:
    return chromadb.PersistentClient(str(generation(settings)), settings=Settings(anonymized_telemetry=False))


def test_a_deleted_collection_is_found_and_made_anew(few: IndexSettings, built: dict[str, Built]) -> None:
    with chroma(few) as client:
        client.delete_collection(COLLECTION)
    found, repaired = answers(few)
    assert repaired is not None
    assert repaired.startswith("The vector store was rebuilt from the catalog: ")
    assert same(found, built["few"].answers)
    assert contents(few.index_dir) == built["few"].contents


def test_passages_lost_inside_the_collection_are_put_back(few: IndexSettings, built: dict[str, Built]) -> None:
    with chroma(few) as client, closing(Catalog(few.index_dir)) as catalog:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        collection.delete(ids=collection.get(include=[])["ids"][:3])
        assert collection_damage(collection, catalog) == "it holds 57 passages, the catalog 60"
    is_repaired(few, built["few"], "its file chroma.sqlite3 is not as it was written")


def test_vectors_that_are_not_the_catalogs_are_found(few: IndexSettings, built: dict[str, Built]) -> None:
    with chroma(few) as client, closing(Catalog(few.index_dir)) as catalog:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        ids = collection.get(include=[])["ids"]
        collection.update(ids=ids, embeddings=[[0.0] * 63 + [1.0]] * len(ids))
        assert collection_damage(collection, catalog) == "passages have other vectors than in the catalog (9 of 9 asked for)"
    is_repaired(few, built["few"], "its file chroma.sqlite3 is not as it was written")


class Forgetful:
    """A collection whose graph does not lead to the first `count` of the vectors asked for, as HNSW's now and then does."""

    def __init__(self, collection: Any, count: int) -> None:
        self._collection = collection
        self._count = count

    def __getattr__(self, name: str) -> Any:
        return getattr(self._collection, name)

    def query(self, **arguments: Any) -> dict[str, Any]:
        found = dict(self._collection.query(**arguments))
        found["distances"] = [[0.4] if n < self._count else near for n, near in enumerate(found["distances"])]
        return found


@pytest.mark.parametrize(("unfound", "damage"), [(4, None), (40, "passages are not found by their own vectors (40 of 60 asked for)")])
def test_a_few_passages_unfound_are_the_searchs_nature_and_many_are_damage(few: IndexSettings, unfound: int, damage: str | None) -> None:
    with chroma(few) as client, closing(Catalog(few.index_dir)) as catalog:
        collection = Forgetful(client.get_collection(COLLECTION, embedding_function=None), unfound)
        assert collection_damage(collection, catalog) == damage


def test_where_too_many_of_a_few_are_unfound_more_are_asked_for(copied: Callable[[str], IndexSettings]) -> None:
    many = copied("many")
    with chroma(many) as client, closing(Catalog(many.index_dir)) as catalog:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        assert collection_damage(Forgetful(collection, 5), catalog) is None
        told = collection_damage(Forgetful(collection, 90), catalog)
        assert told == "passages are not found by their own vectors (110 of 220 asked for)"


def test_a_thorough_look_finds_one_strange_passage(few: IndexSettings) -> None:
    with chroma(few) as client:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        lost = collection.get(include=[])["ids"][0]
        collection.delete(ids=[lost])
        collection.add(ids=["strange"], embeddings=[[0.0] * 63 + [1.0]])
        with closing(Catalog(few.index_dir)) as catalog:
            assert collection_damage(collection, catalog, thorough=True) == "it holds other passages than the catalog"


def test_a_sound_store_is_sound_thoroughly(built: dict[str, Built]) -> None:
    for folder in (one.folder for one in built.values()):
        with closing(Catalog(folder)) as catalog, closing(open_vectors(folder, catalog, None)) as vectors:
            assert vectors.damage(thorough=True) is None
            assert vectors.size() == sum(file.stat().st_size for file in (folder / VECTORS_FOLDER).rglob("*") if file.is_file())


def test_an_update_repairs_too(few: IndexSettings, built: dict[str, Built]) -> None:
    find(few, "data_level0.bin").unlink()
    embedder = HashingEmbedder()
    assert update_index(None, few, embedder).unchanged == 30
    assert embedder.seen == []
    assert contents(few.index_dir)["chroma"] == built["few"].contents["chroma"]


def test_more_passages_than_chroma_takes_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chromadb.api.client.Client.get_max_batch_size", lambda self: BATCH)
    hashing = HashingEmbedder(dimension=128)
    write_wire(tmp_path / "articles", OVER_BATCH)
    settings = IndexSettings(index_dir=tmp_path / "index")
    told: list[tuple[int, int]] = []
    update_index(tmp_path / "articles", settings, hashing, progress=lambda one: told.append((one.done, one.total)))
    held = contents(settings.index_dir)
    assert len(held["chroma"]) == len(held["passages"]) == OVER_BATCH
    assert told[-1] == (OVER_BATCH, OVER_BATCH)
    assert len(told) > 2  # more than one call
    with closing(Index(settings, hashing)) as index:
        assert index.repaired is None
        (id, similarity), *_ = index.nearest("Port4 sold report900n0 to Town1", 3, Filters())
        assert index.passages([id])[id].text == "Port4 sold report900n0 to Town1"
        assert abs(similarity - 1) < 1e-5
    (tmp_path / "articles" / "wire.jsonl").unlink()  # and as many deletions
    update_index(tmp_path / "articles", settings, hashing, replace=True)
    assert contents(settings.index_dir)["chroma"] == {}


# -- filters


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(since=date(2024, 3, 3)),
        Filters(until=date(2024, 3, 3)),
        Filters(since=date(2024, 3, 3), until=date(2024, 3, 3)),
        Filters(since=date(2024, 3, 4), until=date(2024, 4, 3)),
        Filters(since=date(1990, 1, 1)),
        Filters(until=date(2090, 1, 1)),
        Filters(since=date(1, 1, 1), until=date(9999, 12, 31)),
        Filters(since=date(2025, 1, 1)),
        Filters(source="Reuters"),
        Filters(source="rEUTERS"),
        Filters(source="the osvarin post", since=date(2024, 2, 1), until=date(2024, 9, 30)),
        Filters(source="TASS"),
        Filters(source=""),
        Filters(since=date(2024, 6, 1), until=date(2024, 5, 1)),
    ],
    ids=lambda filters: f"{filters.since}..{filters.until}-{filters.source}",
)
def test_filters_narrow_the_search_to_what_the_catalog_says(built: dict[str, Built], filters: Filters) -> None:
    expected = set()
    for id, passage in built["few"].contents["passages"].items():
        day, outlet = passage.published, passage.source.casefold()
        dated = not (filters.since or filters.until) or day and (filters.since or day) <= day <= (filters.until or day)
        if (
            dated
            and filters.source in (None, "")
            and filters.source is None
            or dated
            and filters.source
            and outlet == filters.source.casefold()
        ):
            expected.add(id)
    with closing(Index(IndexSettings(index_dir=built["few"].folder), HashingEmbedder())) as index:
        assert {id for id, _ in index.nearest("mayor", 100, filters)} == expected


def test_dates_that_every_article_meets_change_nothing_when_all_are_dated(built: dict[str, Built]) -> None:
    with closing(Index(IndexSettings(index_dir=built["many"].folder), HashingEmbedder())) as index:
        everything = index.nearest(QUESTIONS[1], 20, Filters())
        assert index.nearest(QUESTIONS[1], 20, Filters(since=date(2000, 1, 1), until=date(2100, 1, 1))) == everything
        edge = index.summary()
        assert index.nearest(QUESTIONS[1], 20, Filters(since=edge.earliest, until=edge.newest)) == everything


def test_the_nearest_come_first_with_their_cosine_similarity(built: dict[str, Built]) -> None:
    embedder = HashingEmbedder()
    with closing(Index(IndexSettings(index_dir=built["few"].folder), embedder)) as index:
        found = index.nearest(QUESTIONS[0], 60, Filters())
        vectors, question = index.vectors([id for id, _ in found]), embedder.embed_question(QUESTIONS[0])
    assert len(found) == 60
    assert [similarity for _, similarity in found] == sorted((similarity for _, similarity in found), reverse=True)
    assert max(abs(similarity - float(vectors[id] @ question)) for id, similarity in found) < 1e-5


# -- generations


def test_a_reader_keeps_answering_through_updates_and_sees_new_articles(tmp_path: Path, hashing: HashingEmbedder) -> None:
    articles, settings = tmp_path / "articles", IndexSettings(index_dir=tmp_path / "index")
    write_articles(articles, 10)
    update_index(articles, settings, hashing)
    with closing(Index(settings, hashing)) as reader:
        for number in range(10, 15):
            before = reader.nearest(f"report{number}n0", 60, Filters())

            def still(before: list[tuple[str, float]] = before, number: int = number) -> None:
                assert reader.nearest(f"report{number}n0", 60, Filters()) == before

            write_article(articles, number)
            update_index(articles, settings, hashing, progress=lambda one, still=still: still())  # type: ignore[misc]
            found = reader.nearest(f"report{number}n0", 60, Filters())
            assert len(found) == len(before) + 2
            files = {passage.article_id for passage in reader.passages([id for id, _ in found]).values()}
            assert files == {f"{n:05}.md" for n in range(number + 1)}
    generations = [folder.name for folder in (settings.index_dir / VECTORS_FOLDER).iterdir()]
    assert len(generations) == 2
    assert generation(settings).name in generations


# -- damage that keeps a file's size


def overwrite(file: Path, start: float, length: int) -> None:
    """Put other bytes in place of some of a file's, from a share of its length on."""
    with file.open("r+b") as opened:
        opened.seek(int(file.stat().st_size * start))
        old = opened.read(length)
        opened.seek(-len(old), os.SEEK_CUR)
        opened.write(bytes(byte ^ 0x5A for byte in old))


SAME_SIZE = [("many", name, 0.5) for name in LARGE_FILES if name != "link_lists.bin"]
SAME_SIZE += [("few", "chroma.sqlite3", start) for start in (0, 0.6)]


@pytest.mark.parametrize(("size", "name", "start"), SAME_SIZE)
def test_bytes_overwritten_in_any_file_are_found_and_the_store_rebuilt(
    built: dict[str, Built], copied: Callable[[str], IndexSettings], size: str, name: str, start: float
) -> None:
    settings = copied(size)
    file = find(settings, name)
    overwrite(file, start, 300)
    path = file.relative_to(generation(settings)).as_posix()
    is_repaired(settings, built[size], f"its file {path} is not as it was written")


@pytest.mark.parametrize("start", [0, 0.6])
def test_the_command_that_the_examination_names_mends_chromas_database(few: IndexSettings, tmp_path: Path, start: float) -> None:
    write_articles(tmp_path / "few", 30)
    overwrite(find(few, "chroma.sqlite3"), start, 20_000)
    assert [check.name for check in examine(few) if check.fault] == ["embedding model", "vector store"]  # the model is none that is named
    embedder = HashingEmbedder()
    update_index(tmp_path / "few", few, embedder)
    assert embedder.seen == []
    assert [check.name for check in examine(few) if check.fault] == ["embedding model"]


def test_a_store_is_known_again_however_often_chroma_opened_it(few: IndexSettings) -> None:
    folder = generation(few)
    for _ in range(400):  # with each a row is added to its SQLite file; a page holds 340
        chroma(few).close()
    assert (folder / "chroma.sqlite3").stat().st_size > 0
    assert answers(few)[1] is None


def test_a_running_reader_mends_a_store_that_it_finds_damaged(few: IndexSettings, built: dict[str, Built]) -> None:
    with closing(Index(few, HashingEmbedder())) as reader:
        for _ in range(2):  # again, after it was mended
            with find(few, "chroma.sqlite3").open("r+b") as file:
                file.write(b"\xff" * 100_000)
            reader._vectors.close()  # what Chroma has read, it keeps
            found = [reader.nearest(question, 10, Filters()) for question in QUESTIONS]
            assert same(found, built["few"].answers)
            assert reader.repaired == "The vector store was rebuilt from the catalog: its file chroma.sqlite3 is not as it was written."
    assert answers(few)[1] is None


def test_many_threads_that_find_a_store_damaged_mend_it_once(few: IndexSettings, built: dict[str, Built]) -> None:
    with closing(Index(few, HashingEmbedder())) as reader:
        before = generation(few)
        shutil.rmtree(before)
        reader._vectors.close()
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda question: reader.nearest(question, 10, Filters()), QUESTIONS * 8))
        assert same(found, built["few"].answers * 8)
        assert [folder.name for folder in before.parent.iterdir()] == [generation(few).name]


def test_a_running_reader_does_not_mend_while_another_writes(few: IndexSettings, built: dict[str, Built]) -> None:
    with closing(Index(few, HashingEmbedder())) as reader:
        overwrite(find(few, "chroma.sqlite3"), 0.1, 100_000)
        reader._vectors.close()
        before = generation(few)
        with writer_lock(few.index_dir):
            found = [reader.nearest(question, 10, Filters()) for question in QUESTIONS]
            assert generation(few) == before
            assert str(reader.searched_by_comparing).startswith(
                "Searched without Chroma, by comparing every passage: its file chroma.sqlite3 is not as it was written"
            )
        assert same(found, built["few"].answers)
        assert answers(few)[1] is not None  # another mends it
        assert same([reader.nearest(question, 10, Filters()) for question in QUESTIONS], built["few"].answers)


class Lying:
    """A collection that answers with others' distances, fewer passages or ones that nobody knows, as one with damaged pages does."""

    def __init__(self, collection: Any, lie: Callable[[dict[str, Any]], None]) -> None:
        self._collection = collection
        self._lie = lie

    def __getattr__(self, name: str) -> Any:
        return getattr(self._collection, name)

    def query(self, **arguments: Any) -> dict[str, Any]:
        found = dict(self._collection.query(**arguments))
        self._lie(found)
        return found


@pytest.mark.parametrize(
    "lie",
    [
        lambda found: found["distances"][0].__setitem__(0, 0.5),
        lambda found: found["ids"][0].__setitem__(0, "strange"),
        lambda found: (found["ids"][0].pop(), found["distances"][0].pop()),
        lambda found: found["distances"][0].__setitem__(0, float("nan")),
    ],
    ids=["distance", "unknown", "missing", "no number"],
)
def test_what_a_search_cannot_have_found_is_looked_into_and_mended(
    few: IndexSettings, built: dict[str, Built], lie: Callable[[dict[str, Any]], None]
) -> None:
    with closing(Index(few, HashingEmbedder())) as reader:
        reader.nearest("mayor", 5, Filters())
        reader._vectors._collection = Lying(reader._vectors._collection, lie)  # type: ignore[attr-defined]
        overwrite(find(few, "chroma.sqlite3"), 0.5, 300)
        assert same([reader.nearest(question, 10, Filters()) for question in QUESTIONS], built["few"].answers)
        assert reader.repaired is not None


def test_what_chroma_cannot_do_is_one_line(few: IndexSettings) -> None:
    with closing(Index(few, HashingEmbedder())) as reader, pytest.raises(VectorStoreError) as error:
        reader.nearest("mayor", 0, Filters())
    assert str(error.value).startswith("Chroma cannot be searched (")
    assert str(error.value).isprintable()
