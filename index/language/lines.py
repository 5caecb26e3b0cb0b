"""Which line ends of a paragraph end a block: a heading, a caption, an item of a list, a row; the others only wrap a long line."""

import re
from collections.abc import Iterator

LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_FIRST_WORD = re.compile(r"\s*(\S*)")
_ITEM = re.compile(r"\s*(?:[-*+•‣▪●◦·–—#>|]|#{2,6}|\(?(?:\d{1,3}|[a-z])[.)])\s+\S")
_ROW = re.compile(r"\||\t.*\S|\S {3,}\S")
# Nobody ends a heading with these.
_GOES_ON = re.compile(
    r"(?:[,;(\[–—-]|\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|as|that|is|was|der|die|das|den|dem|des|von|zu|im|am|und|oder|mit|für|le"
    r"|la|les|des?|du|au|aux|et|ou|à|en|un|une|el|los|las|del|al|y|o|con|por|para|que))\s*\Z",
    re.IGNORECASE,
)
# A line that is wrapped is full but for a word; what types and columns are set by leaves more.
FULL = 0.8
# Longer ones are paragraphs of their own.
WIDEST = 160


def blocks(paragraph: str) -> Iterator[tuple[int, str]]:
    """Yield the blocks of a paragraph with their offsets in it; what stands between them is a line's end."""
    lines = list(_lines(paragraph))
    if len(lines) < 2:
        yield 0, paragraph
        return
    width = _width(paragraph, lines)
    start = 0
    for (a, b), (following, end) in zip(lines, lines[1:], strict=False):
        if not _wraps(paragraph[max(a, b - WIDEST - 1) : b], paragraph[following : min(end, following + WIDEST)], width):
            yield start, paragraph[start:b]
            start = following
    yield start, paragraph[start:]


def _lines(paragraph: str) -> Iterator[tuple[int, int]]:
    at = 0
    for end in LINE_END.finditer(paragraph):
        yield at, end.start()
        at = end.end()
    yield at, len(paragraph)


def _width(paragraph: str, lines: list[tuple[int, int]]) -> int | None:
    """How wide the wrapped lines are, None where none is seen: one that the next goes on with a small letter."""
    seen = [b - a for (a, b), (following, _) in zip(lines, lines[1:], strict=False) if _is_small(paragraph, following) and b - a <= WIDEST]
    return max(seen, default=None)


def _is_small(paragraph: str, at: int) -> bool:
    first = _FIRST_WORD.match(paragraph, at)
    return first is not None and first[1][:1].islower()


def _wraps(line: str, following: str, width: int | None) -> bool:
    if not line.strip() or not following.strip() or _ITEM.match(following):
        return False
    first = _FIRST_WORD.match(following)
    word = first[1] if first else ""
    if word[:1].islower() or word[:1] in ")]”’»,;:":
        return True
    if _ROW.search(line.strip()) or _ROW.search(following.strip()):
        return False
    if _GOES_ON.search(line):
        return True
    if word[:1].isalpha() and not word[:1].isupper():  # of a script without capitals
        return True
    return width is not None and len(line) + 1 + len(word) > FULL * width and len(line) <= width / FULL
