"""What was opened before a fork says at once, in the child, that it is to be opened there."""

import os
from contextlib import closing
from pathlib import Path

import pytest
from forked_child import in_child
from generated_articles import write_articles
from hashing_embedder import HashingEmbedder

from index import Embedder, Filters, Index, IndexSettings, update_index
from index.catalog import Catalog
from index.errors import ForkedProcess


@pytest.fixture
def settings(tmp_path: Path, hashing: HashingEmbedder) -> IndexSettings:
    write_articles(tmp_path / "articles", 6)
    settings = IndexSettings(index_dir=tmp_path / "index")
    update_index(tmp_path / "articles", settings, hashing)
    return settings


def test_an_index_that_was_opened_before_the_fork_is_refused(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    with closing(Index(settings, hashing)) as index:
        expected = index.nearest("mayor", 5, Filters())
        for act in (lambda: index.nearest("mayor", 5, Filters()), index.summary, lambda: index.article("00001.md")):
            said = in_child(act)
            assert said.startswith(f"ForkedProcess: The index was opened in process {os.getpid()}, from which this one, ")
            assert said.endswith(', was forked: open the index in a process that is started anew, as with multiprocessing\'s "spawn".')
        assert in_child(index.close) == "nothing"
        assert index.nearest("mayor", 5, Filters()) == expected
    with closing(Catalog(settings.index_dir)) as catalog:
        assert in_child(catalog.summary).startswith("ForkedProcess: ")


def test_opening_another_in_the_child_is_refused_too_for_chroma_would_hang(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    for attempt in (lambda: Index(settings, hashing), lambda: update_index(settings.index_dir.with_name("articles"), settings, hashing)):
        said = in_child(attempt)
        assert said.startswith(f"ForkedProcess: Chroma was opened in process {os.getpid()}, from which this one, ")


def test_a_model_that_was_loaded_before_the_fork_is_refused(minilm: Embedder) -> None:
    for act in (
        lambda: minilm.embed_question("mayor"),
        lambda: minilm.embed_passages(["mayor", "bridge"]),
        lambda: minilm.token_offsets("mayor"),
    ):
        assert in_child(act).startswith(f"{ForkedProcess.__name__}: The embedding model was opened in process {os.getpid()}, ")
