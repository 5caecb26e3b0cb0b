"""Archives side by side: each an index folder of its own, by name, below the user's data folder."""

import re
from pathlib import Path

from platformdirs import user_data_path

from index.catalog import Catalog
from index.errors import SettingsError

NAME = re.compile(r"\w[\w.-]{0,63}")


def archive_folder(name: str) -> Path:
    """Return the index folder of an archive, there or not; uploads are kept beside it. Raises SettingsError for what is no name."""
    if not NAME.fullmatch(name):
        raise SettingsError(f"The archive is named {name!r}: give a name of up to 64 letters, digits, '-', '_' and '.'.")
    return _archives_folder() / name / "index"


def archive_names() -> list[str]:
    """Return the names of the archives that there are."""
    folder = _archives_folder()
    names = [one.name for one in folder.iterdir()] if folder.is_dir() else []
    return sorted(name for name in names if NAME.fullmatch(name) and Catalog.exists(archive_folder(name)))


def _archives_folder() -> Path:
    return user_data_path("dateline") / "archives"
