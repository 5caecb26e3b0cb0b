"""The embedded answer: which of the sentences that a reader points at are quoted, and which are cited with them."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from assistant.answers import Citation, ScoredPassage
from assistant.question_kinds import asks_figure, asks_several
from assistant.quoted_text import Quotation, answer_in, quotation
from assistant.reading.reader import Span
from assistant.revisions import NEWER_SHARE, Candidate, revised
from assistant.time_frame import TimeFrame
from assistant.timing import SAME_TIME, time_weight
from index.language.numbers import numbers_in
from index.language.times import dates_in

# A second sentence is quoted when its probability is at least this share of the first one's: more readily where several
# things are asked for; else only when the two cannot be told apart.
SEVERAL_SHARE = 0.5
TIED_SHARE = 0.85
# What another article says is cited too when it gives the same answer in other words, and is at least this share as likely.
AGREED_SHARE = 0.25
# Two sentences that share this much of their words say one thing: one is shown, both are cited.
SAME_WORDS = 0.7
MOST_SENTENCES = 2
MOST_CITATIONS = 4
# Sentences beyond this have no chance to be shown.
MOST_CANDIDATES = 12

Source = Callable[[Citation], Citation]
"""Adds to a citation who says it and where else it stands."""


def quote(
    spans: Sequence[Span], passages: Sequence[ScoredPassage], question: str, *, frame: TimeFrame | None = None, source: Source = lambda c: c
) -> Quotation:
    """Quote the best sentence, a second where it is as good or several things are asked for, and cite where else the same is said.

    Where articles of different days give different figures, the newest is quoted, or that of the time asked about, and the others
    follow with their dates. A day that an answer names from its article's own, such as "on Friday", is given its date in
    square brackets; so is one of the sentence around the answer when the question asks when and the answer names none.
    """
    candidates = _candidates(spans, passages, question, frame, source)
    values = revised(question, candidates) if asks_figure(question) else []
    candidates = _newest_first(candidates, values, frame)
    groups = _groups(candidates, values, SEVERAL_SHARE if asks_several(question) else TIED_SHARE)
    return quotation(question, groups, values)


def _candidates(
    spans: Sequence[Span], passages: Sequence[ScoredPassage], question: str, frame: TimeFrame | None, source: Source
) -> list[Candidate]:
    """Return what may be cited, likeliest first; copies of one sentence in one story are one."""
    found: list[Candidate] = []
    for span in spans[:MOST_CANDIDATES]:
        citation = _citation(span, passages[span.passage])
        if any(_is_copy(citation, other.citation) for other in found):
            continue
        share = span.probability / (spans[0].probability or 1.0)
        scored = passages[span.passage]
        of_time = time_weight(frame, question, scored, span.sentence_start, span.sentence_end) == SAME_TIME
        found.append(Candidate(source(citation), _answer_words(citation), share, scored.about, of_time))
    return found


def _is_copy(citation: Citation, other: Citation) -> bool:
    return citation.file in {file.id for file in other.also_in} and says_the_same(other.quote, citation.quote)


def _newest_first(candidates: list[Candidate], values: Sequence[Candidate], frame: TimeFrame | None) -> list[Candidate]:
    """Put the newest of the values first, unless another time is asked about."""
    likely = [candidate for candidate in values if candidate.share >= NEWER_SHARE]
    if not likely or (frame is not None and frame.order != "latest"):
        return candidates
    newest = max(likely, key=lambda candidate: (str(candidate.citation.published), candidate.share))
    return [newest, *(candidate for candidate in candidates if _place(candidate) != _place(newest))]


def _place(candidate: Candidate) -> tuple[str, int, int]:
    return candidate.citation.file, candidate.citation.start, candidate.citation.end


def _groups(candidates: Sequence[Candidate], values: Sequence[Candidate], enough: float) -> list[list[Citation]]:
    """Return the sentences to show, each with the citations that say the same."""
    groups: list[list[Citation]] = []
    cited = 0
    listed = {_place(candidate) for candidate in values}
    for number, candidate in enumerate(candidates):
        citation = candidate.citation
        if cited == MOST_CITATIONS or (candidate.share < AGREED_SHARE and number):
            break
        if number and _place(candidate) in listed:
            continue
        group = next((group for group in groups if says_the_same(group[0].quote, citation.quote) or _agree(group[0], citation)), None)
        if group is not None:
            if citation.file in {c.file for c in group}:
                continue
            group.append(citation)
        elif len(groups) < MOST_SENTENCES and (candidate.share >= enough or not number):
            groups.append([citation])
        else:
            continue
        cited += 1
    return groups


def _citation(span: Span, scored: ScoredPassage) -> Citation:
    passage = scored.passage
    text = passage.text[span.sentence_start - passage.start : span.sentence_end - passage.start]
    place = (span.sentence_start, span.sentence_end)
    return Citation(0, passage.article_id, passage.published, passage.source, text, *place, *_answer(span, text))


def _answer(span: Span, sentence: str) -> tuple[int, int] | tuple[None, None]:
    """Return where in the article the span's words stand, without white space around; nothing when they are all of the sentence."""
    start, end = max(span.start, span.sentence_start), min(span.end, span.sentence_end)
    words = sentence[start - span.sentence_start : max(0, end - span.sentence_start)]
    if not words.strip() or words.strip() == sentence.strip():
        return None, None
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def _agree(one: Citation, other: Citation) -> bool:
    """Tell whether two short answers are the same: the same day, the same numbers, one perhaps with more, or the same words."""
    days = [_day(citation) for citation in (one, other)]
    if any(days):
        return days[0] == days[1]
    a, b = (_short(citation) for citation in (one, other))
    numbers = [numbers_in(text) for text in (a, b)]
    if all(numbers):
        return numbers[0] <= numbers[1] or numbers[1] <= numbers[0]
    return bool(a and b) and a == b


def _day(citation: Citation) -> date | None:
    """Return the one day that the answer names, in full or by its article's: "on Friday", "yesterday"."""
    start, end = ((at or 0) - citation.start for at in (citation.answer_start, citation.answer_end))
    named = [e for e in dates_in(citation.quote, citation.published) if e.start < end and start < e.end]
    return named[0].first if len(named) == 1 and named[0].first == named[0].last else None


def _short(citation: Citation) -> str:
    return " ".join(re.findall(r"\w+", _answer_words(citation).casefold()))


def _answer_words(citation: Citation) -> str:
    answer = answer_in(citation)
    return citation.quote[slice(*answer)] if answer else ""


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two sentences share most of their words and all of their numbers."""
    a, b = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return bool(a and b) and len(a & b) / len(a | b) >= SAME_WORDS and numbers_in(one) == numbers_in(other)
