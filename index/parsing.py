"""What makes articles of a file's bytes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from index.articles import Article, Failure
from index.dating.publication import orders_of, publication
from index.folder import holds_no_article
from index.formats import BadContent, Draft, Rejected, format_of
from index.formats.packed import MAX_DEPTH, PACKED, Room, is_stream, members, unpacked
from index.formats.streams import Records, records_of
from index.language.detection import language_of
from index.outlets import outlet

# Datelines stand within 200 characters, the outlet in the first paragraph; no need to copy a megabyte for them.
OPENING = 4000


@dataclass
class FileContent:
    """What one file gave: its articles, what could not be read, how many are of each format, and what was done to read them.

    `orders` are the orders of day and month that its dates prove; `unsettled` tells that there is a date which such an order would settle.
    """

    articles: list[Article] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    formats: Counter[str] = field(default_factory=Counter)
    notes: list[Failure] = field(default_factory=list)
    orders: set[str] = field(default_factory=set)
    unsettled: bool = False


def parse_articles(file: str, data: bytes, *, max_bytes: int = 20 * 2**20, order: str | None = None) -> FileContent:
    """What one file's bytes hold, `max_bytes` at most of each file in an archive; content of any kind raises nothing.

    `order` is that of day and month in the files beside it, for dates that its own do not settle.
    """
    content = FileContent()
    _parse(file, file, data, content, Room(), max_bytes, order, 0)
    return content


def parse_records(file: str, stream: BinaryIO, *, max_bytes: int, order: str | None = None) -> Iterator[FileContent] | None:
    """What a file of records of any size holds, some articles at a time, `max_bytes` at most of each; None for another file."""
    records = records_of(file, stream, max_bytes)
    return _parts(file, records, order) if records else None


def _parts(file: str, records: Records, order: str | None) -> Iterator[FileContent]:
    try:
        for batch in records.batches:
            content = FileContent()
            _take(file, file, batch, records.format, content, order)
            order = order if len(content.orders) != 1 else next(iter(content.orders))
            yield content
    except (BadContent, OSError) as bad:
        yield FileContent(failed=[Failure(file, str(bad) if isinstance(bad, BadContent) else f"cannot be read on: {bad.strerror}")])


def _parse(file: str, path: str, data: bytes, content: FileContent, room: Room, max_bytes: int, order: str | None, depth: int) -> None:
    try:
        # The name of what is packed is that without the last suffix: "export.jsonl.gz".
        format = format_of(file if not depth or not file.endswith(PACKED) else file.rpartition(".")[0], data)
        if format is not None:
            _take(file, path, format.read(data), format.name, content, order)
        elif depth == MAX_DEPTH:
            raise BadContent(f"packed more than {MAX_DEPTH} times over")
        elif is_stream(data):
            _parse(file, path, unpacked(data, room), content, room, max_bytes, order, depth + 1)
        else:
            for name, member in members(data, room, max_bytes):
                inside = f"{file}/{name}"
                if isinstance(member, BadContent):
                    content.failed.append(Failure(inside, str(member)))
                elif not holds_no_article(name):
                    _parse(inside, name, member, content, room, max_bytes, order, depth + 1)
    except BadContent as bad:
        content.failed.append(Failure(file, str(bad)))


# `path` is the one that may hold the article's date: of what is in an archive the path there, for the archive's own is that of a download.
def _take(file: str, path: str, found: Sequence[Draft | Rejected], format: str, content: FileContent, order: str | None) -> None:
    drafts = [one for one in found if isinstance(one, Draft)]
    proved = orders_of(draft.stated for draft in drafts)
    content.orders |= proved
    order = (next(iter(proved)) if len(proved) == 1 else None) if proved else order
    settled = [_settle(file, path, draft, order) for draft in drafts]
    if order is None:
        content.unsettled |= any(draft.stated.readings and not one.published for draft, one in zip(drafts, settled, strict=True))
    content.articles += settled
    content.failed += [Failure(f"{file}#{one.number}", one.reason) for one in found if isinstance(one, Rejected)]
    content.formats[format] += len(drafts)
    content.notes += [Failure(file, note) for note in dict.fromkeys(note for draft in drafts for note in draft.notes)]


def _settle(file: str, path: str, draft: Draft, order: str | None) -> Article:
    opening = _opening(draft)
    language = language_of(opening)
    named = "" if draft.collected else path
    when = publication(draft.stated, draft.origin, opening, named, order=order, language=language)
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
        section=draft.section,
        language=language,
    )


def _opening(draft: Draft) -> str:
    """Where a dateline and an outlet may stand: the start of the body, without a first line that is its title."""
    body = draft.text[draft.body_start :].lstrip()[:OPENING]
    first, _, rest = body.partition("\n")
    return rest.lstrip() if first.startswith("# ") or first.strip() == draft.title else body
