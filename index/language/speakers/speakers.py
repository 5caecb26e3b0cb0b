"""Who says a sentence of an article: the clause in it, or the one around the quotation that it is part of."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.language.names import Name, is_surely_a_name
from index.language.speakers.clauses import Clause, Token, governing, head_of, kinds_of, reporting_clauses, tokens_between
from index.language.speakers.quotations import Quotation, is_speech, quotations_between
from index.language.words import BODIES, BODY_WORDS, DOCUMENTS, FEMALE_TITLES, MALE_TITLES, TITLES

Span = tuple[int, int]

# What is longer is no sentence: a table, a list, a text without full stops.
LONGEST_SENTENCE = 3_000
# How many sentences of a quotation are gone back through to its speaker, and how many a pronoun is followed.
MOST_STEPS = 6
PRONOUN_SENTENCES = 3
# "Prime Minister Ana Belun added on Tuesday."
LONGEST_CUT_OFF = 50
# Of one surname; of more, nobody knows who is meant.
MOST_FORMS = 60
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,20}\n")
_OFFICES = ("woman", "person", "sman", "nman", "lyman")  # assemblyman, congressman, alderwoman; not Freeman
_PLACE = re.compile(r"\b(?:in|at|from|near|to|outside|across|around) (?:[A-Z]\w{1,20}\.? )?$")
_OFFICE = re.compile(r"\b(\w{2,20}) of (?:the )?$")  # "President of Kuvelia Ana Belun"
_HE = {"he": ({"she", "her", "hers"}, FEMALE_TITLES), "she": ({"he", "his", "him"}, MALE_TITLES)}


@dataclass(frozen=True)
class Attribution:
    """Whose words a sentence is: `speaker` as the text writes it, which may stand in another sentence.

    `name` is the fullest form the text has given the speaker's name by then, without titles; None for the unnamed, and
    where it is not certain.
    """

    speaker: str
    name: str | None


def speakers(text: str, sentences: Sequence[Span], names: Sequence[Sequence[Name]]) -> list[Attribution | None]:
    """Return who says each sentence, by the `names` of each; None where it is not plain, and for what the text says itself."""
    if not sentences:
        return []
    reading = _Reading(text, sentences, names)
    return [reading.attribution(*sentence) if 0 < sentence[1] - sentence[0] <= LONGEST_SENTENCE else None for sentence in sentences]


def person_name(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name without the titles, parties and offices before it; nothing where they are all there is."""
    bare = [word.lower().rstrip(".").replace("’", "'") for word in words]
    title = max((place for place, word in enumerate(bare) if word in TITLES or word.endswith(_OFFICES)), default=-1)
    name = tuple(words[title + 1 :])
    return () if name and name[0].lower() in ("of", "for", "the") else name  # "President of Kuvelia Ana Belun"


def is_body(words: Sequence[str]) -> bool:
    """Tell whether a run of capitals names an institution or a place by one of its words."""
    return any(word.lower().rstrip(".").replace("’", "'") in BODY_WORDS | BODIES | {"the", "of"} for word in words)


class _Reading:
    """A text with its sentences and quotations, each looked at once."""

    def __init__(self, text: str, sentences: Sequence[Span], names: Sequence[Sequence[Name]]) -> None:
        self.text = text
        self.sentences = sentences
        self._names = names
        self.quotations = quotations_between(text, sentences[0][0], sentences[-1][1])
        self._starts = [start for start, _ in sentences]
        self._ends = [quotation.end for quotation in self.quotations]
        self._chains = _chains(self.quotations)
        self._speaker_of: dict[tuple[int, int], Attribution | None] = {}
        self._forms: dict[str, dict[tuple[str, ...], int]] = defaultdict(dict)
        for name in (name for of_sentence in names for name in of_sentence):
            form = self._form(name)
            for whole in (form[:last] for last in range(2, len(form) + 1)):  # "Wanda Vasq" is a form of Vasq, "Wanda Vasq Garin" of Garin
                if len(self._forms[whole[-1]]) < MOST_FORMS:
                    self._forms[whole[-1]].setdefault(whole, name.start)

    def attribution(self, start: int, end: int) -> Attribution | None:
        return self._within(start, end) or self._of_quotation(start, end, MOST_STEPS)

    def _overlapping(self, start: int, end: int) -> Sequence[Quotation]:
        first = last = bisect_right(self._ends, start)
        while last < len(self.quotations) and self.quotations[last].start < end:
            last += 1
        return self.quotations[first:last]

    def _tokens(self, start: int, end: int) -> list[Token]:
        return tokens_between(self.text, start, end, self._overlapping(start, end))

    def _sentence_at(self, place: int) -> int:
        """Return the number of the sentence that a place stands in, or that stands before it; -1 where none does."""
        return bisect_right(self._starts, place) - 1

    def _within(self, start: int, end: int, *, relays: bool = True) -> Attribution | None:
        """Return whom the sentence's own words outside quotation marks give as its speaker."""
        tokens = [*self._quotation_before(start, end), *self._tokens(start, end)]
        clause = governing(tokens)
        return None if clause is None or (clause.relays and not relays) else self._attribution(tokens, clause)

    def _quotation_before(self, start: int, end: int) -> list[Token]:
        """Return the quotation that a "Belun added." which was cut off from it follows."""
        before = bisect_right(self._ends, start) - 1
        if before < 0 or end - start > LONGEST_CUT_OFF or self.text[self._ends[before] : start].strip(" "):
            return []
        return [Token(self.quotations[before].start, self._ends[before], "Q")]

    def _attribution(self, tokens: Sequence[Token], clause: Clause) -> Attribution:
        who = tokens[slice(*clause.who)]
        kinds = kinds_of(who)
        if kinds == "P":
            return Attribution(self.text[who[0].start : who[0].end], self._antecedent(who[0].start, who[0].end))
        name = self._named(who, kinds)
        if name is None:
            return Attribution(self.text[who[0].start : who[-1].end], None)
        words, whole = self.text[name.start : name.end], self._fullest(name)
        return Attribution(words, whole if whole != words or is_surely_a_name(self.text, name) else None)

    def _named(self, who: Sequence[Token], kinds: str) -> Name | None:
        """Return the name of who speaks: its head, or what it ends with, as in "speaker of the parliament Ali Larijani"."""
        names = self._names[self._sentence_at(who[0].start)]
        head = who[head_of(kinds)]
        if self.text[head.start : head.end].lower() in DOCUMENTS:  # "Belun's statement" is Belun's
            return next((name for name in names if who[0].start <= name.start < head.start and self.text[name.end + 1] == "s"), None)
        token = head if head.kind == "C" else who[-1]
        name = next((name for name in names if name.start <= token.start < name.end), None)
        if name is None or (token.kind != "C" and name.start == token.start):
            return None
        before = kinds[: bisect_left([one.start for one in who], name.start)][-1:]
        if before in ("K", "O") or (token is head and "K" in kinds) or (token is not head and len(self._form(name)) < 2):
            return None
        return replace(name, end=max(name.end, token.end))

    def _form(self, name: Name) -> tuple[str, ...]:
        """Return the words of a person's name, nothing for a body."""
        words = self.text[name.start : name.end].split()
        if len(words) > 2 and (office := _OFFICE.search(self.text, max(0, name.start - 40), name.start)) and office[1].lower() in TITLES:
            words = words[1:]
        return () if is_body(words) else person_name(words)

    def _fullest(self, name: Name) -> str | None:
        """Return the longest form of a name that the text has used before; None where two people may be meant."""
        form = self._form(name)
        if len(form) != 1:
            return " ".join(form) or self.text[name.start : name.end]
        forms = [form for form, at in self._forms.get(form[0], {}).items() if at < name.start]
        if not forms:
            return form[0]
        longest = max(forms, key=lambda form: (len(form), form))
        return " ".join(longest) if all(form[0] in longest[:-1] for form in forms) else None

    def _antecedent(self, at: int, end: int) -> str | None:
        """Return the one person of the sentences before that "he" or "she" can stand for, None where that is not plain."""
        pronoun = self.text[at:end].lower()
        if pronoun not in _HE:
            return None
        opposite, wrong_titles = _HE[pronoun]
        here = self._sentence_at(at)
        for number in range(here, max(-1, here - PRONOUN_SENTENCES - 1), -1):
            start, end = self.sentences[number]
            end = min(end, at)
            if len(_BLANK_LINE.findall(self.text[start:at])) > 1:
                return None
            told = self._tokens(start, end)
            words = {self.text[token.start : token.end].lower().rstrip(".") for token in told}
            if opposite & words:
                return None
            people = [name for name in self._outside(number) if name.end <= at and self._is_person(name)]
            if people:
                only = {self._fullest(name) for name in people}
                before = kinds_of([token for token in told if token.start < people[0].start])
                subject = len(before) <= 5 and not re.search("[OS]", before) or before[-1:] in ("Q", ",", "-")
                return only.pop() if len(only) == 1 and not words & wrong_titles and subject else None
            if number < here and re.match("[DM]", kinds_of(told)):
                return None
        return None

    def _outside(self, sentence: int) -> list[Name]:
        """Return the names of a sentence that stand outside its quotations."""
        quoted = self._overlapping(*self.sentences[sentence])
        return [name for name in self._names[sentence] if not any(q.start < name.end and name.start < q.end for q in quoted)]

    def _is_person(self, name: Name) -> bool:
        """Tell whether a name is a person's: a lone word in capitals is more often a place or a nation."""
        form = self._form(name)
        if not form or _PLACE.search(self.text, max(0, name.start - 40), name.start):
            return False
        return len(form) > 1 or self._fullest(name) != form[0]

    def _of_quotation(self, start: int, end: int, steps: int) -> Attribution | None:
        """Return who speaks the quotation that all of `text[start:end]` stands in."""
        within = self._overlapping(start, end)
        if not steps or not within or re.search("[A-PR-Zx]", kinds_of(self._tokens(start, end))):
            return None
        chain = self._chains[bisect_right(self._ends, within[-1].start)]
        if (chain[0], steps) not in self._speaker_of:
            self._speaker_of[chain[0], steps] = self._of_chain(*chain, steps)
        return self._speaker_of[chain[0], steps]

    def _of_chain(self, first: int, last: int, steps: int) -> Attribution | None:
        """Return who speaks the quotations from `first` to `last`, one a paragraph, that are one."""
        quotation = self.quotations[last]
        if not is_speech(self.text, quotation):
            return None
        end = max(self.sentences[self._sentence_at(quotation.end - 1)][1], quotation.end)
        followed = self._tokens(max(quotation.start, quotation.end - 2), end)
        if re.search("[A-Zx]", kinds_of(followed[1:])):
            return self._after(followed)
        return self._lone_clause(quotation) or self._before(self.quotations[first], steps)

    def _after(self, tokens: list[Token]) -> Attribution | None:
        clause = next(iter(reporting_clauses(tokens)), None)
        if clause is None or clause.start > 2:
            return None
        return self._attribution(tokens, clause)

    def _lone_clause(self, quotation: Quotation) -> Attribution | None:
        """Return the speaker of a "Belun said." that was cut off as a sentence of its own."""
        at = bisect_left(self._starts, quotation.end)
        if at == len(self.sentences) or "\n\n" in self.text[quotation.end : self._starts[at]]:
            return None
        tokens = [Token(quotation.start, quotation.end, "Q"), *self._tokens(quotation.end, self.sentences[at][1])]
        clause = next(iter(reporting_clauses(tokens)), None)
        if clause is None or clause.start > 3 or re.search("[A-Zx]", kinds_of(tokens[clause.end :])):
            return None
        return self._attribution(tokens, clause)

    def _before(self, quotation: Quotation, steps: int) -> Attribution | None:
        """Return who is said to speak before a quotation opens: in its own sentence, else in the one before it."""
        at = self._sentence_at(quotation.start)
        start, end = self.sentences[at]
        if re.search("[A-Zx]", kinds_of(self._tokens(start, quotation.start))):
            return self._within(start, min(quotation.end, end))
        if not at:
            return None
        previous = self.sentences[at - 1]
        quotes = any(is_speech(self.text, q) for q in self._overlapping(*previous))
        if _BLANK_LINE.search(self.text, previous[1], start) and not quotes and self.text[previous[1] - 1] != ":":
            return None
        return self._within(*previous, relays=False) or self._of_quotation(*previous, steps - 1)


def _chains(quotations: Sequence[Quotation]) -> list[tuple[int, int]]:
    """Return, for each quotation, the first and the last of those, one a paragraph, that are one with it."""
    chains: list[tuple[int, int]] = []
    first = 0
    for at, quotation in enumerate(quotations):
        if quotation.closed or at + 1 == len(quotations):
            chains += [(first, at)] * (at + 1 - first)
            first = at + 1
    return chains
