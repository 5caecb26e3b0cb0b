"""The people that a text names: the fullest form of a name that it has used so far, and whom a "he" or "she" stands for."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from index.language.names import Name
from index.language.speakers.phrases import is_body, person_name
from index.language.speakers.tokens import BREAK, QUOTATION, Token
from index.language.words import BODIES, BODY_WORDS, FEMALE_TITLES, MALE_TITLES, PREPOSITIONS, TITLES

# Of one surname; of more, nobody knows who is meant.
MOST_FORMS = 60
# More in one sentence, and nobody is meant by "he".
MOST_PEOPLE = 12
_OFFICE = re.compile(r"\b(\w{2,20}) of (?:the )?$")  # "President of Kuvelia Ana Belun"
_PLACE = re.compile(r"\b(?:in|at|from|near|to|outside|across|around) (?:[A-Z]\w{1,20}\.? )?$")
_SMALL = re.compile(r"(?<= )[^\W\d_A-Z][\w’'-]*")

Sentence = tuple[Sequence[Token], Sequence[Name]]


class People:
    """The people of a text, by the names of its sentences in order."""

    def __init__(self, text: str, names: Sequence[Name]) -> None:
        self._text = text
        self._small = frozenset(_SMALL.findall(text))
        self._forms: dict[str, dict[tuple[str, ...], int]] = defaultdict(dict)
        for name in names:
            whole = self._form(name)
            for form in (whole[:last] for last in range(2, len(whole) + 1)):  # "Wanda Vasq" is a form of Vasq, "Wanda Vasq Garin" of Garin
                if len(self._forms[form[-1]]) < MOST_FORMS:
                    self._forms[form[-1]].setdefault(form, name.start)

    def fullest(self, words: Sequence[str], before: int) -> str | None:
        """Return the longest form of a name that the text has used before; None where two people may be meant, or none is."""
        if len(words) != 1:
            return " ".join(words) if words else None
        forms = [form for form, at in self._forms.get(words[0], {}).items() if at < before]
        if not forms:
            return words[0]
        longest = max(forms, key=lambda form: (len(form), form))
        return " ".join(longest) if all(form[0] in longest[:-1] for form in forms) else None

    def named(self, names: Sequence[Name]) -> list[tuple[int, str | None]]:
        """Return the place and the fullest name of each person among the names; None for an unclear one."""
        found: list[tuple[int, str | None]] = []
        for name in names:
            form = self._form(name)
            if not form or _PLACE.search(self._text, max(0, name.start - 40), name.start):
                continue
            fullest = self.fullest(form, name.start)
            if len(form) > 1 or fullest != form[0]:  # a lone word in capitals is more often a place or a nation
                found.append((name.start, fullest))
        return found

    def antecedent(self, pronoun: str, sentences: Sequence[Sentence]) -> str | None:
        """Return the one person of the `sentences` before, nearest last, that "he" or "she" can stand for, None where that is not plain."""
        opposite, wrong_titles = ({"she", "her", "hers"}, FEMALE_TITLES) if pronoun == "he" else ({"he", "his", "him"}, MALE_TITLES)
        for tokens, names in reversed(sentences):
            if opposite & {token.lower for token in tokens}:
                return None
            if named := self.named(names):
                return _only_subject(tokens, named, wrong_titles)
            if tokens and _opens_with_role(tokens):
                return None
        return None

    def _form(self, name: Name) -> tuple[str, ...]:
        """Return the words of a person's name, without what is part of it only by its capital; nothing for a body."""
        words = self._text[name.start : name.end].split()
        office = _OFFICE.search(self._text, max(0, name.start - 40), name.start) if len(words) > 2 else None
        opens = len(words) > 1 and name.opens and words[0].lower() in self._small  # "Striker Belun scored"
        words = words[1:] if opens or (office and office[1].lower() in TITLES) else words
        body = max((place for place, word in enumerate(words, 1) if word.lower() in BODY_WORDS), default=0)
        return () if is_body(words[body:]) else person_name(words[body:])


def _only_subject(tokens: Sequence[Token], named: Sequence[tuple[int, str | None]], wrong_titles: frozenset[str]) -> str | None:
    names = {name for _, name in named}
    titles = {token.lower.rstrip(".") for token in tokens if token.is_capital}
    if len(names) != 1 or len(named) > MOST_PEOPLE or titles & wrong_titles or not _is_subject(tokens, named[0][0]):
        return None
    return names.pop()


def _is_subject(tokens: Sequence[Token], start: int) -> bool:
    """Tell whether the name that starts there opens its sentence or clause."""
    place = bisect_left(tokens, start, key=lambda token: token.start)
    while place and tokens[place - 1].lower.rstrip(".") in TITLES:
        place -= 1
    before = tokens[:place]
    return place <= 5 and not any(t.lower in PREPOSITIONS for t in before) or bool(before and before[-1].text in (",", QUOTATION, BREAK))


def _opens_with_role(tokens: Sequence[Token]) -> bool:
    """Tell whether somebody without a name is what a sentence is about."""
    return tokens[0].lower in ("the", "a", "an", "another", "one") and not any(token.lower in BODIES for token in tokens[1:4])
