"""The embedded answer: which candidate sentences are quoted, and which are cited with them because they say the same."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.evidence import Candidate, Evidence
from assistant.evidence.figures import is_another
from assistant.question_kinds import asks_several, question_kind
from assistant.quoted_text import Listed, Quotation, answer_in, quotation
from assistant.reading.reader import Span
from assistant.records import Citation, ScoredPassage
from assistant.time_frame import Order
from index import Passage
from index.dating.clock import in_order, is_later
from index.language.numbers import numbers_in
from index.language.sentences import sentence_spans
from index.language.times import dates_in
from index.notices import says_so
from index.rows import Withdrawal

# Two sentences that share this much of their words say one thing: one is shown, both are cited.
SAME_WORDS = 0.7
MOST_SENTENCES = 3
MOST_CITATIONS = 4
# Sentences beyond this have no chance to be shown.
MOST_CANDIDATES = 12
# Another sentence is shown when it is at least so likely beside the first: where several things are asked for, else where it is a toss-up.
# Of 160 questions why and how that nothing was fitted on .61 are answered by 1.4 sentences of one article so, .52 by a share of .5.
SEVERAL_SHARE = 0.2
TIED_SHARE = 0.85
# What else it may be, where the answer is unsure.
MOST_OTHERS, OTHER_SHARE = 2, 0.2
# What says the same is worth a citation when it is at least so likely beside the first.
CITED_SHARE = 0.2
# So is the figure of another day; the newest of them leads. With the order below, of 2,200 questions this put 26 right and 6 wrong.
FIGURE_SHARE = 0.1
# A notice goes before what it takes back even where it is worded much less like the question.
NOTICE_SHARE = 0.05
# Where the latest or the first is asked for, even one that the question is worded much less like.
ORDERED_FIGURE_SHARE = 0.03

# A sentence that begins as a quotation.
_QUOTED = re.compile(r"""["“„«][^"“”„«»]+["”“»]""")

Source = Callable[[Citation], Citation]
"""Adds to a citation who says it and where else it stands."""


@dataclass(frozen=True)
class Statement:
    """What some candidates say alike, likeliest first, and the probability that it is the answer: the sum of theirs."""

    candidates: tuple[Candidate, ...]
    citations: tuple[Citation, ...]
    probability: float


def quote(
    evidence: Evidence, passages: Sequence[ScoredPassage], question: str, *, order: Order | None = None, source: Source = lambda c: c
) -> Quotation:
    """Quote what most probability agrees on, a second sentence where it is as likely, up to three where several things are asked for.

    Of figures for the same thing at several times the newest leads, or the first where that is the `order` asked for, and the others
    follow with their dates. A day that an answer names from its article's own, such
    as "on Friday", is given its date in square brackets; so is one of the sentence around the answer when the question asks when
    and the answer names none.
    """
    found = _taken_back_last(statements(evidence, passages))
    if not found:
        return Quotation()
    if notice := _notice_of(found[0], passages):
        return quotation(question, [[source(notice)], [source(citation) for citation in _worth_citing(found[0], passages)]], [])
    several, tells_of_one = asks_several(question), question_kind(question) in ("why", "how")
    enough = (SEVERAL_SHARE if several else TIED_SHARE) * found[0].probability
    values = _values(found, FIGURE_SHARE if order is None else ORDERED_FIGURE_SHARE)
    likely = [s for s in found if s.probability >= enough and s not in values and (not tells_of_one or _shares_an_article(s, found[0]))]
    others = likely[: MOST_SENTENCES if several else 2]
    shown = [_leading(values, found[0], order), *others] if values else _in_order(others)
    groups = [[source(citation) for citation in _worth_citing(statement, passages)] for statement in shown]
    quoted = quotation(question, groups, [Listed(source(s.citations[0]), _figure_words(s)) for s in values] if values else [])
    rest = [s for s in found if s not in shown and s not in values and s.probability >= OTHER_SHARE * found[0].probability]
    return replace(quoted, others=tuple(source(statement.citations[0]) for statement in rest[:MOST_OTHERS]))


def _shares_an_article(one: Statement, other: Statement) -> bool:
    return not {citation.file for citation in one.citations}.isdisjoint(citation.file for citation in other.citations)


def _in_order(found: Sequence[Statement]) -> list[Statement]:
    """Return statements by article, the likeliest first, in the order that each has them in."""
    files = [statement.citations[0].file for statement in found]
    return sorted(found, key=lambda statement: (files.index(statement.citations[0].file), statement.citations[0].start))


def _taken_back_last(found: Sequence[Statement]) -> list[Statement]:
    """Return the statements, each notice that may answer before what it takes back."""
    ordered = list(found)
    for statement in found:
        by = _taken_back(statement)
        notice = next((other for other in ordered if by and any(citation.file == by.by for citation in other.citations)), None)
        behind = notice is not None and ordered.index(notice) > ordered.index(statement)
        if notice and behind and notice.probability >= NOTICE_SHARE * statement.probability:
            ordered.remove(notice)
            ordered.insert(ordered.index(statement), notice)
    return ordered


def _taken_back(statement: Statement) -> Withdrawal | None:
    """Return what took a statement back, where no article that stands says the same."""
    return statement.citations[0].withdrawn  # those that stand are first


def _notice_of(statement: Statement, passages: Sequence[ScoredPassage]) -> Citation | None:
    """Return the sentence by which a notice takes a statement back with its whole article; a correction leaves the rest standing."""
    withdrawn = _taken_back(statement)
    scored = next((one for one in passages if withdrawn and one.passage.article_id == withdrawn.by), None)
    if withdrawn is None or withdrawn.kind == "correction" or scored is None:
        return None
    text = scored.passage.text
    spans = sentence_spans(text)
    start, end = next((span for span in spans if says_so(text[slice(*span)])), spans[0])
    at = scored.passage.start
    return _cited(scored, at + start, at + end)


def statements(evidence: Evidence, passages: Sequence[ScoredPassage]) -> list[Statement]:
    """Return what the likeliest candidates say, each thing once, by how much probability says it."""
    groups: list[list[_Said]] = []
    for candidate in evidence.candidates[:MOST_CANDIDATES]:
        one = _Said(candidate, _citation(candidate.span, passages[candidate.span.passage]))
        group = next((group for group in groups if group[0].says_the_same(one)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    for group in groups:
        group.sort(key=lambda one: one.citation.withdrawn is not None)
    found = [
        Statement(
            tuple(one.candidate for one in group), tuple(one.citation for one in group), sum(one.candidate.probability for one in group)
        )
        for group in groups
    ]
    return sorted(found, key=lambda statement: -statement.probability)


@dataclass(frozen=True)
class _Said:
    """A candidate and its citation, with what others are compared by."""

    candidate: Candidate
    citation: Citation

    def says_the_same(self, other: "_Said") -> bool:
        """Tell whether both give the same figure, or are the same in words, or as short answers."""
        if self.candidate.figure and other.candidate.figure:
            return bool(self.candidate.figure.values & other.candidate.figure.values)
        return says_the_same(self.citation.quote, other.citation.quote) or self._agrees(other)

    def _agrees(self, other: "_Said") -> bool:
        """Tell whether two short answers are the same: the same day, the same numbers, one perhaps with more, or the same words."""
        if self._day or other._day:
            return self._day == other._day
        if self._numbers and other._numbers:
            return self._numbers <= other._numbers or other._numbers <= self._numbers
        return bool(self._words) and self._words == other._words

    @cached_property
    def _day(self) -> date | None:
        """The one day that the answer names, in full or by its article's: "on Friday", "yesterday"."""
        start, end = ((at or 0) - self.citation.start for at in (self.citation.answer_start, self.citation.answer_end))
        named = [e for e in dates_in(self.citation.quote, self.citation.published) if e.start < end and start < e.end]
        return named[0].first if len(named) == 1 and named[0].first == named[0].last else None

    @cached_property
    def _words(self) -> str:
        answer = answer_in(self.citation)
        return " ".join(re.findall(r"\w+", self.citation.quote[slice(*answer)].casefold())) if answer else ""

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(numbers_in(self._words))


def _worth_citing(statement: Statement, passages: Sequence[ScoredPassage]) -> list[Citation]:
    """Return the citations of a statement, one a story: its other files stand with it."""
    kept: dict[str, Citation] = {}
    least = CITED_SHARE * statement.candidates[0].probability
    for candidate, citation in zip(statement.candidates, statement.citations, strict=True):
        if candidate.probability >= least and len(kept) < MOST_CITATIONS:
            kept.setdefault(passages[candidate.span.passage].story or citation.file, citation)
    return list(kept.values())


def _values(found: Sequence[Statement], share: float) -> list[Statement]:
    """Return the first statement and those that give another figure for the same thing at another time, by when they were published.

    Empty when there is nothing but the first.
    """
    first = found[0]
    figure, day = first.candidates[0].figure, first.citations[0].published
    if figure is None or day is None:
        return []
    kept, moments = [first], [(day, first.citations[0].time)]
    for statement in found[1:]:
        candidate, published, time = statement.candidates[0], statement.citations[0].published, statement.citations[0].time
        likely = statement.probability >= share * first.probability and candidate.time == "same"
        if not likely or not candidate.figure or not published or not is_another(figure, candidate.figure):
            continue
        moment = published, time
        if all(is_later(moment, other) or is_later(other, moment) for other in moments):
            kept.append(statement)
            moments.append(moment)
    return sorted(kept, key=_stands_last) if len(kept) > 1 else []


def _stands_last(statement: Statement) -> tuple[bool, date, int]:
    """Return what sorts statements by when they were published, what was taken back before all."""
    citation = statement.citations[0]
    return citation.withdrawn is None, *in_order(citation.published, citation.time)


def _leading(values: Sequence[Statement], first: Statement, order: Order | None) -> Statement:
    """Return which of the values, in order of publication, is the answer: the first or the last, else the likeliest.

    Without an order the newest leads only where it is known what is counted: "nine people", not any other figure near by.
    """
    figure = first.candidates[0].figure
    if order == "first":
        return next((value for value in values if not _taken_back(value)), values[0])
    return values[-1] if order == "latest" or (figure and figure.thing) else first


def _figure_words(statement: Statement) -> str:
    citation, figure = statement.citations[0], statement.candidates[0].figure
    return citation.quote[figure.start - citation.start : figure.end - citation.start] if figure else ""


def _citation(span: Span, scored: ScoredPassage) -> Citation:
    cited = _cited(scored, _speech_start(scored.passage, span.sentence_start), span.sentence_end)
    start, end = _answer(span, cited.quote)
    return replace(cited, answer_start=start, answer_end=end)


def _speech_start(passage: Passage, start: int) -> int:
    """Return where the quotation begins that the sentence at `start` goes on with: “No more.” after “We are done,” he said."""
    before, rest = passage.text[: start - passage.start], passage.text[start - passage.start :]
    spans = sentence_spans(before) if _QUOTED.match(rest) and before.strip() and "\n" not in before[len(before.rstrip()) :] else []
    return passage.start + spans[-1][0] if spans and _QUOTED.match(before, spans[-1][0]) else start


def _cited(scored: ScoredPassage, start: int, end: int) -> Citation:
    passage = scored.passage
    text = passage.text[start - passage.start : end - passage.start]
    facts = passage.article_id, passage.published, passage.source
    return Citation(0, *facts, text, start, end, time=scored.time, withdrawn=scored.withdrawn)


def _answer(span: Span, sentence: str) -> tuple[int, int] | tuple[None, None]:
    """Return where in the article the span's words stand, without white space around; nothing when they are all of the sentence."""
    start, end = max(span.start, span.sentence_start), min(span.end, span.sentence_end)
    words = sentence[start - span.sentence_start : max(0, end - span.sentence_start)]
    if not words.strip() or words.strip() == sentence.strip():
        return None, None
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two sentences share most of their words and all of their numbers."""
    a, b = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return bool(a and b) and len(a & b) / len(a | b) >= SAME_WORDS and numbers_in(one) == numbers_in(other)
