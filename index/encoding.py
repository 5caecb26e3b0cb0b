"""Encoders on ONNX Runtime: how texts and pairs are laid out as tokens, and models that are run on them.

The embedding model, the reader and the support scorer are all run by this.
"""

import copy
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

TITLE_TOKENS = 40


@dataclass(frozen=True)
class Encoding:
    """Token ids and types, both of shape (tokens,), of `[CLS] head [SEP] text [SEP]` or of one text alone.

    Position `first + i` is the text's word piece whose characters are `offsets[i]`, counted in the whole text. Types are 0 for
    the head, 1 for the text.
    """

    ids: list[int]
    types: list[int]
    first: int
    offsets: list[tuple[int, int]]


class PairEncoder:
    """Lays out texts as `[CLS] head [SEP] title [SEP] text [SEP]`, over-long heads and titles cut, texts windowed.

    For BERT's tokenizers, and for MPNet's, which says `<s>` and `</s>` and puts two of them between.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        is_bert = "[CLS]" in vocabulary
        names = ("[CLS]", "[SEP]", "[PAD]") if is_bert else ("<s>", "</s>", "<pad>")
        self._cls, self._sep, self.padding = (vocabulary[name] for name in names)
        self._between = [self._sep] if is_bert else [self._sep, self._sep]

    def head(self, text: str, title: str = "", *, limit: int) -> list[int]:
        """Return the ids before a pair's text; the head is cut after `limit` word pieces."""
        head = [self._cls, *self.passage(text)[0][:limit], *self._between]
        return [*head, *self.passage(title)[0][:TITLE_TOKENS], *self._between] if title else head

    def single(self, text: str, limit: int | None = None) -> Encoding:
        """Lay out one text alone, `[CLS] text [SEP]`."""
        ids, offsets = self.passage(text)
        return Encoding([self._cls, *ids[:limit], self._sep], [0] * (len(ids[:limit]) + 2), 1, offsets[:limit])

    def passage(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return ids and character offsets of a text's word pieces."""
        text = text.encode("utf-8", "replace").decode()  # half of an emoji, cut off by a browser, is no text to the tokenizer
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return list(encoded.ids), list(encoded.offsets)

    def window(self, head: list[int], ids: list[int], offsets: list[tuple[int, int]], start: int, end: int) -> Encoding:
        """Put the text's tokens from `start` to `end` behind a head."""
        ids, offsets = ids[start:end], offsets[start:end]
        return Encoding([*head, *ids, self._sep], [0] * len(head) + [1] * (len(ids) + 1), len(head), offsets)

    def windows(self, head: list[int], text: str, *, tokens: int, overlap: int) -> list[Encoding]:
        """Put the text behind a head, in windows of at most so many tokens together; none for a text without word pieces."""
        ids, offsets = self.passage(text)
        room = tokens - len(head) - 1
        starts = range(0, max(1, len(ids) - overlap), room - overlap)
        return [self.window(head, ids, offsets, start, start + room) for start in starts if ids]


class Encoder:
    """A model as ONNX with its tokenizer, one text or pair a run on one thread, several side by side.

    Nothing is padded, and a result does not depend on what else was run with it, bit for bit. On two cores this is also faster
    than batches of 8 or 32. Weights that `overflows` tells of have 8 bits: without VNNI, sums of two products of theirs overflow unless
    they are added in a slower way, and answers would be others than elsewhere (a sample question, 6 for 9 dead). Of 7 bits they cannot.
    """

    def __init__(self, model: Path | bytes, tokenizer: Path, threads: int, *, overflows: bool = True) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        if overflows:
            options.add_session_config_entry("session.x64quantprecision", "1")
        source = model if isinstance(model, bytes) else str(model)
        self._session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._threads = threads
        self.pairs = PairEncoder(Tokenizer.from_file(str(tokenizer)))

    def with_threads(self, threads: int) -> "Encoder":
        """Return the same loaded model, run on so many threads; both can be used at once."""
        other = copy.copy(self)
        other._threads = threads
        return other

    def run(self, encodings: Sequence[Encoding]) -> list[np.ndarray]:
        """Return the model's output for each, in their order; the longest are run first."""
        longest_first = sorted(range(len(encodings)), key=lambda n: -len(encodings[n].ids))
        if len(encodings) == 1:
            return [self._run(encodings[0])]
        with ThreadPoolExecutor(self._threads) as pool:
            found = dict(zip(longest_first, pool.map(lambda n: self._run(encodings[n]), longest_first), strict=True))
        return [found[n] for n in range(len(encodings))]

    def read(self, pairs: Sequence[tuple[list[int], str]], *, tokens: int, overlap: int) -> list[list[tuple[Encoding, np.ndarray]]]:
        """Return the windows of each (head, text) pair with the model's output for each."""
        windows = [self.pairs.windows(head, text, tokens=tokens, overlap=overlap) for head, text in pairs]
        outputs = iter(self.run([window for of_pair in windows for window in of_pair]))
        return [[(window, next(outputs)) for window in of_pair] for of_pair in windows]

    def _run(self, encoding: Encoding) -> np.ndarray:
        feeds = {"input_ids": encoding.ids, "token_type_ids": encoding.types}
        (output,) = self._session.run(None, {name: np.array([feeds[name]], np.int64) for name in self._inputs})
        return np.asarray(output[0], np.float32)
