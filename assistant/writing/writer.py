"""The writer: a language model answers from numbered passages, and each sentence is held to what it cites."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from assistant.errors import UnsupportedAnswer
from assistant.language_model import LanguageModel, never
from assistant.markers import drafted, says_not_said, sentences_of
from assistant.records import DECLINED, Citation, Sentence
from assistant.support import SupportScorer
from assistant.writing.prompt import messages
from assistant.writing.sources import Quote, Sources
from index import Passage
from index.listening import Gone

# One to three short sentences are asked for. One that none of ten passages supports takes 0.8 to 1.1 s on two cores that have other
# work, and a reply has room for thousands of sentences.
SENTENCES_CHECKED = 16
CHARACTERS_CHECKED = 3_000
SENTENCE_CHARACTERS = 500
# A draft is made of all that was written so far: each has a hundredth more, or a long reply would take the square of its length.
DRAFTS = 100


@dataclass(frozen=True)
class Draft:
    """The answer so far.

    Until `final`, `sentences` are what the model has written, unchecked, what they cite numbered as it comes and naming
    nothing yet. In the final one every sentence is checked, so there may be fewer, and they cite `citations`.
    """

    sentences: tuple[Sentence, ...]
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
    scorer: SupportScorer,
    until: float = math.inf,
    gone: Callable[[], bool] = never,
) -> Iterator[Draft]:
    """Yield growing drafts, the last one `final`; without passages it abstains and asks nobody.

    What cannot be checked `until` then, on the monotonic clock, is left out. Raises LanguageModelError, also after some drafts,
    UnsupportedAnswer when no sentence is supported, and Gone soon after `gone()`.
    """
    if not passages:
        yield _ABSTENTION
        return
    reply, read = "", 0
    shown: tuple[Sentence, ...] = ()
    for piece in model.stream(messages(question, passages, history), gone=gone):
        reply += piece
        if len(reply) < read + read // DRAFTS:
            continue
        read, sentences = len(reply), drafted(reply, len(passages))
        if sentences != shown:
            shown = sentences
            yield Draft(sentences)
    yield _checked(reply, model.name, Sources(passages, scorer), until, gone)


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
_TOO_LONG = (
    f"sentence was longer than {SENTENCE_CHARACTERS:,} characters and was removed unchecked",
    f"sentences were longer than {SENTENCE_CHARACTERS:,} characters and were removed unchecked",
)
_TOO_MANY = (
    f"sentence beyond the first {SENTENCES_CHECKED}, or {CHARACTERS_CHECKED:,} characters, was removed unchecked",
    f"sentences beyond the first {SENTENCES_CHECKED}, or {CHARACTERS_CHECKED:,} characters, were removed unchecked",
)
_TOO_LATE = (
    "sentence was removed, as there was no time left to check it",
    "sentences were removed, as there was no time left to check them",
)


@dataclass
class _Sheet:
    """The sentences kept so far, what they cite, and how much was dropped."""

    sentences: list[Sentence] = field(default_factory=list)
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    not_sent: int = 0
    not_supporting: int = 0
    repaired: int = 0
    removed: int = 0
    too_long: int = 0
    too_many: int = 0
    too_late: int = 0

    def worth_checking(self, claims: Sequence[Sentence]) -> list[Sentence]:
        """Return the claims that an answer has room for, and count the others."""
        short = [claim for claim in claims if len(claim.text) <= SENTENCE_CHARACTERS]
        sizes = accumulate(len(claim.text) for claim in short)
        kept = [claim for claim, size in zip(short, sizes, strict=True) if size <= CHARACTERS_CHECKED][:SENTENCES_CHECKED]
        self.too_long, self.too_many = len(claims) - len(short), len(short) - len(kept)
        return kept

    def add(self, claim: Sentence, sources: Sources) -> None:
        """Keep the claim with its quotes, or count it as removed."""
        named = [number for number in claim.citations if 1 <= number <= sources.sent]
        self.not_sent += len(claim.citations) - len(named)
        held = sources.cite(claim.text, named)
        if held is None:
            self.removed += 1
            return
        cited = {quote.number for quote in held.quotes}
        if named and not cited <= set(named):
            self.repaired += 1
        else:
            self.not_supporting += len(set(named) - cited)
        if claim.text[-1].isalnum():
            claim = replace(claim, text=f"{claim.text}.", closing=1)
        numbers = tuple(dict.fromkeys(self._number(quote) for quote in held.quotes))
        support, missing = (None, ()) if held.support.quoted else (held.support.probability, held.support.missing)
        self.sentences.append(replace(claim, citations=numbers, support=support, missing=missing))

    def _number(self, quote: Quote) -> int:
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
            (self.too_long, _TOO_LONG),
            (self.too_many, _TOO_MANY),
            (self.too_late, _TOO_LATE),
        )
        return tuple(f"{count} {one if count == 1 else many}" for count, (one, many) in counted if count)


_ABSTENTION = Draft(DECLINED, abstained=True, final=True)


def _checked(reply: str, name: str, sources: Sources, until: float, gone: Callable[[], bool]) -> Draft:
    claims = sentences_of(reply)
    if claims and says_not_said(claims[0]):
        return _ABSTENTION
    sheet = _Sheet()
    to_check = sheet.worth_checking(claims)
    for place, claim in enumerate(to_check):
        if gone():
            raise Gone
        if time.monotonic() > until:
            sheet.too_late = len(to_check) - place
            break
        sheet.add(claim, sources)
    if sheet.sentences:
        return Draft(tuple(sheet.sentences), tuple(sheet.citations.values()), notices=sheet.notices(), final=True)
    if any(says_not_said(claim) for claim in to_check):
        return _ABSTENTION
    if sheet.too_late:
        raise UnsupportedAnswer(f"There was no time left to check what {name} wrote. Raise the deadline, or choose a faster model.")
    raise UnsupportedAnswer(f"The passages support nothing of what {name} wrote. Use the reader's answer.")
