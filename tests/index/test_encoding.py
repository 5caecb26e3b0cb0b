"""Texts and pairs as tokens, and models run on them: what every encoder of ours shares."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from assistant.reading.model import SpanModel
from index.encoding import Encoder, PairEncoder
from index.minilm import tokenizer_file

TEXT = "The old bridge in Pellumar was opened by Mira Tolvane on Monday. " * 12


@pytest.fixture(scope="module")
def pairs() -> PairEncoder:
    return PairEncoder(Tokenizer.from_file(str(tokenizer_file())))


def test_windows_hold_every_word_piece_and_are_no_longer_than_asked_for(pairs: PairEncoder) -> None:
    head = pairs.head("Who?", "A bridge", limit=8)
    windows = pairs.windows(head, TEXT, tokens=50, overlap=10)
    assert max(len(window.ids) for window in windows) == 50
    assert all(window.ids[: window.first] == head and len(window.types) == len(window.ids) for window in windows)
    assert sorted({offset for window in windows for offset in window.offsets}) == pairs.passage(TEXT)[1]
    assert all(a.offsets[-10:] == b.offsets[:10] for a, b in zip(windows, windows[1:], strict=False))
    assert pairs.windows(head, " \n", tokens=50, overlap=10) == []


def test_half_a_surrogate_pair_keeps_the_places_of_what_follows(pairs: PairEncoder) -> None:
    text = "The \ud83d bridge"
    assert [text[a:b] for a, b in pairs.passage(text)[1]] == ["The", "\ud83d", "bridge"]


def test_outputs_come_in_the_order_asked_for_whatever_the_threads(pairs: PairEncoder) -> None:
    encoder: Encoder = SpanModel.bundled(threads=1)._encoder
    asked = [pairs.window(pairs.head("Who?", limit=8), *pairs.passage(TEXT[: 60 * n]), 0, 200) for n in (1, 3, 2)]
    together = encoder.with_threads(3).run(asked)
    assert [len(output) for output in together] == [len(pair.ids) for pair in asked]
    for pair, output in zip(asked, together, strict=True):
        assert np.array_equal(encoder.run([pair])[0], output)
