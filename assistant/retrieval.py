"""Finding the passages for a question: by meaning and by words, fused; those of the time asked about are preferred."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache, partial

from assistant.records import ScoredPassage
from assistant.time_frame import TimeFrame
from assistant.timing import publication_window
from index import Article, Filters, Index, Passage
from index.annotations import AnnotatedSentence
from index.errors import ArticleDamaged
from index.language.numbers import numbers_in
from index.language.sentences import sentence_spans
from index.language.words import common_words
from index.notices import notice_kind

SentencesOf = Callable[[str], tuple[AnnotatedSentence, ...]]

# How many passages each way of searching offers.
CANDIDATES = 50
# Reciprocal rank fusion, Cormack et al. 2009, with their constant.
RRF_CONSTANT = 60
# So that one long article, or one story in many files, does not push the others out.
PASSAGES_AN_ARTICLE = 3
# Two passages of a story that share this much of their words, and all figures, are one.
SAME_WORDS = 0.8
# Of an article's headline or first sentence.
ABOUT_CHARACTERS = 400


def retrieve(index: Index, question: str, limit: int, filters: Filters, frame: TimeFrame | None = None) -> list[ScoredPassage]:
    """Return at most `limit` passages, best first, at most three of a story, none that only repeats another.

    A time `frame` prefers: what was published in it is searched for once more by itself, and what was not stays.
    """
    rankings = _rankings(index, question, filters)
    if within := _within(filters, frame):
        rankings += _rankings(index, question, within)
    fused = fuse(rankings)
    passages = index.passages(list(fused))
    # The vector store may name passages that are gone: it follows the catalog when an update ends.
    ranked = [ScoredPassage(passages[id], score) for id, score in fused.items() if id in passages]
    told = cache(partial(_sentences, index))
    return _described(index, told, _with_notices(index, _spread(index, told, ranked, limit))[:limit])


def _rankings(index: Index, question: str, filters: Filters) -> list[list[str]]:
    nearest = index.nearest(question, CANDIDATES, filters)
    matching = index.matching(search_words(question), CANDIDATES, filters)
    return [[id for id, _ in nearest], [id for id, _ in matching]]


def _within(filters: Filters, frame: TimeFrame | None) -> Filters | None:
    """Return the filters narrowed to when articles about the frame's time came out; None when that leaves nothing."""
    window = publication_window(frame) if frame else None
    if window is None:
        return None
    since, until = max(window[0], filters.since or date.min), min(window[1], filters.until or date.max)
    return Filters(since, until, filters.source) if since <= until else None


def fuse(rankings: Iterable[Sequence[str]]) -> dict[str, float]:
    """Fuse rankings of ids by reciprocal rank: id -> sum of 1 / (60 + rank), ranks from 1, best first."""
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, id in enumerate(ranking, start=1):
            scores[id] += 1 / (RRF_CONSTANT + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def search_words(question: str) -> list[str]:
    """Return the words of a question that are worth searching, each once: all of them when all are common."""
    words = list(dict.fromkeys(re.findall(r"\w+", question.casefold())))
    return [word for word in words if word not in common_words()] or words


def _sentences(index: Index, article: str) -> tuple[AnnotatedSentence, ...]:
    return index.sentences([article]).get(article, ())


def _spread(index: Index, told: SentencesOf, ranked: Sequence[ScoredPassage], limit: int) -> list[ScoredPassage]:
    """Return the first `limit` that tell something new, at most PASSAGES_AN_ARTICLE of a story."""
    stories = index.stories(list({scored.passage.article_id for scored in ranked}))
    taken: dict[str, list[str]] = defaultdict(list)
    kept: list[ScoredPassage] = []
    for scored in ranked:
        if len(kept) == limit:
            break
        story = stories.get(scored.passage.article_id, scored.passage.article_id)
        text = scored.passage.text
        if len(taken[story]) == PASSAGES_AN_ARTICLE:
            continue
        scored = replace(scored, story=story, sentences=told(scored.passage.article_id))
        if scored.own_sentences and all(one.kind == "boilerplate" for one in scored.own_sentences):
            continue
        if not any(_repeats(text, other) for other in taken[story]):
            taken[story].append(text)
            kept.append(scored)
    return kept


def _repeats(text: str, other: str) -> bool:
    """Tell whether two passages say the same, figures included."""
    a, b = (set(re.findall(r"\w+", each.casefold())) for each in (text, other))
    return len(a & b) >= SAME_WORDS * len(a | b) and numbers_in(text) == numbers_in(other)


def _with_notices(index: Index, found: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    """Return the passages with what took their articles back, each time before the first of it."""
    withdrawn = index.withdrawals(list({scored.passage.article_id for scored in found}))
    there = {scored.passage.article_id for scored in found}
    kept: list[ScoredPassage] = []
    for scored in found:
        taken_back = withdrawn.get(scored.passage.article_id)
        if taken_back and taken_back.by not in there and (first := index.first_passage(taken_back.by)):
            there.add(taken_back.by)
            kept.append(ScoredPassage(first, scored.score, story=first.article_id))
        kept.append(replace(scored, withdrawn=taken_back))
    return kept


def _described(index: Index, told: SentencesOf, found: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    articles: dict[str, Article | None] = {}
    for id in {scored.passage.article_id for scored in found}:
        with suppress(ArticleDamaged):  # an answer names them, and quotes nothing of them
            articles[id] = index.article(id)
    there = [_of_article(scored, articles[scored.passage.article_id]) for scored in found if scored.passage.article_id in articles]
    vectors = index.vectors([scored.passage.id for scored in there])
    return [replace(one, sentences=told(one.passage.article_id), vector=vectors.get(one.passage.id)) for one in there]


def _of_article(scored: ScoredPassage, article: Article | None) -> ScoredPassage:
    if article is None:
        return scored
    return replace(scored, about=_about(article, scored.passage), correction=_is_notice(article), time=article.time)


def _is_notice(article: Article) -> bool:
    return notice_kind(article.title, article.text[article.body_start :]) is not None


def _about(article: Article, passage: Passage) -> str:
    """Return when the article came out and its headline or first sentence; the passage that begins with that needs only the day."""
    day = f"{article.published:%B} {article.published.day}, {article.published.year}." if article.published else ""
    return f"{day} {_headline(article, passage)}".strip()


def _headline(article: Article, passage: Passage) -> str:
    if article.title:
        return article.title[:ABOUT_CHARACTERS]
    start, end = next(iter(sentence_spans(article.text, article.body_start, article.body_start + ABOUT_CHARACTERS)), (0, 0))
    return "" if passage.start <= start else article.text[start:end]
