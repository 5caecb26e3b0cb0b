"""Whether evidence names what a sentence names, in this form or in another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.support.name_forms import aliases, is_same_place
from index.language.names import Name, is_institution, is_surely_a_name, names
from index.language.words import PREPOSITIONS, can_speak, pieces

# As many as the dates of texts are kept of.
TEXTS_KEPT = 5_000
_PASSED_OVER = PREPOSITIONS | frozenset(["the", "and"])


@dataclass(frozen=True)
class HeldWords:
    """The words of a text in small letters: all in order between spaces, those written with capitals, and those not."""

    phrases: str
    capitals: frozenset[str]
    small: frozenset[str]


@dataclass(frozen=True)
class HeldNames:
    """The names of a text of two and more words by the last, and the acronyms that such names can have.

    `inside` are the words of names that do not open a sentence.
    """

    by_last: Mapping[str, tuple[tuple[str, ...], ...]]
    acronyms: frozenset[str]
    inside: frozenset[str]


def is_name(sentence: str, name: Name, texts: Sequence[str]) -> bool:
    """Tell whether a word that opens the sentence is a name, by how texts write it where they hold it."""
    if not name.opens or len(name.words) > 1:
        return True
    word = name.words[0]
    if any(word in held_names(text).inside for text in texts):
        return True
    return not any(word in held_words(text).small for text in texts) and is_surely_a_name(sentence, name)


def is_held(name: Name, texts: Sequence[str]) -> bool:
    """Tell whether texts name it: in these words, as an acronym or its words, a person by the last name.

    A last name alone counts only where the texts give it to nobody else.
    """
    held = [held_words(text) for text in texts]
    if _is_written(name.words, held) or _has_acronym(name.words, texts, held):
        return True
    if len(name.words) == 1:
        return any(is_same_place(name.words[0], word) for one in held for word in one.capitals)
    return _is_person_held(name.words[1:] if _opens_with_a_role(name, held) else name.words, texts, held)


def _opens_with_a_role(name: Name, held: Sequence[HeldWords]) -> bool:
    """Tell whether a name is one word too long for the sentence that it opens: "Striker Belun", "Residents Belun and Tolvi"."""
    return name.opens and (can_speak(name.words[0]) or any(name.words[0] in one.small for one in held))


def _is_written(words: tuple[str, ...], held: Sequence[HeldWords]) -> bool:
    for form in aliases(" ".join(words)):
        if " " in form:
            if any(f" {form} " in one.phrases for one in held):
                return True
        elif any(form in one.capitals for one in held):
            return True
    return False


def _has_acronym(words: tuple[str, ...], texts: Sequence[str], held: Sequence[HeldWords]) -> bool:
    if len(words) == 1:
        return 2 <= len(words[0]) <= 6 and any(words[0] in held_names(text).acronyms for text in texts)
    return any(acronym in one.capitals for acronym in _acronyms(words) for one in held)


def _acronyms(words: Sequence[str]) -> set[str]:
    found = {"".join(word[0] for word in words), "".join(word[0] for word in words if word not in _PASSED_OVER)}
    return {acronym for acronym in found if len(acronym) >= 2}


def _is_person_held(words: tuple[str, ...], texts: Sequence[str], held: Sequence[HeldWords]) -> bool:
    if is_institution(words):
        return all(word in _PASSED_OVER or any(word in one.capitals for one in held) for word in words)
    if not any(words[-1] in one.capitals for one in held):
        return False
    forms = [form for text in texts for form in held_names(text).by_last.get(words[-1], ())]
    return not forms or any(_may_be_one(words, form) for form in forms)


def _may_be_one(words: tuple[str, ...], form: tuple[str, ...]) -> bool:
    """Tell whether two full names share a given name or its initial."""
    given, other = words[:-1], form[:-1]
    return not given or any(a == b or (a[0] == b[0] and 1 in (len(a), len(b))) for a in given for b in other)


@lru_cache(maxsize=TEXTS_KEPT)
def held_words(text: str) -> HeldWords:
    """Return the words of a text as names are looked for in them."""
    words = pieces(text)
    capital = {word.casefold() for word in words if not word.islower()}
    small = {word for word in words if word.islower()}
    return HeldWords(f" {' '.join(words).casefold()} ", frozenset(capital), frozenset(small))


@lru_cache(maxsize=TEXTS_KEPT)
def held_names(text: str) -> HeldNames:
    """Return the names of a text of more than one word."""
    small = held_words(text).small
    by_last: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    acronyms: set[str] = set()
    inside: set[str] = set()
    for name in names(text):
        inside.update(name.words[name.opens :])
        words = name.words[1:] if name.opens and name.words[0] in small else name.words
        if len(words) > 1:
            by_last[words[-1]].add(words)
            acronyms |= _acronyms(words)
    return HeldNames({last: tuple(sorted(forms)) for last, forms in by_last.items()}, frozenset(acronyms), frozenset(inside))
