"""Feeds by their address: asked for what is new, kept, and read like a folder."""

import json
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from generated_articles import write_articles
from hashing_embedder import HashingEmbedder
from index_contents import contents
from scripted_web import Item, Reply, ScriptedWeb, fails, gives, redirects, rss

from index import IndexSettings, list_sources, remove_source, update_index
from index.articles import Article
from index.catalog import Catalog
from index.errors import FeedError, IndexingStopped, IndexMissing
from index.feeds import feed_folder, fetch_feed
from index.health import examine

HARBOUR = Item("harbour-reopens", "The harbour of Besmera was opened again to ships.")
FERRY = Item("ferry-fares", "Ferry fares between Varndel and Anskeld rise in May.", "Fri, 06 Dec 2024 10:00:00 GMT", "Fares")


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index")


@pytest.fixture
def web() -> Iterator[ScriptedWeb]:
    with ScriptedWeb({"/feed.xml": gives(rss([HARBOUR]), etag='"1"')}) as web:
        yield web


def articles(settings: IndexSettings) -> list[Article]:
    with closing(Catalog(settings.index_dir)) as catalog:
        return [article for id in sorted(catalog.article_files()) if (article := catalog.article(id))]


def titles(settings: IndexSettings) -> list[str]:
    return [article.text.partition("\n")[0] for article in articles(settings)]


def counts(report) -> tuple[int, int, int, int]:
    return (report.added, report.changed, report.removed, report.unchanged)


def failures(report) -> list[tuple[str, str]]:
    return [(one.file, one.reason) for one in report.failed]


def test_the_items_of_a_feed_become_articles_with_their_address(
    web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    report = update_index(web.url(), settings, hashing)
    assert (counts(report), report.contacted) == ((1, 0, 0, 0), (f"{web.host} (not on the public internet)",))
    (article,) = articles(settings)
    told = (article.title, article.source, article.author, article.published, article.url)
    assert told == ("The harbour of Besmera", "Besmera Wire", "Ana Belun", date(2024, 12, 5), HARBOUR.link)
    assert article.text == f"The harbour of Besmera\n\n{HARBOUR.text}" and article.id.startswith("harbour-reopens-")
    (source,) = list_sources(settings)
    assert (source.address, source.kind, source.articles, str(source.newest)) == (web.url(), "feed", 1, "2024-12-05")
    assert source.is_there and examine(settings)[-2].fault is None


def test_items_that_left_the_feed_stay_and_those_there_are_changed(
    web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    update_index(web.url(), settings, hashing)
    (before,) = articles(settings)
    web.replies["/feed.xml"] = gives(rss([FERRY]))
    assert counts(update_index(None, settings, hashing)) == (1, 0, 0, 1)
    corrected = Item(HARBOUR.name, "The harbour of Besmera stays closed to ships.", title="Correction")
    web.replies["/feed.xml"] = gives(rss([FERRY, corrected]))
    assert counts(update_index(None, settings, hashing)) == (0, 1, 0, 1)
    assert titles(settings) == ["Fares", "Correction"] and articles(settings)[1].id == before.id


def test_a_feed_is_asked_for_what_is_new_only(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    web.replies["/feed.xml"] = gives(rss([HARBOUR]), etag='"1"', Last_Modified="Thu, 05 Dec 2024 09:00:00 GMT")
    update_index(web.url(), settings, hashing)
    assert "if-none-match" not in web.headers
    assert counts(update_index(web.url(), settings, hashing)) == (0, 0, 0, 1)
    assert (web.headers["if-none-match"], web.headers["if-modified-since"]) == ('"1"', "Thu, 05 Dec 2024 09:00:00 GMT")
    web.replies["/feed.xml"] = gives(rss([HARBOUR]))  # a server that knows no conditions
    fetched = fetch_feed(web.url(), settings.index_dir, threading.Event())
    assert (fetched.status, fetched.items) == (200, {})


def test_a_rebuild_reads_what_is_kept_and_asks_nobody(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(web.url(), settings, hashing)
    web.replies["/feed.xml"] = gives(rss([FERRY]))
    update_index(None, settings, hashing)
    before, asked = contents(settings.index_dir), len(web.asked)
    for named in (None, web.url()):
        assert update_index(named, settings, hashing, rebuild=True).added == 2
        assert contents(settings.index_dir) == before
    assert len(web.asked) == asked


def test_feeds_stand_beside_folders_and_are_named_by_their_host(
    web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    write_articles(tmp_path / "wire", 2)
    web.replies["/other.xml"] = gives(rss([HARBOUR]))
    update_index([web.url(), str(tmp_path / "wire"), web.url("/other.xml")], settings, hashing)
    labels = {article.id.rpartition("//")[0][:10] for article in articles(settings)}
    assert (len(articles(settings)), labels) == (4, {"", "127.0.0.1", "127.0.0.1-"})
    web.replies["/feed.xml"] = gives(rss([FERRY]))
    assert counts(update_index(None, settings, hashing)) == (1, 0, 0, 4)
    assert remove_source(web.url(), settings).articles == 2
    assert {source.kind for source in list_sources(settings)} == {"folder", "feed"}


def test_what_is_removed_is_not_kept(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    write_articles(tmp_path / "wire", 1)
    update_index([web.url(), tmp_path / "wire"], settings, hashing)
    folder = feed_folder(settings.index_dir, web.url())
    assert folder.is_dir()
    gone = remove_source(web.url().replace("http:", "HTTP:"), settings)
    assert (gone.address, folder.exists()) == (web.url(), False)
    update_index(web.url(), settings, hashing)
    update_index(tmp_path / "wire", settings, hashing, replace=True)
    assert [source.kind for source in list_sources(settings)] == ["folder"] and not folder.exists()
    with pytest.raises(IndexMissing):
        remove_source(web.url(), IndexSettings(index_dir=tmp_path / "none"))


def test_a_feed_that_cannot_be_fetched_keeps_what_is_held(
    web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    write_articles(tmp_path / "wire", 1)
    update_index([web.url(), tmp_path / "wire"], settings, hashing)
    before, updated = contents(settings.index_dir), [source.updated for source in list_sources(settings)]
    with closing(Catalog(settings.index_dir)) as catalog:
        number = next(origin.number for origin in catalog.origins() if origin.kind == "feed")
        catalog.set_updated(number, "2024-12-06T10:00:00+00:00")
    web.replies["/feed.xml"] = fails(404)
    for named in (None, web.url()):
        report = update_index(named, settings, hashing)
        assert failures(report) == [(web.url(), "answers 404 (Not Found); its articles are kept")]
    with pytest.raises(FeedError, match=r" answers 404 \(Not Found\)\.$"):
        update_index(web.url(), settings, hashing, replace=True)
    assert contents(settings.index_dir) == before and updated[0]
    assert "2024-12-06T10:00:00+00:00" in [source.updated for source in list_sources(settings)]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (fails(429, Retry_After="120"), "answers 429 (Too Many Requests)"),
        (fails(599), "answers 599"),
        (gives("hello", "text/plain"), "is no feed but text"),
        (gives("<html><body><p>Hello</p></body></html>", "text/html"), "is no feed but HTML"),
        (gives("[1, 2]", "application/json"), "is no feed but text"),
        (gives('{"error": "none"}', "application/json"), "is no feed but text"),
        (gives("<?xml version='1.0'?><svg/>"), "is no feed that can be read: XML of a kind that is not read (its root is <svg>)"),
    ],
)
def test_what_is_no_feed_is_told(web: ScriptedWeb, settings: IndexSettings, reply: Reply, reason: str) -> None:
    web.replies["/feed.xml"] = reply
    assert fetch_feed(web.url(), settings.index_dir, threading.Event()).failure == reason


def test_a_new_feed_that_cannot_be_fetched_makes_nothing(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    for path, reason in (("/none", "answers 404 (Not Found)"), ("/page", f"is no feed but a page, whose feed is {web.url()}")):
        web.replies["/page"] = gives('<html><link rel="Alternate" type="application/rss+xml" href="/feed.xml"></html>', "text/html")
        with pytest.raises(FeedError) as error:
            update_index(web.url(path), settings, hashing)
        assert str(error.value).startswith(f"{web.url(path)} {reason}")
    assert str(error.value).endswith(f": `dateline index {web.url()}`.")
    for bad in ("ftp://example.org/feed.xml", "https://ana:secret@example.org/"):
        with pytest.raises(FeedError):
            update_index(bad, settings, hashing)
    assert not settings.index_dir.exists()


def test_a_feed_without_an_article_is_told_and_not_a_source(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    web.replies["/feed.xml"] = gives(rss([Item("only-a-title", "")]))
    ((file, reason),) = failures(update_index(web.url(), settings, hashing))
    assert file.startswith("only-a-title-") and reason.startswith("no text: ")
    web.replies["/feed.xml"] = gives(rss([]))
    assert counts(update_index(web.url(), settings, hashing)) == (0, 0, 0, 0)
    assert list_sources(settings) == [] and not feed_folder(settings.index_dir, web.url()).exists()


def test_json_feeds_and_atom_are_read_too(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    item = {"id": "1", "url": HARBOUR.link, "content_html": "<p>It froze.</p>", "date_published": "2024-12-05T09:00:00Z", "title": "Ice"}
    item["authors"] = [{"name": "Ana Belun"}]  # type: ignore[assignment]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Besmera Wire",
        "items": [item, {"id": 2, "content_text": "It thawed."}],
    }
    web.replies["/feed.json"] = gives(json.dumps(feed), "application/feed+json")
    web.replies["/atom"] = gives(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Besmera Wire</title><entry><id>tag:1</id><title>Fares</title>'
        f'<link href="{FERRY.link}"/><published>2024-12-06T10:00:00Z</published><summary>They rise.</summary></entry></feed>',
        "application/atom+xml",
    )
    update_index([web.url("/feed.json"), web.url("/atom")], settings, hashing)
    found = [(one.text, one.source, one.author, str(one.published), one.url) for one in articles(settings)]
    assert sorted(found, key=str) == [
        ("Fares\n\nThey rise.", "Besmera Wire", None, "2024-12-06", FERRY.link),
        ("It froze.", "Besmera Wire", "Ana Belun", "2024-12-05", HARBOUR.link),
        ("It thawed.", "Besmera Wire", None, "None", None),
    ]


def test_items_that_share_a_name_are_told_apart(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    one_name = rss([HARBOUR, FERRY]).replace(f"<guid>{HARBOUR.name}<", "<guid>0<").replace(f"<guid>{FERRY.name}<", "<guid>0<")
    web.replies["/feed.xml"] = gives(one_name)
    assert counts(update_index(web.url(), settings, hashing)) == (2, 0, 0, 0)
    web.replies["/feed.xml"] = gives(rss([HARBOUR, HARBOUR]).replace(f"<guid>{HARBOUR.name}</guid>", ""))
    update_index(web.url(), settings, hashing)
    assert len({article.text for article in articles(settings)}) == 2


def test_what_is_kept_is_the_owners_alone(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(web.url(), settings, hashing)
    folder = feed_folder(settings.index_dir, web.url())
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, *folder.iterdir())}
    assert (modes, len(list(folder.iterdir()))) == ({0o700, 0o600}, 2)


def test_what_was_public_when_it_was_named_is_not_asked_once_it_is_not(
    web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    update_index(web.url(), settings, hashing)
    state = feed_folder(settings.index_dir, web.url()) / ".feed.json"
    state.write_text(json.dumps({**json.loads(state.read_text()), "private": False}))
    ((_, reason),) = failures(update_index(None, settings, hashing))
    assert reason == "is at 127.0.0.1, not on the public internet; its articles are kept"


def test_every_host_that_was_asked_is_told(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    web.replies["/moved"] = redirects(web.url())
    assert update_index(web.url("/moved"), settings, hashing).contacted == (f"{web.host} (not on the public internet)",)
    web.replies["/moved"] = redirects("http://besmera.invalid/")
    ((_, reason),) = failures(update_index(None, settings, hashing))
    assert reason.startswith("redirects to besmera.invalid, which cannot be found: ")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), ("999999999", 86_400), ("-5", None), ("soon", None), ("Thu, 05 Dec 2024 09:00:00 GMT", 0), ("Thu, 05 Dec 2024", None)],
)
def test_a_server_says_how_long_it_is_to_be_left_alone(web: ScriptedWeb, settings: IndexSettings, text: str, seconds: float | None) -> None:
    web.replies["/feed.xml"] = fails(503, Retry_After=text)
    fetched = fetch_feed(web.url(), settings.index_dir, threading.Event())
    assert (fetched.status, fetched.wait) == (503, seconds)


def test_a_time_until_which_to_wait_is_counted_from_now(web: ScriptedWeb, settings: IndexSettings) -> None:
    web.replies["/feed.xml"] = fails(503, Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True))
    wait = fetch_feed(web.url(), settings.index_dir, threading.Event()).wait
    assert wait and 90 < wait <= 100


def test_stopping_while_a_feed_is_asked_changes_nothing(web: ScriptedWeb, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(web.url(), settings, hashing)
    before, stop = contents(settings.index_dir), threading.Event()
    web.replies["/feed.xml"] = lambda handler: stop.set() or web.released.wait(5) and None  # type: ignore[func-returns-value]
    with pytest.raises(IndexingStopped):
        update_index(None, settings, hashing, stop=stop)
    assert contents(settings.index_dir) == before
