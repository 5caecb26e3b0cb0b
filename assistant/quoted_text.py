"""The sentences of an embedded answer: quotes, dates and speakers added in square brackets, the answering words' places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.markers import inline
from assistant.question_kinds import question_kind
from assistant.records import Citation, Sentence, Value
from assistant.relative_days import RelativeDay, relative_days
from assistant.timing import names_other_time
from assistant.trimming import trimmed
from index.dating.clock import is_later
from index.language.times import in_words

CUT = "…"
# What stands before the values of other days.
EARLIER, LATER = "Earlier:", "Later:"
# Before what was taken back, and stands behind the notice.
TAKEN_BACK = {"correction": "Corrected", "retraction": "Retracted", "kill": "Withdrawn"}


@dataclass(frozen=True)
class Quotation:
    """The sentences of an answer, what they cite, values that changed, and what else it may be."""

    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    values: tuple[Value, ...] = ()
    others: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Listed:
    """The figure that an article of some day gives, in its words, and where."""

    citation: Citation
    words: str


def quotation(question: str, groups: Sequence[Sequence[Citation]], values: Sequence[Listed]) -> Quotation:
    """Write out the groups, each a quote with all that say the same, and the `values` that the first of them had on other days."""
    sentences: list[Sentence] = []
    citations: list[Citation] = []

    def cite(citation: Citation) -> int:
        citations.append(replace(_cut(citation, question), number=len(citations) + 1))
        return len(citations)

    for group in groups:
        numbers = tuple(map(cite, group))
        text, highlight = _sentence(group[0], citations[numbers[0] - 1], asks_when=question_kind(question) == "when")
        withdrawn = group[0].withdrawn if sentences else None
        leads = (f"{TAKEN_BACK[withdrawn.kind]}:" if withdrawn else "", _speaker(group[0], citations[numbers[0] - 1]))
        sentences.append(Sentence(text, numbers, (highlight,) if highlight else (), lead=" ".join(filter(None, leads))))
    listed, others = [], []
    for value in values:
        shown, citation, words = groups[0][0], value.citation, inline(value.words)
        if citation.published is None or shown.published is None:
            continue
        number = 1
        if (citation.file, citation.start) != (shown.file, shown.start):
            number = cite(citation)
            earlier = is_later((shown.published, shown.time), (citation.published, citation.time))
            when = f"{TAKEN_BACK['correction']}:" if citation.withdrawn else EARLIER if earlier else LATER
            of_day = f", {citation.time.text}" if citation.time and citation.published == shown.published else ""
            others.append(Sentence(f"{words} ({in_words(citation.published)}{of_day});", (number,), lead=when, closing=1))
        listed.append(Value(words, citation.published, number, citation.time))
    for _, of_time in groupby(others, lambda other: other.lead):
        first, *rest = of_time
        *before, last = first, *(replace(other, lead="") for other in rest)
        sentences += [*before, replace(last, text=f"{last.text[:-1]}.")]
    return Quotation(tuple(sentences), tuple(citations), tuple(listed))


def _cut(citation: Citation, question: str) -> Citation:
    """Return the citation of the clauses that answer, where its sentence is long."""
    answer = answer_in(citation)
    if answer is None:
        return citation
    start, end = trimmed(citation.quote, answer, question)
    if any(names_other_time(part, citation.published) for part in (citation.quote[:start], citation.quote[end:])):
        return citation  # cut off, last year's figure would pass for this year's
    return replace(citation, quote=citation.quote[start:end], start=citation.start + start, end=citation.start + end)


def _sentence(whole: Citation, cut: Citation, *, asks_when: bool) -> tuple[str, tuple[int, int] | None]:
    """Return the quote `cut` of the sentence `whole` as it is shown, and where in that its answer stands."""
    quote, answer = cut.quote, answer_in(cut)
    shown, end = f"{CUT} " if cut.start > whole.start else "", 0
    highlight = answer and (answer[0] + len(shown), answer[1] + len(shown))
    for day in _days(whole, cut, answer, asks_when):
        bracket = f" [{'in ' if day.text.isdigit() else ''}{day.text}]"  # a bare number in brackets would be a marker
        shown += quote[end : day.end] + bracket
        end = day.end
        if answer and highlight:
            # A bracket at the very end of the answer belongs to it.
            moves_start, moves_end = (len(bracket) if day.end <= edge else 0 for edge in answer)
            highlight = (highlight[0] + moves_start, highlight[1] + moves_end)
    shown += quote[end:] + (f" {CUT}" if cut.end < whole.end else "")
    return inline(shown), highlight and (_place(shown, highlight[0]), _place(shown, highlight[1] - 1) + 1)


def _place(text: str, offset: int) -> int:
    """Return where the character at `offset`, not white space, stands once the text is `inline`."""
    return len(inline(text[: offset + 1])) - 1


def _speaker(whole: Citation, cut: Citation) -> str:
    """Return who says it, to be put before a quote that does not name them."""
    named = whole.speaker is None or whole.speaker.split()[-1].casefold() in cut.quote.casefold()
    return "" if named else inline(f"[{whole.speaker}:]")


def _days(whole: Citation, cut: Citation, answer: tuple[int, int] | None, asks_when: bool) -> list[RelativeDay]:
    """Return the days of the quote that are to be given their dates; its whole sentence tells which they are."""
    if cut.published is None or not (answer or asks_when):
        return []
    before = cut.start - whole.start
    found = [replace(day, start=day.start - before, end=day.end - before) for day in relative_days(whole.quote, cut.published)]
    days = [day for day in found if 0 <= day.start and day.end <= len(cut.quote)]
    start, end = answer or (0, len(cut.quote))
    inside = [day for day in days if day.start < end and start < day.end]
    return inside or (days[:1] if asks_when else [])


def answer_in(citation: Citation) -> tuple[int, int] | None:
    """Return the answer's offsets into the quote."""
    if citation.answer_start is None or citation.answer_end is None:
        return None
    return citation.answer_start - citation.start, citation.answer_end - citation.start
