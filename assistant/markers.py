"""Markers such as [1] and [2][3] in what others wrote: a reply is read into sentences once, an article's are made harmless.

Nothing else looks for markers in a text.
"""

import re
from bisect import bisect_left

from assistant.plain_text import plain, tidy
from assistant.records import NOT_SAID, Sentence
from index.language.sentences import sentence_spans

DECLINES = "The articles do not say."
MARKER = re.compile(
    r"""\\?[\[【［]{1,2} \s* \^? (?:(?:passage|source|article)s?)? \s* \#?
    (?P<numbers> \d{1,9} (?: (?: [\s,;&–-] | \band\b | \bpassages?\b )+ \d{1,9} )* )
    \s* (?: (?: :\d+ )? † [^\[\]【】［］]{0,60} )? \\?[\]】］]{1,2}""",
    re.IGNORECASE | re.VERBOSE,
)
# A run of them with the punctuation behind.
_RUN = re.compile(rf"(?: {MARKER.pattern} \s* )+ (?P<stop>[.,;:!?]*)", re.IGNORECASE | re.VERBOSE)
# The stop that ends a sentence; not the one of "U.S.", nor one within quotation marks.
_STOP = re.compile(r"(?<=[\w)%>])(?<!\.\w)[.!?]+$")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
# While a reply is still coming an open bracket may become a marker; at its end only one with numbers was to be one.
_OPEN = re.compile(r"\\?[\[【［][^\]】］]*$|\\$")
_OPEN_LENGTH = 90
_BRACKETS = re.compile(r"[\[【［]{3,}")
_CUT = re.compile(r"\\?[\[【［]+[\s\d,;]*$")
# Some servers send what a model thinks first as part of its reply.
_THINKING = re.compile(r"^\s*<(?:think>.*?(?:</think>|\Z)|t?h?i?n?k?\Z)", re.DOTALL)
_DECORATION = re.compile(r"^[ \t]*(?:[-*•]|\#+|\d{1,2}[.)])[ \t]+|\*\*|__|`+", re.MULTILINE)


def _undecorated(reply: str) -> str:
    return _DECORATION.sub("", _THINKING.sub("", plain(reply)))


def drafted(reply: str, sent: int) -> tuple[Sentence, ...]:
    """Return the reply so far, cut at its markers: an unfinished one is held back, the others are numbered in order of appearance."""
    order: dict[int, int] = {}
    text = _undecorated(reply)
    text = text[:-_OPEN_LENGTH] + _OPEN.sub("", text[-_OPEN_LENGTH:])
    pieces, end = [], 0
    for run in _RUN.finditer(text):
        numbers = (n for marker in MARKER.finditer(run[0]) for n in _named(marker) if 1 <= n <= sent)
        cited = tuple(dict.fromkeys(order.setdefault(n, len(order) + 1) for n in numbers))
        pieces.append(Sentence(tidy(text[end : run.start()]) + run["stop"], cited, closing=len(run["stop"])))
        end = run.end()
    return tuple(piece for piece in (*pieces, Sentence(tidy(text[end:]))) if piece.text)


def _named(marker: re.Match[str]) -> list[int]:
    """Return the numbers in a marker, `2-4` spelled out."""

    def spelled_out(span: re.Match[str]) -> str:
        first, last = int(span[1]), int(span[2])
        # Nobody cites twenty passages in a row: a longer range is two numbers.
        return " ".join(map(str, range(first, last + 1))) if 0 <= last - first < 20 else span[0]

    return [int(number) for number in re.findall(r"\d+", _RANGE.sub(spelled_out, marker["numbers"]))]


def sentences_of(reply: str) -> tuple[Sentence, ...]:
    """Return the sentences of a whole reply; what they cite are the numbers that their markers name, each once."""
    said: list[tuple[str, list[int]]] = []
    text = _undecorated(reply)
    for line in (text[:-_OPEN_LENGTH] + _CUT.sub("", text[-_OPEN_LENGTH:])).splitlines():
        plain, markers = _without_markers(_short(line))
        spans = sentence_spans(plain)
        found: list[tuple[str, list[int]]] = [(tidy(plain[start:end]), []) for start, end in spans]
        starts = [start for start, _ in spans]
        for offset, numbers in markers:
            # The last sentence that starts before the marker; a line of markers alone belongs to the line above.
            owner = found[max(0, bisect_left(starts, offset) - 1)] if found else said[-1] if said else ("", [])
            owner[1].extend(numbers)
        said += found
    return tuple(_sentence(text, numbers) for text, numbers in said if any(c.isalnum() for c in text))


def _sentence(text: str, numbers: list[int]) -> Sentence:
    stop = _STOP.search(text)
    return Sentence(text, tuple(dict.fromkeys(numbers)), closing=len(stop[0]) if stop else 0)


def _short(line: str) -> str:
    """Return the line with single spaces and at most two brackets in a row: runs of them would take the patterns minutes."""
    return _BRACKETS.sub("[[", " ".join(line.split()))


def _without_markers(line: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """Return the line without its markers, and where each stood: right after the text before it."""
    plain, end, markers = "", 0, []
    for marker in MARKER.finditer(line):
        plain = (plain + line[end : marker.start()]).rstrip()
        markers.append((len(plain), _named(marker)))
        end = marker.end()
        # Two sentences with only a marker between them must not grow together.
        plain += " " if line[end : end + 1].isalnum() else ""
    return plain + line[end:], markers


def says_not_said(sentence: Sentence) -> bool:
    """Tell whether a sentence declines: ours, or the one that models are asked to decline by (prompts/write_answer.txt)."""
    words = sentence.text.lower().replace("’", "'").replace("don't", "do not").replace("passages", "articles")
    return _letters(words) in (_letters(DECLINES.lower()), _letters(NOT_SAID.lower()))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z ]", "", text).strip()


def inline(text: str) -> str:
    """Return quoted text on one line, with nothing in it that looks like one of our markers."""
    return re.sub(r"\[(\d+)\]", r"(\1)", " ".join(text.split()))


def neutral(text: str) -> str:
    """Return one line of text whose bracketed numbers a language model cannot take for markers of the answer."""
    return tidy(MARKER.sub(lambda marker: f"({marker['numbers']})", text))


def unmarked(text: str) -> str:
    """Return the text of an earlier answer without its markers, which numbered the passages of then."""
    return tidy(MARKER.sub("", plain(text)))
