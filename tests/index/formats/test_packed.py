"""Packed files are read as the files and folders that they hold, within bounds."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from index.articles import Failure
from index.formats import packed
from index.parsing import FileContent, parse_articles, parse_file

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


# -- hostile archives, each of which is one line, soon and in little memory

PACKED_WITH_DOTS = tarred({"/etc/a.txt": STORY, "../b.txt": STORY, "c.txt": STORY})


def nested_zip(depth: int) -> bytes:
    """Return a zip of ten zips of ten zips ... of zeros."""
    data = zipped({"zeros.txt": bytes(1_000_000)})
    for _ in range(depth):
        data = zipped({f"{n}.zip": data for n in range(10)})
    return data


def test_a_gz_of_zeros_is_unpacked_no_further_than_the_limit_of_a_file() -> None:
    data = gzip.compress(bytes(200_000_000), compresslevel=9, mtime=0)
    tracemalloc.start()
    try:
        content = parse_articles("a.gz", data, max_bytes=1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    told = "unpacks to more than 1,000,000 bytes; raise DATELINE_MAX_FILE_MB to read it"
    assert content == FileContent(failed=[Failure("a.gz", told)])


def test_zips_in_zips_end_at_what_may_be_unpacked_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.parsing.Room", lambda: packed.Room(bytes=25_000_000))
    content = parse_articles("a.zip", nested_zip(3))
    assert content == FileContent(failed=[content.failed[0]])
    assert content.failed[0].reason.startswith("none of the 25 files in it is read; the first: 0.zip/0.zip/0.zip/zeros.txt: binary")


def test_a_zip_of_very_many_empty_files_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.parsing.Room", lambda: packed.Room(members=500))
    content = parse_articles("a.zip", zipped({f"{n}.txt": b"" for n in range(2000)}))
    assert content == FileContent(failed=[Failure("a.zip", "none of the 501 files in it is read; the first: 0.txt: empty")])


@pytest.mark.parametrize("make", [zipped, tarred])
def test_a_list_of_members_that_would_fill_the_memory_is_not_read(
    make: Callable[[dict[str, bytes]], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make({f"{'long' * 30}{n}.txt": STORY for n in range(100)})
    monkeypatch.setattr(packed, "_MOST_AT_ONCE", 5000)
    monkeypatch.setattr(packed, "MAX_MEMBERS", 20)
    content = parse_articles("a", data)
    assert [failure.reason for failure in content.failed] == ["holds more than 100,000 files; the rest is left out"]
    assert len(content.articles) <= 20


def test_paths_that_lead_out_of_a_tar_cost_themselves() -> None:
    content = parse_articles("a.tar", PACKED_WITH_DOTS)
    assert [article.id for article in content.articles] == ["a.tar/c.txt"]
    assert {failure.reason for failure in content.failed} == {"a path that leads out of the archive"}
    assert len(content.failed) == 2


# -- what is larger than one file may be


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("a.zip", zipped({f"{n}.txt": random.Random(n).randbytes(200).hex().encode() for n in range(100)})),
        ("a.tar", tarred({f"{n}.txt": STORY for n in range(100)})),
        ("a.tar.gz", gzip.compress(tarred({f"{n}.txt": STORY for n in range(100)}), mtime=0)),
        ("a.jsonl.gz", gzip.compress(LINES * 50, mtime=0)),
        ("a.csv.bz2", bz2.compress(b"date,text\n" + b"2024-12-05,The panel met.\n" * 300)),
        ("a.zip", zipped({"in.jsonl": LINES * 50})),
    ],
)
def test_archives_and_packed_records_may_be_larger_than_a_file(file: str, data: bytes) -> None:
    small, large = parse_articles(file, data), parse_articles(file, data, max_bytes=1500)
    assert len(large.articles) >= 100
    assert (large.articles, large.failed) == (small.articles, [])


def test_what_is_no_folder_and_no_records_may_not() -> None:
    for file, data, told in [
        ("a.txt.gz", gzip.compress(b"The panel met. " * 200, mtime=0), "unpacks to more than 1,500 bytes"),
        (
            "a.zip",
            zipped({"in.zip": zipped({f"{n}.txt": STORY for n in range(100)}, zipfile.ZIP_STORED)}),
            "bytes are over the limit of 1,500",
        ),
    ]:
        (failure,) = parse_articles(file, data, max_bytes=1500).failed
        assert told in failure.reason and failure.reason.endswith("; raise DATELINE_MAX_FILE_MB to read it")


def test_how_much_of_an_archive_is_read_is_told() -> None:
    data = zipped({f"{n}.txt": random.Random(n).randbytes(500).hex().encode() for n in range(1000)})
    shares = [part.share for part in parse_file("a.zip", io.BytesIO(data), len(data), max_bytes=10**6)]
    assert len(shares) > 4 and shares == sorted(shares) and 0.1 < shares[0] < 0.3 and shares[-1] == 1
