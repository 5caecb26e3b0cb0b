"""From a folder of articles to dated passages in a catalog and a vector store."""

import os
from importlib import import_module
from typing import TYPE_CHECKING

# ONNX Runtime reports to its maker from version 1.29 on, unless this is set before it is loaded: nothing leaves this machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from index.articles import Article, Failure
    from index.catalog import IndexSummary
    from index.embedding import Embedder, load_embedder
    from index.errors import DatelineIndexError
    from index.filters import Filters
    from index.health import list_sources
    from index.listing import ListedArticle, Listing, MonthCount
    from index.opening import Index
    from index.origins import Source
    from index.passages import Passage
    from index.settings import IndexSettings
    from index.stories import StoryFile
    from index.update import IndexProgress, IndexReport, remove_source, update_index
    from index.watching import Watched, watch

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
    "Source",
    "StoryFile",
    "Watched",
    "list_sources",
    "load_embedder",
    "remove_source",
    "update_index",
    "watch",
]

# Each is loaded when it is first asked for: to say what a command can do, none is needed.
_MODULES = {
    "index.articles": ("Article", "Failure"),
    "index.catalog": ("IndexSummary",),
    "index.embedding": ("Embedder", "load_embedder"),
    "index.errors": ("DatelineIndexError",),
    "index.filters": ("Filters",),
    "index.listing": ("ListedArticle", "Listing", "MonthCount"),
    "index.health": ("list_sources",),
    "index.opening": ("Index",),
    "index.origins": ("Source",),
    "index.passages": ("Passage",),
    "index.settings": ("IndexSettings",),
    "index.stories": ("StoryFile",),
    "index.update": ("IndexProgress", "IndexReport", "remove_source", "update_index"),
    "index.watching": ("Watched", "watch"),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
