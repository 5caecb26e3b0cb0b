"""Markers such as [1] and [2][3] in a reply: found, read, taken out of its sentences and put back."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.answers import NOT_SAID
from assistant.writing.plain_text import plain, tidy
from index.language.sentences import sentence_spans

MARKER = re.compile(
    r"""\\?[\[【［]{1,2} \s* \^? (?:(?:passage|source|article)s?)? \s* \#?
    (?P<numbers> \d{1,9} (?: (?: [\s,;&–-] | \band\b | \bpassages?\b )+ \d{1,9} )* )
    \s* (?: (?: :\d+ )? † [^\[\]【】［］]{0,60} )? \\?[\]】］]{1,2}""",
    re.IGNORECASE | re.VERBOSE,
)
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


def draft_text(reply: str, sent: int) -> str:
    """Return the reply so far, an unfinished marker held back, the others numbered in order of appearance."""
    order: dict[int, int] = {}

    def renumbered(marker: re.Match[str]) -> str:
        numbers = [n for n in _named(marker) if 1 <= n <= sent]
        return "".join(f"[{order.setdefault(n, len(order) + 1)}]" for n in numbers)

    text = _undecorated(reply)
    text = text[:-_OPEN_LENGTH] + _OPEN.sub("", text[-_OPEN_LENGTH:])
    return tidy(MARKER.sub(renumbered, text))


def _named(marker: re.Match[str]) -> list[int]:
    """Return the numbers in a marker, `2-4` spelled out."""

    def spelled_out(span: re.Match[str]) -> str:
        first, last = int(span[1]), int(span[2])
        # Nobody cites twenty passages in a row: a longer range is two numbers.
        return " ".join(map(str, range(first, last + 1))) if 0 <= last - first < 20 else span[0]

    return [int(number) for number in re.findall(r"\d+", _RANGE.sub(spelled_out, marker["numbers"]))]


@dataclass
class Claim:
    """A sentence of the reply without its markers, and the passage numbers that they name."""

    text: str
    named: list[int] = field(default_factory=list)


def claims_of(reply: str) -> list[Claim]:
    """Return the sentences of a whole reply, each with the passage numbers that its markers name."""
    claims: list[Claim] = []
    text = _undecorated(reply)
    for line in (text[:-_OPEN_LENGTH] + _CUT.sub("", text[-_OPEN_LENGTH:])).splitlines():
        plain, markers = _without_markers(_short(line))
        spans = sentence_spans(plain)
        found = [Claim(tidy(plain[start:end])) for start, end in spans]
        starts = [start for start, _ in spans]
        for offset, numbers in markers:
            # The last sentence that starts before the marker; a line of markers alone belongs to the line above.
            owner = found[max(0, bisect_left(starts, offset) - 1)] if found else claims[-1] if claims else Claim("")
            owner.named += numbers
        claims += found
    return [claim for claim in claims if any(c.isalnum() for c in claim.text)]


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


def says_not_said(claim: Claim) -> bool:
    """Tell whether a sentence is the one that says that the articles do not say."""
    words = claim.text.lower().replace("’", "'").replace("don't", "do not").replace("passages", "articles")
    return re.sub(r"[^a-z ]", "", words).strip() == re.sub(r"[^a-z ]", "", NOT_SAID.lower())


def with_markers(sentence: str, numbers: Iterable[int]) -> str:
    """Return the sentence with markers for the numbers, before its full stop."""
    markers = "".join(f"[{number}]" for number in numbers)
    stop = re.search(r"(?<=[\w)%>])(?<!\.\w)[.!?]+$", sentence)  # not the one of "U.S.", nor one within quotation marks
    if stop:
        return f"{sentence[: stop.start()]} {markers}{stop[0]}"
    return f"{sentence} {markers}" + ("." if sentence[-1].isalnum() else "")
