"""The noun phrases of a question or an answer, as far as they can be told without knowing its verbs.

In a question the verb stands at a known place: "Why did the ferry sink off Varndel?" has it after the subject, so that the last
word of "ferry sink" is no part of the phrase; "Who opened the bridge at Varndel?" has nothing behind its object.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.language.speakers.phrases import is_body, person_name
from index.language.words import (
    AUXILIARIES,
    BODIES,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE,
    NAME_LINKS,
    PERSONS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIMES,
    TITLES,
)

Kind = Literal["person", "people", "body", "place", "thing", "name"]

# Of a text that are looked at, and of a phrase before what follows "of", "at" and the like.
MOST_WORDS = 120
LONGEST_CORE = 5
MOST_ADDED = 3

PLACED = frozenset("in at near off from outside around across above to on under between behind".split())
_ADDING = PLACED | {"of", "for", "over", "with"}
_OPENING_DETERMINERS = frozenset("the a an this that these those its their his her our".split())
_MORE_PEOPLE = frozenset("people men women children passengers voters miners farmers families girls boys".split())
_TIMES = TIMES | frozenset("march april may june".split())
_PRONOUNS = SUBJECT_PRONOUNS | frozenset("him her them his its their me us you who whom".split())
_STOP = (
    PREPOSITIONS
    | CONJUNCTIONS
    | (FINITE - {"left", "began"})
    | SUBORDINATORS
    | AUXILIARIES
    | DETERMINERS
    | _TIMES
    | _PRONOUNS
    | frozenset("be been being do ago before off above next there then when why exactly else".split())
) - {"other", "another"}
INVERTED = frozenset(
    "did does do is are was were has have had will would can could should might must didn't doesn't don't wasn't weren't isn't".split()
)
_BEING = frozenset("is are was were wasn't weren't isn't has have had".split())
_TOKEN = re.compile(r"[^\W_][\w&.’'-]{0,40}|[?!.,;:()“”\"—–-]")
_PAST = re.compile(
    r"(?:\w{2,}ed|built|made|born|held|found|sold|sent|lost|won|paid|told|kept|left|shot|cut|shut|put|hit|hurt|taken|given|written|chosen"
    r"|stolen|broken|known|shown|drawn|seen|begun|sunk|struck|led|bought|caught|taught|brought|sank|fell|rose|came|went|began|set|sworn|torn|worn)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Word:
    """A word or mark of the text and where it stands."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """It in small letters with a straight apostrophe."""
        return self.text.lower().replace("’", "'")

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return not self.text[0].isalnum()


@dataclass(frozen=True)
class Phrase:
    """A noun phrase: `text[start:end]` of a text, the first `core_end - start` of it without what "of", "at" and the like add.

    `head` is the last word of the core in small letters. `subject` tells that it stands where the subject does, `named` that it
    is or holds a name, `lead` is the word before it.
    """

    text: str
    start: int
    end: int
    core_end: int
    head: str
    kind: Kind
    subject: bool
    named: bool
    lead: str

    @property
    def plural(self) -> bool:
        """Whether several are meant, by the form of the head."""
        return self.kind != "name" and (self.head in _MORE_PEOPLE or bool(re.search(r"[^s’'u]s$", self.head)))

    @property
    def definite(self) -> str:
        """The phrase as it is named again: "the new tax" for "a new tax"."""
        return re.sub(r"^(?:an?|this|that|these|those)\s", "the ", self.text, flags=re.IGNORECASE)


def words_of(text: str) -> list[Word]:
    """The words and marks of the beginning of a text; an abbreviation keeps its full stop, the end of a sentence does not."""
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        short = word.rstrip(".’'") if not re.fullmatch(r"(?:[^\W_]\.){1,5}|[A-Z][a-z]{1,3}\.", word) or match.end() == len(text) else word
        found.append(Word(short or word, match.start(), match.start() + len(short or word)))
        if len(found) == MOST_WORDS:
            break
    return found


def phrases(text: str) -> list[Phrase]:
    """The noun phrases of a text that have a determiner or a name, or are counted by "how many", in their order."""
    words = words_of(text)
    found: list[Phrase] = []
    place = 0
    while place < len(words):
        core = _core(words, place)
        if core is None:
            place += 1
            continue
        end = _added_end(words, core)
        found.append(_phrase(text, words, place, core, end))
        # What is added may itself be meant: "the bridge at Varndel" names Varndel.
        place = core
    return found


def is_capital(word: Word) -> bool:
    """Whether a word is written as a name is."""
    return word.text[0].isupper() and word.lower not in _TIMES


def _core(words: Sequence[Word], place: int) -> int | None:
    """Where the core of a phrase that begins at `place` ends; None where none begins."""
    word = words[place]
    if word.lower in _OPENING_DETERMINERS and (word.text[0].islower() or place == 0 or words[place - 1].is_mark):
        return _after_determiner(words, place)
    if is_capital(word) and _is_name_start(words, place):
        return _name_end(words, place)
    if place > 1 and words[place - 1].lower in ("many", "much") and words[place - 2].lower == "how" and not _stops(word):
        return place + 1
    return None


def _is_name_start(words: Sequence[Word], place: int) -> bool:
    opens = place == 0 or words[place - 1].text in ".?!"
    lower = words[place].lower
    if lower in _STOP or lower in INVERTED:
        return False
    return not opens or _is_told_of(words, place)


def _is_told_of(words: Sequence[Word], place: int) -> bool:
    """Tell whether the first word of a sentence, which has a capital anyway, is a name by what follows: "Besmera closed", "Ana Belun"."""
    if words[place].lower.endswith("'s"):
        return True
    after = words[place + 1] if place + 1 < len(words) else None
    return after is not None and (is_capital(after) or after.lower in INVERTED or bool(_PAST.fullmatch(after.text)))


def _name_end(words: Sequence[Word], place: int) -> int:
    end = place + 1
    while end < len(words) and end - place < 8:
        if is_capital(words[end]) and not words[end - 1].lower.endswith(("'s", "s'")):
            end += 1
        elif (
            words[end].lower in NAME_LINKS - {"on", "for", "of"}
            and end + 1 < len(words)
            and is_capital(words[end + 1])
            and words[end].text != "and"
        ):
            end += 2
        elif (
            words[end].lower == "of" and end + 1 < len(words) and is_capital(words[end + 1]) and is_body([w.text for w in words[place:end]])
        ):
            end += 2
        else:
            break
    return end


def _after_determiner(words: Sequence[Word], place: int) -> int | None:
    end = place + 1
    while end < len(words) and end - place <= LONGEST_CORE and not _stops(words[end]):
        end += 1
    if end < len(words) and end > place + 1 and is_capital(words[end]) and not words[end].is_mark:
        end = _name_end(words, end)  # "the novel The Salt Road"
    end -= _is_verb_last(words, place, end)
    return end if end > place + 1 else None


def _stops(word: Word) -> bool:
    return word.is_mark or word.text[0].isdigit() or (word.lower in _STOP and not (word.text[0].isupper() and word.lower in ("the", "a")))


def _is_verb_last(words: Sequence[Word], place: int, end: int) -> bool:
    """Tell whether the last word before `end` is the verb of a clause whose subject begins at `place`."""
    if end - place < 3 or words[end - 1].text[0].isupper():
        return False
    if place == 0 or words[place - 1].is_mark:
        return bool(_PAST.fullmatch(words[end - 1].text))  # "The museum owned 412 clocks"
    if words[place - 1].lower not in INVERTED:
        return False
    if words[place - 1].lower in _BEING:
        return bool(_PAST.fullmatch(words[end - 1].text))
    return not _verb_follows(words, end)


def _verb_follows(words: Sequence[Word], end: int) -> bool:
    """Tell whether a word that can be the verb stands behind what is added to the subject: "did the mill at Jolmet close"."""
    if end < len(words) and words[end].lower not in PREPOSITIONS:
        return False
    place = end
    while place + 1 < len(words) and words[place].lower in PREPOSITIONS:
        place += 1
        while place < len(words) and (
            is_capital(words[place]) or words[place].lower in ("the", "a", "an") or words[place].text[0].isdigit()
        ):
            place += 1
    return place < len(words) and not words[place].is_mark and words[place].lower not in _STOP


def _added_end(words: Sequence[Word], core: int) -> int:
    """Where the phrase ends with what is added by "of Kuvelia", "at the mill in Jolmet"; never a time."""
    end = core
    if words[core - 1].lower.endswith("'s"):
        return end
    for _ in range(MOST_ADDED):
        if end + 1 >= len(words) or words[end].lower not in _ADDING:
            break
        after = words[end + 1]
        if after.lower in ("the", "a", "an") and (inner := _after_determiner(words, end + 1)):
            end = inner
        elif is_capital(after) and after.lower not in _STOP:
            end = _name_end(words, end + 1)
        else:
            break
    return end


def _phrase(text: str, words: Sequence[Word], first: int, core: int, end: int) -> Phrase:
    own = words[first:core]
    named = is_capital(own[-1]) or (len(own) > 1 and any(is_capital(word) for word in own[1:]))
    bare_name = is_capital(own[0]) and own[0].lower not in _OPENING_DETERMINERS
    kind = _kind(own, words[first - 1] if first else None, bare_name)
    if bare_name and kind != "thing":
        end = core  # a person in a place is no "Orla Brand in Ystrel"
    start, stop = own[0].start, words[end - 1].end
    if own[-1].lower.endswith("'s") and end == core:
        stop -= 2
    lead = words[first - 1].lower if first else ""
    return Phrase(
        text=text[start:stop],
        start=start,
        end=stop,
        core_end=min(own[-1].end, stop),
        head=re.sub(r"'s$", "", own[-1].lower),
        kind=kind,
        subject=first == 0 or words[first - 1].lower in INVERTED,
        named=named or any(is_capital(word) for word in words[core:end]),
        lead=lead,
    )


def _kind(own: Sequence[Word], before: Word | None, bare_name: bool) -> Kind:
    names = [re.sub(r"['’]s?$", "", word.text) for word in own]
    if not bare_name:
        return _kind_of_noun(re.sub(r"'s$", "", own[-1].lower), is_capital(own[-1]))
    if is_body(names):
        return "body"
    if before is not None and before.lower in PLACED and len(names) == 1:
        return "place"
    whole = person_name(names)
    return "person" if len(whole) > 1 or (whole and len(names) > len(whole) and names[0].lower().rstrip(".") in TITLES) else "name"


def _kind_of_noun(head: str, capital: bool) -> Kind:
    if head in _MORE_PEOPLE or (head in PERSONS and head.endswith("s") and not head.endswith("ss")):
        return "people"
    if head in PERSONS and not capital:
        return "person"
    return "body" if head in BODIES else "thing"
