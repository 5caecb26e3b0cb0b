"""Claims: sentences of articles as they stand or lightly rewritten, and the passages that a scorer would see them with."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from assistant.support.support import Evidence
from index import Article, Index
from index.language.sentences import sentence_spans
from index.language.words import common_words

Span = tuple[int, int]

# Shorter sentences say too little by themselves, longer ones are seldom an answer's.
WORDS = (8, 40)
# As many as an answer is given from.
PASSAGES = 6
# A third of the claims is said in other words, where a rule has any for them.
REWRITTEN_SHARE = 1 / 3


@dataclass(frozen=True)
class SourceArticle:
    """An article to take claims from; `sentences` and `passages` are offsets into its text."""

    id: str
    published: date | None
    text: str
    sentences: tuple[Span, ...]
    passages: tuple[Span, ...]


def source_article(article: Article, passages: Iterable[Span]) -> SourceArticle:
    """Return an indexed article with the passages it was cut into."""
    sentences = tuple(sentence_spans(article.text, article.body_start))
    return SourceArticle(article.id, article.published, article.text, sentences, tuple(passages))


def source_articles(index: Index) -> list[SourceArticle]:
    """Return all articles of an index."""
    found = ((index.article(id), passages) for id, passages in index.passages_by_article().items())
    return [source_article(article, [(p.start, p.end) for p in passages]) for article, passages in found if article]


@dataclass(frozen=True)
class Claim:
    """What the sentence at `sentence` of an article says, as it stands there or `is_rewritten`."""

    article: SourceArticle
    sentence: Span
    text: str
    is_rewritten: bool = False


def claims(article: SourceArticle) -> list[Claim]:
    """Return the sentences of an article that state something: whole ones of WORDS words, no headings, questions and scraps."""
    found = [Claim(article, (start, end), article.text[start:end]) for start, end in article.sentences]
    return [claim for claim in found if _states_something(claim.text)]


_STATEMENT = re.compile(r"[\"“]?[A-Z].*[a-z\d\"”)]\.[\"”]?", re.DOTALL)
# What speakers say of themselves, in interviews mostly, is loosely put together.
_SPEAKING = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|me|[Mm]y|[Oo]ur|us|[Ll]et['’]s)\b")


def _states_something(sentence: str) -> bool:
    if not WORDS[0] <= len(sentence.split()) <= WORDS[1] or re.search(r"[\n?]", sentence) or _SPEAKING.search(sentence):
        return False
    return bool(_STATEMENT.fullmatch(sentence)) and sentence.count('"') % 2 == 0 and sentence.count("“") == sentence.count("”")


_CONNECTIVE = re.compile(
    r"\A(?:However|Meanwhile|Additionally|Moreover|Furthermore|In addition|Also|As a result|Nevertheless|Finally), (?=\w)"
)
_SAID = re.compile(r", (?:(?:he|she|they|it|officials|police|the \w{3,20}) (?:said|added|stated)|according to [^,.]{3,60})\.$")


def rewritten(claim: Claim) -> Claim:
    """Return the claim without its connective and its source, where it has one of them and is long enough without; else as it is."""
    text = claim.text if re.search('["“]', claim.text) else _SAID.sub(".", claim.text)
    text = _CONNECTIVE.sub("", text)
    if text == claim.text or len(text.split()) < WORDS[0]:
        return claim
    return replace(claim, text=text[:1].upper() + text[1:], is_rewritten=True)


def claims_to_edit(articles: Sequence[SourceArticle], rng: random.Random) -> Iterator[Claim]:
    """Yield the claims of all articles in random order, some of them rewritten."""
    found = [claim for article in articles for claim in claims(article)]
    rng.shuffle(found)
    for claim in found:
        yield rewritten(claim) if rng.random() < REWRITTEN_SHARE else claim


def evidence_for(claim: str, article: SourceArticle, needed: Sequence[Span] = ()) -> tuple[Evidence, ...]:
    """Return at most PASSAGES passages of the article in its order: those that hold the `needed` spans, then the likest the claim."""
    words = _content(claim)

    def rank(passage: Span) -> tuple[bool, int]:
        is_needed = any(start < passage[1] and passage[0] < end for start, end in needed)
        return is_needed, len(words & _content(article.text[slice(*passage)]))

    chosen = sorted(article.passages, key=rank, reverse=True)[:PASSAGES]
    return tuple(Evidence(article.text[start:end], article.published) for start, end in sorted(chosen))


def shared_words(claim: str, article: SourceArticle) -> int:
    """Return how many of the claim's content words the article holds."""
    return len(_content(claim) & _content(article.text))


# Articles and their passages are asked for with each of their claims.
@lru_cache(maxsize=20_000)
def _content(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold())) - common_words()
