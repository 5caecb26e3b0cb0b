"""What a search may be narrowed to."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Filters:
    """Publication dates from `since` to `until`, both included, and an outlet; None does not narrow.

    Undated articles are left out as soon as a date narrows. The outlet's case does not matter.
    """

    since: date | None = None
    until: date | None = None
    source: str | None = None
