"""The head of the page: what the index holds, and how far it reaches."""

from datetime import date
from typing import TYPE_CHECKING

from assistant.web.cards import notice_html
from assistant.web.escaping import escaped
from assistant.web.places import date_in_words
from index import IndexSummary
from index.language.times import in_words

if TYPE_CHECKING:
    from assistant import Assistant


def masthead_html(assistant: "Assistant") -> str:
    """The name of the page, one line about the index, and what is to be known before asking."""
    summary = assistant.summary()
    sentences = " ".join(f"<span>{escaped(sentence)}</span>" for sentence in extent(summary))
    notices = "".join(notice_html(notice) for notice in assistant.notices)
    return f'<h1>Dateline</h1><p class="extent">{sentences}</p>{notices}{_years_html(summary)}'


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


def _years_html(summary: IndexSummary) -> str:
    """The first and the last year, which page.js offers as a choice of time; they are not shown."""
    if summary.earliest is None or summary.newest is None:
        return ""
    return f'<span class="years" hidden>{summary.earliest.year} {summary.newest.year}</span>'


def _span(earliest: date, newest: date) -> str:
    if earliest == newest:
        return in_words(earliest)
    return f"{in_words(earliest)} to {in_words(newest)}"
