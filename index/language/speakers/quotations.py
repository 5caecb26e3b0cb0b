"""Where an article quotes: the stretches between quotation marks, British, American and straight."""

import re
from dataclasses import dataclass

# No sentence of a quotation is looked for further than this from its other end.
LONGEST = 2_000
_MARK = re.compile(r"[\"“”‘’']")
# Within a quotation between single marks; more are no quotation.
MOST_APOSTROPHES = 40
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,20}\n")
_NOT_OPENING = re.compile(r"(?:\d|(?:til|em|cause|tis|twas|n)\b)", re.IGNORECASE)
_BEFORE_OPENING = frozenset(' \t\r\n\u00a0([{—–-/“‘"')
_AFTER_CLOSING = frozenset(" \t\r\n\u00a0,.;:!?)]}—–-…")
_ENDING = frozenset(",.!?…—–")


@dataclass(frozen=True)
class Quotation:
    """`text[start:end]` with its marks; not `closed` where it goes on in the next paragraph, which opens with a mark of its own."""

    start: int
    end: int
    closed: bool = True


def quotations_between(text: str, start: int, end: int) -> list[Quotation]:
    """Return the outer quotations of `text[start:end]`, in order; `start` is best the start of a paragraph."""
    found: list[Quotation] = []
    opened: int | None = None
    place = start
    while mark := _MARK.search(text, place, end):
        at, place = mark.start(), mark.end()
        if mark[0] in "‘’'":
            if opened is None and (close := _single_close(text, at, end)) is not None:
                found.append(Quotation(at, close))
                place = close
        elif opened is not None and _closes(text, at):
            found.append(Quotation(opened, at + 1))
            opened = None
        elif _opens(text, at):
            if opened is not None and _opens_a_line(text, at) and not _BLANK_LINE.search(text[opened:at].rstrip()):
                found.append(Quotation(opened, opened + len(text[opened:at].rstrip()), closed=False))
            opened = at
    # Where a closed one swallows a blank line, its opening mark was another's closing one, or went unclosed.
    return [one for one in found if not one.closed or not _BLANK_LINE.search(text, one.start, one.end)]


def is_speech(text: str, quotation: Quotation) -> bool:
    """Tell whether a quotation is what somebody said, not a word in inverted commas: four words, or a mark before the closing one."""
    words = text[quotation.start + 1 : quotation.end - 1]
    return not quotation.closed or len(words.split(maxsplit=4)) >= 4 or words.rstrip()[-1:] in _ENDING


def _opens(text: str, at: int) -> bool:
    if text[at] == "”":
        return False
    before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2]
    return text[at] == "“" or (before in _BEFORE_OPENING and bool(after) and not after.isspace())


def _closes(text: str, at: int) -> bool:
    if text[at] in "“”":
        return text[at] == "”"
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not before.isspace() or not after or after in _AFTER_CLOSING


def _opens_a_line(text: str, at: int) -> bool:
    return "\n" in text[max(0, at - 8) : at] and not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _single_close(text: str, at: int, end: int) -> int | None:
    """Return where the quotation that a single mark at `at` opens ends, None where that mark is an apostrophe."""
    before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2]
    if text[at] == "’" or before not in _BEFORE_OPENING or not (after.isalnum() or after == "[") or _NOT_OPENING.match(text, at + 1):
        return None
    end = min(end, at + LONGEST)
    blank = text.find("\n\n", at, end)
    limit = end if blank < 0 else blank
    closing = "’" if text[at] == "‘" else "'"
    fallback = None
    place = at + 2
    for _ in range(MOST_APOSTROPHES):
        place = text.find(closing, place, limit)
        if place < 0:
            break
        if not text[place + 1 : place + 2].isalnum():
            if text[place - 1] in _ENDING or (text[place - 1] != "s" and not text[place - 1].isspace()):
                return place + 1
            fallback = fallback or place + 1
        place += 1
    return fallback
