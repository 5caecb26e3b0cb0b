"""Which plan answers which kind of question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answering.archive import counted, helping, holdings, listed, phrase, written_by
from assistant.answering.compare import SideFound, compared, names_in
from assistant.answering.digest import digest, timeline, written
from assistant.answering.people import told_of
from assistant.answering.subject import RELEVANT, RELEVANT_IN_A_LIST, Found, OnSubject, articles_on, within_frame
from assistant.records import Citation, Sentence
from assistant.time_frame import TimeFrame
from index import Filters, Index
from index.dating.clock import in_order


@dataclass(frozen=True)
class Asking:
    """What is asked: the words that name the subject, empty for none, what narrows it, and questions to propose."""

    index: Index
    subject: str
    filters: Filters
    frame: TimeFrame | None
    examples: Callable[[], Sequence[str]]


@dataclass(frozen=True)
class Planned:
    """An answer's sentences, none where nothing is found, what they cite, the files told of, and whether those are of the time asked.

    `likely`, 0 to 1, is that the likeliest of the articles is on the subject; 1 for what the catalog counts.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...] = ()
    articles: tuple[str, ...] = ()
    of_time: bool = True
    likely: float = 1.0


def planned(kind: str, asking: Asking) -> Planned | None:
    """Return the answer to a question of a kind, with no sentence where nothing is on its subject.

    None where it is to be looked up: one of another kind, or what articles are on but in no sentence that stands alone.
    """
    plan = _PLANS.get(kind)
    found = plan(asking) if plan else None
    return None if found and found.articles and not found.sentences else found


def comparison(sides: Mapping[str, Asking], *, by_time: bool) -> list[Planned]:
    """Return what is told of each side, by its name, with no text where there is nothing; `by_time` where times tell them apart."""
    found = [_found(asking) for asking in sides.values()]
    names = [frozenset() if by_time else names_in(name) for name in sides]
    index = next(iter(sides.values())).index
    told = compared(index, [SideFound(*side) for side in zip(names, found, strict=True)])
    return [_quoting(citations, of) for citations, of in zip(told, found, strict=True)]


def _found(asking: Asking, least: float = RELEVANT) -> Found:
    return articles_on(asking.index, asking.subject, asking.filters, asking.frame, least=least)


def _newest_first(found: Found) -> Found:
    return replace(
        found, articles=tuple(sorted(found.articles, key=lambda one: in_order(one.article.published, one.article.time), reverse=True))
    )


def _digest(asking: Asking) -> Planned:
    found = _found(asking)
    return _quoting(digest(asking.index, found), found)


def _latest(asking: Asking) -> Planned:
    found = _newest_first(_found(asking))
    return _quoting(digest(asking.index, found, newest_first=True), found)


def _timeline(asking: Asking) -> Planned:
    found = _found(asking, RELEVANT_IN_A_LIST)
    return _quoting(timeline(asking.index, found), found, of_days=True)


def _who(asking: Asking) -> Planned | None:
    found = _found(asking)
    told = told_of(asking.index, found, asking.subject)
    return _quoting(told, found) if told else None


def _quoting(citations: Sequence[Citation], found: Found, *, of_days: bool = False) -> Planned:
    return Planned(*written(citations, of_days=of_days), _files(found), found.of_time, found.likely)


def _list(asking: Asking) -> Planned:
    within = within_frame(asking.filters, asking.frame) or asking.filters
    return _listed(asking, within, written_by(asking.index, asking.subject, within))


def _listed(asking: Asking, within: Filters, by_author: Sequence[OnSubject]) -> Planned:
    found = _found(asking, RELEVANT_IN_A_LIST)
    others = (one for one in found.articles if all(one.article.id != own.article.id for own in by_author))
    found = _newest_first(replace(found, articles=(*by_author, *others), of_time=found.of_time or bool(by_author)))
    total = len(found.articles) if asking.subject else asking.index.list_articles(filters=within, limit=1).total
    return Planned(
        listed(found.articles, total) if found.articles else (), articles=_files(found), of_time=found.of_time, likely=found.likely
    )


def _files(found: Found) -> tuple[str, ...]:
    return tuple(one.article.id for one in found.articles)


def _count(asking: Asking) -> Planned:
    filters = within_frame(asking.filters, asking.frame) or asking.filters
    search = phrase(asking.subject) if asking.subject else ""
    total = asking.index.list_articles(search=search, filters=filters, limit=1).total
    named = f" with the words {search}" if search else ""
    days = f" of {asking.frame.describe()}" if asking.frame and filters != asking.filters else ""
    return Planned((counted(total, f"in this archive{named}{days}"),))


def _archive(asking: Asking) -> Planned:
    if within_frame(asking.filters, asking.frame):  # "What is there from July 2020?"
        return _list(replace(asking, subject=""))
    if by_author := written_by(asking.index, asking.subject, asking.filters):
        return _listed(asking, asking.filters, by_author)
    return Planned((holdings(asking.index),))


def _help(asking: Asking) -> Planned:
    return Planned(helping(asking.index, asking.examples()))


_PLANS: dict[str, Callable[[Asking], Planned | None]] = {
    "summary": _digest,
    "what_happened": _digest,
    "keywords": _digest,
    "latest": _latest,
    "who_is": _who,
    "timeline": _timeline,
    "list": _list,
    "count_archive": _count,
    "archive": _archive,
    "help": _help,
}
