"""Packed files: .gz, .bz2 and .xz as the file within, .zip and .tar as folders; all within bounds, and nothing is written."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, NamedTuple, TypeVar, cast

from index.formats.drafts import BadContent

# Text shrinks to a tenth, tables of the same words to a fiftieth; deflate's utmost is 1,032, a bomb's.
MAX_RATIO = 200
# What is small may be of any ratio.
_SMALL = 2**20
# Of one archive, all its members together and those of archives in it.
MAX_UNPACKED = 2**30
MAX_MEMBERS = 100_000
# Of a zip's list of members, each of which takes 700 bytes in memory and 47 at least here; and of one in a tar.
_MOST_AT_ONCE = 2**24
# A .tar.gz is two deep, one in a .zip three.
MAX_DEPTH = 4

PACKED = (".gz", ".bz2", ".xz")
_TOO_MANY = f"holds more than {MAX_MEMBERS:,} files; the rest is left out"

T = TypeVar("T")
_GZIP, _BZIP, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"


class NoRoom(BadContent):
    """An archive holds more than may be unpacked of one file; no more of it is read."""


@dataclass
class Room:
    """What may still be unpacked of one file in the folder."""

    bytes: int = MAX_UNPACKED
    members: int = MAX_MEMBERS

    def take(self, size: int) -> None:
        """Raises `NoRoom` when there is none left."""
        self.bytes -= size
        self.members -= 1
        if self.bytes < 0:
            raise NoRoom(f"unpacks to more than {MAX_UNPACKED:,} bytes; the rest is left out")
        if self.members < 0:
            raise NoRoom(_TOO_MANY)


def is_stream(data: bytes) -> bool:
    """Whether these are the first bytes of one compressed file."""
    return data.startswith((_GZIP, _BZIP, _XZ))


def is_folder(data: bytes) -> bool:
    """Whether these are the first bytes of a .zip or .tar."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06")) or data[257:262] == b"ustar"


def unpacked(stream: BinaryIO, size: int, room: Room) -> BinaryIO:
    """The file in a .gz, .bz2 or .xz of `size` bytes; reading it raises `BadContent`."""
    head = stream.read(len(_XZ))
    stream.seek(0)
    opened: gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile = gzip.GzipFile(fileobj=stream)
    if not head.startswith(_GZIP):
        opened = bz2.BZ2File(stream) if head.startswith(_BZIP) else lzma.LZMAFile(stream)
    most = min(max(_SMALL, MAX_RATIO * size), max(room.bytes, 0))
    return _reader(opened, most, f"unpacks to more than {most:,} bytes from {size:,}", "a damaged packed file")


class Member(NamedTuple):
    """A file of an archive: by its path in it, what it says to be unpacked to, and what opens it and raises `BadContent`."""

    path: str
    size: int
    open: Callable[[], BinaryIO]


def members(stream: BinaryIO) -> Iterator[Member]:
    """The files of a .zip or .tar, hidden ones left out; raises `BadContent`."""
    seen: set[str] = set()
    is_zip = stream.read(2) == b"PK"
    stream.seek(0)
    for name, size, opened in _zipped(stream) if is_zip else _tarred(stream):
        path = PurePosixPath(name.replace("\\", "/"))
        if any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts):
            continue
        shown = "".join(char if char.isprintable() else "?" for char in str(path))
        fault = "a second file of this path in the archive" if shown in seen else None
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            fault = "a path that leads out of the archive"
        seen.add(shown)
        yield Member(shown, size, partial(_refused, fault) if fault else opened)


def _refused(fault: str) -> BinaryIO:
    raise BadContent(fault)


def _zipped(stream: BinaryIO) -> Iterator[Member]:
    try:
        opened = zipfile.ZipFile(cast(IO[bytes], _Sparing(stream)))
    except BadContent:
        raise
    except Exception as error:
        raise BadContent(f"a damaged zip file ({type(error).__name__})") from None
    with opened:
        for info in opened.infolist():
            if not info.is_dir():
                yield Member(info.filename, info.file_size, partial(_zip_member, opened, info))


def _zip_member(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    if info.flag_bits & 1:
        raise BadContent("asks for a password")
    if info.file_size > max(_SMALL, MAX_RATIO * info.compress_size):
        raise BadContent(f"unpacks to {info.file_size:,} bytes from {info.compress_size:,}")
    return _member(lambda: opened.open(info), info.file_size)


def _tarred(stream: BinaryIO) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=cast(IO[bytes], _Sparing(stream)), mode="r:") as opened:
            for number, info in enumerate(opened):  # which keeps all of them, folders and links too
                if number >= MAX_MEMBERS:
                    raise NoRoom(_TOO_MANY)
                if info.isfile():
                    yield Member(info.name, info.size, partial(_member, partial(opened.extractfile, info), info.size))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BadContent(f"a damaged tar file ({type(error).__name__}); what stands behind the damage is left out") from None


def _member(open: Callable[[], IO[bytes] | None], size: int) -> BinaryIO:
    """Read no more than was said, whatever it unpacks to."""
    try:
        opened = open()
    except Exception as error:  # zipfile and tarfile raise a dozen kinds for damaged members
        raise BadContent(f"damaged in the archive ({type(error).__name__})") from None
    assert opened, "no folder and no link"
    return _reader(opened, size, f"unpacks to more than the {size:,} bytes that it says", "damaged in the archive")


class _Sparing:
    """A file of which a list of members is not read in one piece that would take a gigabyte when it is parsed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes; raises `NoRoom` for more than any member is read in."""
        if size > _MOST_AT_ONCE:
            raise NoRoom(_TOO_MANY)
        return self._stream.read(size)


def _reader(opened: IO[bytes] | io.BufferedIOBase, most: int, over: str, damaged: str) -> BinaryIO:
    return io.BufferedReader(_Unpacked(opened, most, over, damaged), 2**16)


class _Unpacked(io.RawIOBase):
    """What is packed, as it is read: `BadContent` says that it is over `most` bytes, or what its library finds damaged."""

    def __init__(self, opened: IO[bytes] | io.BufferedIOBase, most: int, over: str, damaged: str) -> None:
        self._opened, self._most, self._over, self._damaged = opened, most, over, damaged

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data: bytes = self._tried(lambda: self._opened.read(len(buffer)))
        if self._opened.tell() > self._most:
            raise BadContent(self._over)
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("a bomb would be unpacked to its end")
        return self._tried(lambda: self._opened.seek(offset, whence))

    def _tried(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except Exception as error:  # gzip, bz2, lzma, zipfile and tarfile have a dozen kinds
            raise BadContent(f"{self._damaged} ({type(error).__name__})") from None

    def close(self) -> None:
        self._opened.close()
        super().close()
