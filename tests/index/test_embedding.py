"""Configured embedding models."""

import json
import shutil
from pathlib import Path

import pytest

from index import load_embedder, minilm
from index.errors import EmbeddingError


def test_a_name_that_cannot_be_loaded_is_one_line() -> None:
    with pytest.raises(EmbeddingError) as refused:
        load_embedder("no-such-owner/no-such-model", threads=1)
    assert str(refused.value).startswith("Embedding model 'no-such-owner/no-such-model' cannot be loaded: ")
    assert str(refused.value).isprintable()


def test_a_folder_that_holds_no_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(EmbeddingError) as refused:
        load_embedder(str(tmp_path), threads=1)
    assert str(refused.value).startswith(f"Embedding model '{tmp_path}' cannot be loaded: ")
    assert str(refused.value).isprintable()


def test_a_model_that_reads_too_little_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(minilm.model_folder(), folder)
    settings = folder / "sentence_bert_config.json"
    settings.write_text(json.dumps(json.loads(settings.read_text()) | {"max_seq_length": 64}))
    with pytest.raises(EmbeddingError) as refused:
        load_embedder(str(folder), threads=1)
    assert str(refused.value) == f"Embedding model '{folder}' reads 62 tokens, fewer than 80: choose another."
