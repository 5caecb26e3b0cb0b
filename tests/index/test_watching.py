"""Sources that are followed: folders as they change, feeds as they are asked."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from generated_articles import write_article, write_articles
from hashing_embedder import HashingEmbedder
from index_contents import contents
from scripted_web import Item, ScriptedWeb, fails, gives, rss

from index import IndexSettings, Watched, list_sources, remove_source, update_index, watch, watching
from index.errors import FolderError, IndexMissing
from index.watching import pause
from index.writer_lock import writer_lock

PATIENCE = 20.0
HARBOUR = Item("harbour-reopens", "The harbour of Besmera was opened again to ships.")
FERRY = Item("ferry-fares", "Ferry fares between Varndel and Anskeld rise in May.")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOK_SECONDS", "SETTLED_SECONDS", "BUSY_SECONDS"):
        monkeypatch.setattr(watching, name, 0.02)


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index")


@pytest.fixture
def news(tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder) -> Path:
    write_articles(tmp_path / "news", 2)
    update_index(tmp_path / "news", settings, hashing)
    return tmp_path / "news"


@pytest.fixture
def web() -> Iterator[ScriptedWeb]:
    with ScriptedWeb({"/feed.xml": gives(rss([HARBOUR]), etag='"1"')}) as web:
        yield web


@pytest.fixture
def updates(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was updated, each time that it came to its end."""
    seen: list[object] = []

    def noted(source, *arguments, **options):
        report = update_index(source, *arguments, **options)
        seen.append(source)
        return report

    monkeypatch.setattr(watching, "update_index", noted)
    return seen


class Following:
    """A watch in a thread of its own; `told` is what came of it, in short."""

    def __init__(self, settings: IndexSettings, every: float = 3600.0) -> None:
        self.told: list[tuple[str, str]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(settings, every))

    def __enter__(self) -> "Following":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _run(self, settings: IndexSettings, every: float) -> None:
        for seen in watch(settings, HashingEmbedder(), every=every, stop=self._stop):
            self.told.append((Path(seen.source).name, short(seen)))

    def until(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < until, self.told
            time.sleep(0.01)

    def hears(self, *told: str) -> None:
        """Wait for as many lines as these, and compare all there were."""
        self.until(lambda: len(self.told) >= len(told))
        assert [line for _, line in self.told] == list(told)


def short(seen: Watched) -> str:
    if seen.report is None:
        return seen.message or ""
    failed = "".join(f" {one.reason}" for one in seen.report.failed)
    return f"+{seen.report.added} ~{seen.report.changed} -{seen.report.removed}{failed}"


def test_a_folder_is_read_when_it_changed_and_what_was_missed_at_the_beginning(news: Path, settings: IndexSettings) -> None:
    write_article(news, 2)
    with Following(settings) as following:
        following.hears("+1 ~0 -0")
        write_article(news, 3)
        following.hears("+1 ~0 -0", "+1 ~0 -0")
        (news / "00000.md").unlink()
        write_article(news, 1, content=77)
        following.until(lambda: len(list_sources(settings)) == 1 and list_sources(settings)[0].articles == 3)
    assert {name for name, _ in following.told} == {"news"}


def test_many_changes_are_one_update(news: Path, settings: IndexSettings, updates: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "SETTLED_SECONDS", 1.0)
    with Following(settings) as following:
        following.until(lambda: bool(updates))
        for number in range(2, 12):
            write_article(news, number)
            time.sleep(0.02)
        following.hears("+10 ~0 -0")


def test_what_changes_without_end_is_read_nevertheless(news: Path, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "SETTLED_SECONDS", 60.0)
    monkeypatch.setattr(watching, "CHANGING_SECONDS", 0.3)
    with Following(settings) as following:
        time.sleep(0.2)
        write_article(news, 2)
        following.hears("+1 ~0 -0")


def test_an_index_among_its_articles_and_hidden_files_are_not_followed(
    tmp_path: Path, hashing: HashingEmbedder, updates: list[object]
) -> None:
    settings = IndexSettings(index_dir=tmp_path / "news" / "index")
    write_articles(tmp_path / "news", 1)
    update_index(tmp_path / "news", settings, hashing)
    with Following(settings) as following:
        following.until(lambda: bool(updates))
        time.sleep(0.3)
        (tmp_path / "news" / ".hidden.md").write_text("x")
        (tmp_path / "news" / "index" / "note.txt").write_text("x")
        time.sleep(0.3)
    assert (following.told, len(updates)) == ([], 1)


def test_a_single_file_is_followed_also_when_another_takes_its_place(
    tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    file = tmp_path / "wire.jsonl"
    file.write_text('{"text": "The ferry Oslind sank off Jolmet.", "date": "2024-05-02"}', "utf-8")
    update_index(file, settings, hashing)
    with Following(settings) as following:
        (tmp_path / "new").write_text('{"text": "The ferry Oslind was raised.", "date": "2024-05-03"}', "utf-8")
        (tmp_path / "new").replace(file)
        following.hears("+0 ~1 -0")
        file.unlink()
        following.hears("+0 ~1 -0", "does not exist")


def test_a_folder_that_goes_is_told_and_followed_again_when_it_is_back(
    news: Path, tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    before = contents(settings.index_dir)
    with Following(settings) as following:
        time.sleep(0.2)
        news.rename(tmp_path / "away")
        following.hears("does not exist")
        write_article(tmp_path / "away", 2)
        (tmp_path / "away").rename(news)
        following.hears("does not exist", "+1 ~0 -0")
        write_article(news, 3)
        following.hears("does not exist", "+1 ~0 -0", "+1 ~0 -0")
        assert set(contents(settings.index_dir)["articles"]) > set(before["articles"])


def test_a_folder_that_goes_while_it_is_read_is_told(
    news: Path, tmp_path: Path, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def going(*arguments, **options):
        report = update_index(*arguments, **options)
        news.rename(tmp_path / "away")
        return report

    monkeypatch.setattr(watching, "update_index", going)
    with Following(settings) as following:
        following.hears("does not exist")


def test_a_file_that_cannot_be_read_is_told_once(news: Path, settings: IndexSettings) -> None:
    (news / "bad.md").write_bytes(b"\xff\xfe\x00 cut")
    with Following(settings) as following:
        following.until(lambda: bool(following.told))
        write_article(news, 2)
        following.until(lambda: len(following.told) == 2)
    (first, second) = [line for _, line in following.told]
    assert first.startswith("+0 ~0 -0 ") and second.startswith("+1 ~0 -0 ")


def test_feeds_are_asked_again_and_again(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(web.url(), settings, hashing)
    with Following(settings, every=0.02) as following:
        following.until(lambda: web.asked.count("/feed.xml") > 4)
        web.replies["/feed.xml"] = gives(rss([FERRY]), etag='"2"')
        following.hears(f"asked: {web.host} (not on the public internet)", "+1 ~0 -0")
        assert web.asked.count("/robots.txt") == 1
    (source,) = list_sources(settings)
    assert source.articles == 2


def test_what_was_kept_and_not_indexed_is_indexed_though_the_feed_has_nothing_new(
    web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(web.url(), settings, hashing)
    web.replies["/feed.xml"] = gives(rss([FERRY]), etag='"2"')
    monkeypatch.setattr(hashing, "embed_passages", lambda texts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        update_index(web.url(), settings, hashing)
    with Following(settings) as following:
        following.until(lambda: len(following.told) == 2)
        assert following.told[1][1] == "+1 ~0 -0"


def test_a_feed_that_fails_is_told_once_and_asked_less_often(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(web.url(), settings, hashing)
    web.replies["/feed.xml"] = fails(500)
    with Following(settings, every=0.02) as following:
        following.until(lambda: web.asked.count("/feed.xml") > 3)
        web.replies["/feed.xml"] = gives(rss([FERRY]))
        lines = [f"asked: {web.host} (not on the public internet)", "answers 500 (Internal Server Error)", "+1 ~0 -0"]
        following.hears(*lines)
        web.replies["/feed.xml"] = fails(410)
        following.hears(*lines, "answers 410 (Gone); it is not asked any more")
        asked = len(web.asked)
        time.sleep(0.2)
        assert len(web.asked) == asked


def test_a_feed_whose_host_forbids_it_is_not_polled(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(web.url(), settings, hashing)
    web.replies["/robots.txt"] = gives("User-agent: *\nDisallow: /\n", "text/plain")
    with Following(settings) as following:
        following.until(lambda: len(following.told) == 2)
    assert following.told[1][1] == "is not to be asked again and again, says the robots.txt of its host"
    assert web.asked == ["/feed.xml", "/robots.txt"]


@pytest.mark.parametrize(
    ("every", "failures", "wait", "seconds"),
    [(900, 1, None, 1800), (900, 3, None, 7200), (900, 30, None, 86_400), (900, 1, 4000, 4000), (900, 3, 60, 7200)],
)
def test_what_fails_is_tried_later_each_time_up_to_a_day(every: float, failures: int, wait: float | None, seconds: float) -> None:
    assert pause(every, failures, wait) == seconds


def test_another_writer_is_waited_for_and_told_once(
    web: ScriptedWeb, news: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    update_index(web.url(), settings, hashing)
    web.replies["/feed.xml"] = gives(rss([FERRY]))
    write_article(news, 2)
    with ExitStack() as held:
        held.enter_context(writer_lock(settings.index_dir))
        with Following(settings) as following:
            following.until(lambda: len(following.told) == 2)
            asked = web.asked.count("/feed.xml")
            time.sleep(0.3)  # it is tried again many times
            held.close()
            following.until(lambda: len(following.told) == 4)
    assert sorted(line.partition(":")[0] for _, line in following.told) == ["+1 ~0 -0", "+1 ~0 -0", "asked", "waits"]
    assert web.asked.count("/feed.xml") == asked  # what was fetched waits until it can be indexed


def test_sources_that_others_add_are_followed_and_those_they_remove_do_not_come_back(
    web: ScriptedWeb, news: Path, tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LISTED_SECONDS", 0.05)
    update_index(web.url(), settings, hashing)
    with Following(settings, every=0.05) as following:
        following.until(lambda: web.asked.count("/feed.xml") > 2)
        following.until(lambda: _removed(web.url(), settings))
        write_articles(tmp_path / "late", 1)
        following.until(lambda: _added(tmp_path / "late", settings, hashing))
        time.sleep(0.3)
        write_article(tmp_path / "late", 5)
        following.until(lambda: ("late", "+1 ~0 -0") in following.told)
    assert [Path(source.address).name for source in list_sources(settings)] == ["news", "late"]


def _removed(address: str, settings: IndexSettings) -> bool:
    try:
        return bool(remove_source(address, settings))
    except watching.IndexBusy:
        return False


def _added(folder: Path, settings: IndexSettings, hashing: HashingEmbedder) -> bool:
    try:
        return bool(update_index(folder, settings, hashing))
    except watching.IndexBusy:
        return False


def test_where_there_is_nothing_to_follow_it_says_so(news: Path, tmp_path: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    with pytest.raises(IndexMissing):
        next(watch(IndexSettings(index_dir=tmp_path / "none"), hashing))
    remove_source(news, settings)
    with pytest.raises(FolderError, match=r"^There is no source to follow: "):
        next(watch(settings, hashing))


def test_it_ends_at_once(news: Path, web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(web.url(), settings, hashing)
    web.replies["/robots.txt"] = lambda handler: web.released.wait(PATIENCE) and None  # type: ignore[func-returns-value]
    with Following(settings) as following:
        following.until(lambda: "/robots.txt" in web.asked)
        began = time.monotonic()
    assert time.monotonic() - began < 2
