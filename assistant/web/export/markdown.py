"""A conversation as Markdown in which nothing that was quoted, asked or named is Markdown, HTML or a link."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from assistant.records import Answer, Citation, ScoredPassage, paragraphs, rendered
from assistant.web.escaping import one_line, without_folders
from assistant.web.export.exported import (
    LONGEST_LINE,
    LONGEST_PASSAGE,
    MOST_CITATIONS,
    MOST_VALUES,
    NEAREST_SHOWN,
    Exported,
    kept,
    lines_above,
    lines_below,
    made_in_words,
    newest,
    place_in_words,
)
from assistant.web.places import QUOTE_LENGTH, date_in_words
from assistant.web.quotes import cut

_ANYWHERE = re.compile(r"[\\`*_{}\[\]<>&#|~$^]")
# Where renderers find addresses in plain text.
_ADDRESS = re.compile(r"\b(https?|ftp|mailto|xmpp)(?=:)|\b(www)(?=\.)", re.IGNORECASE)
# At the start of a line: lists, headings that are underlined, rules, definitions.
_LINE_START = re.compile(r"^([-+=:])|^(\d{1,9})(?=[.)])")


def as_markdown(title: str, exchanges: Sequence[Exported], *, made: datetime) -> str:
    """The conversation as Markdown (CommonMark), each citation with its file, its date and the exact quote."""
    parts = [f"# {_line(title)}", _line(made_in_words(exchanges, made))]
    for number, exchange in enumerate(newest(exchanges), 1):
        parts += [f"## {number}. {_line(exchange.question)}", *_exchange(exchange)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _exchange(exchange: Exported) -> Iterator[str]:
    answer = exchange.answer
    yield from (f"*{_line(line)}*" for line in lines_above(exchange))
    yield from _text(answer)
    yield from (f"*{_line(without_folders(notice))}*" for notice in answer.notices)
    yield _values(answer)
    if answer.abstained:
        yield from _nearest(answer.passages[:NEAREST_SHOWN])
    for citation in answer.citations[:MOST_CITATIONS]:
        yield from _citation(citation)


def _text(answer: Answer) -> Iterator[str]:
    """The paragraphs, the words that answer by themselves in bold."""
    for paragraph in paragraphs(kept(answer)):
        pieces, place = [], 0
        text, highlights = rendered(paragraph)
        for first, last in highlights:
            bold = _line(text[first:last])
            pieces += [_inside(text[place:first]), f"**{bold}**" if bold else ""]
            place = last
        yield _line_start("".join([*pieces, _inside(text[place:])]).strip())


def _inside(text: str) -> str:
    """The text escaped, with the space that parts it from its neighbours."""
    before, after = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
    line = _escaped(one_line(text))
    return f"{before}{line}{after}" if line else before


def _values(answer: Answer) -> str:
    rows = [
        f"- {date_in_words(value.published)}: **{_line(value.text)}** \\[{value.citation}\\]"
        for value in answer.values[:MOST_VALUES]
        if value.text
    ]
    return "\n".join(["What was reported, oldest first:", "", *rows]) if rows else ""


def _citation(citation: Citation) -> Iterator[str]:
    place = place_in_words(citation.file, citation.source, citation.published)
    yield f"**\\[{citation.number}\\]** {_escaped(one_line(cut(place, LONGEST_LINE)))}"
    yield f"> {_line(citation.quote, QUOTE_LENGTH)}"
    yield from (_line(line) for line in lines_below(citation))


def _nearest(passages: Sequence[ScoredPassage]) -> Iterator[str]:
    if passages:
        yield "Nearest passages:"
    for scored in passages:
        passage = scored.passage
        yield _line(place_in_words(passage.article_id, passage.source, passage.published))
        yield f"> {_line(passage.text.strip(), LONGEST_PASSAGE)}"


def _line(text: str, length: int = LONGEST_LINE) -> str:
    """One line that shows the text and can be nothing else, wherever it stands."""
    return _line_start(_escaped(one_line(cut(text, length))))


def _escaped(line: str) -> str:
    return _ADDRESS.sub(lambda m: f"{m[0]}\\", _ANYWHERE.sub(lambda m: f"\\{m[0]}", line))


def _line_start(line: str) -> str:
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\", line)
