"""Who somebody is, or what something is: the sentences that tell it of the name, not those that only hold it."""

import re

from assistant.answering.digest import citation_of, stands_alone
from assistant.answering.subject import Found
from assistant.quoting import says_the_same
from assistant.records import Citation
from index import Article, Index
from index.annotations import AnnotatedSentence
from index.language.words import TITLES

MOST_SENTENCES = 3
ARTICLES = 6
# "Mareta Holvin, the mayor of Halvern", "Holvin was elected", "the ferry Orsola, which".
_TOLD_AFTER = re.compile(
    r",?\s(?:\([^)]{1,40}\)\s)?(?:(?:who|which|that|now|then|also|previously|most recently|formerly)\s)?"
    r"(?:will\s(?:be|serve)|is|was|were|are|ha[sd]\s(?:been|served|an?)|serv(?:es|ed)|work(?:s|ed)|joined|became|beg[au]n|h[eo]lds?"
    r"|leads?|led|earned|received|graduated|studied|founded|owns?|owned|ran|runs|won|wrote|spent)\b"
    r"|,\s(?:the|an?|who|which|\d{1,3}|former|then|whose|\w+\s(?:of|and|at|for))\b|,?\s\(?aged?\b"
)
# "was the first mayor", ", a former mayor".
_NAMED_AFTER = re.compile(
    r",?\s(?:\([^)]{1,40}\)\s)?(?:(?:who|which)\s)?(?:(?:is|was|were|are|became|serve[sd]\sas|ha[sd]\sbeen)\s)?(?:now\s)?(?:the|an?|former)\b"
)
# "Senior Adviser for Drug Pricing" before a name.
_CAPITALS = re.compile(r"(?:[A-Z][\w'.&-]*\s(?:(?:of|for|and|to|the)\s){0,2}){1,10}$")


def told_of(index: Index, found: Found, name: str) -> list[Citation]:
    """Return at most three sentences that tell who or what is named, in the order of their articles; none where none tells it."""
    articles, name = found.articles[:ARTICLES], _plain(name)
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
    text = _plain(article.text[sentence.start : sentence.end])
    words = name.split()
    held = re.search(rf"\b{re.escape(name)}\b|\b{re.escape(words[-1])}\b", text, re.IGNORECASE) if words else None
    if held is None or not stands_alone(text):
        return 0.0
    said = bool(sentence.speaker and words[-1].casefold() in _plain(sentence.speaker.speaker).casefold().split())
    whole = len(words) > 1 and held[0].casefold() == name.casefold()
    named = bool(_NAMED_AFTER.match(text, held.end())) or _has_office(text[: held.start()])
    told = named or bool(_TOLD_AFTER.match(text, held.end()))
    return 1.5 * told + 0.5 * named + 0.5 * whole + 0.5 * (held.start() == 0) - 1.5 * said


def _has_office(before: str) -> bool:
    """Tell whether a run of capitals before a name is an office: "Prestera Center CEO", not "Dr."."""
    run = _CAPITALS.search(before)
    return run is not None and len(run[0].split()) > 1 and any(word.casefold() in TITLES for word in run[0].split())


def _plain(text: str) -> str:
    return text.replace("’", "'")
