"""Words and marks of a stretch of an article, a quotation in it standing as one token."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index.language.speakers.quotations import Quotation

QUOTATION = "“”"
BREAK = "—"
# An initial or the short form of a title keeps its full stop, so that "Dr." ends nothing.
_SHORT = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Maj|Capt|Lt|Sgt|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|Adm|Cmdr|Supt|Insp|U\.S|U\.K|U\.N|[A-Z])\.(?!\w)"
_TOKEN = re.compile(
    rf"\b{_SHORT}|(?:[^\W_]\.){{2,5}}|[^\W_]+(?:[.&/’'-][^\W_]+){{0,8}}(?:[’'](?=\s))?|--|[,;:()—–.!?]|[^\s\w]",
)
_DASHES = frozenset(["--", "—", "–", "…"])


@dataclass(frozen=True)
class Token:
    """A word or mark at `start` of the article; a whole quotation has the text QUOTATION."""

    text: str
    start: int
    end: int

    @cached_property
    def lower(self) -> str:
        """The word in small letters, apostrophes straight; "WHO" and "US" stay as they are, which are no "who" and "us"."""
        return self.text if len(self.text) > 1 and self.text.isupper() else self.text.lower().replace("’", "'")

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, not a mark and not a quotation."""
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it is written with a capital, as names are."""
        return self.text[0].isupper() or (self.text[0].islower() and any(c.isupper() for c in self.text[1:]) and "-" in self.text)

    @property
    def is_possessive(self) -> bool:
        """Whether it is a genitive: "Iran's", "voters'"."""
        return self.lower.endswith(("'s", "s'"))


def tokens_between(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> list[Token]:
    """Return the tokens of `text[start:end]`; of each quotation that reaches into it, one token."""
    found: list[Token] = []
    place = start
    for quotation in quotations:
        if quotation.end <= start or quotation.start >= end:
            continue
        found += _words(text, place, max(place, quotation.start))
        found.append(Token(QUOTATION, max(start, quotation.start), min(end, quotation.end)))
        place = max(place, quotation.end)
    return found + _words(text, place, end)


def _words(text: str, start: int, end: int) -> list[Token]:
    if start >= end:
        return []
    tokens = [Token(match[0], *match.span()) for match in _TOKEN.finditer(text, start, end)]
    return [
        Token(BREAK, t.start, t.end) if t.text in _DASHES else t for t in tokens if t.is_word or t.text in ",;:()." or t.text in "!?—–--…"
    ]
