"""Who says a sentence of an article: the clause in it, or the one around the quotation that it is part of."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.language.names import Name
from index.language.speakers.clauses import Clause, governing, reporting_clauses
from index.language.speakers.people import People
from index.language.speakers.phrases import Speaker, person_name
from index.language.speakers.quotations import Quotation, is_speech, quotations_between
from index.language.speakers.tokens import QUOTATION, Token, tokens_between
from index.language.words import BODIES, BODY_WORDS, QUANTIFIERS, SPEAKING_PRONOUNS

Span = tuple[int, int]

# What is longer is no sentence: a table, a list, a text without full stops.
LONGEST_SENTENCE = 3_000
# How many sentences of a quotation are gone back through to its speaker, and how many a pronoun is followed.
MOST_STEPS = 6
PRONOUN_SENTENCES = 3
# "Prime Minister Ana Belun added on Tuesday."
LONGEST_CUT_OFF = 50
_INTRODUCING = (",", ":")
# A word behind another one, or behind an opening mark.
_MIDDLE = re.compile(r"(?<=[\w,’'\"] )[^\W\d_][\w.&/’'-]*")
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,20}\n")


@dataclass(frozen=True)
class Attribution:
    """Whose words a sentence is; `text[start:end] == speaker`, which may stand in another sentence.

    `name` is the fullest form the text has given the speaker's name by then, without titles; None for the unnamed, and
    where it is not certain. `stated` says that the sentence itself names the speaker, `quoted` that it is a quotation.
    """

    speaker: str
    name: str | None
    start: int
    end: int
    stated: bool
    quoted: bool


def speakers(text: str, sentences: Sequence[Span], names: Sequence[Sequence[Name]]) -> list[Attribution | None]:
    """Return who says each sentence, by the `names` of each; None where it is not plain, and for what the text says itself."""
    if not sentences:
        return []
    reading = _Reading(text, sentences, names)
    return [reading.attribution(*sentence) if 0 < sentence[1] - sentence[0] <= LONGEST_SENTENCE else None for sentence in sentences]


class _Reading:
    """A text with its sentences and quotations, each looked at once."""

    def __init__(self, text: str, sentences: Sequence[Span], names: Sequence[Sequence[Name]]) -> None:
        self.text = text
        self._names = names
        self._people = People(text, [name for of_sentence in names for name in of_sentence])
        self.sentences = sentences
        self.quotations = quotations_between(text, sentences[0][0], sentences[-1][1])
        self._starts = [start for start, _ in sentences]
        self._ends = [quotation.end for quotation in self.quotations]
        self._chains = _chains(self.quotations)
        self._tokens_of: dict[Span, list[Token]] = {}
        self._speaker_of: dict[tuple[int, int], Attribution | None] = {}

    def attribution(self, start: int, end: int) -> Attribution | None:
        found = self._within(start, end) or self._of_quotation(start, end, MOST_STEPS)
        if found is None:
            return None
        stated = start <= found.start and found.end <= end and found.speaker.lower() not in SPEAKING_PRONOUNS
        return replace(found, stated=stated, quoted=self._is_quoted(start, end))

    def _overlapping(self, start: int, end: int) -> Sequence[Quotation]:
        first = bisect_right(self._ends, start)
        last = first
        while last < len(self.quotations) and self.quotations[last].start < end:
            last += 1
        return self.quotations[first:last]

    def _tokens(self, start: int, end: int) -> list[Token]:
        if (start, end) not in self._tokens_of:
            self._tokens_of[start, end] = tokens_between(self.text, start, end, self._overlapping(start, end))
        return self._tokens_of[start, end]

    def _sentence_at(self, place: int) -> int:
        """Return the number of the sentence that a place stands in, or that stands before it; -1 where none does."""
        return bisect_right(self._starts, place) - 1

    @cached_property
    def _middle_words(self) -> frozenset[str]:
        """The words with a capital that stand within a sentence somewhere."""
        return frozenset(re.sub(r"(?:['’]s)?\W*$", "", word) for word in _MIDDLE.findall(self.text))

    def _within(self, start: int, end: int, *, relays: bool = True) -> Attribution | None:
        """Return whom the sentence's own words outside quotation marks give as its speaker."""
        tokens = [*self._quotation_before(start, end), *self._tokens(start, end)]
        clause = governing(reporting_clauses(tokens), tokens)
        if clause is None or (clause.relays and not relays):
            return None
        return self._attribution(tokens, clause)

    def _quotation_before(self, start: int, end: int) -> list[Token]:
        """Return the quotation that a "Belun added." which was cut off from it follows."""
        before = bisect_right(self._ends, start) - 1
        if before < 0 or end - start > LONGEST_CUT_OFF or self.text[self._ends[before] : start].strip(" "):
            return []
        return [Token(QUOTATION, self.quotations[before].start, self._ends[before])]

    def _attribution(self, tokens: Sequence[Token], clause: Clause) -> Attribution:
        speaker = clause.speaker
        start, end = tokens[speaker.first].start, tokens[speaker.last - 1].end
        if speaker.named and speaker.named[1] == speaker.last:
            end -= len(tokens[speaker.last - 1].text) - len(re.sub(r"['’]s$", "", tokens[speaker.last - 1].text))
        return Attribution(self.text[start:end], self._name(tokens, speaker), start, end, stated=True, quoted=False)

    def _name(self, tokens: Sequence[Token], speaker: Speaker) -> str | None:
        if speaker.named is None:
            pronoun = tokens[speaker.first].lower
            return self._antecedent(tokens, speaker, pronoun) if pronoun in ("he", "she") else None
        named = tokens[slice(*speaker.named)]
        if len(named) > 1 and named[-1].lower in BODY_WORDS | BODIES:
            return self.text[named[0].start : named[-1].end]
        words = person_name([re.sub(r"['’]s?$", "", token.text) for token in named])
        name = self._people.fullest(words, named[0].start)
        if len(words) == 1 and name == words[0] and named[0].start == tokens[0].start and not self._is_known(words[0]):
            return None
        return name

    def _is_known(self, word: str) -> bool:
        """Tell whether a word that opens a sentence is written with a capital within another one too."""
        return word in self._middle_words and word.lower() not in QUANTIFIERS

    def _antecedent(self, tokens: Sequence[Token], speaker: Speaker, pronoun: str) -> str | None:
        if {"i", "me", "my", "we", "us"} & {token.lower for token in tokens}:
            return None
        at = tokens[0].start
        here = self._sentence_at(at)
        last = here + (self.sentences[here][1] <= at)
        before = range(max(0, last - PRONOUN_SENTENCES), last)
        blank = [len(_BLANK_LINE.findall(self.text[self.sentences[n][0] : at])) for n in before]
        told = [(self._tokens(*self.sentences[n]), self._outside(n)) for n, lines in zip(before, blank, strict=True) if lines <= 1]
        opening = [token for token in tokens[: speaker.first] if token.text != QUOTATION]
        end = tokens[speaker.first].start
        return self._people.antecedent(pronoun, [*told, (opening, [name for name in self._outside(here) if at <= name.start < end])])

    def _outside(self, sentence: int) -> list[Name]:
        """Return the names of a sentence that stand outside its quotations."""
        quoted = self._overlapping(*self.sentences[sentence])
        return [name for name in self._names[sentence] if not any(q.start < name.end and name.start < q.end for q in quoted)]

    def _is_quoted(self, start: int, end: int) -> bool:
        """Tell whether the sentence opens within a quotation, or is one for the better half of it."""
        within = self._overlapping(start, end)
        if not within:
            return False
        first = within[0]
        opens = first.start <= start and is_speech(self.text, first)
        introduced = any(self.text[max(start, q.start - 3) : q.start].rstrip()[-1:] in _INTRODUCING and _is_long(q) for q in within)
        return opens or introduced or 2 * sum(min(q.end, end) - max(q.start, start) for q in within) >= end - start

    def _of_quotation(self, start: int, end: int, steps: int) -> Attribution | None:
        """Return who speaks the quotation that all of `text[start:end]` stands in."""
        if not steps or any(token.text != QUOTATION and token.is_word for token in self._tokens(start, end)):
            return None
        within = self._overlapping(start, end)
        if not within:
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
        followed = self._tokens_after(quotation)
        if any(token.is_word for token in followed[1:]):
            return self._after(followed)
        return self._lone_clause(quotation) or self._before(self.quotations[first], steps)

    def _tokens_after(self, quotation: Quotation) -> list[Token]:
        """Return the quotation, as a token, and the rest of the sentence that it ends in."""
        end = max(self.sentences[self._sentence_at(quotation.end - 1)][1], quotation.end)
        return self._tokens(max(quotation.start, quotation.end - 2), end)

    def _after(self, tokens: list[Token]) -> Attribution | None:
        clause = next(iter(reporting_clauses(tokens)), None)
        if clause is None or any(not token.is_word for token in tokens[2 : clause.first]) or clause.first > 6:
            return None
        return self._attribution(tokens, clause)

    def _lone_clause(self, quotation: Quotation) -> Attribution | None:
        """Return the speaker of a "Belun said." that was cut off as a sentence of its own."""
        at = bisect_left(self._starts, quotation.end)
        if at == len(self.sentences) or "\n\n" in self.text[quotation.end : self._starts[at]]:
            return None
        following = self.sentences[at]
        tokens = self._tokens(quotation.end, following[1])
        clause = next(iter(reporting_clauses([Token(QUOTATION, quotation.start, quotation.end), *tokens])), None)
        if clause is None or clause.first > 3 or any(token.is_word or token.text == QUOTATION for token in tokens[clause.last - 1 :]):
            return None
        return self._attribution([Token(QUOTATION, quotation.start, quotation.end), *tokens], clause)

    def _before(self, quotation: Quotation, steps: int) -> Attribution | None:
        """Return who is said to speak before a quotation opens: in its own sentence, else in the one before it."""
        at = self._sentence_at(quotation.start)
        start, end = self.sentences[at]
        if any(token.is_word for token in self._tokens(start, quotation.start)):
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


def _is_long(quotation: Quotation) -> bool:
    """Tell whether a quotation is no mere title or nickname, of some four words."""
    return quotation.end - quotation.start > 25
