"""The articles on a subject: as many as there are, not the nearest ten."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from math import exp, log

from assistant.asking.frames import content_of
from assistant.reading.features import stems
from assistant.retrieval import search_words
from assistant.time_frame import TimeFrame
from assistant.timing import publication_window
from index import Article, Filters, Index
from index.errors import ArticleDamaged
from index.language.words import without_accents

# How many passages each way of searching offers.
CANDIDATES = 100
# Of an article's title and beginning, which say what it is about.
LEAD_CHARACTERS = 400
# A logistic model of whether an article is on a subject: the cosine of its nearest passage, and the share of the subject's words, the
# rarer the more, in it and in its lead. Fitted on 1,960 pairs of 35 questions of kinds_dev, rounded.
COSINE, WORDS, WORDS_IN_LEAD, BIAS = 8.0, 4.0, 1.5, -7.5
# What tells of a subject says little wrong, and a list leaves little out.
RELEVANT, RELEVANT_IN_A_LIST = 0.4, 0.25


@dataclass(frozen=True)
class OnSubject:
    """An article and how likely it is on the subject, 0 to 1."""

    article: Article
    relevance: float


@dataclass(frozen=True)
class Found:
    """Articles on a subject, whether they are of the time asked about, and how rare each of the subject's words is, by its stem."""

    articles: tuple[OnSubject, ...]
    of_time: bool
    rarity: Mapping[str, float]

    @property
    def likely(self) -> float:
        """How likely the likeliest article is on the subject, 0 to 1."""
        return max((one.relevance for one in self.articles), default=0.0)

    def named_by(self, text: str) -> float:
        """Return the share of the subject's words that a text has, the rarer the more; 1 without a subject."""
        return _share(self.rarity, _plain_stems(text)) if self.rarity else 1.0


def articles_on(index: Index, subject: str, filters: Filters, frame: TimeFrame | None, *, least: float = RELEVANT) -> Found:
    """Return the articles on a subject, most relevant first, one a story.

    They are those of the frame's time where there are any, else of whatever time, `least`, 0 to 1, likely on the subject. Without words
    that name a subject they are those of that time, oldest first, or without a time the newest, CANDIDATES at the most.
    """
    within = within_frame(filters, frame)
    words = search_words(content_of(subject) or subject) if re.search(r"\w", subject) else []
    if not words:
        articles = _of_time(index, within or filters, newest=within is None)
        return Found(tuple(OnSubject(article, 1.0) for article in articles), True, {})
    held, passages = index.word_frequencies(words), index.summary().passages
    rarity = {stem: log(1 + passages / (1 + held.get(word, 0))) for word in words for stem in _plain_stems(word)}
    inside = _relevant(index, subject, words, rarity, within or filters, least)
    found = inside if inside or within is None else _relevant(index, subject, words, rarity, filters, least)
    return Found(tuple(_one_a_story(index, found)), bool(inside), rarity)


def within_frame(filters: Filters, frame: TimeFrame | None) -> Filters | None:
    """Return the filters narrowed to the days of a frame, by when articles came out; None without days."""
    if frame is None or frame.since is None or frame.until is None:
        return None
    window = publication_window(frame)
    until = frame.until if _is_period(frame) or window is None else window[1]
    since = max(frame.since, filters.since or date.min)
    return replace(filters, since=since, until=min(until, filters.until or date.max))


def _is_period(frame: TimeFrame | None) -> bool:
    """Tell whether a frame is a stretch of time, "in April 2019", no day and not the year in an event's name."""
    return frame is not None and frame.since is not None and frame.since != frame.until and not frame.of_event


def _of_time(index: Index, filters: Filters, *, newest: bool) -> list[Article]:
    rows = index.list_articles(filters=filters, descending=newest, limit=CANDIDATES).rows
    return [article for row in rows if (article := read_undamaged(index, row.id))]


def _relevant(
    index: Index, subject: str, words: Sequence[str], rarity: Mapping[str, float], filters: Filters, least: float
) -> list[OnSubject]:
    near, matching = index.nearest(subject, CANDIDATES, filters), index.matching(words, CANDIDATES, filters)
    passages = index.passages(list(dict.fromkeys(id for id, _ in (*near, *matching))))
    vectors, asked = index.vectors(list(passages)), index.embedder.embed_question(subject)
    cosines: dict[str, float] = defaultdict(float)
    for id, passage in passages.items():
        if id in vectors:
            cosines[passage.article_id] = max(cosines[passage.article_id], float(vectors[id] @ asked))
    found = []
    for id, cosine in cosines.items():
        if article := read_undamaged(index, id):
            body, lead = (
                _plain_stems(article.text),
                _plain_stems(f"{article.title or ''} {article.text[article.body_start :][:LEAD_CHARACTERS]}"),
            )
            odds = BIAS + COSINE * cosine + WORDS * _share(rarity, body) + WORDS_IN_LEAD * _share(rarity, lead)
            found.append(OnSubject(article, 1 / (1 + exp(-odds))))
    return sorted((one for one in found if one.relevance >= least), key=lambda one: (-one.relevance, one.article.id))


def _plain_stems(text: str) -> frozenset[str]:
    return stems(without_accents(text))


def _share(rarity: Mapping[str, float], held: frozenset[str]) -> float:
    return sum(weight for stem, weight in rarity.items() if stem in held) / (sum(rarity.values()) or 1.0)


def read_undamaged(index: Index, id: str) -> Article | None:
    """Return an article; None for one that is gone or not as it was indexed, which the answer's notices name."""
    with suppress(ArticleDamaged):
        return index.article(id)
    return None


def _one_a_story(index: Index, found: Sequence[OnSubject]) -> list[OnSubject]:
    stories = index.stories([one.article.id for one in found])
    kept: dict[str, OnSubject] = {}
    for one in found:
        kept.setdefault(stories.get(one.article.id, one.article.id), one)
    return list(kept.values())
