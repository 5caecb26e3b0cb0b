"""The files of a folder of articles: which to read, which not and why, and their bytes. Nothing outside is ever opened."""

import errno
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from index.articles import Failure
from index.errors import FolderError, UnreadableFile

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# What stands beside articles and holds none: these are counted by type, anything else that is not read is named.
_NO_ARTICLES = frozenset(
    ".png .jpg .jpeg .gif .webp .svg .ico .bmp .tif .tiff .heic .avif .mp3 .mp4 .m4a .wav .ogg .webm .avi .mov .mkv .css .js .mjs .map"
    " .woff .woff2 .ttf .otf .eot .exe .dll .so .bin .pyc .class .db .sqlite .parquet .lock .swp .bak .tmp .log .cdx .cdxj .idx"
    " .ini".split()
)


@dataclass(frozen=True)
class Listing:
    """The files of a corpus: to be read, not to be read and why, and how many of other types by suffix."""

    files: tuple[str, ...]
    failed: tuple[Failure, ...]
    ignored: dict[str, int]


def list_files(folder: Path, *, leave_out: Path | None = None) -> Listing:
    """The files that hold articles, as sorted relative paths with `/`; raises `FolderError`.

    Hidden files and folders are passed over, and the folder `leave_out`, for an index may be kept among its articles.
    A link is listed under its own name if it leads to a file inside the
    folder that is not listed itself (hidden, or of another type); every other link is a failure, and links to folders
    are not followed.
    """
    root = Path(os.path.realpath(folder))
    try:
        if not root.is_dir():
            raise FolderError(f"{folder} {'is not a folder' if root.exists() else 'does not exist'}")
        return _list(root, os.path.realpath(leave_out) if leave_out else None)
    except OSError as error:
        raise FolderError(f"{folder} cannot be listed: {_why(error)}") from None


def holds_no_article(file: str) -> bool:
    """Whether a file is, by its name, a picture, a program's own or an editor's backup copy ("a.txt~")."""
    return PurePosixPath(file).suffix.lower() in _NO_ARTICLES or file.endswith("~")


def open_file(folder: Path, file: str) -> BinaryIO:
    """Open one listed file, a regular one; raises `UnreadableFile`, also if it has become a link out of the folder."""
    try:
        root = Path(os.path.realpath(folder))
        path = _inside(root, file)
        if not stat.S_ISREG(path.lstat().st_mode):  # before opening: a pipe would block, a device may act
            raise UnreadableFile("not a regular file")
        opened = open(path, "rb", opener=_open_no_link)
        if not os.path.samestat(os.fstat(opened.fileno()), _inside(root, file).lstat()):
            opened.close()
            raise UnreadableFile("replaced while it was opened")
    except OSError as error:
        raise UnreadableFile(_why(error)) from None
    return opened


def _list(root: Path, leave_out: str | None) -> Listing:
    files: set[str] = set()
    links: list[str] = []
    failed: list[Failure] = []
    ignored: Counter[str] = Counter()
    for name, entry in _walk(root, leave_out, failed):
        suffix = PurePosixPath(name).suffix.lower()
        if entry.is_symlink() and (not holds_no_article(name) or os.path.isdir(entry.path)):
            links.append(name)
        elif not entry.is_symlink() and not entry.is_file():
            failed.append(Failure(_shown(name), "not a regular file, but a pipe, socket or device"))
        elif holds_no_article(name):
            ignored[_shown(suffix) or "(no suffix)"] += 1
        elif reason := bad_name(entry.name):
            failed.append(Failure(_shown(name), reason))
        else:
            files.add(name)
    failed += _judge_links(root, links, files)
    failed.sort(key=lambda failure: failure.file)
    return Listing(tuple(sorted(files)), tuple(failed), dict(sorted(ignored.items())))


def _walk(root: Path, leave_out: str | None, failed: list[Failure]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything below `root` that is neither hidden nor a folder, by its relative name; a bad sub-folder fails."""
    folders = [""]  # a stack: os.walk and recursion end at a thousand levels
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as scan:
                entries = [entry for entry in scan if not entry.name.startswith(".")]
        except OSError as error:
            if not folder:
                raise
            failed.append(Failure(folder, f"folder cannot be read: {_why(error)}"))
            continue
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield name, entry
            elif reason := bad_name(entry.name):
                failed.append(Failure(_shown(name), reason))
            elif entry.path != leave_out:
                folders.append(name)


def _judge_links(root: Path, links: list[str], files: set[str]) -> list[Failure]:
    """Adds to `files` the links that are the only way to their target; the others fail."""
    names = {name: name for name in files}  # what is indexed, and under which name
    failed = []
    for link in sorted(links):
        try:
            target = _inside(root, link)
            inside = target.relative_to(root).as_posix()
            if inside in names:
                here = "itself" if names[inside] == inside else f"as {names[inside]}"
                raise UnreadableFile(f"link to {inside}, which is indexed {here}")
            _check_target(link, target)
        except OSError as error:
            why = "back to itself" if error.errno == errno.ELOOP else f"nowhere: {_why(error)}"
            failed.append(Failure(_shown(link), f"link that leads {why}"))
        except UnreadableFile as bad:
            failed.append(Failure(_shown(link), str(bad)))
        else:
            names[inside] = link
            files.add(link)
    return failed


def _check_target(link: str, target: Path) -> None:
    mode = target.stat().st_mode
    if stat.S_ISDIR(mode):
        raise UnreadableFile("link to a folder, which is not followed")
    if not stat.S_ISREG(mode):
        raise UnreadableFile("link to a pipe, socket or device")
    if reason := bad_name(link):
        raise UnreadableFile(reason)


def _inside(root: Path, file: str) -> Path:
    """Where the file really is; raises `OSError` if nowhere and `UnreadableFile` if outside the folder."""
    path = Path(os.path.realpath(root / file, strict=True))
    if not path.is_relative_to(root):
        raise UnreadableFile("link that leads out of the folder")
    return path


def _open_no_link(path: str, flags: int) -> int:
    # O_NONBLOCK: a pipe put in the file's place after the check would otherwise wait for a writer.
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def bad_name(name: str) -> str | None:
    """Why a name cannot be an article's id: it must be text, and stay on one line of a report."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "name is not valid UTF-8; rename it"
    return "name holds a line break or control character; rename it" if _CONTROL.search(name) else None


def _shown(name: str) -> str:
    """A file name as one line of a report can print it: what is no text as an escape, for example `\\xe9`."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def _why(error: OSError) -> str:
    """The system's reason in lower case; str(error) would give the absolute path."""
    return (error.strerror or type(error).__name__).lower()
