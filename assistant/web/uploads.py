"""Files sent from the page: taken one chunk at a time, checked, and kept in a folder beside the index."""

import filecmp
import os
import shutil
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from assistant.web.escaping import one_line
from index import Failure
from index.errors import DatelineIndexError

# What the index reads, by the names that such files go by; it looks at what they hold.
SUFFIXES = tuple(
    ".txt .text .md .markdown .html .htm .xhtml .mht .mhtml .json .jsonl .ndjson .csv .tsv .xml .rss .atom .sgm .eml .mbox .warc"
    " .pdf .docx .odt .rtf .epub .zip .tar .tgz .gz .bz2 .xz".split()
)
MIB = 2**20
LARGEST_FILE = 20 * MIB  # what the index reads unless its settings say otherwise
LARGEST_TOGETHER = 100 * MIB  # in one go
MOST_FILES = 1000  # in one go: more are a folder, which can be named instead
LARGEST_KEPT = 2048 * MIB  # all that was ever uploaded, so that uploads cannot fill the disk
LONGEST_NAME = 200  # bytes; file systems take 255, and a number may be added
BROKEN_OFF = "The upload broke off: send the files again."

_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))  # Windows does not take them
_keeping = threading.Lock()


class UploadError(DatelineIndexError):
    """An upload that is refused as a whole."""


class UploadTooLarge(UploadError):
    """An upload of more bytes or files than is taken."""


@dataclass(frozen=True)
class Received:
    """A file that was sent, under the name that it may have: `reason` says why it is refused, None when it is not."""

    name: str
    path: Path
    reason: str | None


@dataclass(frozen=True)
class Kept:
    """What became of an upload: the names that the files are kept under, and the files that were refused."""

    names: tuple[str, ...]
    refused: tuple[Failure, ...]


def uploads_folder(index_dir: Path) -> Path:
    """Return where the files uploaded for an index are kept: beside it, and not in it, for it may be deleted and built anew."""
    index_dir = index_dir.resolve()
    return index_dir.with_name(f"{index_dir.name}-uploads")


def safe_name(sent: str) -> str:
    """Return the last part of a file name without what hides, reorders or is a path; empty when nothing is left."""
    last = one_line(unicodedata.normalize("NFC", sent)).replace("\\", "/").rsplit("/", 1)[-1]
    name = last.translate(_FORBIDDEN).lstrip(" .").rstrip()
    suffix = PurePosixPath(name).suffix
    stem = name.removesuffix(suffix)
    room = LONGEST_NAME - len(suffix.encode())
    return (stem.encode()[:room].decode("utf-8", "ignore") + suffix) if room > 0 else ""


class Receiver:
    """Takes the body of one multipart/form-data request chunk by chunk, and writes its files below a folder.

    Raises UploadError for a body that is no upload, UploadTooLarge for too many files.
    """

    def __init__(self, content_type: str, folder: Path) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise UploadError("Files are sent as multipart/form-data.")
        self._folder = folder
        self._received: list[Received] = []
        self._field, self._value, self._disposition = b"", b"", b""
        self._file: BinaryIO | None = None
        self._name = ""
        self._reason: str | None = None
        self._room = 0
        self._whole = False
        with _as_upload_error():
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._add_field,
                    "on_header_value": self._add_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._open,
                    "on_part_data": self._write,
                    "on_part_end": self._end,
                    "on_end": self._note_end,
                },
            )

    def feed(self, chunk: bytes) -> None:
        """Take the next part of the body."""
        with _as_upload_error():
            self._parser.write(chunk)

    def finish(self) -> list[Received]:
        """Return the files of the body, which must be at its end."""
        with _as_upload_error():
            self._parser.finalize()
        if not self._whole:
            raise UploadError(BROKEN_OFF)
        return self._received

    def close(self) -> None:
        """Let go of a file that is half written."""
        if self._file:
            self._file.close()
            self._file = None

    def _note_end(self) -> None:
        self._whole = True

    def _begin(self) -> None:
        self._disposition = b""

    def _add_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field = self._value = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        sent = options.get(b"filename")
        if not sent:
            raise UploadError("The upload holds something that is not a file.")
        if len(self._received) == MOST_FILES:
            raise UploadTooLarge(f"At most {MOST_FILES:,} files are taken at once: put them into a folder and index that.")
        self._name = safe_name(sent.decode("utf-8", "replace"))
        self._reason = _refusal(self._name)
        self._room = LARGEST_FILE
        self._file = open(self._folder / str(len(self._received)), "wb", opener=_for_us_alone)

    def _write(self, data: bytes, start: int, end: int) -> None:
        self._room -= end - start
        if self._room < 0 and not self._reason:
            self._reason = f"larger than {LARGEST_FILE // MIB} MB"
        if self._file and not self._reason:
            self._file.write(data[start:end])

    def _end(self) -> None:
        self.close()
        if self._room == LARGEST_FILE and not self._reason:
            self._reason = "empty"
        self._received.append(Received(self._name or "(no name)", self._folder / str(len(self._received)), self._reason))


@contextmanager
def receiving(index_dir: Path) -> Iterator[Path]:
    """A temporary folder on the disk of the index, gone with what is left in it at the end."""
    folder = tempfile.mkdtemp(prefix=".dateline-upload-", dir=index_dir.resolve().parent)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(received: list[Received], folder: Path) -> Kept:
    """Move what was not refused into the folder of uploads; a name that is taken by another content gets a number."""
    with _keeping:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)  # also where it was there before
        room = LARGEST_KEPT - sum(file.stat().st_size for file in folder.iterdir())
        if sum(one.path.stat().st_size for one in received) > room:
            raise UploadTooLarge(f"The uploaded files would be more than {LARGEST_KEPT // MIB:,} MB together: index a folder instead.")
        names = tuple(_keep(one, folder) for one in received if one.reason is None)
    return Kept(names, tuple(Failure(one.name, one.reason) for one in received if one.reason))


def _keep(one: Received, folder: Path) -> str:
    name = PurePosixPath(one.name)
    number, target = 1, folder / name
    while target.exists() and not filecmp.cmp(one.path, target, shallow=False):
        number += 1
        target = folder / f"{name.stem} ({number}){name.suffix}"
    os.replace(one.path, target)
    return target.name


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _refusal(name: str) -> str | None:
    if not name:
        return "has no name"
    if PurePosixPath(name).suffix.lower() not in SUFFIXES:
        return f"not a type that is read ({', '.join(SUFFIXES)})"
    return None


@contextmanager
def _as_upload_error() -> Iterator[None]:
    try:
        yield
    except FormParserError as error:
        raise UploadError(BROKEN_OFF) from error
