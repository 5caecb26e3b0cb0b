"""Claims of articles made wrong, one thing at a time; the same for the same articles and seed."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.evaluation.meta.claims import Claim, SourceArticle, Span, claims_to_edit, evidence_for, shared_words
from assistant.evaluation.meta.perturbing import NOT_FOR_THINGS, Thing, exchanged, is_likely, load_language, negated, things_of, words_of
from assistant.support.support import Evidence

SWAPPED_KINDS = ("number", "date", "name")
ELSEWHERE, SAME_ARTICLE = "elsewhere", "same article"
NEGATION, OTHER_ARTICLE = "negation", "other article"
RANDOM_ARTICLE, NEAREST_ARTICLE = "random", "nearest"
# Of things that could take another's place, as many are looked at before the claim is passed over.
TRIED = 40
# An article that holds this share of a claim's words may well say the same.
SAYS_THE_SAME = 0.8
# Of more articles so many are drawn: spaCy reads some five a second.
ARTICLES_READ = 200


@dataclass(frozen=True)
class Edit:
    """A claim that its evidence supports, and what supports it no longer: the claim edited, or other evidence.

    `origin` tells where a swapped thing or another article's evidence came from, "" of a negation; `is_rewritten` that the
    claim is no longer in the article's own words.
    """

    kind: str
    origin: str
    article: str
    claim: str
    edited: str
    evidence: tuple[Evidence, ...]
    edited_evidence: tuple[Evidence, ...]
    is_rewritten: bool = False


@dataclass(frozen=True)
class Placed:
    """A thing of an article and the sentence that holds it."""

    thing: Thing
    article: SourceArticle
    sentence: Span


Maker = Callable[[Claim, random.Random], Edit | None]


def make_edits(articles: Sequence[SourceArticle], *, per_kind: int, seed: int) -> list[Edit]:
    """Return at most `per_kind` edits of each kind and origin, no sentence twice within one; the articles in any order.

    Raises EvaluationError where spaCy is not installed.
    """
    articles = sorted(articles, key=lambda article: article.id)
    if len(articles) > ARTICLES_READ:
        articles = random.Random(seed).sample(articles, ARTICLES_READ)
    shelf = Shelf(articles, load_language())
    makers: list[tuple[str, str, Maker]] = [(k, o, shelf.swap(k, o)) for k in SWAPPED_KINDS for o in (ELSEWHERE, SAME_ARTICLE)]
    makers.append((NEGATION, "", shelf.negate))
    makers += [(OTHER_ARTICLE, origin, _attach(articles, origin)) for origin in (RANDOM_ARTICLE, NEAREST_ARTICLE)]
    edits: list[Edit] = []
    for kind, origin, make in makers:
        rng = random.Random(f"{seed} {kind} {origin}")
        made = (edit for claim in claims_to_edit(articles, rng) if (edit := make(claim, rng)))
        edits += [edit for _, edit in zip(range(per_kind), made, strict=False)]
    return edits


class Shelf:
    """The things of articles, to be put in one another's place."""

    def __init__(self, articles: Sequence[SourceArticle], language: Any) -> None:
        self._language = language
        self._by_article: dict[str, list[Placed]] = defaultdict(list)
        places = [(article.text[a:b], (article, (a, b))) for article in articles for a, b in article.sentences]
        for doc, (article, sentence) in language.pipe(places, as_tuples=True, disable=NOT_FOR_THINGS):
            self._by_article[article.id] += [Placed(thing, article, sentence) for thing in things_of(doc)]
        self._by_form: dict[tuple[str, str], list[Placed]] = defaultdict(list)
        for placed in self._by_article.values():
            for one in placed:
                self._by_form[one.thing.kind, one.thing.form].append(one)

    def swap(self, kind: str, origin: str) -> Maker:
        """Return what puts something of its form, from that origin, in the place of one thing of the kind."""

        def make(claim: Claim, rng: random.Random) -> Edit | None:
            own = [thing for thing in self._things(claim) if thing.kind == kind]
            for thing in rng.sample(own, len(own)):
                same = origin == SAME_ARTICLE
                others = self._by_article[claim.article.id] if same else self._by_form[thing.kind, thing.form]
                for other in rng.sample(others, min(TRIED, len(others))):
                    if is_likely(thing, other.thing) and (_is_of_same_article if same else _is_elsewhere)(claim, thing, other):
                        return _edit(kind, origin, claim, exchanged(claim.text, thing, other.thing), [other.sentence] if same else [])
            return None

        return make

    def negate(self, claim: Claim, rng: random.Random) -> Edit | None:
        """Return the claim saying the opposite."""
        edited = negated(self._language(claim.text))
        return _edit(NEGATION, "", claim, edited) if edited else None

    def _things(self, claim: Claim) -> tuple[Thing, ...]:
        if claim.is_rewritten:
            return things_of(self._language(claim.text))
        return tuple(placed.thing for placed in self._by_article[claim.article.id] if placed.sentence == claim.sentence)


def _edit(kind: str, origin: str, claim: Claim, edited: str, needed: Sequence[Span] = ()) -> Edit:
    evidence = evidence_for(claim.text, claim.article, [claim.sentence, *needed])
    return Edit(kind, origin, claim.article.id, claim.text, edited, evidence, evidence, claim.is_rewritten)


def _is_elsewhere(claim: Claim, thing: Thing, other: Placed) -> bool:
    """Tell whether the claim's article, and the day it was published, hold nothing of `other`, which is another article's."""
    return other.article.id != claim.article.id and not _holds(_words(claim.article), other.thing)


def _is_of_same_article(claim: Claim, thing: Thing, other: Placed) -> bool:
    """Tell whether `other` stands in another sentence of the claim's article, and nothing of it in the claim."""
    if other.sentence == claim.sentence or f"{thing.text}, {other.thing.text}" in claim.article.text:
        return False  # "in Vark, Kuvelia": what is so of the one may be said of the other
    return not _holds(frozenset(words_of(claim.article.text[slice(*claim.sentence)])), other.thing)


def _holds(words: frozenset[str], thing: Thing) -> bool:
    own = words_of(thing.text)
    return any(word in words for word in own) if thing.kind == "name" else all(word in words for word in own)


@lru_cache(maxsize=ARTICLES_READ)
def _words(article: SourceArticle) -> frozenset[str]:
    day = article.published
    return frozenset(words_of(f"{article.text} {day:%A %B %b} {day.day} {day.year}" if day else article.text))


def _attach(articles: Sequence[SourceArticle], origin: str) -> Maker:
    """Return what holds a claim against another article: any that may not say it, or of these the one with most of its words."""

    def make(claim: Claim, rng: random.Random) -> Edit | None:
        others = [article for article in articles if _may_say_otherwise(claim, article)]
        if not others:
            return None
        nearest = max(others, key=lambda article: shared_words(claim.text, article))
        own = evidence_for(claim.text, claim.article, [claim.sentence])
        other = evidence_for(claim.text, nearest if origin == NEAREST_ARTICLE else rng.choice(others))
        return Edit(OTHER_ARTICLE, origin, claim.article.id, claim.text, claim.text, own, other, claim.is_rewritten)

    return make


def _may_say_otherwise(claim: Claim, article: SourceArticle) -> bool:
    most = shared_words(claim.text, claim.article)
    return article.id != claim.article.id and shared_words(claim.text, article) < SAYS_THE_SAME * most


def edits_by_kind(edits: Sequence[Edit]) -> dict[tuple[str, str], list[Edit]]:
    """Return the edits of each kind and origin, in order."""
    found: dict[tuple[str, str], list[Edit]] = defaultdict(list)
    for edit in edits:
        found[edit.kind, edit.origin].append(edit)
    return dict(found)
