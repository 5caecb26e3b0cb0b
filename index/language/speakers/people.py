"""The fullest form of a name that an article has used so far, and whom a "he" or "she" stands for."""

import re
from collections.abc import Sequence

from index.language.speakers.phrases import is_body, is_name, person_name
from index.language.speakers.tokens import BREAK, QUOTATION, Token
from index.language.words import (
    BODIES,
    BODY_WORDS,
    FEMALE_TITLES,
    INTRODUCTORY,
    MALE_TITLES,
    PREPOSITIONS,
    SUBORDINATORS,
    TIMES,
    TITLES,
)

# An article names its people in full near its start.
FARTHEST = 50_000
MOST_MENTIONS = 60
# More in one sentence, and nobody is meant by "he".
MOST_PEOPLE = 12
LONGEST_GIVEN_NAMES = 60
_WORD = re.compile(r"([^\W\d_][\w.’'-]{0,30})[ \t\r\n]{1,3}$")
_OFFICE = re.compile(r"\b(\w{2,20}) of (?:the )?$")  # "President of Kuvelia Ana Belun"
_NOT_GIVEN = frozenset("the a an and but or both another his her".split())
_NO_GIVEN_NAME = INTRODUCTORY | SUBORDINATORS | PREPOSITIONS | TIMES | _NOT_GIVEN
_PLACED = frozenset("in at from near to outside across around".split())


def fullest_name(text: str, before: int, words: Sequence[str]) -> str | None:
    """Return the longest form that `text[:before]` gives a name of these words; None where two people may be meant, or none is."""
    if len(words) != 1:
        return " ".join(words) if words else None
    forms = _fuller_forms(text, before, words[0])
    if not forms:
        return words[0]
    longest = max(forms, key=lambda form: (len(form), form))
    return " ".join(longest) if all(_is_form_of(form, longest) for form in forms) else None


def _is_form_of(form: tuple[str, ...], longest: tuple[str, ...]) -> bool:
    return form[0] in longest[:-1]


def _fuller_forms(text: str, before: int, surname: str) -> set[tuple[str, ...]]:
    start = max(0, before - FARTHEST)
    forms: set[tuple[str, ...]] = set()
    mentions = re.finditer(rf"(?<![\w’'-]){re.escape(surname)}(?![\w-])", text[start:before])
    for _, mention in zip(range(MOST_MENTIONS), mentions, strict=False):
        given = _given_names(text, start + mention.start())
        whole = person_name([*given, surname])
        if len(whole) > 1:
            forms.add(whole)
    return forms


def _given_names(text: str, at: int) -> list[str]:
    """Return the capitalised words just before `at`, as far as they may be one name with what stands there."""
    names: list[str] = []
    place = at
    while place > at - LONGEST_GIVEN_NAMES and (match := _WORD.search(text, max(0, place - 35), place)):
        word = match[1]
        linked = word in ("van", "von", "der", "de", "al", "bin", "da", "di") and bool(names or place == at)
        is_end = word.endswith(".") and not re.fullmatch(r"[A-Z]\.|[A-Z][a-z]{1,3}\.|(?:[A-Z]\.)+", word)
        if (
            is_end
            or word.endswith(("'s", "’s", "s’", "s'"))
            or not (word[0].isupper() or linked)
            or word.lower() in _NO_GIVEN_NAME | BODY_WORDS
        ):
            break
        if _opens_sentence(text, match.start(1)) and f" {word.lower()} " in text:
            break  # "Striker Belun scored": a word that the article writes small elsewhere
        names.insert(0, word)
        place = match.start(1)
    if len(names) > 1 and (office := _OFFICE.search(text, max(0, place - LONGEST_GIVEN_NAMES), place)) and office[1].lower() in TITLES:
        names.pop(0)
    while names and not names[0][0].isupper():
        names.pop(0)
    return names


def _opens_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 6) : at].rstrip()
    return not before or before[-1] in '.!?"”’:'


def people(text: str, tokens: Sequence[Token]) -> list[tuple[int, str | None]]:
    """Return the place and the fullest name of each person that a sentence names outside its quotations; None for an unclear one."""
    found: list[tuple[int, str | None]] = []
    place = 0
    while place < len(tokens) and len(found) <= MOST_PEOPLE:
        if not is_name(tokens[place]):
            place += 1
            continue
        first = place
        while place < len(tokens) and is_name(tokens[place]) and (place == first or not tokens[place - 1].is_possessive):
            place += 1
        if person := _person(text, tokens, first, place):
            found.append((first, person[0]))
    return found


def _person(text: str, tokens: Sequence[Token], first: int, last: int) -> tuple[str | None] | None:
    words = [re.sub(r"['’]s?$", "", token.text) for token in tokens[first:last]]
    whole = person_name(words)
    if not whole or is_body(words) or (first and tokens[first - 1].lower in _PLACED):
        return None
    name = fullest_name(text, tokens[first].start, whole)
    if len(whole) == 1 and name == whole[0] and len(words) == 1:
        return None  # a lone word in capitals is more often a place or a nation
    return (name,)


def antecedent(text: str, pronoun: str, sentences: Sequence[Sequence[Token]]) -> str | None:
    """Return the one person of the `sentences` before, nearest last, that "he" or "she" can stand for, None where that is not plain."""
    opposite = {"he": {"she", "her", "hers"}, "she": {"he", "his", "him"}}.get(pronoun)
    if opposite is None:
        return None
    for tokens in reversed(sentences):
        if opposite & {token.lower for token in tokens}:
            return None
        named = people(text, tokens)
        if named:
            return _only_subject(tokens, named, FEMALE_TITLES if pronoun == "he" else MALE_TITLES)
        if tokens and _opens_with_role(tokens):
            return None
    return None


def _only_subject(tokens: Sequence[Token], named: Sequence[tuple[int, str | None]], wrong_titles: frozenset[str]) -> str | None:
    names = {name for _, name in named}
    titles = {token.lower.rstrip(".") for token in tokens if token.is_capital}
    if len(names) != 1 or titles & wrong_titles or not _is_subject(tokens, named[0][0]):
        return None
    return names.pop()


def _is_subject(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether the name at `place` opens its sentence or clause."""
    before = tokens[:place]
    return place <= 5 and not any(t.lower in PREPOSITIONS for t in before) or bool(before and before[-1].text in (",", QUOTATION, BREAK))


def _opens_with_role(tokens: Sequence[Token]) -> bool:
    """Tell whether somebody without a name is what a sentence is about."""
    return tokens[0].lower in ("the", "a", "an", "another", "one") and not any(token.lower in BODIES for token in tokens[1:4])
