"""Settings of the index, from arguments or the environment."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from platformdirs import user_data_path

from index.errors import SettingsError
from index.passages import MAX_PASSAGES

PREFIX = "DATELINE_"


@dataclass(frozen=True)
class IndexSettings:
    """What can be set about an index; each is also an environment variable `DATELINE_<NAME>`.

    `embedding_model` is None for the bundled all-MiniLM-L6-v2, or a sentence-transformers name or path. `chroma_url` is
    None for Chroma in this process. `max_file_mb` is the largest article file read, in MiB, `max_article_passages` the
    most passages of one article; what is over them is reported and not indexed. `threads` embed side by side.
    """

    index_dir: Path = user_data_path("dateline") / "index"
    embedding_model: str | None = None
    chroma_url: str | None = None
    max_file_mb: float = 20.0
    max_article_passages: int = MAX_PASSAGES
    threads: int = os.cpu_count() or 1

    def __post_init__(self) -> None:
        if not 0 < self.max_file_mb < math.inf:
            raise SettingsError(f"max_file_mb is {self.max_file_mb}: give a number above 0.")
        if self.max_article_passages < 1:
            raise SettingsError(f"max_article_passages is {self.max_article_passages}: give 1 or more.")
        if self.threads < 1:
            raise SettingsError(f"threads is {self.threads}: give 1 or more.")


def from_environment(settings: type, environment: Mapping[str, str]) -> dict[str, object]:
    """Return the fields of a settings class that `DATELINE_<NAME>` variables give; raises SettingsError for a bad value."""
    found: dict[str, object] = {}
    for field in fields(settings):
        text = environment.get(PREFIX + field.name.upper())
        if text:
            found[field.name] = _parsed(PREFIX + field.name.upper(), text, field.default)
    return found


def check_environment(environment: Mapping[str, str], *settings: type) -> None:
    """Raise SettingsError for a `DATELINE_` variable that no settings class has."""
    known = {PREFIX + field.name.upper() for some in settings for field in fields(some)}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"{unknown[0]} is not a setting. Those there are: {', '.join(sorted(known))}.")


def _parsed(name: str, text: str, default: object) -> object:
    kind = type(default) if isinstance(default, (int, float)) else Path if isinstance(default, Path) else str
    try:
        return kind(text)
    except ValueError as error:
        raise SettingsError(f"{name} is {text!r}: give a number.") from error
