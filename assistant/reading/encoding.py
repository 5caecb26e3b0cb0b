"""How a question and a passage are laid out for the reader: `[CLS] question [SEP] title [SEP] passage [SEP]`."""

from dataclasses import dataclass

from tokenizers import Tokenizer

QUESTION_TOKENS = 64
TITLE_TOKENS = 40


@dataclass(frozen=True)
class Encoding:
    """Token ids and types of one pair, both of shape (tokens,), and where the passage's tokens stand.

    Position `first + i` of the sequence is the passage's word piece whose characters are `offsets[i]`, counted in the
    whole passage. Types are 0 for question and title, 1 for the passage.
    """

    ids: list[int]
    types: list[int]
    first: int
    offsets: list[tuple[int, int]]


class PairEncoder:
    """Lays out pairs for a BERT tokenizer; over-long questions and titles are cut, passages windowed."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        self._cls, self._sep = vocabulary["[CLS]"], vocabulary["[SEP]"]

    def head(self, question: str, title: str = "", limit: int = QUESTION_TOKENS) -> list[int]:
        """Return the ids before the passage; a question is cut after `limit` word pieces."""
        head = [self._cls, *self._ids(question)[:limit], self._sep]
        return [*head, *self._ids(title)[:TITLE_TOKENS], self._sep] if title else head

    def passage(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return ids and character offsets of a passage's word pieces."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return list(encoded.ids), list(encoded.offsets)

    def window(self, head: list[int], ids: list[int], offsets: list[tuple[int, int]], start: int, end: int) -> Encoding:
        """Put the passage's tokens from `start` to `end` behind a head."""
        ids, offsets = ids[start:end], offsets[start:end]
        return Encoding([*head, *ids, self._sep], [0] * len(head) + [1] * (len(ids) + 1), len(head), offsets)

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)
