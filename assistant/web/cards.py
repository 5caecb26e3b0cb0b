"""An answer as HTML: its text with markers, a card for each citation, or the nearest passages when it abstains."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape

from assistant.answers import Answer, Citation, ScoredPassage
from assistant.errors import AssistantError
from assistant.time_frame import TimeFrame
from assistant.web.escaping import escaped, one_line, without_folders
from index import Article, StoryFile
from index.errors import DatelineIndexError

ArticleOf = Callable[[str], Article]

NEAREST_SHOWN = 3
PREVIEW_LENGTH = 200
COPIES_SHOWN = 5
CONTEXT_LENGTH = 280  # characters of the paragraph on each side of the quote: about three lines at 1280 px
QUOTE_LENGTH = 2000  # an article without a full stop is one sentence, and so one quote

_MARKER = re.compile(r"\[(\d{1,3})\]")
_CUT = " …"
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def answer_html(answer: Answer, article_of: ArticleOf) -> str:
    """The whole reply to a question on one line of HTML; `article_of` finds the article that a card quotes from."""
    below = _nearest_html(answer.passages) if answer.abstained else _cards_html(answer, article_of)
    notices = "".join(notice_html(notice) for notice in answer.notices)
    frame = _frame_html(answer.time_frame) if answer.time_frame else ""
    return f'<div class="{"abstained" if answer.abstained else "answer"}">{_text_html(answer)}{frame}{notices}{below}</div>'


def question_html(question: str) -> str:
    """What the user asked, as shown above the reply."""
    return f'<div class="question">{escaped(question)}</div>'


def notice_html(notice: str) -> str:
    """A quiet line with the answer."""
    return f'<p class="notice">{escaped(without_folders(notice))}</p>'


def error_html(message: str) -> str:
    """A reply that is one line about what went wrong."""
    return f'<div class="problem" role="alert"><p>{escaped(without_folders(message))}</p></div>'


def date_in_words(day: date | None) -> str:
    """Such as "Thursday, 5 December 2024"; "undated" for None."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}" if day else "undated"


def _text_html(answer: Answer) -> str:
    paragraphs = (_paragraph_html(answer, start, end) for start, end in _between_blank_lines(answer.text))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _between_blank_lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs begin and end, without white space around; empty ones are left out."""
    edges = [0, *(edge for line in _BLANK_LINE.finditer(text) for edge in line.span()), len(text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        paragraph = text[start:end]
        if paragraph.strip():
            yield start + len(paragraph) - len(paragraph.lstrip()), start + len(paragraph.rstrip())


def _paragraph_html(answer: Answer, start: int, end: int) -> str:
    numbers = {citation.number for citation in answer.citations}
    lines = []
    for line in answer.text[start:end].splitlines(keepends=True):
        lines.append(_with_strong(line, [(first - start, last - start) for first, last in answer.highlights]))
        start += len(line)
    return _MARKER.sub(lambda m: _marker_html(m[0]) if int(m[1]) in numbers else m[0], "<br>".join(lines))


def _with_strong(text: str, ranges: Sequence[tuple[int, int]]) -> str:
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


def _frame_html(frame: TimeFrame) -> str:
    return f'<p class="time-frame">Time asked about: {escaped(frame.describe())}</p>'


def _marker_html(marker: str) -> str:
    return f'<span class="marker">{marker}</span>'


def _cards_html(answer: Answer, article_of: ArticleOf) -> str:
    cards = "".join(_card_html(citation, article_of) for citation in answer.citations)
    return f'<div class="cards">{cards}</div>' if cards else ""


def _card_html(citation: Citation, article_of: ArticleOf) -> str:
    outlet = f'<span class="outlet">{escaped(citation.source)}</span>' if citation.source else ""
    place = _place_html(citation.file, citation.published)
    head = f'<div class="card-head">{_marker_html(f"[{citation.number}]")}{outlet}{place}</div>'
    speaker = f'<p class="speaker">said by {escaped(citation.speaker)}</p>' if citation.speaker else ""
    quote = f"<blockquote>{_quote_html(citation, article_of)}</blockquote>"
    return f'<div class="card">{head}{quote}{speaker}{_copies_html(citation)}</div>'


def _copies_html(citation: Citation) -> str:
    """The other files of the story, of many only the earliest and the newest."""
    files = citation.also_in
    shown = files if len(files) <= COPIES_SHOWN else (files[0], files[-1])
    items = "".join(f"<li>{_copy_html(file)}</li>" for file in shown)
    more = f"<li>and {len(files) - len(shown)} more</li>" if len(shown) < len(files) else ""
    return f'<div class="copies">The same story also in<ul>{items}{more}</ul></div>' if files else ""


def _copy_html(file: StoryFile) -> str:
    outlet = f'<span class="outlet">{escaped(file.source)}</span>' if file.source else ""
    return f"{outlet}{_place_html(file.id, file.published)}"


def _place_html(file: str, published: date | None) -> str:
    return f'<span class="date">{date_in_words(published)}</span><span class="file">{escaped(file)}</span>'


def _quote_html(citation: Citation, article_of: ArticleOf) -> str:
    before, after = _around(citation, article_of)
    quote = f"<mark>{_marked_html(citation)}</mark>"
    # The quote stands apart from its neighbours by white space only where the article has it.
    return f"{escaped(before)}{_gap(before[-1:])}{quote}{_gap(after[:1])}{escaped(after)}"


def _marked_html(citation: Citation) -> str:
    shown = _start_of(citation.quote, QUOTE_LENGTH)
    if citation.answer_start is None or citation.answer_end is None:
        return escaped(shown)
    kept = len(shown) if shown == citation.quote else len(shown) - len(_CUT)
    return _with_strong(shown, [(citation.answer_start - citation.start, min(kept, citation.answer_end - citation.start))])


def _gap(neighbour: str) -> str:
    return " " if neighbour.isspace() else ""


def _around(citation: Citation, article_of: ArticleOf) -> tuple[str, str]:
    """The rest of the paragraph, before and after the quote; nothing when the article has changed since."""
    try:
        article = article_of(citation.file)
    except (AssistantError, DatelineIndexError):  # gone from the index since: the quote itself is still known
        return "", ""
    if article.text[citation.start : citation.end] != citation.quote:
        return "", ""
    start, end = _paragraph(article, citation.start, citation.end)
    return (
        _end_of(article.text[start : citation.start], CONTEXT_LENGTH),
        _start_of(article.text[citation.end : end], CONTEXT_LENGTH),
    )


def _paragraph(article: Article, start: int, end: int) -> tuple[int, int]:
    """Where the paragraphs that hold `start` to `end` begin and end, leaving the date header out."""
    body = min(article.body_start, start)
    breaks = list(_BLANK_LINE.finditer(article.text, body))
    first = max((b.end() for b in breaks if b.end() <= start), default=body)
    last = min((b.start() for b in breaks if b.start() >= end), default=len(article.text))
    return first, last


def _start_of(text: str, length: int) -> str:
    """The first `length` characters, cut between words and marked so."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(maxsplit=1)[0] + _CUT


def _end_of(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return "… " + text[-length:].split(maxsplit=1)[-1]


def _nearest_html(passages: tuple[ScoredPassage, ...]) -> str:
    items = "".join(_nearest_item_html(p) for p in passages[:NEAREST_SHOWN])
    summary = "<summary>Nearest passages</summary>"
    return f'<details class="nearest">{summary}<ul>{items}</ul></details>' if items else ""


def _nearest_item_html(scored: ScoredPassage) -> str:
    passage = scored.passage
    outlet = f'<span class="outlet">{escaped(passage.source)}</span>' if passage.source else ""
    head = f'<div class="card-head">{outlet}{_place_html(passage.article_id, passage.published)}</div>'
    return f"<li>{head}<p>{escaped(_start_of(passage.text.strip(), PREVIEW_LENGTH))}</p></li>"
