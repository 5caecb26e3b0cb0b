"""The text of an answer as HTML: paragraphs, the words that answer in bold, citation markers, support marks."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Protocol

from assistant.answers import Answer
from assistant.web.escaping import escaped, one_line

SUPPORTED_FROM = 0.5  # of a sentence's probability: more likely supported than not
MISSING_SHOWN = 8  # words that a weak sentence's passages do not hold
MISSING_LENGTH = 40  # characters of each

_MARKER = re.compile(r"\[(\d{1,3})\]")
_MARKERS_BEHIND = re.compile(r"(?:[^\S\n]*\[\d{1,3}\])*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


class Support(Protocol):
    """How well what a sentence cites supports it; the sentence ends at `end` of the answer's text."""

    @property
    def end(self) -> int:
        """Offset into the text."""

    @property
    def probability(self) -> float:
        """That all of the sentence is supported, 0 to 1."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Words that were not found."""


def text_html(answer: Answer) -> str:
    """The answer's text; markers of its citations are buttons, whose value is the number."""
    paragraphs = (_paragraph_html(answer, start, end) for start, end in between_blank_lines(answer.text))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def between_blank_lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs begin and end, without white space around; empty ones are left out."""
    edges = [0, *(edge for line in _BLANK_LINE.finditer(text) for edge in line.span()), len(text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        paragraph = text[start:end]
        if paragraph.strip():
            yield start + len(paragraph) - len(paragraph.lstrip()), start + len(paragraph.rstrip())


def with_strong(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """The text `escaped`, with the ranges of its offsets in bold as far as they reach into it.

    `ranges` are in order and apart; the offsets of other text are cut off.
    """
    line, html, end = one_line(text), "", 0
    for first, last in ranges:
        # What comes before an offset, made one line, tells where it stands once the text is; "x" holds a last space there.
        start, stop = (max(end, len(one_line(text[: max(0, offset)] + "x")) - 1) for offset in (first, last))
        shown = line[start:stop].strip()
        if shown:
            start = line.index(shown, start)
            html += f"{escape(line[end:start])}<strong>{escape(shown)}</strong>"
            end = start + len(shown)
    return html + escape(line[end:])


def support_html(sentence: Support) -> str:
    """A quiet check behind a supported sentence, words behind one that its passages hardly hold."""
    percent = f"{round(100 * min(1.0, max(0.0, sentence.probability)))} %"
    if sentence.probability >= SUPPORTED_FROM:
        return f'<span class="support" role="img" title="Supported by what it cites ({percent} sure)">\N{CHECK MARK}</span>'
    words = [one_line(word)[:MISSING_LENGTH] for word in sentence.missing[:MISSING_SHOWN]]
    told = ": ".join(["weakly supported", *(["not found: " + ", ".join(words)] if words else [])])
    more = " …" if len(sentence.missing) > MISSING_SHOWN else ""
    return f'<span class="support weak" title="Support by what it cites: {percent}">{escaped(told)}{more}</span>'


def _paragraph_html(answer: Answer, start: int, end: int) -> str:
    marks = _support_marks(answer)
    lines = []
    for line in answer.text[start:end].splitlines(keepends=True):
        lines.append(_line_html(answer, start, start + len(line), marks))
        start += len(line)
    return "<br>".join(lines)


def _line_html(answer: Answer, start: int, end: int, marks: dict[int, str]) -> str:
    """The line, cut where support marks stand."""
    html = ""
    for cut in sorted({end, *(cut for cut in marks if start < cut < end)}):
        gap = " " if html and answer.text[start].isspace() else ""
        piece = _piece_html(answer, start, cut)
        html += (gap + piece if piece else "") + marks.get(cut, "")
        start = cut
    return html


def _piece_html(answer: Answer, start: int, end: int) -> str:
    numbers = {citation.number for citation in answer.citations}
    html = with_strong(answer.text[start:end], [(first - start, last - start) for first, last in answer.highlights])
    return _MARKER.sub(lambda m: _marker_html(m[1]) if int(m[1]) in numbers else m[0], html)


def _marker_html(number: str) -> str:
    return f'<button type="button" class="marker" value="{int(number)}">[{number}]</button>'


def _support_marks(answer: Answer) -> dict[int, str]:
    """Where in the text each sentence's mark stands: behind its end, and behind markers that follow it."""
    marks: dict[int, str] = {}
    for sentence in getattr(answer, "sentences", ()):
        end = len(answer.text[: max(0, sentence.end)].rstrip())
        behind = _MARKERS_BEHIND.match(answer.text, end)
        marks[behind.end() if behind else end] = support_html(sentence)
    return marks
