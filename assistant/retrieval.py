"""Finding the passages for a question: by meaning and by words, fused."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from assistant.answers import ScoredPassage
from index import Article, Filters, Index, Passage
from index.sentences import sentence_spans

# How many passages each way of searching offers.
CANDIDATES = 50
# Reciprocal rank fusion, Cormack et al. 2009, with their constant.
RRF_CONSTANT = 60
# So that one long article does not push the others out.
PASSAGES_AN_ARTICLE = 3
# Of an article's headline or first sentence.
ABOUT_CHARACTERS = 400


def retrieve(index: Index, question: str, limit: int, filters: Filters) -> list[ScoredPassage]:
    """Return at most `limit` passages, best first, at most three of an article."""
    nearest = index.nearest(question, CANDIDATES, filters)
    matching = index.matching(search_words(question), CANDIDATES, filters)
    passages = index.passages([id for id, _ in [*nearest, *matching]])
    # The vector store may name passages that are gone: it follows the catalog when an update ends.
    fused = fuse([[id for id, _ in nearest], [id for id, _ in matching]])
    return _described(index, _spread([ScoredPassage(passages[id], score) for id, score in fused.items() if id in passages])[:limit])


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


@cache
def common_words() -> frozenset[str]:
    """Return the English function words that say nothing about a subject."""
    return frozenset(files("assistant").joinpath("common_words.txt").read_text("utf-8").split())


def _spread(ranked: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    taken: Counter[str] = Counter()
    kept = []
    for scored in ranked:
        taken[scored.passage.article_id] += 1
        if taken[scored.passage.article_id] <= PASSAGES_AN_ARTICLE:
            kept.append(scored)
    return kept


def _described(index: Index, found: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    articles = {id: index.article(id) for id in {scored.passage.article_id for scored in found}}
    return [replace(scored, about=_about(articles[scored.passage.article_id], scored.passage)) for scored in found]


def _about(article: Article | None, passage: Passage) -> str:
    if article is None:
        return ""
    if article.title:
        return article.title[:ABOUT_CHARACTERS]
    start, end = next(iter(sentence_spans(article.text, article.body_start, article.body_start + ABOUT_CHARACTERS)), (0, 0))
    return "" if passage.start <= start else article.text[start:end]
