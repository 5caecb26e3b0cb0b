"""What a file format hands back: drafts of articles, and what it had to reject."""

from dataclasses import dataclass

from index.dating.publication import DateOrigin
from index.dating.statements import NOTHING, Stated


class BadContent(Exception):
    """What was read is no article; its text is the reason, in one line and without a path."""


@dataclass(frozen=True)
class Draft:
    """What the file itself says of one article, before its date and outlet are settled.

    `stated` is what the header, front matter or metadata states of its date, and `origin` which of these.
    `number` is the 1-based position in a file of several articles, None in a file of one. `notes` say
    what had to be done to read it: a character set other than UTF-8, mended characters. What was `collected`, by a download
    or a crawl, is not dated by the name of the file.
    """

    text: str
    origin: DateOrigin
    body_start: int = 0
    stated: Stated = NOTHING
    title: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    number: int | None = None
    notes: tuple[str, ...] = ()
    collected: bool = False
    section: str | None = None


@dataclass(frozen=True)
class Rejected:
    """One element of a file of several articles that is no article."""

    number: int
    reason: str
