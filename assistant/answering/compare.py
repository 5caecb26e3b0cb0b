"""The two sides of a comparison, told beside each other: each article, and each sentence, tells of the side that it is more about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.answering.digest import chosen
from assistant.answering.subject import Found, OnSubject
from assistant.records import Citation
from index import Index
from index.dating.clock import in_order
from index.language.words import common_words

SENTENCES_A_SIDE = 3
# An article is shared that is nearly so likely on another side.
SHARED = 0.8
BEGINNING = 4


@dataclass(frozen=True)
class SideFound:
    """The words that name a side where names tell the sides apart, none where times do, and the articles on it."""

    names: frozenset[str]
    found: Found


def compared(index: Index, sides: Sequence[SideFound]) -> list[list[Citation]]:
    """Return the sentences that tell most of each side, in the order of their days, none of them twice."""
    told: list[list[Citation]] = []
    for side in sides:
        others = [other for other in sides if other is not side]
        taken = {(one.file, one.start) for citations in told for one in citations}
        own = [(one, _elsewhere(one, others) * side.found.likely / one.relevance) for one in side.found.articles]
        found = replace(side.found, articles=tuple(one for one, elsewhere in own if elsewhere <= 1))
        shared = frozenset(one.article.id for one, elsewhere in own if elsewhere > SHARED)
        told.append(chosen(index, found, SENTENCES_A_SIDE, partial(_tells, side=side, others=others, shared=shared, taken=taken)))
    return [sorted(citations, key=lambda one: (*in_order(one.published, one.time), one.file, one.start)) for citations in told]


def _elsewhere(one: OnSubject, others: Sequence[SideFound]) -> float:
    """Return how likely an article is on another side, beside what is likeliest there."""
    found = ((same.relevance, other.found.likely) for other in others for same in other.found.articles if same.article.id == one.article.id)
    return max((relevance / likely for relevance, likely in found), default=0.0)


def _tells(citation: Citation, side: SideFound, others: Sequence[SideFound], shared: frozenset[str], taken: set[tuple[str, int]]) -> bool:
    """Tell whether a sentence is on a side: it names the side or, in an article that is not shared with another, no other."""
    held = names_in(citation.quote)
    named = bool(held & side.names) or not side.names
    of_another = any(held & (other.names - side.names) for other in others) or citation.file in shared
    return (citation.file, citation.start) not in taken and (named or not of_another)


def names_in(text: str) -> frozenset[str]:
    """Return the beginnings of a text's words, by which "Scottish" names what "Scotland" does."""
    return frozenset(word[:BEGINNING] for word in re.findall(r"\w{2,}", text.casefold()) if word not in common_words())
