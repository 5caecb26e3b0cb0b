"""Reporting clauses: "Ana Belun said", "said the minister", "according to police", found in the kinds of a sentence's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.language.speakers.quotations import Quotation
from index.language.words import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    EMPTY_DETERMINERS,
    FINITE,
    INTRODUCTORY,
    NO_REPORT,
    PARTICIPLES,
    PREPOSITIONS,
    QUANTIFIERS,
    QUOTING,
    SAYING,
    SPEAKING_PRONOUNS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIMES,
    WEAK,
    can_speak,
)

# An initial or the short form of a title keeps its full stop, so that "Dr." ends nothing.
_SHORT = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Maj|Capt|Lt|Sgt|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|Adm|Cmdr|Supt|Insp|U\.S|U\.K|U\.N|[A-Z])\.(?!\w)"
_TOKEN = re.compile(rf"\b{_SHORT}|(?:[^\W_]\.){{2,5}}|[^\W_]+(?:[.&/’'-][^\W_]+){{0,8}}(?:[’'](?=\s))?|--|[,;:()—–.!?…]")
_QUOTATION = "Q"
_MARKS = {"!": ".", "?": ".", "--": "-", "—": "-", "–": "-", "…": "-"}


@dataclass(frozen=True)
class Token:
    """A word or mark at `start` of the article, or a whole quotation, and the letter of its kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Clause:
    """The tokens `start` to `end` (exclusive) and those of them that are `who` reports; `relays` where it passes on what another said."""

    who: tuple[int, int]
    start: int
    end: int
    relays: bool = False


def tokens_between(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> list[Token]:
    """Return the tokens of `text[start:end]`; of each quotation that reaches into it, one token."""
    found: list[Token] = []
    place = start
    for quotation in [*quotations, Quotation(end, end)]:
        found += [Token(*match.span(), _kind(match[0])) for match in _TOKEN.finditer(text, place, min(end, max(place, quotation.start)))]
        if max(start, quotation.start) < min(end, quotation.end):
            found.append(Token(max(start, quotation.start), min(end, quotation.end), _QUOTATION))
        place = max(place, quotation.end)
    return found


# A word is of the first kind that holds it. The words are in small letters; "WHO" and "US" are no "who" and "us".
_KINDS: dict[str, frozenset[str]] = {
    "Z": frozenset(["according"]),
    "P": SPEAKING_PRONOUNS,
    "E": EMPTY_DETERMINERS,
    "B": SUBJECT_PRONOUNS - DETERMINERS,
    "M": QUANTIFIERS,
    "D": DETERMINERS,
    "Y": frozenset(["that", "whether", "why", "how"]),
    "L": frozenset(["as"]),
    "R": frozenset(w for w in WEAK if w in ("reports", "claims", "estimates", "posts")),
    "V": SAYING | {"reported"},
    "W": WEAK,
    "U": QUOTING,
    "G": PARTICIPLES,
    "I": frozenset("described describes called calls quoted".split()),
    "H": AUXILIARIES,
    "T": TIMES,
    "O": frozenset("of for from at with in on by".split()),
    "X": frozenset(["to"]),
    "A": ADVERBS | INTRODUCTORY,
    "K": frozenset(["and", "or"]),
    "J": frozenset(["but", "so", "yet"]),
    "S": SUBORDINATORS | PREPOSITIONS,
    "F": FINITE | NO_REPORT,
}


def _kind(word: str) -> str:
    if not word[0].isalnum():
        return _MARKS.get(word, word)
    return _kind_of(word)


@lru_cache(10_000)
def _kind_of(word: str) -> str:
    lower = word if len(word) > 1 and word.isupper() else word.lower().replace("’", "'")
    kind = next((kind for kind, words in _KINDS.items() if lower in words), None)
    if kind:
        return kind
    if lower[0].isdigit():
        return "T"
    if can_speak(lower):
        return "N"
    if any(c.isupper() for c in word) and not lower.endswith(("'s", "s'")):
        return "C"
    return "A" if lower.endswith("ly") else "x"


# Who speaks: a pronoun, a name, or nouns up to one that can speak, with the "for the ministry of works" behind them.
_NOUNS = "[DM]?[xCNR]{0,6}[CNR]"
_WHO = rf"(?P<who>P|{_NOUNS}(?:O[DM]?[xCNR]{{1,6}}){{0,3}}(?:K{_NOUNS})?|M|[DM]O[DM]?[xCNR]{{1,6}})"
# Where a clause that depends on no other opens: behind a mark, "On Tuesday" and "Later" between.
_OPENS = r"(?:^[JK]?|(?<=[Q,;:().-]))(?:[AT]{1,3},?|(?<![^JK])O[DTxCN]{1,4}T{1,2},?)?"
_ASIDE = r"(?:,S[^;:.Q]{1,25},|,[^;:.QVWFP]{1,25},|\([^()]{1,8}\))?"
_BETWEEN = r"[AH]*(?:O?[DAx]?T{1,3})?[AH]*"
# What a verb reports that may also mean something else: a quotation, or a clause with a verb of its own.
_CONTENT = r"(?:O[DMxCNRT]{1,4}|[Dx]?T{1,2}){0,2}(?:[YPB]|,?Q|[^;.QV]{0,14}:Q|[DEMxCNRT]{1,8}(?:O[DMxCNRT]{1,6})?A?[FH])"
_VERB = rf"(?:V|[WR](?={_CONTENT})|U(?=[^,;:.QV]{{0,4}}[,:]?Q)|I(?=[^;:.QVW]{{1,10}}[LQ])|F{{1,2}}ILG)"
_CLAUSES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_OPENS}{_WHO}{_ASIDE}{_BETWEEN}{_VERB}",
        rf"(?<=[Q,.-]){_WHO}{_BETWEEN}[WRU](?=$|[.,;)OSTA-])",  # "..., Ana Belun added."
        rf"Q,?[VWUR]{_WHO}(?=$|[.,;:()KOTSA-])",
        rf"[FH][^;:.Q]{{0,60}},[VWUR]{_WHO}(?=$|[.,])",
        rf"^[JK]?(?:[AT]{{1,3}},?)?{_WHO}(?!F)[^;:.QKS]{{1,25}},A?G(?={_CONTENT}|[^;:.]{{0,3}}Q)",  # "Ana Belun thanked them, saying"
        rf"(?P<relays>(?<![SKJYO])ZX|FIO){_WHO}",  # "according to", "is described by"
    )
)
_JOINED = re.compile(rf"(?<=[KJ]){_WHO}{_BETWEEN}V")
_APPOSED = re.compile(r",(N?C{2,4})(?=[,.]|$)")


def kinds_of(tokens: Sequence[Token]) -> str:
    """Return the kinds of tokens, a letter each."""
    return "".join(token.kind for token in tokens)


def reporting_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """Return the reporting clauses of a sentence, in order."""
    kinds = kinds_of(tokens)
    found: list[Clause] = []
    for pattern in _CLAUSES:
        for match in pattern.finditer(kinds):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(Clause(_who(match), *match.span(), relays=bool(match.groupdict().get("relays"))))
    return sorted(found, key=lambda clause: clause.start)


_APPOSED = re.compile(r",(N?C{2,4})(?=[,.]|$)")


def _who(match: re.Match[str]) -> tuple[int, int]:
    """Return the place of who speaks; of "the minister, Ana Belun," that of the name."""
    apposed = _APPOSED.match(match.string, match.end("who"))
    return apposed.span(1) if apposed and match["who"][head_of(match["who"])] == "N" else match.span("who")


def head_of(who: str) -> int:
    """Return the place of the noun or name that speaks, by the kinds of who does: before "for the ministry of works"."""
    return len(re.split("(?<=.)[OK]", who)[0]) - 1


def governing(tokens: Sequence[Token]) -> Clause | None:
    """Return the clause whose speaker a sentence is owed to; None where two speak side by side."""
    clauses = reporting_clauses(tokens)
    first = next((clause for clause in clauses if not clause.relays), None) or next(iter(clauses), None)
    if first is None or _JOINED.search(kinds_of(tokens), first.end):
        return None
    others = [clause for clause in clauses if clause.start >= first.end and not clause.relays]
    return None if any(tokens[one.start - 1].kind in "Q;-." for one in others) else first
