import os
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from index import Embedder, IndexSettings, load_embedder, update_index

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "assistant" / "sample"


@pytest.fixture
def hashing() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture(scope="session")
def minilm() -> Embedder:
    """The real embedding weights, loaded once."""
    return load_embedder(None, threads=2)


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Path:
    """The index folder of the sample articles, embedded with the real weights; not to be changed."""
    folder = tmp_path_factory.mktemp("sample") / "index"
    update_index(SAMPLE / "articles", IndexSettings(index_dir=folder), minilm)
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that is not part of the repository."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not there: its articles and questions are not part of the repository")
    return folder
