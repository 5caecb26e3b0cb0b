from collections.abc import Iterator
from pathlib import Path

import pytest
from generated_articles import write_articles
from held_embedder import HeldEmbedder
from scripted_reader import FirstSentenceReader

from assistant import Assistant
from index import IndexSettings, update_index


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index")


@pytest.fixture
def embedder() -> HeldEmbedder:
    return HeldEmbedder()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_articles(folder, 4)
    return folder


@pytest.fixture
def asked(settings: IndexSettings, embedder: HeldEmbedder, news: Path) -> Iterator[Assistant]:
    """An assistant over four articles, whose indexing waits for the embedder where a test holds it."""
    update_index(news, settings, embedder)
    embedder.waiting.acquire()
    assistant = Assistant(index_settings=settings, embedder=embedder, reader=FirstSentenceReader())
    yield assistant
    embedder.held.set()
    assistant.close()
