"""The embedded answer: the sentences a reader points at, quoted and cited, the words that answer highlighted and dated."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers import Citation, ScoredPassage
from assistant.reading.reader import Span
from assistant.relative_days import RelativeDay, relative_days

# A second sentence is quoted when its probability is at least this share of the first one's: more readily where several
# things are asked for; else only when the two cannot be told apart.
SEVERAL_SHARE = 0.5
TIED_SHARE = 0.85
# What another article says is cited too when it gives the same answer in other words, and is at least this share as likely.
AGREED_SHARE = 0.4
# Two sentences that share this much of their words say one thing: one is shown, both are cited.
SAME_WORDS = 0.7
MOST_SENTENCES = 2
MOST_CITATIONS = 4


@dataclass(frozen=True)
class Quotation:
    """The text of an answer, what its markers name, and the offsets into the text of the words that answer by themselves."""

    text: str
    citations: tuple[Citation, ...]
    highlights: tuple[tuple[int, int], ...] = ()

    @property
    def short(self) -> str | None:
        """The first highlight's words."""
        return next((self.text[start:end] for start, end in self.highlights), None)


def quote(spans: Sequence[Span], passages: Sequence[ScoredPassage], *, asks_when: bool = False, asks_several: bool = False) -> Quotation:
    """Quote the best sentence, a second where it is as good or several things are asked for, and cite where else the same is said.

    A day that an answer names from its article's own, such as "on Friday", is given its date in square brackets; so is one of
    the sentence around the answer when the question `asks_when` and the answer names none.
    """
    groups: list[list[Citation]] = []
    cited = 0
    for span in spans:
        share = span.probability / (spans[0].probability or 1.0)
        if share < AGREED_SHARE or cited == MOST_CITATIONS:
            break
        citation = _citation(span, passages[span.passage])
        group = next((group for group in groups if _same(group[0].quote, citation.quote) or _agree(group[0], citation)), None)
        if group is not None:
            if citation.file in {c.file for c in group}:
                continue
            group.append(citation)
        elif len(groups) < MOST_SENTENCES and share >= (SEVERAL_SHARE if asks_several else TIED_SHARE):
            groups.append([citation])
        else:
            continue
        cited += 1
    return _numbered(groups, asks_when)


def inline(text: str) -> str:
    """Return quoted text on one line, with nothing in it that looks like one of our markers."""
    return re.sub(r"\[(\d+)\]", r"(\1)", " ".join(text.split()))


def _numbered(groups: list[list[Citation]], asks_when: bool) -> Quotation:
    text = ""
    citations: list[Citation] = []
    highlights: list[tuple[int, int]] = []
    for group in groups:
        markers = ""
        for citation in group:
            citations.append(replace(citation, number=len(citations) + 1))
            markers += f"[{len(citations)}]"
        sentence, highlight = _sentence(group[0], asks_when)
        text += " " if text else ""
        if highlight:
            highlights.append((len(text) + highlight[0], len(text) + highlight[1]))
        text += f"{sentence} {markers}"
    return Quotation(text, tuple(citations), tuple(highlights))


def _sentence(citation: Citation, asks_when: bool) -> tuple[str, tuple[int, int] | None]:
    """Return the citation's quote as it is shown, dates put in, and where in that its answer stands."""
    answer = _answer_in(citation)
    shown, end = "", 0
    highlight = answer
    for day in _days(citation, answer, asks_when):
        bracket = f" [{'in ' if day.text.isdigit() else ''}{day.text}]"  # a bare number in brackets would be a marker
        shown += citation.quote[end : day.end] + bracket
        end = day.end
        if answer and highlight:
            # A bracket at the very end of the answer belongs to it.
            moves_start, moves_end = (len(bracket) if day.end <= edge else 0 for edge in answer)
            highlight = (highlight[0] + moves_start, highlight[1] + moves_end)
    shown += citation.quote[end:]
    return inline(shown), highlight and (_place(shown, highlight[0]), _place(shown, highlight[1] - 1) + 1)


def _place(text: str, offset: int) -> int:
    """Return where the character at `offset`, not white space, stands once the text is `inline`."""
    return len(inline(text[: offset + 1])) - 1


def _days(citation: Citation, answer: tuple[int, int] | None, asks_when: bool) -> list[RelativeDay]:
    """Return the days of the quote that are to be given their dates."""
    if citation.published is None or not (answer or asks_when):
        return []
    days = relative_days(citation.quote, citation.published)
    start, end = answer or (0, len(citation.quote))
    inside = [day for day in days if day.start < end and start < day.end]
    return inside or (days[:1] if asks_when else [])


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


def _answer_in(citation: Citation) -> tuple[int, int] | None:
    """Return the answer's offsets into the quote."""
    if citation.answer_start is None or citation.answer_end is None:
        return None
    return citation.answer_start - citation.start, citation.answer_end - citation.start


def _agree(one: Citation, other: Citation) -> bool:
    """Tell whether two short answers are the same: in their numbers where they have any, else in their words."""
    a, b = (_short(citation) for citation in (one, other))
    numbers = [re.findall(r"\d+", text) for text in (a, b)]
    return bool(a and b) and (numbers[0] == numbers[1] if any(numbers) else a == b)


def _short(citation: Citation) -> str:
    answer = _answer_in(citation)
    return " ".join(re.findall(r"\w+", citation.quote[slice(*answer)].casefold())) if answer else ""


def _same(one: str, other: str) -> bool:
    a, b = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    numbers = (set(re.findall(r"\d+", text)) for text in (one, other))
    return bool(a and b) and len(a & b) / len(a | b) >= SAME_WORDS and len(set(map(frozenset, numbers))) == 1
