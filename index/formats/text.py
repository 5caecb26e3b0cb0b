"""From bytes to text, or the reason why these bytes are none."""

import codecs
import re
from typing import NamedTuple

from index.formats.charsets import detect, known_codec
from index.formats.drafts import BadContent

# Tab, line feed, vertical tab, form feed and carriage return occur in text.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

# Telegraph copy carries a few stray control characters; a tenth of a file is no text any more.
MAX_CONTROL_SHARE = 0.1

SOFT_HYPHEN = "\u00ad"
# Only letters on both sides, and a small one first in the second line: "the Rhine-\nMain area" keeps its mark.
_BROKEN = re.compile(
    r"(?<![\w-])(?P<first>[^\W\d_]{1,30}(?:-[^\W\d_]{1,30})?)(?P<mark>[-\u2010\u00ad])[ \t]{0,3}(?P<end>\r\n|\r|\n)[ \t]{0,20}"
    r"(?P<second>(?=[^\W\d_A-Z])[^\W\d_]{1,30})(?P<rest>[^\s\w]{0,3})(?![\w-])[ \t]?"
)
_WORDS = re.compile(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+)?(?![\w-])")

# Bytes that stand for no character: one of a hundred is a disturbed line, more is no text or another character set.
_MAX_LOST_SHARE = 0.01
# A single one may be more, but not of a text that is no more than it.
_SHORTEST = 10

# UTF-32's little-endian mark begins as that of UTF-16 does.
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

_OVER = re.compile(rb"[\x80-\xff]+")
_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


class Decoded(NamedTuple):
    """A file's text, and what a reader should know of how it was decoded: nothing where it was clean UTF-8."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of a file, newlines untouched and without its BOM; raises `BadContent`.

    A BOM wins over the character set that is declared, that over UTF-8, and UTF-8 over what is detected.
    """
    codec = next((name for bom, name in _BOMS.items() if data.startswith(bom)), None) or _wide(data) or known_codec(declared)
    if b"\0" in data and codec not in ("utf-16", "utf-32", "utf-16-le", "utf-16-be"):
        raise BadContent("binary, not text")
    faults: list[UnicodeDecodeError] = []
    for each in dict.fromkeys((codec or "utf-8", "utf-8")):
        try:
            return _checked(data.decode(each), each, 0)
        except UnicodeDecodeError as fault:
            faults.append(fault)
    lost = faults[0]
    chosen = (
        codec if codec not in (None, "utf-8") else "utf-8" if lost.reason == "unexpected end of data" or _is_utf8(data) else detect(data)
    )
    text = data.decode(chosen, "replace")
    count = text.count("\ufffd")
    if count > _MAX_LOST_SHARE * len(text) and (count > 1 or len(text) < _SHORTEST):
        raise BadContent(f"in no character set that is known: byte 0x{data[lost.start]:02x} at offset {lost.start}; convert it to UTF-8")
    return _checked(text, chosen, count)


def _checked(text: str, codec: str, lost: int) -> Decoded:
    text = text.removeprefix("\ufeff")
    check_text(text)
    notes = [f"read as {codec.upper()}"] if codec != "utf-8" and not text.isascii() else []
    notes += (
        [f"{lost} bytes that are no {codec.upper()} shown as \ufffd" if lost > 1 else f"a byte that is no {codec.upper()} shown as \ufffd"]
        if lost
        else []
    )
    return Decoded(text, tuple(notes))


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark, told by a zero in nearly every second byte, as all but Asian scripts have it."""
    start = data[:2000]
    if len(start) % 2 or b"\0" not in start:
        start = start[: len(start) // 2 * 2]
    half = len(start) // 2
    zeros = start[0::2].count(0), start[1::2].count(0)
    if half and max(zeros) > 0.8 * half and min(zeros) < 0.05 * half:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return None


def _is_utf8(data: bytes) -> bool:
    """Whether bytes that are not wholly UTF-8 were meant to be: most of those over 127 are parts of its characters."""
    over = sum(map(len, _OVER.findall(data)))
    return sum(map(len, _CHARACTER.findall(data))) > over / 2


def mend_line_ends(text: str) -> str:
    """The text with the words that a line's end has broken in two made whole, and the line ended behind them.

    "minis-/ter of" is "minister/of". The hyphen stays where it may be the word's own: where the text has it elsewhere, or where
    both parts stand alone in it.
    """
    if not _BROKEN.search(text):
        return text
    words = set(_WORDS.findall(text.casefold()))

    def mended(match: re.Match[str]) -> str:
        first, second = match["first"], match["second"]
        own = f"{first}-{second}".casefold() in words or {first.casefold(), second.casefold()} <= words
        own = own and match["mark"] != SOFT_HYPHEN and (first + second).casefold() not in words
        return f"{first}{'-' if own else ''}{second}{match['rest']}{match['end']}"

    return _BROKEN.sub(mended, text)


def check_text(text: str) -> None:
    """Raises `BadContent` for text that is blank, binary or cannot be encoded."""
    if not text or text.isspace():
        raise BadContent("empty")
    if "\0" in text or len(CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise BadContent("binary, not text")
    check_surrogates(text)


def check_surrogates(text: str) -> None:
    """Raises `BadContent` for half of a surrogate pair: neither SQLite nor an embedding model takes one."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(text[error.start]):04x}"
        raise BadContent(f"half of a surrogate pair ({half}) at character {error.start}") from None
