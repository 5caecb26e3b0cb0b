"""Who somebody is, or what something is: the sentences that tell it of the name, not those that only hold it."""

import re

from assistant.answering.digest import citation_of, stands_alone
from assistant.answering.subject import Found
from assistant.quoting import says_the_same
from assistant.records import Citation
from index import Article, Index
from index.annotations import AnnotatedSentence

MOST_SENTENCES = 3
ARTICLES = 6
# "Mareta Holvin, the mayor of Halvern", "Holvin was elected", "the ferry Orsola, which".
_TOLD_AFTER = re.compile(
    r",?\s(?:\([^)]{1,40}\)\s)?(?:(?:who|which|that|now|then|also|previously|most recently|formerly)\s)?"
    r"(?:is|was|were|are|has been|had been|serv(?:es|ed)|work(?:s|ed)|joined|became|beg[au]n|h[eo]lds?|leads?|led|earned|received|graduated"
    r"|studied|founded|owns?|owned|ran|runs|won|wrote|spent)\b"
    r"|,\s(?:the|an?|who|which|\d{1,3}|former|then|whose|\w+\s(?:of|and|at|for))\b|,?\s\(?aged?\b"
)


def told_of(index: Index, found: Found, name: str) -> list[Citation]:
    """Return at most three sentences that tell who or what is named, in the order of their articles; none where none tells it."""
    articles = found.articles[:ARTICLES]
    sentences = index.sentences([one.article.id for one in articles])
    told = [
        (_tells(one.article, s, name), one.relevance, one, s)
        for one in articles
        for s in sentences.get(one.article.id, ())
        if s.kind == "body"
    ]
    best = sorted((row for row in told if row[0] >= 1), key=lambda row: (-row[0], -row[1], row[3].start))
    kept: list[Citation] = []
    for _, _, one, sentence in best:
        citation = citation_of(one, sentence)
        if len(kept) < MOST_SENTENCES and not any(says_the_same(citation.quote, other.quote) for other in kept):
            kept.append(citation)
    files = [citation.file for citation in kept]
    return sorted(kept, key=lambda citation: (files.index(citation.file), citation.start))


def _tells(article: Article, sentence: AnnotatedSentence, name: str) -> float:
    """Return how much a sentence tells of the name, or of its last word: from 1 on it says something."""
    text = article.text[sentence.start : sentence.end]
    words = name.split()
    held = re.search(rf"\b{re.escape(name)}\b|\b{re.escape(words[-1])}\b", text, re.IGNORECASE) if words else None
    if held is None or not stands_alone(text):
        return 0.0
    said = bool(sentence.speaker and words[-1].casefold() in sentence.speaker.speaker.casefold().split())
    whole = len(words) > 1 and held[0].casefold() == name.casefold()
    return 1.5 * bool(_TOLD_AFTER.match(text, held.end())) + 0.5 * whole + 0.5 * (held.start() == 0) - 1.5 * said
