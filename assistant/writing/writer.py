"""The writer: a language model answers from numbered passages, and each sentence is held to what it cites."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answers import NOT_SAID, Citation
from assistant.errors import UnsupportedAnswer
from assistant.language_model import LanguageModel
from assistant.writing.markers import Claim, claims_of, draft_text, says_not_said, with_markers
from assistant.writing.prompt import messages
from assistant.writing.sources import Quote, Sources, Support
from index import Passage


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
        text = draft_text(reply, len(passages))
        if text != shown:
            shown = text
            yield Draft(text)
    yield _checked(reply, model.name, Sources(passages, support))


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

    def add(self, claim: Claim, sources: Sources) -> None:
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
        self.sentences.append(with_markers(claim.text, dict.fromkeys(self._number(quote) for quote in quotes)))

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
        )
        return tuple(f"{count} {one if count == 1 else many}" for count, (one, many) in counted if count)


_ABSTENTION = Draft(NOT_SAID, abstained=True, final=True)


def _checked(reply: str, name: str, sources: Sources) -> Draft:
    claims = claims_of(reply)
    if claims and says_not_said(claims[0]):
        return _ABSTENTION
    sheet = _Sheet()
    for claim in claims:
        sheet.add(claim, sources)
    if sheet.sentences:
        return Draft(" ".join(sheet.sentences), tuple(sheet.citations.values()), False, sheet.notices(), True)
    if any(says_not_said(claim) for claim in claims):
        return _ABSTENTION
    raise UnsupportedAnswer(f"The passages support nothing of what {name} wrote. Use the reader's answer.")
