"""Packed files: .gz, .bz2 and .xz as the file within, .zip and .tar as folders; all within bounds, and nothing is written."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.formats.drafts import BadContent

# Text shrinks to a tenth, tables of the same words to a fiftieth; deflate's utmost is 1,032, a bomb's.
MAX_RATIO = 200
# What is small may be of any ratio.
_SMALL = 2**20
# Of one archive, all its members together and those of archives in it.
MAX_UNPACKED = 2**30
MAX_MEMBERS = 100_000
# A .tar.gz is two deep, one in a .zip three.
MAX_DEPTH = 4

PACKED = (".gz", ".bz2", ".xz")
_GZIP, _BZIP, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"


@dataclass
class Room:
    """What may still be unpacked of one file in the folder."""

    bytes: int = MAX_UNPACKED
    members: int = MAX_MEMBERS

    def take(self, size: int) -> None:
        """Raises `BadContent` when there is no room left."""
        self.bytes -= size
        self.members -= 1
        if self.bytes < 0:
            raise BadContent(f"unpacks to more than {MAX_UNPACKED:,} bytes; the rest is left out")
        if self.members < 0:
            raise BadContent(f"holds more than {MAX_MEMBERS:,} files; the rest is left out")


def is_stream(data: bytes) -> bool:
    """Whether these are the bytes of one compressed file."""
    return data.startswith((_GZIP, _BZIP, _XZ))


def is_folder(data: bytes) -> bool:
    """Whether these are the bytes of a .zip or .tar."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06")) or data[257:262] == b"ustar"


def unpacked(data: bytes, room: Room) -> bytes:
    """The file in a .gz, .bz2 or .xz; raises `BadContent`."""
    most = min(max(_SMALL, MAX_RATIO * len(data)), max(room.bytes, 0))
    try:
        with _opened(data) as stream:
            content = stream.read(most + 1)
    except Exception as error:  # three libraries, each with its own kinds
        raise BadContent(f"a damaged packed file ({type(error).__name__})") from None
    if len(content) > most:
        raise BadContent(f"unpacks to more than {most:,} bytes from {len(data):,}")
    room.take(len(content))
    return content


def _opened(data: bytes) -> io.BufferedIOBase:
    buffer = io.BytesIO(data)
    if data.startswith(_GZIP):
        return gzip.GzipFile(fileobj=buffer)
    return bz2.BZ2File(buffer) if data.startswith(_BZIP) else lzma.LZMAFile(buffer)


def members(data: bytes, room: Room, max_bytes: int) -> Iterator[tuple[str, bytes | BadContent]]:
    """The files of a .zip or .tar by their path in it, each with its bytes or why it is not read; raises `BadContent`."""
    seen: set[str] = set()
    for name, size, content in _zipped(data) if data.startswith(b"PK") else _tarred(data):
        path = PurePosixPath(name.replace("\\", "/"))
        if any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts):
            continue
        shown = "".join(char if char.isprintable() else "?" for char in str(path))
        try:
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
                raise BadContent("a path that leads out of the archive")
            if shown in seen:
                raise BadContent("a second file of this path in the archive")
            seen.add(shown)
            if size > max_bytes:
                raise BadContent(f"{size:,} bytes are over the limit of {max_bytes:,}; raise DATELINE_MAX_FILE_MB to read it")
        except BadContent as bad:
            yield shown, bad
            continue
        room.take(size)
        yield shown, content.read(size)


@dataclass(frozen=True)
class _Content:
    """One member, unpacked only when it is read."""

    opened: zipfile.ZipFile | tarfile.TarFile
    info: zipfile.ZipInfo | tarfile.TarInfo

    def read(self, size: int) -> bytes | BadContent:
        try:
            if isinstance(self.opened, zipfile.ZipFile) and isinstance(self.info, zipfile.ZipInfo):
                if self.info.flag_bits & 1:
                    return BadContent("asks for a password")
                if size > max(_SMALL, MAX_RATIO * self.info.compress_size):
                    return BadContent(f"unpacks to {size:,} bytes from {self.info.compress_size:,}")
                stream = self.opened.open(self.info)
            else:
                stream = self.opened.extractfile(self.info)  # type: ignore[union-attr, arg-type, assignment]
            with stream:
                return stream.read(size)  # no more than was said, whatever it unpacks to
        except Exception as error:  # zipfile and tarfile raise a dozen kinds for damaged members
            return BadContent(f"damaged in the archive ({type(error).__name__})")


def _zipped(data: bytes) -> Iterator[tuple[str, int, _Content]]:
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        raise BadContent(f"a damaged zip file ({type(error).__name__})") from None
    with opened:
        for info in opened.infolist():
            if not info.is_dir():
                yield info.filename, info.file_size, _Content(opened, info)


def _tarred(data: bytes) -> Iterator[tuple[str, int, _Content]]:
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as opened:
            for info in opened:
                if info.isfile():
                    yield info.name, info.size, _Content(opened, info)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BadContent(f"a damaged tar file ({type(error).__name__}); what stands behind the damage is left out") from None
