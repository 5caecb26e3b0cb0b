"""From a folder of articles to dated passages in a catalog and a vector store."""

import os

# ONNX Runtime reports to its maker from version 1.29 on, unless this is set before it is loaded: nothing leaves this machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from index.articles import Article, Failure
from index.catalog import IndexSummary
from index.embedding import Embedder, load_embedder
from index.errors import DatelineIndexError
from index.filters import Filters
from index.listing import ListedArticle, Listing, MonthCount
from index.opening import Index
from index.passages import Passage
from index.settings import IndexSettings
from index.stories import StoryFile
from index.update import IndexProgress, IndexReport, update_index

__all__ = [
    "Article",
    "DatelineIndexError",
    "Embedder",
    "Failure",
    "Filters",
    "Index",
    "IndexProgress",
    "IndexReport",
    "IndexSettings",
    "IndexSummary",
    "ListedArticle",
    "Listing",
    "MonthCount",
    "Passage",
    "StoryFile",
    "load_embedder",
    "update_index",
]
