"""Who says a sentence of an article: the clause in it, or the one around the quotation that it is part of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.attribution.clauses import Clause, governing, reporting_clauses
from assistant.attribution.names import antecedent, fullest_name
from assistant.attribution.quotations import Quotation, is_speech, quotations_between
from assistant.attribution.speakers import Speaker, person_name
from assistant.attribution.tokens import QUOTATION, Token, tokens_between
from assistant.attribution.words import BODIES, BODY_WORDS, QUANTIFIERS, SPEAKING_PRONOUNS
from index.sentences import sentence_spans

# How far around a sentence the quotation that it stands in, and the speaker of that, are looked for.
BEFORE = 3_000
AFTER = 1_500
# What is longer is no sentence: a table, a list, a text without full stops.
LONGEST_SENTENCE = 3_000
# How many sentences of a quotation are gone back through to its speaker, and how many a pronoun is followed.
MOST_STEPS = 6
PRONOUN_SENTENCES = 3
# "Prime Minister Ana Belun added on Tuesday."
LONGEST_CUT_OFF = 50
_INTRODUCING = (",", ":")
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,20}\n")


@dataclass(frozen=True)
class Attribution:
    """Whose words a sentence is; `article[start:end] == speaker`, which may stand in another sentence.

    `name` is the fullest form the article has given the speaker's name by then, without titles; None for the unnamed, and
    where it is not certain. `stated` says that the sentence itself names the speaker, `quoted` that it is a quotation.
    """

    speaker: str
    name: str | None
    start: int
    end: int
    stated: bool
    quoted: bool


def attribution(article_text: str, start: int, end: int) -> Attribution | None:
    """Return who says the sentence `article_text[start:end]`; None for what the article says itself, and where that is not plain."""
    start, end = max(0, start), min(len(article_text), end)
    if not 0 < end - start <= LONGEST_SENTENCE:
        return None
    return _Surroundings(article_text, start, end).attribution()


@dataclass(frozen=True)
class _Surroundings:
    text: str
    start: int
    end: int

    def attribution(self) -> Attribution | None:
        found = self._within(self.start, self.end)
        if found is None:
            found = self._of_quotation(self.start, self.end, MOST_STEPS)
        if found is None:
            return None
        stated = self.start <= found.start and found.end <= self.end and found.speaker.lower() not in SPEAKING_PRONOUNS
        return replace(found, stated=stated, quoted=self._is_quoted())

    @cached_property
    def low(self) -> int:
        low = max(0, self.start - BEFORE)
        blank = _BLANK_LINE.search(self.text, low, self.start) if low else None
        return blank.end() if blank else low

    @cached_property
    def high(self) -> int:
        return min(len(self.text), self.end + AFTER)

    @cached_property
    def quotations(self) -> list[Quotation]:
        return quotations_between(self.text, self.low, self.high)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The sentences around, the given one as it was given."""
        before = sentence_spans(self.text, self.low, self.start)
        return [*before, (self.start, self.end), *sentence_spans(self.text, self.end, self.high)]

    def _tokens(self, start: int, end: int) -> list[Token]:
        return tokens_between(self.text, start, end, self.quotations)

    def _within(self, start: int, end: int, *, relays: bool = True) -> Attribution | None:
        """Return whom the sentence's own words outside quotation marks give as its speaker."""
        tokens = [*self._quotation_before(start, end), *self._tokens(start, end)]
        clause = governing(reporting_clauses(tokens), tokens)
        if clause is None or (clause.relays and not relays):
            return None
        return self._attribution(tokens, clause)

    def _quotation_before(self, start: int, end: int) -> list[Token]:
        """Return the quotation that a "Belun added." which was cut off from it follows."""
        closed = [q for q in self.quotations if q.end <= start and not self.text[q.end : start].strip(" ")]
        return [Token(QUOTATION, q.start, q.end) for q in closed[-1:] if end - start <= LONGEST_CUT_OFF]

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
        name = fullest_name(self.text, named[0].start, words)
        if len(words) == 1 and name == words[0] and named[0].start == tokens[0].start and not self._is_known(words[0], named[0].start):
            return None
        return name

    def _is_known(self, word: str, at: int) -> bool:
        """Tell whether a word that opens a sentence is written with a capital within another one too."""
        elsewhere = re.compile(rf"[\w,’'\"] {re.escape(word)}(?!\w)")
        return bool(elsewhere.search(self.text, max(0, at - 50_000), at + 20_000)) and word.lower() not in QUANTIFIERS

    def _antecedent(self, tokens: Sequence[Token], speaker: Speaker, pronoun: str) -> str | None:
        if {"i", "me", "my", "we", "us"} & {token.lower for token in tokens}:
            return None
        at = tokens[0].start
        before = [span for span in self.sentences if span[1] <= at][-PRONOUN_SENTENCES:]
        if before and len(_BLANK_LINE.findall(self.text[before[0][0] : at])) > 1:
            before = [span for span in before if len(_BLANK_LINE.findall(self.text[span[0] : at])) <= 1]
        opening = [token for token in tokens[: speaker.first] if token.text != QUOTATION]
        return antecedent(self.text, pronoun, [*(self._tokens(*span) for span in before), opening])

    def _is_quoted(self) -> bool:
        """Tell whether the sentence opens within a quotation, or is one for the better half of it."""
        within = [q for q in self.quotations if q.start < self.end and self.start < q.end]
        inside = [(max(q.start, self.start), min(q.end, self.end)) for q in within]
        if not inside:
            return False
        first = next(q for q in self.quotations if self.start < q.end)
        opens = first.start <= self.start and is_speech(self.text, first)
        introduced = any(self.text[max(self.start, q.start - 3) : q.start].rstrip()[-1:] in _INTRODUCING and _is_long(q) for q in within)
        return opens or introduced or 2 * sum(b - a for a, b in inside) >= self.end - self.start

    def _of_quotation(self, start: int, end: int, steps: int) -> Attribution | None:
        """Return who speaks the quotation that all of `text[start:end]` stands in."""
        chain = self._chain(start, end)
        if not chain or not steps or not is_speech(self.text, chain[-1]):
            return None
        followed = self._tokens_after(chain[-1])
        if any(token.is_word for token in followed[1:]):
            return self._after(followed)
        lone = self._lone_clause(chain[-1])
        return lone or self._before(chain[0], steps)

    def _chain(self, start: int, end: int) -> list[Quotation]:
        """Return the quotations, one a paragraph, that are one with the one in which the sentence stands."""
        if any(token.text != QUOTATION and token.is_word for token in self._tokens(start, end)):
            return []
        inside = [i for i, q in enumerate(self.quotations) if q.start < end and start < q.end]
        if not inside:
            return []
        first, last = inside[-1], inside[-1]
        while first and not self.quotations[first - 1].closed:
            first -= 1
        while not self.quotations[last].closed and last + 1 < len(self.quotations):
            last += 1
        return self.quotations[first : last + 1]

    def _tokens_after(self, quotation: Quotation) -> list[Token]:
        """Return the quotation, as a token, and the rest of the sentence that it ends in."""
        end = next((b for a, b in self.sentences if a < quotation.end <= b), quotation.end)
        return self._tokens(max(quotation.start, quotation.end - 2), max(end, quotation.end))

    def _after(self, tokens: list[Token]) -> Attribution | None:
        clause = next(iter(reporting_clauses(tokens)), None)
        if clause is None or any(not token.is_word for token in tokens[2 : clause.first]) or clause.first > 6:
            return None
        return self._attribution(tokens, clause)

    def _lone_clause(self, quotation: Quotation) -> Attribution | None:
        """Return the speaker of a "Belun said." that was cut off as a sentence of its own."""
        following = next(((a, b) for a, b in self.sentences if a >= quotation.end), None)
        if following is None or "\n\n" in self.text[quotation.end : following[0]]:
            return None
        tokens = self._tokens(quotation.end, following[1])
        clause = next(iter(reporting_clauses([Token(QUOTATION, quotation.start, quotation.end), *tokens])), None)
        if clause is None or clause.first > 3 or any(token.is_word or token.text == QUOTATION for token in tokens[clause.last - 1 :]):
            return None
        return self._attribution([Token(QUOTATION, quotation.start, quotation.end), *tokens], clause)

    def _before(self, quotation: Quotation, steps: int) -> Attribution | None:
        """Return who is said to speak before a quotation opens: in its own sentence, else in the one before it."""
        own = next(((a, b) for a, b in self.sentences if a <= quotation.start < b), None)
        if own is None:
            return None
        if any(token.is_word for token in self._tokens(own[0], quotation.start)):
            return self._within(own[0], max(own[0], min(quotation.end, own[1])))
        previous = next(((a, b) for a, b in reversed(self.sentences) if b <= own[0]), None)
        if previous is None:
            return None
        quotes = any(q.start < previous[1] and previous[0] < q.end and is_speech(self.text, q) for q in self.quotations)
        if _BLANK_LINE.search(self.text, previous[1], own[0]) and not quotes and self.text[previous[1] - 1] != ":":
            return None
        return self._within(*previous, relays=False) or self._of_quotation(*previous, steps - 1)


def _is_long(quotation: Quotation) -> bool:
    """Tell whether a quotation is no mere title or nickname, of some four words."""
    return quotation.end - quotation.start > 25
