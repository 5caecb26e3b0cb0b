"""English words that say nothing about a subject."""

from functools import cache
from importlib.resources import files


@cache
def common_words() -> frozenset[str]:
    """Return the English function words that say nothing about a subject."""
    return frozenset(files("assistant").joinpath("common_words.txt").read_text("utf-8").split())
