"""The day of an article, of all that states one: its fields or header, its first lines, its path; or why it has none."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from index.dating.openings import opening_date
from index.dating.paths import file_name_date
from index.dating.statements import DAY_FIRST, MONTH_FIRST, NOTHING, Stated

DateOrigin = Literal["header", "front matter", "meta", "dateline", "file name"]

NOT_STATED = "no date in its fields, its first lines or its name"


@dataclass(frozen=True)
class Publication:
    """When an article was published, with the time and zone as written, and where that was read; or `undated`, the reason why not."""

    stated: Stated
    origin: DateOrigin | None = None
    undated: str | None = None


def publication(
    stated: Stated,
    origin: DateOrigin,
    opening: str,
    file: str,
    *,
    order: str | None = None,
    language: str | None = None,
) -> Publication:
    """What the file states under `origin`, then what its first lines and its path do.

    What may be of two days is settled by the `order` of numbers that the rest of the file proves, the language that the article is
    found to be in, or a day stated elsewhere that is one of them.
    """
    stated = _settled(stated, order, language)
    if stated.day:
        return Publication(stated, origin)
    opened, where = opening_date(opening)
    opened = _settled(opened, order, language)
    named = file_name_date(file)
    for unsettled, of in ((stated, origin), (opened, where)):
        agreed = {day for _, day in unsettled.readings} & {opened.day, named}
        if len(agreed) == 1:
            return Publication(replace(unsettled, day=agreed.pop(), reason=None, readings=()), of)
    if opened.day:
        return Publication(opened, where)
    if named:
        return Publication(Stated(named), "file name")
    return Publication(NOTHING, None, stated.reason or opened.reason or NOT_STATED)


def _settled(stated: Stated, order: str | None, language: str | None) -> Stated:
    by_order = stated.settled(order=order) if stated.readings and order else stated
    return by_order.settled(language=language) if by_order.readings else by_order


def orders_of(statements: Iterable[Stated]) -> set[str]:
    """The orders of day and month that the numbers of a file prove: none, one or both."""
    return {stated.order for stated in statements if stated.order in (DAY_FIRST, MONTH_FIRST)}
