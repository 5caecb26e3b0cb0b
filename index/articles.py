"""An article as it is indexed, and what is said of a file that is none."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.dating.clock import TimeOfDay, time_of_day

if TYPE_CHECKING:  # what reads dates compiles patterns that nobody needs who asks
    from index.dating.publication import DateOrigin


@dataclass(frozen=True)
class Article:
    """One dated news article.

    `id` is the file's path relative to the corpus, with `/`; a file of several articles adds `#1`, `#2`, ...
    `text` is what quotes and passages are offsets into. For `.txt` and `.md` it is the whole decoded file, so that
    offsets hold in the file itself but for words that a line's end had broken; the body starts at `body_start`, after the date header,
    front matter or labelled lines.
    `published` is None for an undated article, `date_origin` says where the date was read and `undated` why there is none.
    `published_time` and `published_zone` are as they are stated beside the date. `language` is a code such as "de", None where it is not
    sure.
    """

    id: str
    source: str | None
    title: str | None
    published: date | None
    text: str
    date_origin: "DateOrigin | None" = None
    body_start: int = 0
    url: str | None = None
    author: str | None = None
    published_time: str | None = None
    published_zone: str | None = None
    undated: str | None = None
    section: str | None = None
    language: str | None = None

    @property
    def time(self) -> TimeOfDay | None:
        """When on its day it was published, as it can be compared."""
        return time_of_day(self.published_time, self.published_zone)


@dataclass(frozen=True)
class Failure:
    """A file, or one article of a file, that was not indexed, and why in one line; in `notes`, how one was read."""

    file: str
    reason: str
