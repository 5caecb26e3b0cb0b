"""The bundled model: nearly the vectors of sentence-transformers, without it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index import Embedder, load_embedder
from index import minilm as bundled
from index.embedding import SentenceTransformerEmbedder
from index.encoding import Encoder
from index.errors import EmbeddingError

ROOT = Path(__file__).parents[2]
# How near vectors of 8-bit weights are to those of 32 bits: .9826 is the farthest of 40 passages of news.
NEAR = 0.97

TEXTS = [
    "",
    " ",
    ".",
    "Mayor",
    "BAKU, Azerbaijan. The panel session was held in Baku on the second day of the conference, Trend reports.",
    "Mayor speaks\nThe mayor spoke for an hour. She left.",
    "Zażółć gęślą jaźń; Ægir, naïve café, Ελλάδα, Москва, القاهرة, 北京で会議",
    "😀 👩\u200d👩\u200d👧 \u200b \u00ad \ufeff e\u0301",
    "\x00\x01 control \x7f",
    "x" * 150,
    "3.5 million; 12,000 (7%) – “quoted” … $4bn/€3bn",
    "The committee met in the capital and agreed on the budget. " * 21,
]


@pytest.fixture(scope="module")
def torch_model() -> SentenceTransformerEmbedder:
    pytest.importorskip("sentence_transformers", reason="the extra `models` is not installed")
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    from training.minilm import model_folder

    embedder = load_embedder(str(model_folder()), threads=1)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    return embedder


def test_vectors_are_nearly_those_of_sentence_transformers(minilm: Embedder, torch_model: Embedder) -> None:
    assert 240 < len(minilm.token_offsets(TEXTS[-1])) <= 254
    found, expected = minilm.embed_passages(TEXTS), torch_model.embed_passages(TEXTS)
    assert (found.shape, found.dtype) == ((12, 384), np.float32)
    assert (found * expected).sum(axis=1)[3:].min() > NEAR
    assert np.abs(np.linalg.norm(found, axis=1) - 1).max() < 1e-5


def test_questions_are_embedded_like_passages_and_cut_where_sentence_transformers_cuts(minilm: Embedder, torch_model: Embedder) -> None:
    assert (minilm.embed_question(TEXTS[4]) == minilm.embed_passages([TEXTS[4]])[0]).all()
    long = "Who spoke in the capital? " * 200
    assert minilm.embed_question(long) @ torch_model.embed_question(long) > NEAR


def test_a_configured_model_by_path_has_its_own_name_and_fingerprint(minilm: Embedder, torch_model: Embedder) -> None:
    assert (torch_model.dimension, torch_model.max_tokens) == (384, 254)
    assert torch_model.fingerprint == "2c705a5e3279febcd4b210fc95a6231ced10be71e400e863ab41b623d5799508"
    assert torch_model.fingerprint != minilm.fingerprint


def test_token_offsets_are_those_of_the_uncut_text(minilm: Embedder, torch_model: Embedder) -> None:
    text = "The mayor re-opened Złoty Bridge. " * 60
    offsets = minilm.token_offsets(text)
    assert offsets == torch_model.token_offsets(text)
    assert [text[a:b] for a, b in offsets[:7]] == ["The", "mayor", "re", "-", "opened", "Z", "ł"]
    assert text[slice(*offsets[-1])] == "."


def test_a_vector_does_not_depend_on_its_batch_bit_for_bit(minilm: Embedder) -> None:
    together = minilm.embed_passages(TEXTS)
    alone = np.concatenate([minilm.embed_passages([text]) for text in TEXTS])
    reversed_ = minilm.embed_passages(TEXTS[::-1])[::-1]
    one_thread = load_embedder(None, threads=1).embed_passages(TEXTS)
    for other in (alone, reversed_, one_thread):
        assert other.tobytes() == together.tobytes()


def test_no_texts_have_no_vectors(minilm: Embedder) -> None:
    assert minilm.embed_passages([]).shape == (0, 384)


def test_a_passage_over_the_limit_is_refused(minilm: Embedder) -> None:
    assert minilm.embed_passages(["word " * 254]).shape == (1, 384)
    with pytest.raises(EmbeddingError) as refused:
        minilm.embed_passages(["short", "word " * 255])
    assert str(refused.value) == f"Text of 257 tokens given to {minilm.name}, which reads 256: cut it first."


def test_half_a_surrogate_pair_in_a_question_is_no_error(minilm: Embedder) -> None:
    assert (minilm.embed_question("The \ud83d panel") == minilm.embed_question("The ? panel")).all()


@pytest.mark.parametrize("change", [lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda data: b"", None])
def test_other_weights_or_none_are_refused_in_a_line(
    change: Callable[[bytes], bytes] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if change:
        (tmp_path / "minilm.onnx").write_bytes(change(bundled.WEIGHTS.read_bytes()))
    monkeypatch.setattr(bundled, "WEIGHTS", tmp_path / "minilm.onnx")
    with pytest.raises(EmbeddingError, match=r"^The embedding weights [^\n]*: install Dateline again\.$"):
        load_embedder(None, threads=1)


def test_the_file_that_ships_is_what_training_makes_of_the_package(tmp_path: Path, minilm: Embedder) -> None:
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    from training.minilm import main

    main([str(tmp_path)])
    assert (tmp_path / "tokenizer.json").read_bytes() == bundled.tokenizer_file().read_bytes()
    made = Encoder(tmp_path / "minilm.onnx", bundled.tokenizer_file(), 1, overflows=False)
    assert (made.run([made.pairs.single(TEXTS[4])])[0] @ minilm.embed_question(TEXTS[4])) > 0.9999


def test_embedding_imports_no_torch(tmp_path: Path) -> None:
    script = """
import sys
import index
assert not {"torch", "onnxruntime", "chromadb", "sentence_transformers"} & set(sys.modules), "import index loads a model's library"
index.load_embedder(None, threads=1).embed_passages(["a text"])
assert not {"torch", "transformers", "sentence_transformers"} & set(sys.modules), "embedding loads torch"
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
