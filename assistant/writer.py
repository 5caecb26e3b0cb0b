"""The writer: a language model answers from numbered passages, and each sentence is held to what it cites."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.answers import NOT_SAID, Citation
from assistant.errors import UnsupportedAnswer
from assistant.language_model import LanguageModel, Message
from index import Passage
from index.sentences import sentence_spans
from prompts import load

Support = Callable[[str, Sequence[str]], Sequence[float]]
"""How far each of the sentences supports the claim, 0 to 1."""

# Cosine of all-MiniLM-L6-v2 over 13 hand-made claims: said by a sentence 0.43 to 0.91, of the same subject but not
# said 0.37 to 0.44, of another subject 0.18 to 0.26. A passage that the model itself names needs only the subject.
CITED_SUPPORT = 0.35
UNCITED_SUPPORT = 0.55
# How much support it is worth, in choosing the sentence to quote, that it holds all the claim's numbers.
NUMBERS_WEIGHT = 0.3
HISTORY_TURNS = 4
HEADER_CHARACTERS = 200


@dataclass(frozen=True)
class Draft:
    """The answer so far.

    Until `final`, `text` is what the model has written, unchecked, its markers numbered as they come and naming
    nothing yet. In the final one every sentence is checked, so it may be shorter, and its markers name `citations`.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    abstained: bool = False
    notices: tuple[str, ...] = ()
    final: bool = False


def write(
    question: str,
    passages: Sequence[Passage],
    model: LanguageModel,
    *,
    history: Sequence[tuple[str, str]] = (),
    support: Support,
) -> Iterator[Draft]:
    """Yield growing drafts, the last one `final`; without passages it abstains and asks nobody.

    Raises LanguageModelError, also after some drafts, and UnsupportedAnswer when no sentence is supported.
    """
    if not passages:
        yield _ABSTENTION
        return
    reply, shown = "", ""
    for piece in model.stream(messages(question, passages, history)):
        reply += piece
        text = _draft_text(reply, len(passages))
        if text != shown:
            shown = text
            yield Draft(text)
    yield _checked(reply, model.name, _Sources(passages, support))


# The prompt


def messages(question: str, passages: Sequence[Passage], history: Sequence[tuple[str, str]] = ()) -> list[Message]:
    """Return what is sent: marker n means `passages[n - 1]`; `history` is (question, answer text), oldest first."""
    turns = []
    for asked, answered in history[-HISTORY_TURNS:]:
        turns.append(Message("user", _one_line(asked)))
        # Without its markers, which numbered the passages of then.
        turns.append(Message("assistant", _tidy(_MARKER.sub("", _plain(answered)))))
    shown = "\n\n".join(_shown_passage(number, passage) for number, passage in enumerate(passages, 1))
    asking = load("passages").format(passages=shown, question=_one_line(question))
    return [Message("system", load("write_answer")), *turns, Message("user", asking)]


def _shown_passage(number: int, passage: Passage) -> str:
    # Every line of the article starts with ">", so that none of them can pass for a header or for the question.
    lines = [_neutral(line) for line in _plain(passage.text).splitlines()]
    return load("passage").format(
        number=number,
        file=_one_line(passage.article_id)[:HEADER_CHARACTERS],
        published=_shown_date(passage),
        outlet=_one_line(passage.source or "unknown")[:HEADER_CHARACTERS],
        text="\n".join(f"> {line}" for line in lines if line),
    )


def _shown_date(passage: Passage) -> str:
    return f"{passage.published:%A} {passage.published.isoformat()}" if passage.published else "undated"


def _one_line(text: str) -> str:
    return _neutral(" ".join(_plain(text).split()))


def _neutral(text: str) -> str:
    """Return one line of text whose bracketed numbers cannot be taken for markers of the answer."""
    return _tidy(_MARKER.sub(lambda marker: f"({marker['numbers']})", text))


# Plain text and markers

# Control characters, lone surrogates, and Unicode's Default_Ignorable_Code_Point: zero-width, bidi, tags, variation
# selectors (which can carry a hidden text byte by byte) and the letters that are drawn as nothing.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_MARKER = re.compile(
    r"""\\?[\[【［]{1,2} \s* \^? (?:(?:passage|source|article)s?)? \s* \#?
    (?P<numbers> \d{1,9} (?: (?: [\s,;&–-] | \band\b | \bpassages?\b )+ \d{1,9} )* )
    \s* (?: (?: :\d+ )? † [^\[\]【】［］]{0,60} )? \\?[\]】］]{1,2}""",
    re.IGNORECASE | re.VERBOSE,
)
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
# While a reply is still coming an open bracket may become a marker; at its end only one with numbers was to be one.
_OPEN = re.compile(r"\\?[\[【［][^\]】］]*$|\\$")
_OPEN_LENGTH = 90
_CUT = re.compile(r"\\?[\[【［]+[\s\d,;]*$")
# Some servers send what a model thinks first as part of its reply.
_THINKING = re.compile(r"^\s*<(?:think>.*?(?:</think>|\Z)|t?h?i?n?k?\Z)", re.DOTALL)
_DECORATION = re.compile(r"^[ \t]*(?:[-*•]|\#+|\d{1,2}[.)])[ \t]+|\*\*|__|`+", re.MULTILINE)


def _plain(text: str) -> str:
    """Return `text` without characters that are not seen, every kind of line end made a newline."""
    return _UNSEEN.sub("", "\n".join(text.replace("\t", " ").splitlines()))


def _tidy(text: str) -> str:
    return re.sub(r" (?=[.,;:!?](?:\s|$))", "", " ".join(text.split()))


def _undecorated(reply: str) -> str:
    return _DECORATION.sub("", _THINKING.sub("", _plain(reply)))


def _draft_text(reply: str, sent: int) -> str:
    """Return the reply so far, an unfinished marker held back, the others numbered in order of appearance."""
    order: dict[int, int] = {}

    def renumbered(marker: re.Match[str]) -> str:
        numbers = [n for n in _named(marker) if 1 <= n <= sent]
        return "".join(f"[{order.setdefault(n, len(order) + 1)}]" for n in numbers)

    text = _undecorated(reply)
    text = text[:-_OPEN_LENGTH] + _OPEN.sub("", text[-_OPEN_LENGTH:])
    return _tidy(_MARKER.sub(renumbered, text))


def _named(marker: re.Match[str]) -> list[int]:
    """Return the numbers in a marker, `2-4` spelled out."""

    def spelled_out(span: re.Match[str]) -> str:
        first, last = int(span[1]), int(span[2])
        # Nobody cites twenty passages in a row: a longer range is two numbers.
        return " ".join(map(str, range(first, last + 1))) if 0 <= last - first < 20 else span[0]

    return [int(number) for number in re.findall(r"\d+", _RANGE.sub(spelled_out, marker["numbers"]))]


@dataclass
class _Claim:
    """A sentence of the reply without its markers, and the passage numbers that they name."""

    text: str
    named: list[int] = field(default_factory=list)


def _claims(reply: str) -> list[_Claim]:
    claims: list[_Claim] = []
    for line in _CUT.sub("", _undecorated(reply)).splitlines():
        plain, markers = _without_markers(line)
        spans = sentence_spans(plain)
        found = [_Claim(_tidy(plain[start:end])) for start, end in spans]
        starts = [start for start, _ in spans]
        for offset, numbers in markers:
            # The last sentence that starts before the marker; a line of markers alone belongs to the line above.
            owner = found[max(0, bisect_left(starts, offset) - 1)] if found else claims[-1] if claims else _Claim("")
            owner.named += numbers
        claims += found
    return [claim for claim in claims if any(c.isalnum() for c in claim.text)]


def _without_markers(line: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """Return the line without its markers, and where each stood: right after the text before it."""
    plain, end, markers = "", 0, []
    for marker in _MARKER.finditer(line):
        plain = (plain + line[end : marker.start()]).rstrip()
        markers.append((len(plain), _named(marker)))
        end = marker.end()
        # Two sentences with only a marker between them must not grow together.
        plain += " " if line[end : end + 1].isalnum() else ""
    return plain + line[end:], markers


def _says_not_said(claim: _Claim) -> bool:
    words = claim.text.lower().replace("’", "'").replace("don't", "do not").replace("passages", "articles")
    return re.sub(r"[^a-z ]", "", words).strip() == re.sub(r"[^a-z ]", "", NOT_SAID.lower())


def _with_markers(sentence: str, numbers: Iterable[int]) -> str:
    markers = "".join(f"[{number}]" for number in numbers)
    stop = re.search(r"(?<=[\w)%>])(?<!\.\w)[.!?]+$", sentence)  # not the one of "U.S.", nor one within quotation marks
    if stop:
        return f"{sentence[: stop.start()]} {markers}{stop[0]}"
    return f"{sentence} {markers}" + ("." if sentence[-1].isalnum() else "")


# What the passages hold

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
_WORD_VALUES = {word: str(value) for value, word in enumerate(_WORDS)}


@dataclass(frozen=True)
class _Quote:
    """A sentence of passage `number`, and how far it supports the claim at hand; offsets are into the article."""

    number: int
    passage: Passage
    start: int
    end: int
    support: float = 0.0

    @property
    def text(self) -> str:
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


class _Sources:
    """The passages that were sent, cut into sentences once for all claims."""

    def __init__(self, passages: Sequence[Passage], support: Support) -> None:
        self._support = support
        self._sentences = [
            (number, passage, passage.text[start:end], passage.start + start)
            for number, passage in enumerate(passages, 1)
            for start, end in sentence_spans(passage.text)
        ]
        self._numbers = {number: _numbers_held(passage) for number, passage in enumerate(passages, 1)}
        self.sent = len(passages)

    def cite(self, claim: str, named: Sequence[int]) -> list[_Quote]:
        """Return the quotes that hold `claim`, of the named passages where they do; none if nothing does."""
        best = self._best(claim)
        kept = [best[number] for number in named if number in best and best[number].support >= CITED_SUPPORT]
        if kept and self._hold_numbers(claim, kept):
            return kept
        others = [
            quote
            for quote in best.values()
            if quote not in kept and quote.support >= UNCITED_SUPPORT and self._hold_numbers(claim, [*kept, quote])
        ]
        return [*kept, max(others, key=lambda quote: quote.support)] if others else []

    def _hold_numbers(self, claim: str, quotes: Sequence[_Quote]) -> bool:
        """Say whether every number of the claim is in the quoted passages, or in a date that was sent with one."""
        held: set[str] = set()
        for quote in quotes:
            claim = _without_date(claim, quote.passage.published)
            held |= self._numbers[quote.number]
        return _numbers(claim) <= held

    def _best(self, claim: str) -> dict[int, _Quote]:
        """Return the sentence to quote of each passage, by passage number."""
        wanted = _numbers(claim)
        supports = self._support(claim, [text for _, _, text, _ in self._sentences])
        best: dict[int, tuple[float, _Quote]] = {}
        for (number, passage, text, start), support in zip(self._sentences, supports, strict=True):
            worth = support + (NUMBERS_WEIGHT if wanted <= _numbers(text) else 0)
            if number not in best or worth > best[number][0]:
                best[number] = worth, _Quote(number, passage, start, start + len(text), support)
        return {number: quote for number, (_, quote) in best.items()}


def _numbers_held(passage: Passage) -> set[str]:
    text = passage.text.lower()
    words = {_WORD_VALUES[word] for word in re.findall(r"[a-z]+", text) if word in _WORD_VALUES}
    return _numbers(f"{text} {passage.source or ''}") | words


def _without_date(claim: str, day: date | None) -> str:
    """Return `claim` without `day` as a date: only so written does it count, or a toll of 14 would pass on the 14th."""
    if day is None:
        return claim
    month = rf"(?:{day:%B}|{day:%b}\.?)"
    in_month = rf"0?{day.day}(?:st|nd|rd|th)?"
    year = f"{day:%Y}"
    words = rf"(?:{in_month} (?:of )?{month}|{month} {in_month})(?:,? {year})?|{month} {year}"
    return re.sub(rf"\b(?:{day.isoformat()}|{words}|(?:in|of) {year})\b", "", claim, flags=re.IGNORECASE)


def _numbers(text: str) -> set[str]:
    """Return the numbers written in digits, without thousands separators and leading zeros: 1,200 is 1200, 03 is 3."""
    plain = (re.sub(r",(?=\d{3}(?!\d))", "", number) for number in _NUMBER.findall(text))
    return {re.sub(r"^0+(?=\d)", "", number) for number in plain}


# The answer as it is checked

_NOT_SENT = (
    "marker named a passage that was not sent and was dropped",
    "markers named passages that were not sent and were dropped",
)
_NOT_SUPPORTING = (
    "marker named a passage that does not support its sentence and was dropped",
    "markers named passages that do not support their sentences and were dropped",
)
_REPAIRED = (
    "sentence named a passage that does not hold it and was given one that does",
    "sentences named passages that do not hold them and were given ones that do",
)
_REMOVED = (
    "sentence had no support in the passages and was removed",
    "sentences had no support in the passages and were removed",
)


@dataclass
class _Sheet:
    """Sentences kept so far, what they cite, and how much was dropped."""

    sentences: list[str] = field(default_factory=list)
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    not_sent: int = 0
    not_supporting: int = 0
    repaired: int = 0
    removed: int = 0

    def add(self, claim: _Claim, sources: _Sources) -> None:
        """Keep the claim with its quotes, or count it as removed."""
        named = [number for number in dict.fromkeys(claim.named) if 1 <= number <= sources.sent]
        self.not_sent += sum(not 1 <= number <= sources.sent for number in claim.named)
        quotes = sources.cite(claim.text, named)
        if not quotes:
            self.removed += 1
            return
        cited = {quote.number for quote in quotes}
        if named and not cited <= set(named):
            self.repaired += 1
        else:
            self.not_supporting += len(set(named) - cited)
        self.sentences.append(_with_markers(claim.text, dict.fromkeys(self._number(quote) for quote in quotes)))

    def _number(self, quote: _Quote) -> int:
        # Keyed by where it stands in the article: passages that overlap hold the same sentence.
        key = (quote.passage.article_id, quote.start, quote.end)
        number = len(self.citations) + 1
        passage = quote.passage
        citation = Citation(number, key[0], passage.published, passage.source, quote.text, quote.start, quote.end)
        return self.citations.setdefault(key, citation).number

    def notices(self) -> tuple[str, ...]:
        """Say what was dropped or changed, a line each."""
        counted = (
            (self.not_sent, _NOT_SENT),
            (self.not_supporting, _NOT_SUPPORTING),
            (self.repaired, _REPAIRED),
            (self.removed, _REMOVED),
        )
        return tuple(f"{count} {one if count == 1 else many}" for count, (one, many) in counted if count)


_ABSTENTION = Draft(NOT_SAID, abstained=True, final=True)


def _checked(reply: str, name: str, sources: _Sources) -> Draft:
    claims = _claims(reply)
    if claims and _says_not_said(claims[0]):
        return _ABSTENTION
    sheet = _Sheet()
    for claim in claims:
        sheet.add(claim, sources)
    if sheet.sentences:
        return Draft(" ".join(sheet.sentences), tuple(sheet.citations.values()), False, sheet.notices(), True)
    if any(_says_not_said(claim) for claim in claims):
        return _ABSTENTION
    raise UnsupportedAnswer(f"The passages support nothing of what {name} wrote. Use the reader's answer.")
