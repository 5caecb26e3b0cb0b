"""What an examination finds, and what it says to do."""

import dataclasses
import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from index import Embedder, Failure, IndexSettings, IndexSummary, update_index
from index.catalog import Catalog
from index.database import Database
from index.errors import IndexMissing
from index.health import Check, IndexStatus, examine, index_status
from index.schema import CATALOG_FILE
from index.vectors import VECTORS_FOLDER

SOUND = [Check("catalog"), Check("embedding model"), Check("vector store"), Check("sources"), Check("files")]
ARTICLES = Path(__file__).parents[2] / "assistant" / "sample" / "articles"
UPDATE = "dateline index"


@pytest.fixture
def settings(sample_index: Path, tmp_path: Path) -> IndexSettings:
    """A copy of the sample's index."""
    shutil.copytree(sample_index, tmp_path / "index")
    return IndexSettings(index_dir=tmp_path / "index")


def state(settings: IndexSettings) -> tuple[bytes, dict[Path, int]]:
    """The catalog, and the sizes of Chroma's files, which it writes anew whenever it is opened."""
    files = [file for file in (settings.index_dir / VECTORS_FOLDER).rglob("*") if file.is_file()]
    return (settings.index_dir / CATALOG_FILE).read_bytes(), {file: file.stat().st_size for file in files}


def faults(settings: IndexSettings) -> list[Check]:
    """What is not sound; holds that the examination changed nothing and that all is one line."""
    before = state(settings)
    found = [check for check in examine(settings) if check.fault]
    assert state(settings) == before
    assert [check for check in found if not check.remedy or not (check.fault or "").isprintable()] == []
    return found


def set_meta(settings: IndexSettings, key: str, value: str) -> None:
    with closing(Catalog(settings.index_dir)) as catalog:
        catalog.set_meta(key, value)


def test_a_sound_index_is_sound(settings: IndexSettings) -> None:
    assert faults(settings) == []
    assert examine(settings) == SOUND


def test_the_status_counts_and_names(settings: IndexSettings, minilm: Embedder) -> None:
    with closing(Catalog(settings.index_dir)) as catalog:
        summary = catalog.summary()
        catalog.set_failures([Failure("a.txt", "is empty")])
    status = index_status(settings)
    sizes = [file.stat().st_size for file in (settings.index_dir / VECTORS_FOLDER).rglob("*") if file.is_file()]
    assert status == IndexStatus(
        summary=summary,
        sources=status.sources,
        model=minilm.name,
        model_fingerprint=minilm.fingerprint,
        failures=1,
        catalog_bytes=os.path.getsize(settings.index_dir / CATALOG_FILE),
        vectors_bytes=sum(sizes),
        chroma="embedded",
        health="ok",
        languages={"en": 24},
    )
    assert [(source.address, source.articles, source.newest) for source in status.sources] == [(str(ARTICLES), 24, summary.newest)]
    assert summary == IndexSummary(24, summary.undated, summary.passages, summary.earliest, summary.newest)


def test_the_status_of_a_damaged_store_says_what_is_wrong(settings: IndexSettings) -> None:
    shutil.rmtree(settings.index_dir / VECTORS_FOLDER)
    assert (index_status(settings).health, index_status(settings).vectors_bytes) == ("the vector store: its folder is missing", 0)


def test_the_status_with_a_server_that_is_not_there_says_so(settings: IndexSettings) -> None:
    status = index_status(dataclasses.replace(settings, chroma_url="http://localhost:9"))
    assert status.chroma == "http://localhost:9"
    assert status.health.startswith("the vector store: Chroma at http://localhost:9 does not answer (")


def test_the_status_of_no_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        index_status(IndexSettings(index_dir=tmp_path))


def test_no_index(tmp_path: Path) -> None:
    expected = f"There is no index in {tmp_path}: run `dateline index FOLDER` first, or name one with --index-dir."
    assert examine(IndexSettings(index_dir=tmp_path)) == [Check("catalog", expected, "dateline index FOLDER")]


def test_a_catalog_that_is_none(settings: IndexSettings) -> None:
    file = settings.index_dir / CATALOG_FILE
    file.write_bytes(b"garbage" * 1000)
    expected = f"The catalog {file} cannot be read (file is not a database): run `dateline index FOLDER --rebuild`."
    assert examine(settings) == [Check("catalog", expected, "dateline index FOLDER --rebuild")]


def test_a_catalog_of_another_version(settings: IndexSettings) -> None:
    set_meta(settings, "schema", "99")
    (check,) = examine(settings)
    assert (check.name, check.remedy) == ("catalog", "dateline index FOLDER --rebuild")


def test_damage_inside_the_catalog(settings: IndexSettings) -> None:
    file = settings.index_dir / CATALOG_FILE
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        opened.write(b"\xff" * 8192)
    (check,) = examine(settings)
    assert (check.name, check.remedy) == ("catalog", "dateline index FOLDER --rebuild")
    assert (check.fault or "").isprintable()


def sql(settings: IndexSettings, statement: str) -> None:
    with closing(Catalog(settings.index_dir)) as catalog:
        assert catalog.database.execute(statement).rowcount > 0


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE articles SET url = 'x' WHERE id = '044_61ce8f.txt'", "1 articles are not as they were indexed, the first 044_61ce8f.txt"),
        ("UPDATE passages SET vector = zeroblob(4)", "24 articles are not as they were indexed, the first "),
        (
            "UPDATE sentences SET annotated = '[]' WHERE article_id = '044_61ce8f.txt'",
            "1 articles are not as they were indexed, the first ",
        ),
        ("INSERT INTO stories VALUES ('x', 'y')", "what articles are found by is not as it was written"),
    ],
    ids=["article", "vectors", "sentences", "stories"],
)
def test_what_rotted_in_the_catalog_is_mended_by_the_remedy(settings: IndexSettings, minilm: Embedder, statement: str, fault: str) -> None:
    sql(settings, statement)
    (check,) = faults(settings)
    assert (check.name, (check.fault or "")[: len(fault)], check.remedy) == ("catalog", fault, UPDATE)
    update_index(ARTICLES, settings, minilm)
    assert examine(settings) == SOUND


def test_the_status_looks_into_the_catalog_too(settings: IndexSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "quick_damage", lambda self, seconds: (None, False))
    assert index_status(settings).health == "nothing is wrong with what was looked at in 5 seconds"
    sql(settings, "INSERT INTO stories VALUES ('x', 'y')")
    assert index_status(settings).health == "the catalog: what articles are found by is not as it was written"
    monkeypatch.setattr(Database, "quick_damage", lambda self, seconds: ("torn", True))
    assert index_status(settings).health == "the catalog: torn"


def test_words_that_are_not_the_articles(settings: IndexSettings) -> None:
    with closing(Catalog(settings.index_dir)) as catalog:
        catalog.database.execute("DELETE FROM words_docsize")
    (check,) = examine(settings)
    assert (check.name, check.remedy) == ("catalog", "dateline index FOLDER --rebuild")


def test_another_model(settings: IndexSettings) -> None:
    set_meta(settings, "model_fingerprint", "0" * 64)
    set_meta(settings, "model", "other-model")
    (model, vectors) = faults(settings)
    fault = "the index was built with other-model, the settings ask for all-MiniLM-L6-v2 in 8 bits"
    assert model == Check("embedding model", fault, f"{UPDATE} --rebuild")
    assert vectors == Check("vector store", "it was built with another embedding model", f"{UPDATE} (nothing is embedded again)")


def test_a_model_that_cannot_be_loaded(settings: IndexSettings) -> None:
    pytest.importorskip("sentence_transformers", reason="the extra `models` is not installed")
    (check,) = faults(dataclasses.replace(settings, embedding_model="/no/such/model"))
    assert check.name == "embedding model"
    assert (check.fault or "").startswith("Embedding model '/no/such/model' cannot be loaded: ")


@pytest.mark.parametrize("name", ["chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin"])
def test_each_file_of_the_vector_store(settings: IndexSettings, name: str) -> None:
    (file,) = (settings.index_dir / VECTORS_FOLDER).rglob(name)
    before = file.stat().st_size
    with file.open("r+b") as opened:
        opened.truncate(before // 2)
    path = "/".join(file.relative_to(settings.index_dir / VECTORS_FOLDER).parts[1:])
    fault = f"its file {path} has {before // 2} bytes, not {before}"
    assert faults(settings) == [Check("vector store", fault, f"{UPDATE} (nothing is embedded again)")]


def test_bytes_changed_inside_chromas_own_database(settings: IndexSettings) -> None:
    (file,) = (settings.index_dir / VECTORS_FOLDER).rglob("chroma.sqlite3")
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        opened.write(b"\xff" * 8192)
    (check,) = faults(settings)
    assert (check.name, (check.fault or "").startswith("its file chroma.sqlite3 ")) == ("vector store", True)


def test_a_store_behind_the_catalog(settings: IndexSettings) -> None:
    with closing(Catalog(settings.index_dir)) as catalog:
        catalog.remove_articles([next(iter(catalog.article_files()))])
    assert faults(settings) == [Check("vector store", "older than the catalog", f"{UPDATE} (nothing is embedded again)")]


def test_a_server_that_is_not_there(settings: IndexSettings) -> None:
    (check,) = faults(dataclasses.replace(settings, chroma_url="http://localhost:9"))
    assert (check.name, check.remedy) == ("vector store", "start the Chroma server, or leave out --chroma-url")
    assert (check.fault or "").startswith("Chroma at http://localhost:9 does not answer (")


def test_a_source_that_is_not_there(settings: IndexSettings) -> None:
    with closing(Catalog(settings.index_dir)) as catalog:
        (origin,) = catalog.origins()
        catalog.put_origin(dataclasses.replace(origin, address="/no/such/folder"))
    remedy = "bring it back, dateline index with its present place, or dateline remove /no/such/folder"
    assert faults(settings) == [Check("sources", "/no/such/folder not there", remedy)]


def test_files_that_failed(settings: IndexSettings) -> None:
    with closing(Catalog(settings.index_dir)) as catalog:
        catalog.set_failures([Failure("a.txt", "is empty"), Failure("b.txt", "is empty")])
    expected = Check("files", "2 not indexed, the first a.txt: is empty", "mend or remove them, then run dateline index again")
    assert faults(settings) == [expected]


def test_what_was_found_is_mended_by_the_remedy(settings: IndexSettings, minilm: Embedder) -> None:
    shutil.rmtree(settings.index_dir / VECTORS_FOLDER)
    assert faults(settings) == [Check("vector store", "its folder is missing", f"{UPDATE} (nothing is embedded again)")]
    assert update_index(ARTICLES, settings, minilm).embedded == 0
    assert examine(settings) == SOUND
