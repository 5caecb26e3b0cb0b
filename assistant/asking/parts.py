"""The parts of a question that asks several things, each as a question of its own."""

import re
from typing import NamedTuple

from assistant.asking.courtesies import spoken, without_courtesies
from assistant.asking.follow_ups import standalone
from assistant.asking.frames import content_of
from index.language.names import names

_QUESTION_WORD = r"(?:whether|who|whom|whose|what|which|when|where|why|how|whats|wheres)"
VERB_FIRST = r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)"
_PREPOSITION = r"(?:by|to|from|in|on|at|for|of|with|upon|against|through|under)"
_BETWEEN_PARTS = re.compile(
    rf"[?.;]+\s+(?=\w)|,?\s+(?:and|n|&|\+|plus|also)\s+(?:also\s+)?(?=(?:{_PREPOSITION}\s+)?{_QUESTION_WORD}\b|{VERB_FIRST}\s)"
    rf"|,\s*(?=(?:{_PREPOSITION}\s+)?{_QUESTION_WORD}\b)",
    re.IGNORECASE,
)
# "My mother had all his records. When did ...?"
_TOLD_BEFORE = re.compile(r"^(?:[^?]*[a-z\d]\.\s+)(?=[^?]*\?)")
# "why", "by whom", "with how many votes": what it asks about is told by another part.
_FRAGMENT = re.compile(
    rf"{_QUESTION_WORD}|how (?:many|much|long|often|far|old|soon)|{_PREPOSITION}\s+{_QUESTION_WORD}(?:\s+\w+){{0,2}}", re.IGNORECASE
)
_ASKS_FIRST = re.compile(
    rf"(?:and\s|also\s)?(?:{_PREPOSITION}\s+)?(?:{_QUESTION_WORD}\b|{VERB_FIRST}\s(?!(?:you|we|they)\s(?:know|think|say)))", re.IGNORECASE
)
_ASKS_SOMEWHERE = re.compile(rf"\b{_QUESTION_WORD}\b|^{VERB_FIRST}\s", re.IGNORECASE)
_ASKS = re.compile(rf"(?:{_PREPOSITION}\s+)?{_QUESTION_WORD}(?:\s+(?!{VERB_FIRST}\b)\w+(?=\s+{VERB_FIRST}\b))*\s+", re.IGNORECASE)


def separate_parts(question: str) -> list[str]:
    """Return what is asked one after another, in its own words, the whole question where that is one thing."""
    asked = without_courtesies(_TOLD_BEFORE.sub("", spoken(question)))
    parts = [part for part in (part.strip(" ,?!.") for part in _BETWEEN_PARTS.split(asked)) if part]
    if len(parts) > 1 and not _ASKS_SOMEWHERE.search(parts[0]):  # "In the Halvern case, how many ..."
        parts[:2] = [f"{parts[0]}, {parts[1]}"]
    asks = parts and _ASKS_SOMEWHERE.search(parts[0]) and all(_ASKS_FIRST.match(part) for part in parts[1:])
    return parts if asks else [asked]


class Part(NamedTuple):
    """A part in its own words, and as a question that stands alone."""

    words: str
    question: str


def parts_of(question: str) -> tuple[Part, ...]:
    """Return what is asked one after another; () where it cannot be told."""
    parts = separate_parts(question)
    whole = next((part for part in parts if not _FRAGMENT.fullmatch(part)), None)
    if whole is None or len(parts) < 2:
        return ()
    return tuple(Part(part[0].upper() + part[1:], part if part is whole else _completed(part, whole)) for part in parts)


def _completed(part: str, whole: str) -> str:
    """Return a part with what it is about, as another part tells it."""
    if _FRAGMENT.fullmatch(part):
        return f"{part} {_ASKS.sub('', whole, count=1)}"
    read = standalone(part, [(whole, "")]).read.rstrip("?")
    return read if names(read) else f"{read} ({content_of(_ASKS.sub('', whole, count=1))})"
