"""Text as it may be shown and sent: on lines, with nothing in it that is not seen."""

import re

# Control characters, lone surrogates, and Unicode's Default_Ignorable_Code_Point: zero-width, bidi, tags, variation
# selectors (which can carry a hidden text byte by byte) and the letters that are drawn as nothing.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def plain(text: str) -> str:
    """Return `text` without characters that are not seen, every kind of line end made a newline."""
    return _UNSEEN.sub("", "\n".join(text.replace("\t", " ").splitlines()))


def tidy(text: str) -> str:
    """Return text on one line with single spaces, none before punctuation."""
    return re.sub(r" (?=[.,;:!?](?:\s|$))", "", " ".join(text.split()))
