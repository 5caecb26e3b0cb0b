"""What makes articles of a file's bytes."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from index.articles import Article, Failure
from index.dating.publication import orders_of, publication
from index.folder import holds_no_article
from index.formats import BadContent, Draft, Rejected, format_of
from index.formats.packed import MAX_DEPTH, PACKED, NoRoom, Room, is_folder, is_stream, members, unpacked
from index.formats.records import MOST_REJECTED
from index.formats.streams import AT_ONCE, HEAD, Records, records_of
from index.language.detection import language_of
from index.outlets import outlet

# Datelines stand within 200 characters, the outlet in the first paragraph; no need to copy a megabyte for them.
OPENING = 4000


@dataclass
class FileContent:
    """What one file gave: its articles, what could not be read, how many are of each format, and what was done to read them.

    `orders` are the orders of day and month that its dates prove; `unsettled` tells that there is a date which such an order would settle.
    `share` is how much of the file has been read with it, where it is a part of one.
    """

    articles: list[Article] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    formats: Counter[str] = field(default_factory=Counter)
    notes: list[Failure] = field(default_factory=list)
    orders: set[str] = field(default_factory=set)
    unsettled: bool = False
    share: float = 1.0

    def add(self, other: "FileContent") -> None:
        """Take what the next part of the file gave."""
        self.articles += other.articles
        self.failed += other.failed
        self.formats += other.formats
        self.notes += other.notes
        self.orders |= other.orders
        self.unsettled |= other.unsettled
        self.share = other.share


def parse_articles(file: str, data: bytes, *, max_bytes: int = 20 * 2**20, order: str | None = None) -> FileContent:
    """What one file's bytes hold, as `parse_file` reads it, in one."""
    content = FileContent()
    for part in parse_file(file, io.BytesIO(data), len(data), max_bytes=max_bytes, order=order):
        content.add(part)
    return content


def parse_file(file: str, stream: BinaryIO, size: int, *, max_bytes: int, order: str | None = None) -> Iterator[FileContent]:
    """What one file of `size` bytes holds, some articles at a time; content of any kind raises nothing.

    What is over `max_bytes` is read of records, and of what is packed, as long as no article or file in it is. `order` is that of
    day and month in the files beside it, for dates that its own do not settle.
    """
    gathered, parts, share = FileContent(), 0, 0.0
    held_back: list[Failure] | None = []  # until there is an article
    try:
        for part in _Parser(max_bytes, order, Room()).parts(file, file, stream, size, 0):
            read = stream.tell() / max(1, size)
            gathered.add(part)
            gathered.share = share + (read - share) * part.share
            share = read if part.share == 1 else share
            parts += 1
            if len(gathered.articles) >= AT_ONCE or parts % AT_ONCE == 0:
                held_back = _unless_held(held_back, gathered)
                yield gathered
                gathered = FileContent()
    except BadContent as bad:
        gathered.failed.append(Failure(file, str(bad)))
    except OSError as error:
        gathered.failed.append(Failure(file, f"cannot be read on: {error.strerror}"))
    held_back = _unless_held(held_back, gathered)
    if held_back and len(held_back) > MOST_REJECTED:
        first = held_back[0]
        why = f"none of the {len(held_back):,} files in it is read; the first: {first.file.removeprefix(f'{file}/')}: {first.reason}"
        held_back = [Failure(file, why)]
    gathered.failed += held_back or []
    gathered.share = 1.0
    yield gathered


def _unless_held(held_back: list[Failure] | None, content: FileContent) -> list[Failure] | None:
    """Put the failures that were held back into content that has articles, None are left then; or hold back its own as well."""
    if held_back is None:
        return None
    held_back += content.failed
    content.failed = held_back if content.articles else []
    return None if content.articles else held_back


@dataclass
class _Parser:
    """What is the same for a file and for all that is packed in it."""

    max_bytes: int
    order: str | None
    room: Room

    def parts(self, file: str, path: str, stream: BinaryIO, size: int | None, depth: int) -> Iterator[FileContent]:
        """Yield what a stream holds, `size` bytes where that is known; raises `BadContent`."""
        # The name of what is packed is that without the last suffix: "export.jsonl.gz".
        name = file if not depth or not file.endswith(PACKED) else file.rpartition(".")[0]
        data = stream.read(self.max_bytes + 1)
        is_large = len(data) > self.max_bytes
        if is_large:
            data = data[:HEAD]
            stream.seek(0)
            if records := records_of(name, stream, self.max_bytes):
                yield from self._records(file, path, records)
                self.room.take(stream.tell() if depth else 0)
                return
            if size is not None and not depth:  # the names of a zip's files stand at its end
                stream.seek(max(HEAD, size - HEAD))
                data += stream.read(HEAD)
        elif depth:
            self.room.take(len(data))
        is_packed = is_stream(data) or is_folder(data) and not (is_large and depth and data.startswith(b"PK"))
        format = format_of(name, data) if is_packed or not is_large else None
        if is_large and (format or not is_packed):
            told = (
                f"unpacks to more than {self.max_bytes:,} bytes"
                if size is None
                else f"{size:,} bytes are over the limit of {self.max_bytes:,}"
            )
            raise BadContent(f"{told}; raise DATELINE_MAX_FILE_MB to read it")
        if format:
            yield from _settled(file, path, format.read(data), format.name, self.order)
        elif depth == MAX_DEPTH:
            raise BadContent(f"packed more than {MAX_DEPTH} times over")
        else:
            packed, size, is_one = stream if is_large or not depth else io.BytesIO(data), size or len(data), is_stream(data)
            packed.seek(0)
            del data  # 20 MB
            yield from self._unpacked(file, path, packed, size, is_one, depth + 1)

    def _records(self, file: str, path: str, records: Records) -> Iterator[FileContent]:
        order = self.order
        for batch in records.batches:
            for content in _settled(file, path, batch, records.format, order):
                order = order if len(content.orders) != 1 else next(iter(content.orders))
                yield content

    def _unpacked(self, file: str, path: str, stream: BinaryIO, size: int, is_one: bool, depth: int) -> Iterator[FileContent]:
        if is_one:
            with unpacked(stream, size, self.room) as opened:
                yield from self.parts(file, path, opened, None, depth)
            return
        for member in members(stream):
            inside = f"{file}/{member.path}"
            if holds_no_article(member.path):
                continue
            try:
                with member.open() as opened:
                    yield from self.parts(inside, member.path, opened, member.size, depth)
            except NoRoom:
                raise
            except BadContent as bad:
                yield FileContent(failed=[Failure(inside, str(bad))])


# `path` is the one that may hold the article's date: of what is in an archive the path there, for the archive's own is that of a download.
def _settled(file: str, path: str, found: Sequence[Draft | Rejected], format: str, order: str | None) -> Iterator[FileContent]:
    drafts = [one for one in found if isinstance(one, Draft)]
    proved = orders_of(draft.stated for draft in drafts)
    order = (next(iter(proved)) if len(proved) == 1 else None) if proved else order
    failed = [Failure(f"{file}#{one.number}", one.reason) for one in found if isinstance(one, Rejected)]
    notes = [Failure(file, note) for note in dict.fromkeys(note for draft in drafts for note in draft.notes)]
    for at in range(0, len(drafts) or 1, AT_ONCE):
        some = drafts[at : at + AT_ONCE]
        settled = [_settle(file, path, draft, order) for draft in some]
        unsettled = any(draft.stated.readings and not one.published for draft, one in zip(some, settled, strict=True))
        share = (at + len(some)) / (len(drafts) or 1) if drafts else 1.0
        yield FileContent(settled, failed, Counter({format: len(some)}), notes, proved, order is None and unsettled, share)
        failed, notes = [], []


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
