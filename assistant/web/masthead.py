"""The head of the page: what the index holds, and how far it reaches."""

from datetime import date
from typing import TYPE_CHECKING

from assistant.web.cards import date_in_words, notice_html
from assistant.web.escaping import escaped
from index import IndexSummary

if TYPE_CHECKING:
    from assistant import Assistant


def masthead_html(assistant: "Assistant") -> str:
    """The name of the page, one line about the index, and what is to be known before asking."""
    sentences = " ".join(f"<span>{escaped(sentence)}</span>" for sentence in extent(assistant.summary()))
    notices = "".join(notice_html(notice) for notice in assistant.notices)
    return f'<h1>Dateline</h1><p class="extent">{sentences}</p>{notices}'


def extent(summary: IndexSummary) -> list[str]:
    """Sentences such as "294 articles, 7 January 2019 to 30 December 2021 (2 undated)."."""
    if not summary.articles:
        return ["No articles are indexed yet."]
    count = f"{summary.articles:,} article{'' if summary.articles == 1 else 's'}"
    if summary.earliest is None or summary.newest is None:
        return [f"{count}, undated."]
    undated = f" ({summary.undated:,} undated)" if summary.undated else ""
    span = _span(summary.earliest, summary.newest)
    return [f"{count}, {span}{undated}.", f"Newest article: {date_in_words(summary.newest)}."]


def _span(earliest: date, newest: date) -> str:
    if earliest == newest:
        return _day(earliest)
    return f"{_day(earliest)} to {_day(newest)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
