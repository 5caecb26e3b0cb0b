"""What feeds at addresses hold: fetched where it changed, and kept beside the index, an item a file.

A feed shows its newest items only; those that have left it stay. So a feed is a folder of articles like any other, and can be read
again without asking anybody.
"""

import hashlib
import json
import os
import re
import shutil
import threading
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from index.addresses import Address, read_address
from index.errors import FeedError
from index.fetching import NotFetched, Reply, fetch
from index.formats import BadContent, format_of
from index.formats.feeds import feed_records, linked_feed
from index.formats.json_articles import json_records
from index.modes import FILE_MODE, FOLDER_MODE
from index.robots import Robots
from index.stopping import within

FEEDS_FOLDER = "feeds"
STATE_FILE = ".feed.json"  # hidden files are no articles
# Reading takes 0.5 s a MiB; what takes much longer was written to.
READ_SECONDS = 20.0
PAGE_READ = 200_000  # bytes of a page in which its feed is looked for
LONGEST_WAIT = 86_400.0
# A digest in letters: digits could be a date, which is looked for in the names of files.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_MARK = re.compile(r"(?:.*-)?([a-p]{16})\.json")


@dataclass(frozen=True)
class Fetched:
    """What came of asking a feed: `items` are the new and changed ones by the names of their files, or `failure` why there are none.

    `status` is None where nothing was answered, `wait` the seconds that the server asks to be left alone for.
    """

    address: str
    items: Mapping[str, bytes] = field(default_factory=dict)
    failure: str | None = None
    status: int | None = None
    wait: float | None = None
    contacted: tuple[str, ...] = ()
    state: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.address


def feed_folder(index_dir: Path, address: str) -> Path:
    """The folder in which the items of a feed are kept."""
    return index_dir / FEEDS_FOLDER / hashlib.sha256(address.encode()).hexdigest()[:16]


def fetch_feed(address: str, index_dir: Path, stop: threading.Event, robots: Robots | None = None) -> Fetched:
    """Ask for what changed since it was kept last, within the rules of `robots` where nobody is waiting for it.

    Raises FeedError for what is no address, and IndexingStopped once `stop` is set.
    """
    read, folder, asked = read_address(address), feed_folder(index_dir, address), list[str]()
    state = _state(folder)
    held = {"If-None-Match": state.get("etag"), "If-Modified-Since": state.get("modified")}
    headers = {name: value for name, value in held.items() if isinstance(value, str)}
    try:
        # One that was public when it was named and is not any more was turned round by somebody else.
        private = bool(state.get("private", True))
        if robots:
            robots.check(read, stop, asked, private=private)
        reply = fetch(read, stop, asked, headers=headers, private=private)
        contacted = tuple(dict.fromkeys(asked))
        if reply.status == HTTPStatus.NOT_MODIFIED:
            return Fetched(address, status=reply.status, contacted=contacted, state=state)
        if reply.status != HTTPStatus.OK:
            return Fetched(address, {}, reply.told, reply.status, _wait(reply.headers.get("retry-after")), contacted)
        items = within(READ_SECONDS, lambda: _items(reply, folder))
    except (NotFetched, BadContent, TimeoutError, RecursionError) as error:
        failure = str(error) if isinstance(error, NotFetched) else f"is no feed that can be read: {error}"
        return Fetched(address, failure=failure, contacted=tuple(dict.fromkeys(asked)))
    found = {"address": address, "private": reply.private}
    found |= {name: value for name, header in (("etag", "etag"), ("modified", "last-modified")) if (value := reply.headers.get(header))}
    return Fetched(address, items, None, reply.status, None, contacted, found)


def keep(fetched: Fetched, index_dir: Path) -> None:
    """Write what was fetched beside the index, each item whole; only the holder of the writer lock may."""
    if fetched.failure is not None:
        return
    folder = feed_folder(index_dir, fetched.address)
    for one in (folder.parent, folder):
        one.mkdir(FOLDER_MODE, exist_ok=True)
    state = json.dumps(dict(fetched.state)).encode()  # the last: what is not kept by then is asked for again
    for name, data in (*fetched.items.items(), (STATE_FILE, state)):
        new = folder / ".new"
        with open(new, "wb", opener=lambda path, flags: os.open(path, flags, FILE_MODE)) as file:
            file.write(data)
        new.replace(folder / name)


def is_kept(index_dir: Path, address: str) -> bool:
    """Whether the feed was fetched before."""
    return (feed_folder(index_dir, address) / STATE_FILE).is_file()


def forget(index_dir: Path, address: str) -> None:
    """Delete what was kept of a feed."""
    with suppress(FileNotFoundError):
        shutil.rmtree(feed_folder(index_dir, address))


def _state(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / STATE_FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _items(reply: Reply, folder: Path) -> dict[str, bytes]:
    """The items that are not in the folder as they are now."""
    names = os.listdir(folder) if folder.is_dir() else []
    held = {match[1]: name for name in names if (match := _MARK.fullmatch(name))}
    found: dict[str, bytes] = {}
    for mark, record in _marked(_records(reply)).items():
        data = json.dumps(record).encode()
        name = held.get(mark) or f"{_slug(record)}{mark}.json"
        if mark not in held or (folder / name).read_bytes() != data:
            found[name] = data
    return found


def _records(reply: Reply) -> Sequence[Mapping[str, object]]:
    format = format_of("feed", reply.body)
    name = format.name if format else ""
    if name == "feed":
        return feed_records(reply.body)[0]
    if name == "JSON":
        return json_records(reply.body)
    if name == "HTML" and (linked := _linked(reply)):
        raise NotFetched(f"is no feed but a page, whose feed is {linked}: `dateline index {linked}`")
    raise NotFetched("is no feed" + (f" but {name}" if name else ""))


def _linked(reply: Reply) -> Address | None:
    href = linked_feed(reply.body[:PAGE_READ].decode("utf-8", "replace"))
    try:
        return read_address(urljoin(str(reply.address), href)) if href else None
    except (FeedError, ValueError):
        return None


def _marked(records: Sequence[Mapping[str, object]]) -> dict[str, Mapping[str, object]]:
    """The records by what stays the same of each when the rest of it changes; of two that are one, the first."""
    kept = [{name: value for name, value in record.items() if value not in (None, "", [])} for record in records]
    named = [str(next((record[name] for name in ("guid", "id", "url", "link") if name in record), "")) for record in kept]
    counted = Counter(named)
    found: dict[str, Mapping[str, object]] = {}
    for name, record in zip(named, kept, strict=True):
        if counted[name] > 1 or not name:  # some feeds give all their items one name
            name = json.dumps([name, *(record.get(field) for field in ("url", "link", "title", "date", "date_published"))])
        found.setdefault(hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16].translate(_LETTERS), record)
    return found


def _slug(record: Mapping[str, object]) -> str:
    """What of an item's link people can read, so that its article has a name."""
    try:
        path = urlsplit(str(record.get("link") or record.get("url") or "")).path
    except ValueError:
        return ""
    last = unicodedata.normalize("NFC", unquote(path.rstrip("/").rpartition("/")[2])).partition(".")[0].lower()
    slug = re.sub(r"[\W_]+", "-", last)[:40].strip("-")
    return f"{slug}-" if slug else ""


def _wait(text: str | None) -> float | None:
    """What a server asks for in Retry-After, in seconds or as a time; None for nothing that can be read."""
    if not text:
        return None
    try:
        seconds = float(text) if text.strip().isdecimal() else (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)
