"""Digests and timelines: sentences of several articles on a subject, dated and cited."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.subject import Found, OnSubject
from assistant.markers import inline
from assistant.quoting import says_the_same
from assistant.records import Citation, Sentence
from index import Index
from index.annotations import AnnotatedSentence
from index.dating.clock import in_order
from index.language.times import in_words

MOST_SENTENCES = 8
# So short a sentence tells nothing by itself, and so long a one is a list.
WORDS = range(7, 60)
_ENDS = re.compile(r"[.!?][\"'”’)\]]*$")
# A sentence that begins with one of these leans on the one before it.
_LEANING = frozenset("he she it they this that these those his her its their but however also meanwhile and so then instead".split())


def digest(index: Index, found: Found, *, newest_first: bool = False) -> list[Citation]:
    """Return the sentences that tell most, at most eight: of each article its lead, then what else names the subject, a figure, a day."""
    told = sorted(chosen(index, found), key=lambda one: (*in_order(one.published, one.time), one.file, one.start))
    if newest_first:  # each article's sentences stay in their order
        told.sort(key=lambda one: in_order(one.published, one.time), reverse=True)
    return told


def timeline(index: Index, found: Found) -> list[Citation]:
    """Return the same in the order of the days that are told of; without a day in the sentence, of its article."""
    return sorted(chosen(index, found), key=lambda one: (*in_order(one.told_of or one.published, one.time), one.file, one.start))


def written(citations: Sequence[Citation], *, of_days: bool = False) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Return a sentence, on a line of its own, for each citation, and the citations with their numbers.

    Before it stands the day that its article came out, or, `of_days`, that it tells of.
    """
    numbered = tuple(replace(one, number=number) for number, one in enumerate(citations, 1))
    return tuple(_sentence(one, one.told_of if of_days else None) for one in numbered), numbered


def _sentence(citation: Citation, told_of: date | None) -> Sentence:
    day = told_of or citation.published
    return Sentence(inline(citation.quote), (citation.number,), lead=f"{in_words(day) if day else 'Undated'}:", paragraph=True)


def chosen(index: Index, found: Found, most: int = MOST_SENTENCES, tells: Callable[[Citation], bool] = lambda _: True) -> list[Citation]:
    """Return at most so many sentences that tell most, of those that `tells` lets through, in turn of each article that stands."""
    withdrawn = index.withdrawals([one.article.id for one in found.articles])
    gone = {id for id, withdrawal in withdrawn.items() if withdrawal.kind != "correction"}
    articles = [one for one in found.articles if one.article.id not in gone][:most]
    sentences = index.sentences([one.article.id for one in articles])
    ranked = [list(filter(tells, _ranked(one, sentences.get(one.article.id, ()), found))) for one in articles]
    kept: list[Citation] = []
    for place in range(most):  # the first of each article, then the second of each
        for of_article in ranked:
            if place < len(of_article) and len(kept) < most:
                one = of_article[place]
                if not any(says_the_same(one.quote, other.quote) for other in kept):
                    kept.append(one)
    return kept


def _ranked(one: OnSubject, sentences: Sequence[AnnotatedSentence], found: Found) -> list[Citation]:
    """Return an article's sentences that can stand alone: its lead first, then those that tell most."""
    article = one.article
    body = [s for s in sentences if s.kind == "body" and stands_alone(article.text[s.start : s.end])]

    def tells(place: int) -> float:
        s = body[place]
        text = article.text[s.start : s.end]
        named = found.named_by(text)
        leaning = text.split()[0].casefold().strip("“\"'‘") in _LEANING or text[0] in "“\"'‘"
        weight = named + 0.5 * bool(s.figures) + 0.5 * bool(s.times) - leaning - 0.5 * bool(s.speaker)
        return weight - place / len(body)

    order = sorted(range(len(body)), key=lambda place: (place > 0, -tells(place)))
    return [citation_of(one, body[place]) for place in order]


def stands_alone(sentence: str) -> bool:
    """Tell whether a sentence says something by itself: no headline, no line of a list."""
    return len(sentence.split()) in WORDS and bool(_ENDS.search(sentence))


def citation_of(one: OnSubject, sentence: AnnotatedSentence) -> Citation:
    """Return a sentence of an article as what is cited, with the day that it tells of where it names one."""
    article = one.article
    told = [time.first for time in sentence.times if time.granularity == "day" and time.sure and time.first == time.last]
    quote = article.text[sentence.start : sentence.end]
    place, day = (sentence.start, sentence.end), told[0] if told else None
    return Citation(0, article.id, article.published, article.source, quote, *place, told_of=day, time=article.time)
