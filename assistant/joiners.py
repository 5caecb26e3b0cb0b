"""Characters that show nothing and yet belong where they are: joiners and marks of Arabic, Persian, Hebrew and Indic text."""

import re

# Scripts whose letters take other forms beside each other, and those that run from right to left.
_JOINING = "[\u0610-\u061a\u0620-\u08ff\u0900-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]"
_FROM_RIGHT = "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_AT_HOME = re.compile(
    rf"(?<={_JOINING})[\u200c\u200d](?={_JOINING})"
    # Marks of direction: they turn a full stop or a number to the text's side, and can override nothing.
    rf"|[\u200e\u200f\u061c](?=[^\w\n]{{0,8}}{_FROM_RIGHT})|(?:(?<={_FROM_RIGHT})|(?<={_FROM_RIGHT}[^\w\n]))[\u200e\u200f\u061c]"
    # Where a line may break a word; and signs that do show, though Unicode counts them among those that do not.
    r"|(?<=[^\W\d_])\u00ad(?=[^\W\d_])|[\u0600-\u0605\u06dd\u070f\u08e2]"
)


def at_home(text: str) -> frozenset[int]:
    """Return where in a text characters stand that show nothing but belong there; elsewhere they may hide or forge something."""
    return frozenset(match.start() for match in _AT_HOME.finditer(text)) if not text.isascii() else frozenset()
