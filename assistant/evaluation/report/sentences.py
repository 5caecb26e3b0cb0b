"""The sentences of an answer with their marks: support, words and figures that were not found, citations that are not needed."""

import html
import re
from collections.abc import Iterable, Sequence

from assistant.answers import SUPPORTED
from assistant.evaluation.records import Context, Response, SentenceMarks
from assistant.evaluation.report.figures import bar_html
from assistant.evaluation.report.text import LONGEST, decimal, escaped, one_line

NEAREST_LENGTH = 320  # characters of the nearest passage: about four lines at 1280 px
MISSING_SHOWN = 30

_MARKER = re.compile(r"\[(\d{1,3})\]")


def sentences_html(response: Response, sentences: Sequence[SentenceMarks]) -> str:
    """Return the answer with its markers, sentence by sentence where the marks' sentences are the answer's, else before them."""
    parts = slices(response.text, [sentence.text for sentence in sentences])
    if parts is None:
        rows = [_row(marks.text, marks, response) for marks in sentences]
        return f'<p class="answer">{_with_markers(escaped(response.text), response)}</p>{_list(rows)}'
    return _list([_row(part, marks, response) for part, marks in zip(parts, sentences, strict=True)])


def slices(text: str, sentences: Sequence[str]) -> list[str] | None:
    """Cut an answer into these sentences, each with the markers after it; None when they are not its sentences in order.

    White space is not compared, because a sentence whose markers were taken out has lost some of it.
    """
    lengths = [len(_without_space(sentence)) for sentence in sentences]
    if not sentences or not all(lengths) or _without_space(_MARKER.sub("", text)) != _without_space("".join(sentences)):
        return None
    parts: list[str] = []
    start = seen = 0
    for offset, end in _characters(text):
        if seen == lengths[len(parts)]:
            parts.append(text[start:offset])
            start, seen = offset, 0
        seen += end - offset
    return [*parts, text[start:]]


def _characters(text: str) -> Iterable[tuple[int, int]]:
    """Yield where the characters that are neither white space nor within a marker begin and end."""
    for found in re.finditer(r"\[\d{1,3}\]|\S", text):
        if not _MARKER.fullmatch(found[0]):
            yield found.span()


def _without_space(text: str) -> str:
    return "".join(text.split())


def _list(rows: Sequence[str]) -> str:
    return f'<ol class="sentences">{"".join(rows)}</ol>' if rows else ""


def _row(text: str, marks: SentenceMarks, response: Response) -> str:
    weak = marks.support < SUPPORTED
    nearest = _nearest(marks, response.contexts) if weak else ""
    said = f'<p class="answer">{_with_markers(_underlined(text, marks.missing), response)}</p>'
    return f'<li class="{"weak" if weak else "supported"}">{said}{_marks(marks, weak)}{nearest}</li>'


def _marks(marks: SentenceMarks, weak: bool) -> str:
    word = "✗ weak support" if weak else "supported"
    told = [
        f"by what it cites {decimal(marks.cited_support)}" if marks.cited_support is not None and not marks.quoted else "",
        _found("numbers", marks.numbers),
        _found("dates", marks.dates),
        _found("names", marks.names),
        _not_needed(marks),
    ]
    support = f'{bar_html(marks.support)}<span class="support">{word} {decimal(marks.support)}</span>'
    if marks.quoted:
        support = '<span class="support">quoted</span>'  # nothing was estimated
    rest = "".join(f"<span>{part}</span>" for part in told if part)
    return f'<p class="marks">{support}{rest}{_missing(marks.missing)}</p>'


def _found(kind: str, found: tuple[int, int]) -> str:
    there, every = found
    if not every:
        return ""
    told = f"{kind} found {there} of {every}"
    return told if there >= every else f'<strong class="bad">✗ {told}</strong>'


def _not_needed(marks: SentenceMarks) -> str:
    spare = [number for number, needed in zip(marks.cites, marks.needed, strict=False) if not needed]
    return f"not needed: {''.join(f'[{number}]' for number in spare)}" if spare else ""


def _missing(words: Sequence[str]) -> str:
    shown = [escaped(word, 80) for word in words[:MISSING_SHOWN]]
    more = f" and {len(words) - MISSING_SHOWN} more" if len(words) > MISSING_SHOWN else ""
    return f"<span>not found: <u>{'</u> <u>'.join(shown)}</u>{more}</span>" if shown else ""


def _underlined(text: str, words: Sequence[str]) -> str:
    """Return the text as HTML with the words, which come in its order, underlined."""
    line = one_line(text)
    parts, end = [], 0
    for word in map(one_line, words[:LONGEST]):
        start = _word_at(line, word, end)
        if start >= 0:
            parts += [html.escape(line[end:start]), f"<u>{html.escape(word)}</u>"]
            end = start + len(word)
    return "".join([*parts, html.escape(line[end:])])


def _word_at(line: str, word: str, start: int) -> int:
    """Return where the word next stands by itself, not as a part of another; -1 if nowhere."""
    while word and (at := line.find(word, start)) >= 0:
        end = at + len(word)
        if not line[at - 1 : at].isalnum() and not line[end : end + 1].isalnum():
            return at
        start = at + 1
    return -1


def _with_markers(safe: str, response: Response) -> str:
    """Return the HTML with the markers that name a citation marked as such; other brackets are the answer's own."""
    numbers = {str(cited.number) for cited in response.citations}
    return _MARKER.sub(lambda m: f'<span class="marker">{m[0]}</span>' if m[1] in numbers else m[0], safe)


def _nearest(marks: SentenceMarks, contexts: Sequence[Context]) -> str:
    if marks.best is None or not 0 <= marks.best < len(contexts):
        return ""
    passage = contexts[marks.best]
    file = f' <span class="file">{escaped(passage.file)}</span>' if passage.file else ""
    return f'<p class="nearest"><span class="label">Nearest passage{file}</span> {escaped(passage.text, NEAREST_LENGTH)}</p>'
