"""Text that others wrote, as HTML that shows it and can be nothing else; and numbers as they are shown."""

import html

from assistant.plain_text import plain

# As much of one text as is shown: a page of a newspaper. The whole of it stands in the JSONL of the answers.
LONGEST = 4000
_CUT = " …"


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return the text on one line, without characters that are not seen, cut where it is too long to read."""
    line = " ".join(plain(text).split())
    return line if len(line) <= longest else line[:longest] + _CUT


def escaped(text: str, longest: int = LONGEST) -> str:
    """Return HTML, also for attributes between double quotes, that shows the text as `one_line` gives it."""
    return html.escape(one_line(text, longest))


def decimal(value: float) -> str:
    """Return the number as figures are shown: with three decimals, and with one where it is no share."""
    return f"{value:.3f}" if is_share(value) else f"{value:,.1f}"


def is_share(value: float) -> bool:
    """Tell whether the number can be drawn between 0 and 1; "not a number" cannot."""
    return 0 <= value <= 1
