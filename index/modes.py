"""Who may read the files of an index: its owner alone, whatever the umask."""

import contextlib
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def keep_private(path: Path) -> None:
    """Take everybody's rights but the owner's from a file, or from a folder with all that is in it."""
    for one in (path, *path.rglob("*")):
        with contextlib.suppress(FileNotFoundError, PermissionError):  # journals come and go, and what is somebody else's is theirs
            one.chmod(FOLDER_MODE if one.is_dir() else FILE_MODE)
