"""From bytes to text, or the reason why these bytes are none."""

import codecs
import re

from index.formats.drafts import BadContent

# Tab, line feed, vertical tab, form feed and carriage return occur in text.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

# Telegraph copy carries a few stray control characters; a tenth of a file is no text any more.
MAX_CONTROL_SHARE = 0.1

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
