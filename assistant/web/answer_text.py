"""The text of an answer as HTML: paragraphs, the words that answer in bold, citation markers, support marks."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from assistant.records import Answer, Sentence, paragraphs
from assistant.support import SUPPORTED
from assistant.web.escaping import escaped, one_line

MISSING_SHOWN = 8  # words that a weak sentence's passages do not hold
MISSING_LENGTH = 40  # characters of each

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def text_html(answer: Answer) -> str:
    """The answer's text; markers of its citations are buttons, whose value is the number, and behind them stands how they support it."""
    numbers = {citation.number for citation in answer.citations}
    return sentences_html(answer.sentences, lambda number: _marker_html(number) if number in numbers else f"[{number}]", support_html)


def sentences_html(
    sentences: Sequence[Sentence], marker: Callable[[int], str], behind: Callable[[Sentence], str] = lambda sentence: ""
) -> str:
    """The sentences in their paragraphs, with a marker for each citation and, at its end, what stands `behind` a sentence."""
    return "".join(
        f"<p>{' '.join(_sentence_html(sentence, marker) + behind(sentence) for sentence in paragraph)}</p>"
        for paragraph in paragraphs(sentences)
    )


def _sentence_html(sentence: Sentence, marker: Callable[[int], str]) -> str:
    above = f"<strong>{escaped(sentence.heading)}</strong><br>" if sentence.heading else ""
    lead = f"{escaped(sentence.lead)} " if sentence.lead else ""
    before, behind = sentence.halves
    markers = " " + "".join(map(marker, sentence.citations)) if sentence.citations else ""
    return f"{above}{lead}{with_strong(before, sentence.highlights)}{markers}{escaped(behind)}"


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


def support_html(sentence: Sentence) -> str:
    """A quiet check behind a supported sentence, words behind one that its passages hardly hold; nothing behind a quote."""
    if sentence.support is None:
        return ""
    percent = f"{round(100 * sentence.support)} %"
    if sentence.support >= SUPPORTED:
        return f'<span class="support" role="img" title="Supported by what it cites ({percent} sure)">\N{CHECK MARK}</span>'
    words = [one_line(word)[:MISSING_LENGTH] for word in sentence.missing[:MISSING_SHOWN]]
    told = ": ".join(["weakly supported", *(["not found: " + ", ".join(words)] if words else [])])
    more = " …" if len(sentence.missing) > MISSING_SHOWN else ""
    return f'<span class="support weak" title="Support by what it cites: {percent}">{escaped(told)}{more}</span>'


def _marker_html(number: int) -> str:
    return f'<button type="button" class="marker" value="{number}">[{number}]</button>'
