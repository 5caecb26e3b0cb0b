"""Training examples of support: a claim, a text, and whether the text supports it."""

import hashlib
from dataclasses import dataclass
from datetime import date

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ClaimExample:
    """A claim and a text; `wrong` are the characters of the claim that the text does not support, None where that is not known."""

    claim: str
    text: str
    supported: bool
    wrong: Spans | None
    published: date | None = None


def supported(claim: str, text: str, published: date | None = None) -> ClaimExample:
    """Return an example all of whose claim is supported."""
    return ClaimExample(claim, text, True, (), published)


def unsupported(claim: str, text: str, published: date | None = None, wrong: Spans | None = None) -> ClaimExample:
    """Return an example some of whose claim is not."""
    return ClaimExample(claim, text, False, wrong, published)


def changed_span(before: str, after: str) -> Spans:
    """Return where in `after` it differs from `before`, as one span widened to whole words; a word taken out marks its neighbours."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    first, last = start, len(after) - end
    if first == last:
        first, last = max(0, first - 1), min(len(after), last + 1)
    while first > 0 and not after[first - 1].isspace():
        first -= 1
    while last < len(after) and not after[last].isspace():
        last += 1
    return ((first, last),)


def share(text: str) -> int:
    """Return the tenth, 0 to 9, that a text falls into, by its hash: what is split so stays split."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).digest()[0] % 10
