"""From bytes to text, or the reason why these bytes are none."""

import codecs
import re

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

UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes, encoding: str = "UTF-8") -> str:
    """The text of a file, newlines untouched and without its BOM; raises `BadContent`.

    A UTF-16 BOM wins over `encoding`.
    """
    if data.startswith(UTF16_BOMS):
        encoding = "UTF-16"
    elif b"\0" in data:
        raise BadContent("binary, not text")
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        raise BadContent(f"not {encoding.upper()}: {byte}; convert the file to UTF-8") from None
    check_text(text)
    return text


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
