"""The sentences of an answer with their marks: support, words and figures that were not found, citations that are not needed."""

import html
from collections.abc import Sequence

from assistant.evaluation.records import Context, Response, SentenceMarks
from assistant.evaluation.report.figures import bar_html
from assistant.evaluation.report.text import LONGEST, decimal, escaped, one_line
from assistant.records import Sentence
from assistant.support import SUPPORTED

NEAREST_LENGTH = 320  # characters of the nearest passage: about four lines at 1280 px
MISSING_SHOWN = 30


def sentences_html(response: Response, marked: Sequence[SentenceMarks]) -> str:
    """Return the answer sentence by sentence, with the marks of those that have some."""
    marks = {one.text: one for one in marked}
    rows = (_row(sentence, marks.get(sentence.text), response) for sentence in response.sentences)
    return f'<ol class="sentences">{"".join(rows)}</ol>'


def _row(sentence: Sentence, marks: SentenceMarks | None, response: Response) -> str:
    weak = marks is not None and marks.support < SUPPORTED
    nearest = _nearest(marks, response.contexts) if marks and weak else ""
    said = f'<p class="answer">{_said(sentence, marks.missing if marks else (), response)}</p>'
    look = ' class="weak"' if weak else ' class="supported"' if marks else ""
    return f"<li{look}>{said}{_marks(marks, weak) if marks else ''}{nearest}</li>"


def _said(sentence: Sentence, missing: Sequence[str], response: Response) -> str:
    """Return the sentence as HTML; those of its markers are marked as such that name a citation."""
    numbers = {cited.number for cited in response.citations}
    markers = [f'<span class="marker">[{n}]</span>' if n in numbers else f"[{n}]" for n in sentence.citations]
    before, behind = sentence.halves
    opening = [escaped(text) for text in (sentence.heading, sentence.lead) if text]
    return " ".join([*opening, _underlined(before, missing), *(["".join(markers)] if markers else [])]) + escaped(behind)


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


def _nearest(marks: SentenceMarks, contexts: Sequence[Context]) -> str:
    if marks.best is None or not 0 <= marks.best < len(contexts):
        return ""
    passage = contexts[marks.best]
    file = f' <span class="file">{escaped(passage.file)}</span>' if passage.file else ""
    return f'<p class="nearest"><span class="label">Nearest passage{file}</span> {escaped(passage.text, NEAREST_LENGTH)}</p>'
