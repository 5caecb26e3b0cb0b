"""Which articles are indexed: a page of them at a time, searched and sorted, and how many there are of each month."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from index.catalog import Catalog, fts_phrase
from index.filters import Filters
from index.rows import day
from index.schema import OPENING_LENGTH, TITLE_OR_OPENING

SortColumn = Literal["published", "source", "title", "passages", "id"]

# More is nothing that somebody types, and each term costs time; SQLite refuses patterns of 50,000 bytes.
TERMS = 8
TERM_CHARACTERS = 100
# A single letter begins too many words to be of use.
SHORTEST_PREFIX = 2

_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_PASSAGES = "(SELECT count(*) FROM passages p WHERE p.article_id = a.id)"
# Equal ones come newest first, then by file; what has no date or outlet comes last both ways.
_ORDERS: dict[SortColumn, str] = {
    "published": "a.published {way} NULLS LAST, a.id {way}",
    "source": "a.source COLLATE NOCASE {way} NULLS LAST, a.published DESC NULLS LAST, a.id",
    "title": f"{TITLE_OR_OPENING} COLLATE NOCASE {{way}}, a.id {{way}}",
    "passages": f"{_PASSAGES} {{way}}, a.published DESC NULLS LAST, a.id",
    "id": "a.id COLLATE NOCASE {way}, a.id {way}",
}
# What is searched by any part of it.
_COLUMNS = ("id", "source", "author", "section", "url")
# The article's passages are looked up in what was found, not the other way round: a frequent word is found in most of them.
_NAMED = r" OR ".join(rf"a.{column} LIKE ? ESCAPE '\'" for column in _COLUMNS)
_HOLDS = rf"""({_NAMED} OR EXISTS (
    SELECT 1 FROM passages p INDEXED BY passages_article
    WHERE p.article_id = a.id AND +p.number IN (SELECT rowid FROM words WHERE words MATCH ?)))"""

_Condition = tuple[str, list[str]]


@dataclass(frozen=True)
class ListedArticle:
    """An article as a list shows it: `title_or_opening` is its title or, where it has none, its first words, on one line.

    `undated` tells why it has no date, where it has none.
    """

    id: str
    source: str | None
    title_or_opening: str
    published: date | None
    passages: int
    undated: str | None = None


@dataclass(frozen=True)
class Listing:
    """A page of the articles that were wanted; `total` counts all of them."""

    rows: tuple[ListedArticle, ...]
    total: int


@dataclass(frozen=True)
class MonthCount:
    """How many articles were published in the month that begins on `month`, or are undated where it is None."""

    month: date | None
    articles: int


def list_articles(
    catalog: Catalog,
    *,
    search: str = "",
    filters: Filters | None = None,
    undated: bool = False,
    sort: SortColumn = "published",
    descending: bool = True,
    offset: int = 0,
    limit: int = 100,
) -> Listing:
    """Return the articles that hold every term of `search` and pass the filters; with `undated`, only those without a date.

    A term is a word or a "quoted phrase" of the text or title, or a part of the file's name, the outlet, author, section or address.
    The last one may be half typed.
    """
    where, values = _passing(catalog, filters or Filters(), undated)
    order = _ORDERS[sort].format(way="DESC" if descending else "ASC")
    rows = [row for (row,) in catalog.database.rows(f"SELECT a.rowid FROM articles a WHERE {where} ORDER BY {order}", *values)]
    where, values = _holding(search)
    if values:  # apart, or SQLite reads every text to sort by titles
        found = {row for (row,) in catalog.database.rows(f"SELECT a.rowid FROM articles a WHERE {where}", *values)}
        rows = [row for row in rows if row in found]
    return Listing(_listed(catalog, rows[offset : offset + limit]), len(rows))


def months(catalog: Catalog, *, search: str = "") -> list[MonthCount]:
    """Return the months of the articles that `list_articles` finds, the earliest first and the undated last."""
    where, values = _holding(search)
    month = "substr(a.published, 1, 7)"
    counts = f"SELECT {month}, count(*) FROM articles a WHERE {where} GROUP BY {month} ORDER BY {month} NULLS LAST"
    return [MonthCount(day(month and f"{month}-01"), count) for month, count in catalog.database.rows(counts, *values)]


def _listed(catalog: Catalog, rows: Sequence[int]) -> tuple[ListedArticle, ...]:
    columns = f"a.rowid, a.id, a.source, {TITLE_OR_OPENING}, a.published, {_PASSAGES}, a.undated"
    found = catalog.database.rows(f"SELECT {columns} FROM articles a WHERE a.rowid IN ({','.join('?' * len(rows))})", *rows)
    listed = {row[0]: _article(*row[1:]) for row in found}
    return tuple(listed[row] for row in rows if row in listed)  # one may have been removed meanwhile


def _article(id: str, source: str | None, opening: str, published: str | None, passages: Any, undated: str | None) -> ListedArticle:
    words = opening.split()
    if len(opening) == OPENING_LENGTH and len(words) > 1:
        words[-1] = "…"  # it may be cut
    return ListedArticle(id, source, " ".join(words), day(published), int(passages), None if published else undated)


def _passing(catalog: Catalog, filters: Filters, undated: bool) -> _Condition:
    """A condition on articles `a` in SQL, and the values of its marks."""
    conditions, values = ["a.published IS NULL" if undated else "1"], []
    for condition, value in (("a.published >= ?", filters.since), ("a.published <= ?", filters.until)):
        if value:
            conditions.append(condition)
            values.append(value.isoformat())
    if filters.source is not None:
        sources = catalog.outlets_named(filters.source)
        conditions.append(f"a.source IN ({','.join('?' * len(sources))})")
        values += sources
    return " AND ".join(conditions), values


def _holding(search: str) -> _Condition:
    """A condition on articles `a` that hold every term, and the values of its marks."""
    terms = _terms(search)
    values = [value for pattern, phrase in terms for value in (*[pattern] * len(_COLUMNS), phrase)]
    return " AND ".join([_HOLDS] * len(terms)) or "1", values


def _terms(search: str) -> list[tuple[str, str]]:
    """The terms of a search, each as a pattern for LIKE and as a phrase for FTS5."""
    typed = re.sub("[\0\ud800-\udfff]", " ", search)
    terms = [(quoted or word)[:TERM_CHARACTERS] for quoted, word in _TERM.findall(typed)]
    terms = [term for term in terms if term.strip()][:TERMS]
    phrases = [fts_phrase(term) for term in terms]
    # Neither a space nor a quote stands behind it: it may go on.
    if terms and len(terms[-1]) >= SHORTEST_PREFIX and typed.endswith(terms[-1]):
        phrases[-1] += " *"
    return [(_pattern(term), phrase) for term, phrase in zip(terms, phrases, strict=True)]


def _pattern(part: str) -> str:
    return "%" + re.sub(r"([\\%_])", r"\\\1", part) + "%"
