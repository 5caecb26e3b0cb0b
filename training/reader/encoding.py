"""How a question or statement and a passage are laid out: `<s> question </s></s> day and headline </s></s> passage </s>`."""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

QUESTION_TOKENS = 64
ABOUT_TOKENS = 40


@dataclass(frozen=True)
class Encoding:
    """Token ids of one pair; position `first + i` is the passage's word piece of the characters `offsets[i]`."""

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]


class PairEncoder:
    """Lays out pairs for MPNet's tokenizer, which has no token types; the middle may be missing."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        self._begin, self._end, self.padding = (vocabulary[token] for token in ("<s>", "</s>", "<pad>"))

    @classmethod
    def from_folder(cls, folder: Path) -> "PairEncoder":
        """Load the tokenizer of a Hugging Face folder."""
        return cls(Tokenizer.from_file(str(folder / "tokenizer.json")))

    def head(self, text: str, about: str = "") -> list[int]:
        """Return the ids before the passage."""
        head = [self._begin, *self._ids(text)[:QUESTION_TOKENS], self._end, self._end]
        return [*head, *self._ids(about)[:ABOUT_TOKENS], self._end, self._end] if about else head

    def passage(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return ids and character offsets of a passage's word pieces."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return list(encoded.ids), list(encoded.offsets)

    def window(self, head: list[int], ids: list[int], offsets: list[tuple[int, int]], start: int, end: int) -> Encoding:
        """Put the passage's word pieces from `start` to `end` behind a head."""
        return Encoding([*head, *ids[start:end], self._end], len(head), offsets[start:end])

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)
