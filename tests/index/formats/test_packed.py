"""Packed files are read as the files and folders that they hold, within bounds."""

import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from index.articles import Failure
from index.formats import packed
from index.parsing import parse_articles

STORY = b" date 2024-12-05 The panel met."
LINES = b'{"text": "First."}\n{"text": "Second."}\n'


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the bytes of a zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return buffer.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    """Return the bytes of a tar of these files and of a link out of it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as opened:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            opened.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        opened.addfile(link)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("file", "data", "ids"),
    [
        ("a.txt.gz", gzip.compress(STORY, mtime=0), ["a.txt.gz"]),
        ("a.jsonl.xz", lzma.compress(LINES), ["a.jsonl.xz#1", "a.jsonl.xz#2"]),
        ("a.zip", zipped({"b/c.txt": STORY, "d.jsonl": LINES}), ["a.zip/b/c.txt", "a.zip/d.jsonl#1", "a.zip/d.jsonl#2"]),
        ("a.tar", tarred({"b/c.txt": STORY}), ["a.tar/b/c.txt"]),
        ("a.tgz", gzip.compress(tarred({"b/c.txt": STORY}), mtime=0), ["a.tgz/b/c.txt"]),
        ("packed", zipped({"in.zip": zipped({"c.txt": STORY})}), ["packed/in.zip/c.txt"]),
        ("a.zip", zipped({".hidden.txt": STORY, "__MACOSX/a.txt": STORY, "p.png": b"\x89PNG", "c.txt": STORY}), ["a.zip/c.txt"]),
    ],
)
def test_what_is_packed_is_read(file: str, data: bytes, ids: list[str]) -> None:
    content = parse_articles(file, data)
    assert ([article.id for article in content.articles], content.failed) == (ids, [])


def test_what_is_in_an_archive_is_dated_by_its_own_name_and_not_by_the_downloads() -> None:
    data = zipped({"2024-12-05.txt": b"The panel met.", "other.txt": b"It ended."})
    assert [str(article.published) for article in parse_articles("2026-01-01.zip", data).articles] == ["2024-12-05", "None"]


@pytest.mark.parametrize(
    ("data", "file", "reason"),
    [
        (zipped({"../a.txt": STORY}), "x/../a.txt", "a path that leads out of the archive"),
        (zipped({"/a.txt": STORY}), "x//a.txt", "a path that leads out of the archive"),
        (zipped({"C:\\a.txt": STORY}), "x/C:/a.txt", "a path that leads out of the archive"),
        (zipped({"a.txt": bytes(3_000_000)}), "x/a.txt", "unpacks to 3,000,000 bytes from 2,933"),
        (
            zipped({"a.txt": b"x" * 6_000_000}, zipfile.ZIP_STORED),
            "x/a.txt",
            "6,000,000 bytes are over the limit of 5,000,000; raise DATELINE_MAX_FILE_MB to read it",
        ),
        (gzip.compress(bytes(3_000_000), mtime=0), "x", "unpacks to more than 1,048,576 bytes from 2,936"),
        (gzip.compress(STORY, mtime=0)[:-12], "x", "a damaged packed file (EOFError)"),
        (b"PK\x03\x04 and no more", "x", "a damaged zip file (BadZipFile)"),
    ],
)
def test_bombs_and_paths_that_lead_out_are_one_line(data: bytes, file: str, reason: str) -> None:
    content = parse_articles("x", data, max_bytes=5_000_000)
    assert content.articles == []
    assert [failure.file for failure in content.failed] == [file]
    assert content.failed[0].reason.split(" from ")[0] == reason.split(" from ")[0]


def test_archives_in_archives_end() -> None:
    data = STORY
    for _ in range(packed.MAX_DEPTH + 1):
        data = zipped({"a": data})
    assert [failure.reason for failure in parse_articles("x", data).failed] == ["packed more than 4 times over"]


@pytest.mark.parametrize(
    ("room", "reason"),
    [
        (packed.Room(members=2), "holds more than 100,000 files"),
        (packed.Room(bytes=2 * len(STORY)), "unpacks to more than 1,073,741,824 bytes"),
    ],
)
def test_an_archive_is_bounded_as_a_whole(room: packed.Room, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.parsing.Room", lambda: room)
    content = parse_articles("x", zipped({f"{n}.txt": STORY for n in range(5)}))
    assert (len(content.articles), content.failed) == (2, [Failure("x", f"{reason}; the rest is left out")])


def test_a_member_that_says_less_than_it_holds_is_read_no_further() -> None:
    data = bytearray(zipped({"a.txt": b"The panel met. " * 1000}))
    size = (15_000).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (15).to_bytes(4, "little")
    content = parse_articles("x", bytes(data))
    assert all(len(article.text) <= 15 for article in content.articles)
