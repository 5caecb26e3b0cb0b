"""Articles, and what makes them of a file's bytes."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from index.dating.language import language_of
from index.dating.publication import DateOrigin, order_of, publication
from index.formats import READERS, BadContent, Draft, Rejected
from index.outlets import outlet

# Datelines stand within 200 characters, the outlet in the first paragraph; no need to copy a megabyte for them.
OPENING = 4000


@dataclass(frozen=True)
class Article:
    """One dated news article.

    `id` is the file's path relative to the corpus, with `/`; a file of several articles adds `#1`, `#2`, ...
    `text` is what quotes and passages are offsets into. For `.txt` and `.md` it is the whole decoded file, so that
    offsets hold in the file itself but for words that a line's end had broken; the body starts at `body_start`, after the date header,
    front matter or labelled lines.
    `published` is None for an undated article, `date_origin` says where the date was read and `undated` why there is none.
    `published_time` and `published_zone` are as they are stated beside the date.
    """

    id: str
    source: str | None
    title: str | None
    published: date | None
    text: str
    date_origin: DateOrigin | None = None
    body_start: int = 0
    url: str | None = None
    author: str | None = None
    published_time: str | None = None
    published_zone: str | None = None
    undated: str | None = None


@dataclass(frozen=True)
class Failure:
    """A file, or one article of a file, that was not indexed, and why in one line."""

    file: str
    reason: str


def parse_articles(file: str, data: bytes) -> tuple[list[Article], list[Failure]]:
    """The articles in one file's bytes, and what of it could not be read; content of any kind raises nothing."""
    reader = READERS.get(PurePosixPath(file).suffix.lower())
    if reader is None:
        return [], [Failure(file, f"not a type that is read ({', '.join(READERS)})")]
    try:
        found = reader(data)
    except BadContent as bad:
        return [], [Failure(file, str(bad))]
    drafts = [draft for draft in found if isinstance(draft, Draft)]
    order = order_of(draft.stated for draft in drafts)
    articles = [_settle(file, draft, order) for draft in drafts]
    return articles, [Failure(f"{file}#{one.number}", one.reason) for one in found if isinstance(one, Rejected)]


def _settle(file: str, draft: Draft, order: str | None) -> Article:
    opening = _opening(draft)
    when = publication(draft.stated, draft.origin, opening, file, order=order, language=lambda: language_of(opening))
    return Article(
        id=file if draft.number is None else f"{file}#{draft.number}",
        source=draft.source or outlet(opening),
        title=draft.title,
        published=when.stated.day,
        text=draft.text,
        date_origin=when.origin,
        body_start=draft.body_start,
        url=draft.url,
        author=draft.author,
        published_time=when.stated.time,
        published_zone=when.stated.zone,
        undated=when.undated,
    )


def _opening(draft: Draft) -> str:
    """Where a dateline and an outlet may stand: the start of the body, without a first line that is its title."""
    body = draft.text[draft.body_start :].lstrip()[:OPENING]
    first, _, rest = body.partition("\n")
    return rest.lstrip() if first.startswith("# ") or first.strip() == draft.title else body
