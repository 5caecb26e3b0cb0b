"""How a claim and a text are laid out for the support model: `[CLS] claim [SEP] day [SEP] text [SEP]`."""

from dataclasses import dataclass
from datetime import date

from tokenizers import Tokenizer

from assistant.reading.encoding import PairEncoder

# A claim of more word pieces is scored in parts.
CLAIM_TOKENS = 96


@dataclass(frozen=True)
class ClaimEncoding:
    """Token ids and types of one pair, both of shape (tokens,); position `1 + i` is the claim's word piece at characters `offsets[i]`."""

    ids: list[int]
    types: list[int]
    offsets: list[tuple[int, int]]


class ClaimEncoder:
    """Lays out pairs for a BERT tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._encoder = PairEncoder(tokenizer)

    def offsets(self, claim: str) -> list[tuple[int, int]]:
        """Return the characters of the claim's word pieces."""
        return self._encoder.passage(claim)[1]

    def pairs(self, claim: str, text: str, published: date | None, *, tokens: int, overlap: int) -> list[ClaimEncoding]:
        """Return the claim, cut to CLAIM_TOKENS, with each window of the text, of at most `tokens` together; none for an empty text."""
        head = self._encoder.head(claim, f"{published:%B} {published.day}, {published.year}." if published else "", CLAIM_TOKENS)
        ids, offsets = self._encoder.passage(text)
        room = tokens - len(head) - 1
        starts = range(0, max(1, len(ids) - overlap), room - overlap)
        windows = [self._encoder.window(head, ids, offsets, start, start + room) for start in starts if ids]
        claimed = self.offsets(claim)[:CLAIM_TOKENS]
        return [ClaimEncoding(window.ids, window.types, claimed) for window in windows]
