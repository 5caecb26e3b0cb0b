"""The names of a sentence: runs of capitalised words without the titles before them, each with its place."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.language.times.context import opens_a_sentence
from index.language.words import (
    ADVERBS,
    BODIES,
    BODY_WORDS,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE,
    INTRODUCTORY,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIMES,
    TITLES,
    common_words,
    pieces,
)

_CAPITALS = "".join(chr(c) for c in range(min(sys.maxunicode, 0x530)) if chr(c).isupper())
_PERSON_LINKS = "de|da|del|della|di|la|van|von|der|den|al|bin|ibn|du|dos|el"
_WORD = (
    rf"(?:(?:[{_CAPITALS}]\.){{2,5}}|[{_CAPITALS}]\.(?=\s)"
    rf"|(?:[a-z]{{1,3}}[-’'‑]?)?[{_CAPITALS}]\w{{0,40}}(?:[&’'‑-]\w{{1,40}}){{0,5}})"
)
_GAP = r"(?:[ \u00a0]{1,2}|[ ]?\n(?!\s))"
_RUN = re.compile(rf"(?<![\w&’'‑-]){_WORD}(?:{_GAP}(?:(?:of(?:{_GAP}the)?|{_PERSON_LINKS}){_GAP}){{0,2}}{_WORD}){{0,7}}")
_RUN_WORD = re.compile(r"[^\s]+")
_SHORT_FORM = re.compile(r"\b(?:[A-Z][a-z]{0,3}|(?:[A-Z]\.){1,4}[A-Z])\.\s{1,2}$")
# Words of offices, which make no name by themselves.
_OF_OFFICE = frozenset(
    """prime foreign finance interior defense defence health education justice home culture transport agriculture labour labor
    trade environment energy vice deputy assistant acting former associate senior chief executive general managing state major
    first second lady lord attorney""".split()
)
_NO_NAME = (
    ADVERBS | CONJUNCTIONS | DETERMINERS | FINITE | INTRODUCTORY | PREPOSITIONS | SUBJECT_PRONOUNS | SUBORDINATORS | TIMES | common_words()
) - frozenset(["us", "don"])
_INSTITUTIONS = BODIES | BODY_WORDS
# Parties have names of their own; and titles that are surnames where they end a name.
_TITLES = TITLES - frozenset("republican democrat democratic conservative labour liberal socialist".split())
_ALSO_SURNAMES = frozenset("king prince dean judge major bishop pope count duke baron marshal chancellor".split())
_SHORTENED = re.compile(r"(\w{1,8})(?:['’](?:ve|ll|d|re|m|s)|n['’]t)")
# What a word that opens a sentence goes on with where it is a name; and how other words end that may open one.
_GOES_ON = re.compile(
    r"\s{1,2}(?:is|was|has|had|will|would|may|could|can|did|does|also|and\s[A-Z]|says|\w{2,20}ed"
    r"|said|told|won|beat|took|made|went|became|began|gave|held|led|met|spoke|sent|saw|came|left|lost|put|ran|set|sold|stood|fell|rose"
    r"|grew|knew|drew|fought|found|felt|got|hit|kept|paid|bought|brought|built|chose|wrote|threw|rejects|plans|wants)\b|,"
)
_COMMON_ENDINGS = ("s", "ing", "ly", "ed", "ion", "ment", "ness", "ity", "ence", "ance", "ism", "age", "ship")


@dataclass(frozen=True)
class Name:
    """The words `text[start:end]` of a name, and these as `pieces` in small letters.

    `opens` tells that its first word opens a sentence and so may be none of the name.
    """

    start: int
    end: int
    words: tuple[str, ...]
    opens: bool = False


def names(text: str, without: Sequence[tuple[int, int]] = (), start: int = 0, end: int | None = None) -> list[Name]:
    """Return the names of `text[start:end]` in order; no name holds words of the spans `without`, its dates."""
    found = []
    for run in _RUN.finditer(text, start, len(text) if end is None else end):
        words = [(run.start() + word.start(), run.start() + word.end()) for word in _RUN_WORD.finditer(run[0])]
        for part in _parts(text, words, without):
            name = _name(text, part)
            if name:
                found.append(name)
    return found


def is_surely_a_name(text: str, name: Name) -> bool:
    """Tell of a single word that opens a sentence whether it is more likely a name than any other word."""
    word = text[name.start : name.end]
    if not name.opens or len(name.words) > 1 or (len(word) > 1 and word.isupper()) or "." in word:
        return True
    if re.match(r"['’]s\b", text[name.end : name.end + 3]):
        return True
    return not word.casefold().endswith(_COMMON_ENDINGS) and bool(_GOES_ON.match(text[name.end : name.end + 40]))


def is_institution(words: Sequence[str]) -> bool:
    """Tell whether one of a name's words is that of an institution or a part of the world: "court", "university", "north"."""
    return not _INSTITUTIONS.isdisjoint(words)


_Span = tuple[int, int]


def _parts(text: str, words: Sequence[_Span], without: Sequence[_Span]) -> Iterator[list[_Span]]:
    """Split a run where it holds more than one name: after a possessive, at a title, at "of" behind no institution, at a date."""
    part: list[_Span] = []
    for place, (start, end) in enumerate(words, start=1):
        word = text[start:end]
        cut = _cut(word)
        bare = word[:cut].casefold().rstrip(".")
        is_surname = bare in _ALSO_SURNAMES and part and place == len(words)
        if (bare in _TITLES and not is_surname) or any(start < b and a < end for a, b in without):
            yield part
            part = []
        elif bare in ("of", "the") and not (part and not _INSTITUTIONS.isdisjoint(p.casefold() for a, b in part for p in [text[a:b]])):
            yield part
            part = []
        else:
            part.append((start, start + cut))
            if cut < len(word):
                yield part
                part = []
    yield part


def _cut(word: str) -> int:
    """Return how much of a word is name: "Kuvelia" of "Kuvelia's" and of "Kuvelia-backed"."""
    owner = re.search(r"(?:['’]s?|s['’])$", word)
    if owner:
        return owner.start() + owner[0].startswith("s")
    tail = re.match(r"(\w{2,40})[-‑][a-z]", word)
    return tail.end(1) if tail and word[0].isupper() else len(word)


def _name(text: str, part: list[_Span]) -> Name | None:
    opens = bool(part) and _opens(text, part[0][0])
    part = part.copy()
    while part and _is_no_name(text[slice(*part[0])]):
        part.pop(0)
        opens = False
    while part and (_is_no_name(text[slice(*part[-1])]) or text[slice(*part[-1])] in _PERSON_LINKS.split("|")):
        part.pop()
    words = tuple(piece.casefold() for piece in pieces(text[part[0][0] : part[-1][1]])) if part else ()
    if not words or all(word in _OF_OFFICE for word in words) or (len(words) == 1 and len(words[0]) == 1):
        return None
    return Name(part[0][0], part[-1][1], words, opens)


def _is_no_name(word: str) -> bool:
    if word == "May" or (len(word) > 1 and word.isupper()):  # a month is known by its date
        return word == "IT"
    short = _SHORTENED.fullmatch(word)
    return (short[1] if short else word).casefold() in _NO_NAME


def _opens(text: str, at: int) -> bool:
    return opens_a_sentence(at, text) and not _SHORT_FORM.search(text[max(0, at - 12) : at])
