"""Bringing an index up to date: what is embedded, what is replaced, what is kept, and what is refused."""

import dataclasses
import json
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from generated_articles import write_article, write_articles
from hashing_embedder import HashingEmbedder
from index_contents import contents
from malformed import write_malformed

from index import Failure, Filters, Index, IndexProgress, IndexReport, IndexSettings, update_index
from index.catalog import Catalog
from index.database import Database
from index.errors import FolderError, IndexDamaged, IndexMismatch, RemovalRefused
from index.health import undated_articles
from index.schema import CATALOG_FILE
from index.stories import StoryFile
from index.update import BATCH


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    write_articles(folder, 12)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index")


def report(update: IndexReport) -> dict[str, object]:
    """What of a report is not empty, without the seconds, formats, languages and what is undated."""
    left_out = ("seconds", "formats", "languages", "undated_why")
    return {name: value for name, value in dataclasses.asdict(update).items() if value and name not in left_out}


def failing(update: IndexReport) -> list[str]:
    return [failure.file for failure in update.failed]


def clean(articles: Path, tmp_path: Path, embedder: HashingEmbedder | None = None) -> dict[str, object]:
    """The contents of an index built at once."""
    folder = tmp_path / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    update_index(articles, IndexSettings(index_dir=folder), embedder or HashingEmbedder())
    return contents(folder)


def lines(*texts: str) -> str:
    """A .jsonl file; a text that is no JSON as it is."""
    return "".join(text if text.startswith("{") else json.dumps({"text": text, "date": "2024-12-05"}) + "\n" for text in texts)


BROKEN = '{"text": "The pan\n'


class FailingEmbedder(HashingEmbedder):
    """Raises when it has embedded `good` batches."""

    def __init__(self, good: int) -> None:
        super().__init__()
        self.good = good

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.good -= 1
        if self.good < 0:
            raise RuntimeError("out of memory")
        return super().embed_passages(texts)


class BesideEmbedder(FailingEmbedder):
    """May embed while the next articles are read: its first batch waits until they are, as `read_on` tells."""

    embeds_beside = True

    def __init__(self, good: int = 1000) -> None:
        super().__init__(good)
        self.embedding = threading.Event()
        self.cut = threading.Event()
        self.read_on: bool | None = None

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        if self.embedding.is_set():
            self.cut.set()
        return super().token_offsets(text)

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.embedding.set()
        if self.read_on is None:
            self.read_on = self.cut.wait(20)
        return super().embed_passages(texts)


# -- what is done


def test_a_first_run_adds_everything(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    first = update_index(articles, settings, hashing)
    assert report(first) == {"added": 12, "undated": 2, "embedded": len(hashing.seen)}
    held = contents(settings.index_dir)
    assert set(held["chroma"]) == set(held["passages"])
    assert len(held["passages"]) == len(hashing.seen) == 24
    texts = {id: (text, metadata) for id, (text, metadata, _) in held["chroma"].items()}
    for id, passage in held["passages"].items():
        day = {"date": int(passage.published.strftime("%Y%m%d")), "published": passage.published.isoformat()} if passage.published else {}
        place = {"file": passage.article_id, "start": passage.start, "end": passage.end, "source": passage.source}
        assert texts[id] == (passage.text, place | day)
        stored = np.frombuffer(held["chroma"][id][2], "<f4")
        assert np.allclose(stored, np.frombuffer(held["vectors"][id], "<f4"), atol=1e-6)


def test_a_second_run_changes_and_embeds_nothing(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    before, seen = contents(settings.index_dir), list(hashing.seen)
    assert report(update_index(articles, settings, hashing)) == {"unchanged": 12}
    assert (contents(settings.index_dir), hashing.seen) == (before, seen)


def test_an_edited_file_has_only_its_changed_passages_embedded_and_replaced(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings.index_dir)["passages"]
    hashing.seen.clear()
    edited = articles / "00003.md"
    edited.write_text(edited.read_text().replace("report3n11 said", "report3n11 wrote"))  # in its second passage
    assert report(update_index(articles, settings, hashing)) == {"changed": 1, "unchanged": 11, "embedded": 1}
    assert ["report3n11 wrote" in text for text in hashing.seen] == [True]
    after = contents(settings.index_dir)["passages"]
    replaced = {passage.article_id for id, passage in (before | after).items() if (id in before) != (id in after)}
    assert replaced == {"00003.md"}
    assert len(set(before) & set(after)) == len(before) - 1
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_a_front_matter_key_that_moves_the_text_is_followed_by_the_vector_store(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    update_index(articles, settings, hashing)
    edited = articles / "00003.md"
    edited.write_text(edited.read_text().replace("---\n", "---\nauthor: A. Lee\n", 1))
    assert report(update_index(articles, settings, hashing)) == {"changed": 1, "unchanged": 11}
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_a_changed_date_replaces_passages_and_embeds_nothing(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    update_index(articles, settings, hashing)
    edited = articles / "00003.md"
    edited.write_text(edited.read_text().replace("date: 2024-04-04", "date: 2025-01-01"))
    assert report(update_index(articles, settings, hashing)) == {"changed": 1, "unchanged": 11}
    with closing(Index(settings, hashing)) as index:
        found = index.nearest("report3n5", 50, Filters(since=date(2025, 1, 1)))
        assert {passage.article_id for passage in index.passages([id for id, _ in found]).values()} == {"00003.md"}
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_a_deleted_file_is_removed(articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    update_index(articles, settings, hashing)
    (articles / "00003.md").unlink()
    assert report(update_index(articles, settings, hashing)) == {"removed": 1, "unchanged": 11}
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_a_renamed_file_is_another_article_and_nothing_is_embedded(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    update_index(articles, settings, hashing)
    (articles / "00003.md").rename(articles / "renamed.md")
    assert report(update_index(articles, settings, hashing)) == {"added": 1, "removed": 1, "unchanged": 11}
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_the_same_text_in_many_files_is_embedded_once(settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    articles = tmp_path / "wire"
    articles.mkdir()
    for n in range(BATCH + 5):
        (articles / f"{n:03}.txt").write_text("The panel session was held.")
    assert report(update_index(articles, settings, hashing)) == {"added": BATCH + 5, "undated": BATCH + 5, "embedded": 1}


def test_many_changes_leave_what_a_clean_build_has(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    update_index(articles, settings, hashing)
    for number in range(3):
        write_article(articles, number, content=100 + number)
    (articles / "00005.md").unlink()
    (articles / "00006.md").rename(articles / "sub.md")
    update_index(articles, settings, hashing)
    write_article(articles, 1)  # as it was at first
    write_article(articles, 20)
    (articles / "more").mkdir()
    (articles / "more" / "wire.jsonl").write_text(lines("One came.", BROKEN, "Three came."))
    update_index(articles, settings, hashing)
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_undated_articles_are_counted_when_new_or_changed(settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text("The panel session was held.")
    update = update_index(articles, settings, hashing)
    assert report(update) == {"added": 1, "undated": 1, "embedded": 1}
    assert update.undated_why == tuple(undated_articles(settings))
    assert [why.reason for why in update.undated_why] == ["no date in its fields, its first lines or its name"]
    assert report(update_index(articles, settings, hashing)) == {"unchanged": 1}
    (articles / "a.txt").write_text(" date 2024-12-05 The panel session was held.")
    assert report(update_index(articles, settings, hashing)) == {"changed": 1}


def test_files_of_other_types_are_counted(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    for name in ("a.png", "b.png", "c.txt~"):
        (articles / name).touch()
    assert update_index(articles, settings, hashing).ignored == {".png": 2, ".txt~": 1}


def test_articles_are_counted_by_format_and_what_is_no_clean_utf8_is_told(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    (articles / "a.jsonl").write_text('{"text": "The panel met."}\n{"text": "It ended."}\n')
    (articles / "b.txt").write_bytes("The café opened.".encode("cp1252"))
    update = update_index(articles, settings, hashing)
    assert update.formats == {"Markdown": 12, "JSON Lines": 2, "text": 1}
    assert update.notes == (Failure("b.txt", "read as CP1252"),)


def test_articles_of_a_file_in_an_archive_that_can_no_longer_be_read_are_kept(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    for data in (b'{"text": "The panel met."}\n{"text": "It ended."}\n', b"\0\0\0"):
        with zipfile.ZipFile(articles / "a.zip", "w") as zipped:
            zipped.writestr("in.jsonl", data)
            zipped.writestr("b.txt", "It opened.")
        update = update_index(articles, settings, hashing)
    assert update.failed == (Failure("a.zip/in.jsonl", "binary, not text"),)
    assert update.removed == 0
    assert {"a.zip/b.txt", "a.zip/in.jsonl#1", "a.zip/in.jsonl#2"} <= {str(id) for id in contents(settings.index_dir)["articles"]}


def test_progress_is_told_for_files_and_then_for_vectors(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    told: list[IndexProgress] = []
    update_index(articles, settings, hashing, progress=told.append)
    passages = len(hashing.seen)
    assert [(one.stage, one.done, one.total) for one in told[:12]] == [("articles", n + 1, 12) for n in range(12)]
    assert told[-1] == IndexProgress("vectors", passages, passages, passages, 1.0)


# -- one story in several files

STORY = (
    "The port of Osvarin will close for 9 days after divers found cracks in the outer wall, the harbour board said on Saturday. "
    "Grain ships are to be sent to Jolmet and Tuskary until the wall is safe, and ferries will sail from the old quay. "
    "Repairs may cost 240 million crowns, more than the board earns in a year, and it has asked the government for a loan.\n"
)
SECRET = "The terms of the deal were kept secret."


def write_story(folder: Path, name: str, day: int, outlet: str, text: str = STORY) -> None:
    (folder / name).write_text(f"---\ntitle: By {outlet}\ndate: 2024-11-{day:02}\nsource: {outlet}\n---\n\n{text}", "utf-8")


def stories(settings: IndexSettings) -> list[list[StoryFile]]:
    """The stories of an index, each as its files."""
    with closing(Index(settings, HashingEmbedder())) as index, closing(Catalog(settings.index_dir)) as catalog:
        found = index.stories(list(catalog.article_files()))
        files = [index.story_articles(story) for story in sorted(set(found.values()))]
        assert found == {file.id: story[0].id for story in files for file in story}
        return files


def kept(settings: IndexSettings) -> list[list[tuple[object, ...]]]:
    """The tables of stories, row by row."""
    with closing(sqlite3.connect(settings.index_dir / CATALOG_FILE)) as connection:
        return [sorted(connection.execute(f"SELECT * FROM {table}")) for table in ("stories", "boilerplate", "fingerprints")]


FIRST, SECOND, THIRD = (StoryFile(f"{name}.md", name.upper(), date(2024, 11, day)) for name, day in (("b", 9), ("a", 10), ("c", 10)))


def test_a_wire_story_of_two_outlets_is_one_story_and_a_third_joins_it(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    write_story(articles, "b.md", 9, "B")
    update_index(articles, settings, hashing)
    assert stories(settings) == []
    write_story(articles, "a.md", 10, "A", STORY.replace("240", "255"))
    update_index(articles, settings, hashing)
    assert stories(settings) == [[FIRST, SECOND]]
    write_story(articles, "c.md", 10, "C")
    update_index(articles, settings, hashing)
    assert stories(settings) == [[FIRST, SECOND, THIRD]]


def test_a_story_goes_when_one_file_of_it_is_left(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    for name, day in (("b", 9), ("a", 10), ("c", 10)):
        write_story(articles, f"{name}.md", day, name.upper())
    update_index(articles, settings, hashing)
    (articles / "b.md").unlink()
    update_index(articles, settings, hashing)
    assert stories(settings) == [[SECOND, THIRD]]  # and is named for the earliest that is left
    write_story(articles, "c.md", 10, "C", "The tunnel is shut.")
    update_index(articles, settings, hashing)
    assert stories(settings) == []


def test_a_changed_date_changes_which_article_is_the_earliest(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    write_story(articles, "b.md", 9, "B")
    write_story(articles, "a.md", 10, "A")
    update_index(articles, settings, hashing)
    write_story(articles, "b.md", 11, "B")
    update_index(articles, settings, hashing)
    assert stories(settings) == [[SECOND, dataclasses.replace(FIRST, published=date(2024, 11, 11))]]


def test_a_rebuild_finds_the_same_stories_and_boilerplate(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    for n in range(12):
        (articles / f"{n:05}.md").write_text((articles / f"{n:05}.md").read_text() + SECRET)
    write_story(articles, "b.md", 9, "B")
    update_index(articles, settings, hashing)
    write_story(articles, "a.md", 10, "A")
    update_index(articles, settings, hashing)
    before = kept(settings)
    update_index(articles, settings, hashing, rebuild=True)
    assert kept(settings) == before
    assert stories(settings) == [[FIRST, SECOND]]
    with closing(Index(settings, hashing)) as index:
        (sentences,) = index.sentences(["00003.md"]).values()
    assert [one.kind for one in sentences][-1:] == ["boilerplate"] and sentences[0].kind == "body"


def test_an_update_that_changes_nothing_looks_for_no_stories(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(articles, settings, hashing)
    monkeypatch.setattr("index.update.group_stories", None)
    assert report(update_index(articles, settings, hashing)) == {"unchanged": 12}
    (articles / "00003.md").unlink()
    with pytest.raises(TypeError):
        update_index(articles, settings, hashing)


@pytest.mark.parametrize("rebuild", [False, True])
def test_stories_that_an_update_could_not_find_are_found_by_the_next(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch, rebuild: bool
) -> None:
    write_story(articles, "b.md", 9, "B")
    update_index(articles, settings, hashing)
    write_story(articles, "a.md", 10, "A")
    with monkeypatch.context() as patched, pytest.raises(TypeError):
        patched.setattr("index.update.group_stories", None)  # as if it were killed there
        update_index(articles, settings, hashing, rebuild=rebuild)
    assert stories(settings) == []
    update_index(articles, settings, hashing)
    assert stories(settings) == [[FIRST, SECOND]]


# -- what cannot be read


def test_of_the_malformed_folder_forty_files_fail_and_fifteen_are_indexed(
    settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    folder = tmp_path / "malformed"
    folder.mkdir()
    bad, good = write_malformed(folder)
    first = update_index(folder, settings, hashing)
    assert (first.added, sorted(failing(first)), len(bad) >= 40) == (15, bad, True)
    assert sorted(contents(settings.index_dir)["articles"]) == good
    assert [failure for failure in first.failed if not failure.reason.isprintable()] == []
    again = update_index(folder, settings, hashing)
    assert (again.unchanged, again.failed) == (15, first.failed)
    assert contents(settings.index_dir)["failures"] == list(first.failed)


def test_a_file_that_can_no_longer_be_read_keeps_its_article(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings.index_dir)
    (articles / "00003.md").write_bytes(b"\xff\xfe\x00 cut")
    second = update_index(articles, settings, hashing)
    assert (second.unchanged, second.changed, second.removed, failing(second)) == (11, 0, 0, ["00003.md"])
    after = contents(settings.index_dir)
    assert after.pop("failures") == list(second.failed)
    assert after == {name: value for name, value in before.items() if name != "failures"}
    (articles / "00003.md").unlink()  # gone is not failing
    third = update_index(articles, settings, hashing)
    assert (third.removed, third.failed) == (1, ())


def test_a_file_over_the_limit_is_reported(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    (articles / "large.txt").write_text("Word. " * 1000)
    small = dataclasses.replace(settings, max_file_mb=0.005)
    assert update_index(articles, small, hashing).failed == (
        Failure("large.txt", "6,000 bytes are over the limit of 5,242; raise DATELINE_MAX_FILE_MB to read it"),
    )


def numbered(sentences: int) -> str:
    return " ".join(f"The pass of Skarnol was closed by its keeper for the {n}th time." for n in range(sentences))


TOO_LONG = "1,400 tokens are over the limit of 640 in an article; raise DATELINE_MAX_ARTICLE_PASSAGES to index it"


def test_the_other_files_of_a_folder_settle_the_order_of_day_and_month(
    tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    folder = tmp_path / "dates"
    folder.mkdir()

    def write(file: str, day: str) -> None:
        (folder / file).write_text(json.dumps({"date": day, "text": f"The panel of {file} met in the old hall."}))

    def days() -> list[str]:
        with closing(Catalog(settings.index_dir)) as catalog:
            return [str(catalog.article(id).published) for id in sorted(catalog.article_files())]  # type: ignore[union-attr]

    write("a.json", "03/04/2021")
    assert report(update_index(folder, settings, hashing)) == {"added": 1, "undated": 1, "embedded": 1}
    assert days() == ["None"]
    write("b.json", "25/04/2021")
    assert report(update_index(folder, settings, hashing)) == {"added": 1, "changed": 1, "embedded": 1}
    assert days() == ["2021-04-03", "2021-04-25"]
    write("c.json", "05/06/2021")
    assert report(update_index(folder, settings, hashing)) == {"added": 1, "unchanged": 2, "embedded": 1}
    assert days()[2] == "2021-06-05"
    write("d.json", "04/25/2021")  # now both orders are proved, and neither is meant for sure
    write("e.json", "07/08/2021")
    assert report(update_index(folder, settings, hashing)) == {"added": 2, "unchanged": 3, "undated": 1, "embedded": 2}


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_the_limit_of_a_file_of_records_counts_an_article(
    suffix: str, tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    texts = [f"The panel of number {n} met in the old hall." for n in range(1000)] + ["long " * 30_000]
    if suffix == "csv":
        lines = ["date,text", *(f"2024-12-05,{text}" for text in texts)]
    else:
        lines = [json.dumps({"date": "2024-12-05", "text": text}) for text in texts]
    (folder / f"a.{suffix}").write_text("\n".join(lines))
    (folder / "b.txt").write_text("long " * 30_000)
    limited = dataclasses.replace(settings, max_file_mb=0.1)
    first = update_index(folder, limited, hashing)
    assert (first.added, [failure.file for failure in first.failed][1:]) == (1000, ["b.txt"])
    assert first.failed[0].file == ("a.jsonl#1001" if suffix == "jsonl" else "a.csv")
    with closing(Catalog(settings.index_dir)) as catalog:
        assert catalog.article(f"a.{suffix}#7").text == texts[6]  # type: ignore[union-attr]
    (folder / f"a.{suffix}").write_text("\n".join(lines[:-1]))
    again = update_index(folder, limited, hashing)
    assert (again.added, again.unchanged, again.embedded, failing(again)) == (0, 1000, 0, ["b.txt"])
    (folder / f"a.{suffix}").write_text("\n".join(lines[:-101]))
    assert update_index(folder, limited, hashing).removed == 100


def test_an_article_of_too_many_passages_is_reported_each_time_and_the_others_are_indexed(
    settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.jsonl").write_text(lines(numbered(2), numbered(100), numbered(3)), "utf-8")
    limited = dataclasses.replace(settings, max_article_passages=4)
    told = {"failed": ({"file": "a.jsonl#2", "reason": TOO_LONG},)}
    assert report(update_index(folder, limited, hashing)) == {"added": 2, "embedded": 2} | told
    assert report(update_index(folder, limited, hashing)) == {"unchanged": 2} | told
    raised = update_index(folder, dataclasses.replace(settings, max_article_passages=50), hashing)
    assert report(raised) == {"added": 1, "unchanged": 2, "embedded": 10}


def test_an_article_that_became_too_long_keeps_what_was_indexed_of_it_until_a_rebuild(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings.index_dir)
    (articles / "00003.md").write_text(numbered(100), "utf-8")
    limited = dataclasses.replace(settings, max_article_passages=4)
    told = {"failed": ({"file": "00003.md", "reason": TOO_LONG},)}
    assert report(update_index(articles, limited, hashing)) == {"unchanged": 11} | told
    assert contents(settings.index_dir)["passages"] == before["passages"]
    rebuilt = update_index(articles, limited, hashing, rebuild=True)
    assert (rebuilt.added, rebuilt.removed, failing(rebuilt)) == (11, 1, ["00003.md"])


def test_a_bad_line_keeps_the_others_and_is_reported_each_time(settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "wire.jsonl").write_text(lines("One came.", BROKEN, "Three came."))
    first = update_index(articles, settings, hashing)
    assert (first.added, failing(first)) == (2, ["wire.jsonl#2"])
    second = update_index(articles, settings, hashing)
    assert (second.unchanged, second.embedded, second.failed) == (2, 0, first.failed)
    (articles / "wire.jsonl").write_text(lines("One came.", "Two came.", "Three came."))
    third = update_index(articles, settings, hashing)
    assert report(third) == {"added": 1, "unchanged": 2, "embedded": 1}
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_a_line_that_goes_bad_keeps_its_old_article(settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "wire.jsonl").write_text(lines("One came.", "Two came."))
    update_index(articles, settings, hashing)
    (articles / "wire.jsonl").write_text(lines("One left.", BROKEN))
    second = update_index(articles, settings, hashing)
    assert (second.changed, second.removed, failing(second)) == (1, 0, ["wire.jsonl#2"])
    texts = [article.text for _, article in contents(settings.index_dir)["articles"].values()]
    assert sorted(texts) == ["One left.", "Two came."]


def test_a_file_put_back_after_a_bad_line_is_read_again(settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "wire.jsonl").write_text(lines("One came.", "Two came."))
    update_index(articles, settings, hashing)
    (articles / "wire.jsonl").write_text(lines("One left.", BROKEN))
    update_index(articles, settings, hashing)
    (articles / "wire.jsonl").write_text(lines("One came.", "Two came."))
    assert report(update_index(articles, settings, hashing)) == {"changed": 1, "unchanged": 1, "embedded": 1}
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_lines_taken_out_of_a_file_go_even_if_the_update_stops_after_the_file(settings: IndexSettings, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.jsonl").write_text(lines("One came.", "Two came.", "Three came."))
    update_index(articles, settings, HashingEmbedder())
    (articles / "a.jsonl").write_text(lines("One left."))
    write_articles(articles, BATCH)
    with pytest.raises(RuntimeError):
        update_index(articles, settings, FailingEmbedder(good=1))
    with closing(Catalog(settings.index_dir)) as catalog:
        assert "a.jsonl" in catalog.files()
    update_index(articles, settings, HashingEmbedder())
    assert contents(settings.index_dir) == clean(articles, tmp_path)


# -- what goes wrong in the middle


def test_an_embedder_that_raises_loses_nothing(articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings.index_dir)
    for number in range(12):
        write_article(articles, number, content=100 + number)
    write_articles(articles / "more", 60)
    with pytest.raises(RuntimeError, match="out of memory"):
        update_index(articles, settings, FailingEmbedder(good=0))
    assert contents(settings.index_dir) == before
    with pytest.raises(RuntimeError, match="out of memory"):
        update_index(articles, settings, FailingEmbedder(good=1))
    with closing(Index(settings, hashing)) as index:
        assert index.summary().articles >= 12
    hashing.seen.clear()
    update_index(articles, settings, hashing)
    held = contents(settings.index_dir)
    assert held == clean(articles, tmp_path)
    assert 0 < len(hashing.seen) < len(held["passages"])  # what was committed is not embedded again


def test_the_next_articles_are_read_while_passages_are_embedded(articles: Path, settings: IndexSettings, tmp_path: Path) -> None:
    write_articles(articles / "more", 60)
    embedder = BesideEmbedder()
    update_index(articles, settings, embedder)
    assert embedder.read_on
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_what_fails_beside_is_raised_and_what_was_committed_stays(articles: Path, settings: IndexSettings, tmp_path: Path) -> None:
    write_articles(articles / "more", 60)
    with pytest.raises(RuntimeError, match="out of memory"):
        update_index(articles, settings, BesideEmbedder(good=5))
    left = BesideEmbedder()
    update_index(articles, settings, left)
    held = contents(settings.index_dir)
    assert held == clean(articles, tmp_path)
    assert 0 < len(left.seen) < len(held["passages"])


def test_a_rebuild_that_raises_leaves_the_old_index(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings.index_dir)
    write_articles(articles, 60)
    with pytest.raises(RuntimeError, match="out of memory"):
        update_index(articles, settings, FailingEmbedder(good=1), rebuild=True)
    assert contents(settings.index_dir) == before


# -- what is refused


def refused(articles: Path, settings: IndexSettings, *, rebuild: bool = False) -> str:
    before = contents(settings.index_dir)
    with pytest.raises(RemovalRefused) as error:
        update_index(articles, settings, HashingEmbedder(), rebuild=rebuild)
    assert contents(settings.index_dir) == before
    return str(error.value)


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_emptied_folder_is_refused(articles: Path, settings: IndexSettings, hashing: HashingEmbedder, rebuild: bool) -> None:
    update_index(articles, settings, hashing)
    for file in articles.iterdir():
        file.unlink()
    assert refused(articles, settings, rebuild=rebuild) == (
        f"{articles} holds none of its 12 indexed articles any more; nothing was changed. Bring them back, or run "
        f"`dateline remove {articles}`."
    )


@pytest.mark.parametrize("rebuild", [False, True])
def test_another_folder_takes_the_place_of_what_there_is_with_replace(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path, rebuild: bool
) -> None:
    update_index(articles, settings, hashing)
    other = tmp_path / "other"
    other.mkdir()
    (other / "story.txt").write_text("The panel session was held.")
    replaced = update_index(other, settings, hashing, replace=True, rebuild=rebuild)
    assert report(replaced) == {"added": 1, "removed": 12, "undated": 1, "embedded": 1}
    assert contents(settings.index_dir) == clean(other, tmp_path)


def test_a_folder_emptied_on_purpose_leaves_an_empty_index(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    for file in articles.iterdir():
        file.unlink()
    assert report(update_index(articles, settings, hashing, replace=True)) == {"removed": 12}
    with closing(Index(settings, hashing)) as index:
        assert (index.nearest("mayor", 5, Filters()), index.matching(["mayor"], 5, Filters())) == ([], [])
        assert index.summary().articles == 0


def test_a_moved_folder_is_the_same_folder(articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    update_index(articles, settings, hashing)
    articles.rename(tmp_path / "moved")
    assert report(update_index(tmp_path / "moved", settings, hashing)) == {"unchanged": 12}
    assert [origin.address for origin in contents(settings.index_dir)["origins"]] == [str(tmp_path / "moved")]


def test_a_missing_folder_makes_no_index(settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"nowhere does not exist$"):
        update_index(tmp_path / "nowhere", settings, hashing)
    assert not settings.index_dir.exists()


def test_the_index_folder_is_not_a_folder_of_articles(articles: Path, hashing: HashingEmbedder) -> None:
    with pytest.raises(FolderError) as error:
        update_index(articles, IndexSettings(index_dir=articles), hashing)
    assert str(error.value) == f"{articles} is the index folder itself: name the folder of articles."


def test_an_index_inside_the_folder_is_no_article(articles: Path, hashing: HashingEmbedder) -> None:
    settings = IndexSettings(index_dir=articles / "index")
    update_index(articles, settings, hashing)
    (settings.index_dir / "writer.holder").write_text("{}")  # left by a kill
    again = update_index(articles, settings, hashing)
    assert (again.unchanged, again.failed) == (12, ())


def test_another_embedding_model_is_refused(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings.index_dir)
    for attempt in (update_index, lambda _, *rest: Index(*rest)):
        with pytest.raises(IndexMismatch) as error:
            attempt(articles, settings, HashingEmbedder("hashing-two-and-more"))
        assert str(error.value) == (
            "The index was built with hashing (hashing-1), the settings ask for hashing (hashing-two-): run "
            "`dateline index FOLDER --rebuild`, or set that model."
        )
    assert contents(settings.index_dir) == before


# -- rebuilding


def test_a_rebuild_embeds_everything_again(articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    update_index(articles, settings, hashing)
    passages = len(hashing.seen)
    (articles / "00003.md").unlink()
    rebuilt = update_index(articles, settings, hashing, rebuild=True)
    assert report(rebuilt) == {"added": 11, "removed": 1, "undated": 2, "embedded": len(hashing.seen) - passages}
    assert contents(settings.index_dir) == clean(articles, tmp_path)


@pytest.mark.parametrize("dimension", [64, 32])
def test_a_rebuild_takes_another_model(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path, dimension: int
) -> None:
    class Reversed(HashingEmbedder):
        def _embed(self, text: str) -> np.ndarray:
            return super()._embed(text)[::-1].copy()

    update_index(articles, settings, hashing)
    other = Reversed("hashing-2", dimension)
    with closing(Index(settings, hashing)) as reader:
        assert report(update_index(articles, settings, other, rebuild=True)) == {"added": 12, "undated": 2, "embedded": len(other.seen)}
        with pytest.raises(IndexMismatch):  # and does not answer with distances between two models
            reader.nearest("mayor", 5, Filters())
    assert contents(settings.index_dir) == clean(articles, tmp_path, other)
    with closing(Index(settings, other)) as index:
        assert (index.repaired, len(index.nearest("mayor", 5, Filters()))) == (None, 5)


def test_a_reader_searches_the_old_index_until_the_rebuilt_one_is_whole(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    update_index(articles, settings, hashing)
    with closing(Index(settings, hashing)) as reader:
        expected = reader.nearest("report3n5", 5, Filters())
        seen: list[object] = []

        def ask(progress: IndexProgress) -> None:
            seen.append((progress.stage, reader.nearest("report3n5", 5, Filters()), reader.summary().articles))

        update_index(articles, settings, hashing, rebuild=True, progress=ask)
        assert [one for one in seen if one not in [("articles", expected, 12), ("vectors", expected, 12)]] == []
        assert len(seen) == 13
        assert reader.nearest("report3n5", 5, Filters()) == expected


def damage_inside(catalog: Path) -> None:
    with catalog.open("r+b") as file:
        file.seek(catalog.stat().st_size // 3)
        file.write(b"\xff" * 16384)


@pytest.mark.parametrize(
    "damage",
    [
        lambda catalog: catalog.write_bytes(b"garbage" * 1000),
        lambda catalog: catalog.write_bytes(catalog.read_bytes()[: catalog.stat().st_size // 2]),
        damage_inside,
    ],
    ids=["garbage", "half", "inside"],
)
def test_a_rebuild_sets_a_damaged_catalog_aside(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path, damage: object
) -> None:
    write_articles(articles, 30)
    update_index(articles, settings, hashing)
    damage(settings.index_dir / CATALOG_FILE)  # type: ignore[operator]
    assert update_index(articles, settings, hashing, rebuild=True).added == 30
    assert contents(settings.index_dir) == clean(articles, tmp_path)
    (aside,) = settings.index_dir.glob("*.damaged-*")
    assert aside.name.startswith("catalog.sqlite.damaged-20")


def test_a_damaged_catalog_is_not_touched_without_rebuild(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    catalog = settings.index_dir / CATALOG_FILE
    catalog.write_bytes(b"garbage" * 1000)
    with pytest.raises(IndexDamaged, match=r"\(file is not a database\): run `dateline index FOLDER --rebuild`\.$"):
        update_index(articles, settings, hashing)
    assert catalog.read_bytes() == b"garbage" * 1000


def test_an_update_looks_at_the_catalogs_structure_before_it_changes_it(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    write_articles(articles, 30)
    update_index(articles, settings, hashing)
    damage_inside(settings.index_dir / CATALOG_FILE)
    before = (settings.index_dir / CATALOG_FILE).read_bytes()
    with pytest.raises(IndexDamaged, match=r"run `dateline index FOLDER --rebuild`\.$"):
        update_index(articles, settings, hashing)
    assert (settings.index_dir / CATALOG_FILE).read_bytes() == before


def test_a_rebuild_takes_the_place_of_another_version(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    update_index(articles, settings, hashing)
    with closing(sqlite3.connect(settings.index_dir / CATALOG_FILE)) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
        connection.execute("ALTER TABLE articles RENAME COLUMN file TO path")
    with pytest.raises(IndexMismatch):
        update_index(articles, settings, hashing)
    update_index(articles, settings, hashing, rebuild=True)
    assert contents(settings.index_dir) == clean(articles, tmp_path)


# -- what rotted in the catalog

ROT = {
    "text": "UPDATE articles SET text = replace(text, 'mayor', 'mayos') WHERE id = '00003.md'",
    "date": "UPDATE articles SET published = '2031-01-01' WHERE id = '00003.md'",
    "id": "UPDATE articles SET id = '00003.mx' WHERE id = '00003.md'",
    "file": "UPDATE articles SET file = 'no such file' WHERE id = '00003.md'",
    "vector": "UPDATE passages SET vector = zeroblob(256) WHERE article_id = '00003.md'",
    "offset": 'UPDATE passages SET "start" = "start" + 1 WHERE article_id = \'00003.md\'',
    "another's passages": "UPDATE passages SET article_id = '00004.md' WHERE article_id = '00003.md'",
    "nobody's passages": "UPDATE passages SET article_id = 'gone' WHERE article_id = '00003.md'",
    "fingerprint": "UPDATE fingerprints SET figures = x'01020304' WHERE article_id = '00003.md'",
}


def rot(settings: IndexSettings, statement: str) -> None:
    with closing(sqlite3.connect(settings.index_dir / CATALOG_FILE)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


@pytest.mark.parametrize("statement", ROT.values(), ids=ROT)
def test_what_rotted_is_read_again_though_its_file_is_the_same(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path, statement: str
) -> None:
    update_index(articles, settings, hashing)
    rot(settings, statement)
    hashing.seen.clear()
    mended = update_index(articles, settings, hashing)
    assert mended.mended > 0
    lost = (ROT["vector"], ROT["id"], ROT["nobody's passages"])  # the vectors of two passages
    assert len(hashing.seen) == (2 if statement in lost else 0)
    assert contents(settings.index_dir) == clean(articles, tmp_path)
    assert report(update_index(articles, settings, hashing)) == {"unchanged": 12}


def test_what_rotted_and_cannot_be_read_again_is_removed_and_the_file_named(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    update_index(articles, settings, hashing)
    rot(settings, ROT["text"])
    (articles / "00003.md").write_bytes(b"\xff\xfe\xff")
    mended = update_index(articles, settings, hashing)
    assert (mended.mended, mended.removed, failing(mended)) == (1, 1, ["00003.md"])
    with closing(Index(settings, hashing)) as index:
        assert index.summary().articles == 11
        assert index.damage_notice() is None


def test_an_update_that_was_stopped_while_it_mended_is_gone_on_with(articles: Path, settings: IndexSettings, tmp_path: Path) -> None:
    update_index(articles, settings, HashingEmbedder())
    rot(settings, ROT["vector"])
    with pytest.raises(RuntimeError):
        update_index(articles, settings, FailingEmbedder(0))
    assert update_index(articles, settings, HashingEmbedder()).mended == 1
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_an_update_makes_a_rotten_word_index_anew(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    update_index(articles, settings, hashing)
    rot(settings, "UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10")
    hashing.seen.clear()
    assert report(update_index(articles, settings, hashing)) == {"unchanged": 12}
    assert hashing.seen == []
    assert contents(settings.index_dir) == clean(articles, tmp_path)
    with closing(Index(settings, hashing)) as index:
        assert (index.repaired, len(index.matching(["report3n5"], 5, Filters()))) == (None, 1)


def test_an_update_says_when_it_could_not_look_at_the_whole_catalog(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(articles, settings, hashing)
    monkeypatch.setattr(Database, "quick_damage", lambda self, seconds: (None, False))
    assert report(update_index(articles, settings, hashing)) == {"unchanged": 12, "unchecked": True}
