"""What the page's filters narrow questions to: publication dates and an outlet."""

from dataclasses import dataclass
from datetime import date

from assistant.web.dates import read_date
from assistant.web.escaping import one_line
from index import Filters
from index.language.times import in_words

OUTLETS_OFFERED = 500  # the most frequent; a list of more takes seconds to send and nobody reads it


@dataclass(frozen=True)
class FilterBoxes:
    """The boxes as they are filled in, "" where they are empty."""

    since: str = ""
    until: str = ""
    outlet: str = ""


def read_filters(boxes: FilterBoxes) -> Filters:
    """What the boxes ask for; raises QuestionError for what is no date."""
    return Filters(read_date(boxes.since, "From"), read_date(boxes.until, "Until"), boxes.outlet or None)


def filter_labels(filters: Filters) -> tuple[str, str, str]:
    """What each of the filters, since, until and outlet, is called on the page; "" for one that is not set."""
    return (
        f"From {in_words(filters.since)}" if filters.since else "",
        f"Until {in_words(filters.until)}" if filters.until else "",
        f"Outlet: {one_line(filters.source)}" if filters.source else "",
    )


def filters_in_words(filters: Filters) -> str:
    """What an answer was narrowed to, such as "Only articles from 1 January 2019 on, by Osvarin"; "" for nothing."""
    by = f"by {one_line(filters.source)}" if filters.source else ""
    narrowed = ", ".join(filter(None, [_days(filters.since, filters.until), by]))
    return f"Only articles {narrowed}" if narrowed else ""


def _days(since: date | None, until: date | None) -> str:
    if since and until:
        return f"of {in_words(since)}" if since == until else f"from {in_words(since)} to {in_words(until)}"
    if since:
        return f"from {in_words(since)} on"
    return f"until {in_words(until)}" if until else ""
