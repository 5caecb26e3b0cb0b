"""Configured embedding models."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from index import load_embedder
from index.errors import EmbeddingError


@pytest.fixture
def models() -> None:
    pytest.importorskip("sentence_transformers", reason="the extra `models` is not installed")


@pytest.mark.usefixtures("models")
def test_a_name_that_cannot_be_loaded_is_one_line() -> None:
    with pytest.raises(EmbeddingError) as refused:
        load_embedder("no-such-owner/no-such-model", threads=1)
    assert str(refused.value).startswith("Embedding model 'no-such-owner/no-such-model' cannot be loaded: ")
    assert str(refused.value).isprintable()


@pytest.mark.usefixtures("models")
def test_a_folder_that_holds_no_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(EmbeddingError) as refused:
        load_embedder(str(tmp_path), threads=1)
    assert str(refused.value).startswith(f"Embedding model '{tmp_path}' cannot be loaded: ")
    assert str(refused.value).isprintable()


def test_without_its_packages_a_configured_model_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EmbeddingError) as refused:
        load_embedder("owner/model", threads=1)
    assert str(refused.value).startswith("Embedding model 'owner/model' needs sentence-transformers, and ")
    assert str(refused.value).endswith(" is missing: pip install 'dateline[models]'")


def test_a_model_that_reads_too_little_is_refused(tmp_path: Path) -> None:
    minilm = pytest.importorskip("training.minilm", reason="the extra `train` is not installed")
    folder = tmp_path / "model"
    shutil.copytree(minilm.model_folder(), folder)
    settings = folder / "sentence_bert_config.json"
    settings.write_text(json.dumps(json.loads(settings.read_text()) | {"max_seq_length": 64}))
    with pytest.raises(EmbeddingError) as refused:
        load_embedder(str(folder), threads=1)
    assert str(refused.value) == f"Embedding model '{folder}' reads 62 tokens, fewer than 80: choose another."
