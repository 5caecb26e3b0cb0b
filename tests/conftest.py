import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hashing_embedder import HashingEmbedder

from index import Embedder, IndexSettings, load_embedder, update_index

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests" / "campaigns"))  # of which some tests here are a small round
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


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """A browser; no longer than a module, because while it runs the main thread has an event loop."""
    from browser import headless_chromium

    with headless_chromium() as browser:
        yield browser


@pytest.fixture
def context(chromium: "Browser") -> Iterator["BrowserContext"]:
    """A window of its own that every page that `web_server` serves lets in."""
    from browser import admitted

    context = admitted(chromium)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that is not part of the repository."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not there: its articles and questions are not part of the repository")
    return folder
