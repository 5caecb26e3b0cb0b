"""Claims of articles made wrong, one thing at a time; the same for the same articles and seed."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.evaluation.meta.claims import Claim, SourceArticle, Span, claims_to_edit, evidence_for, shared_words
from assistant.evaluation.meta.negation import negated
from assistant.evaluation.meta.swaps import Placed, Shelf, Thing, is_elsewhere, is_of_same_article, swapped
from assistant.support.exact_checks import Kind
from assistant.support.support import Evidence

SWAPPED_KINDS: tuple[Kind, ...] = ("number", "date", "name")
ELSEWHERE, SAME_ARTICLE = "elsewhere", "same article"
NEGATION, OTHER_ARTICLE = "negation", "other article"
RANDOM_ARTICLE, NEAREST_ARTICLE = "random", "nearest"
# Of things that could take another's place, as many are looked at before the claim is passed over.
TRIED = 40
# An article that holds this share of a claim's words may well say the same.
SAYS_THE_SAME = 0.8


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


def make_edits(articles: Sequence[SourceArticle], *, per_kind: int, seed: int) -> list[Edit]:
    """Return at most `per_kind` edits of each kind and origin, no sentence twice within one; the articles in any order."""
    articles = sorted(articles, key=lambda article: article.id)
    makers: list[tuple[str, str, Callable[[Claim, random.Random], Edit | None]]] = []
    shelf = Shelf(articles)
    for kind in SWAPPED_KINDS:
        makers.append((kind, ELSEWHERE, _swap_from_elsewhere(kind, shelf)))
        makers.append((kind, SAME_ARTICLE, _swap_from_same_article(kind, shelf)))
    makers.append((NEGATION, "", _negate))
    makers.append((OTHER_ARTICLE, RANDOM_ARTICLE, _attach_to_random(articles)))
    makers.append((OTHER_ARTICLE, NEAREST_ARTICLE, _attach_to_nearest(articles)))
    edits: list[Edit] = []
    for kind_name, origin, make in makers:
        rng = random.Random(f"{seed} {kind_name} {origin}")
        made = _made(claims_to_edit(articles, rng), make, rng)
        edits += [edit for _, edit in zip(range(per_kind), made, strict=False)]
    return edits


def _made(claims: Iterable[Claim], make: Callable[[Claim, random.Random], Edit | None], rng: random.Random) -> Iterator[Edit]:
    for claim in claims:
        edit = make(claim, rng)
        if edit is not None:
            yield edit


def _edit(kind: str, origin: str, claim: Claim, edited: str, needed: Sequence[Span] = ()) -> Edit:
    evidence = evidence_for(claim.text, claim.article, [claim.sentence, *needed])
    return Edit(kind, origin, claim.article.id, claim.text, edited, evidence, evidence, claim.is_rewritten)


def _swap_from_elsewhere(kind: Kind, shelf: Shelf) -> Callable[[Claim, random.Random], Edit | None]:
    def make(claim: Claim, rng: random.Random) -> Edit | None:
        found = _swap(kind, claim, shelf, is_elsewhere, None, rng)
        return _edit(kind, ELSEWHERE, claim, found[0]) if found else None

    return make


def _swap_from_same_article(kind: Kind, shelf: Shelf) -> Callable[[Claim, random.Random], Edit | None]:
    def make(claim: Claim, rng: random.Random) -> Edit | None:
        found = _swap(kind, claim, shelf, is_of_same_article, claim.article, rng)
        return _edit(kind, SAME_ARTICLE, claim, found[0], [found[1].sentence]) if found else None

    return make


def _swap(
    kind: Kind,
    claim: Claim,
    shelf: Shelf,
    fits: Callable[[Claim, Thing, Placed], bool],
    article: SourceArticle | None,
    rng: random.Random,
) -> tuple[str, Placed] | None:
    """Put something of its own form in the place of a thing of the claim, the first of either that fits in random order."""
    own = [thing for thing in shelf.things(claim) if thing.kind == kind]
    for thing in rng.sample(own, len(own)):
        others = shelf.like(thing, article)
        for other in rng.sample(others, min(TRIED, len(others))):
            if fits(claim, thing, other):
                return swapped(claim.text, thing, other.thing), other
    return None


def _negate(claim: Claim, rng: random.Random) -> Edit | None:
    edited = negated(claim.text)
    return _edit(NEGATION, "", claim, edited) if edited else None


def _attach_to_random(articles: Sequence[SourceArticle]) -> Callable[[Claim, random.Random], Edit | None]:
    def make(claim: Claim, rng: random.Random) -> Edit | None:
        others = [article for article in rng.sample(articles, min(TRIED, len(articles))) if _may_say_otherwise(claim, article)]
        return _attached(claim, others[0], RANDOM_ARTICLE) if others else None

    return make


def _attach_to_nearest(articles: Sequence[SourceArticle]) -> Callable[[Claim, random.Random], Edit | None]:
    def make(claim: Claim, rng: random.Random) -> Edit | None:
        others = [article for article in articles if _may_say_otherwise(claim, article)]
        nearest = max(others, key=lambda article: shared_words(claim.text, article), default=None)
        return _attached(claim, nearest, NEAREST_ARTICLE) if nearest else None

    return make


def _may_say_otherwise(claim: Claim, article: SourceArticle) -> bool:
    most = shared_words(claim.text, claim.article)
    return article.id != claim.article.id and shared_words(claim.text, article) < SAYS_THE_SAME * most


def _attached(claim: Claim, article: SourceArticle, origin: str) -> Edit:
    own = evidence_for(claim.text, claim.article, [claim.sentence])
    other = evidence_for(claim.text, article)
    return Edit(OTHER_ARTICLE, origin, claim.article.id, claim.text, claim.text, own, other, claim.is_rewritten)


def edits_by_kind(edits: Sequence[Edit]) -> dict[tuple[str, str], list[Edit]]:
    """Return the edits of each kind and origin, in order."""
    found: dict[tuple[str, str], list[Edit]] = defaultdict(list)
    for edit in edits:
        found[edit.kind, edit.origin].append(edit)
    return dict(found)
