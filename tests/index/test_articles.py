"""Reading a folder: what is listed, what is read, and one line for everything that is not."""

import os
import socket
from datetime import date
from pathlib import Path

import pytest
from malformed import write_malformed

from index.articles import Article, Failure
from index.errors import FolderError, UnreadableFile
from index.folder import Listing, list_files, open_file
from index.parsing import FileContent, parse_articles

MAX_BYTES = 1_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder with room beside it for what lies outside."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A story.")


def read(folder: Path, file: str) -> bytes:
    with open_file(folder, file) as opened:
        return opened.read()


def read_folder(folder: Path) -> tuple[list[Article], list[Failure]]:
    listing = list_files(folder)
    articles, failed = [], list(listing.failed)
    for file in listing.files:
        try:
            content = parse_articles(file, read(folder, file), max_bytes=MAX_BYTES)
        except UnreadableFile as error:
            content = FileContent(failed=[Failure(file, str(error))])
        articles += content.articles
        failed += content.failed
    return articles, failed


def test_one_line_for_each_of_forty_malformed_files_and_fifteen_good_ones_are_read(folder: Path) -> None:
    bad, good = write_malformed(folder)
    articles, failed = read_folder(folder)
    assert (len(good), len(bad) >= 40) == (15, True)
    assert sorted(failure.file for failure in failed) == bad
    assert sorted(article.id for article in articles) == good


def test_reasons_are_one_line_without_the_folders_path(folder: Path) -> None:
    write_malformed(folder)
    _, failed = read_folder(folder)
    assert [one for one in failed if not one.reason.isprintable() or str(folder.parent) in one.reason] == []


def test_the_good_files_have_their_dates(folder: Path) -> None:
    write_malformed(folder)
    day = date(2024, 12, 5)
    assert {article.id: (article.published, article.date_origin) for article in read_folder(folder)[0]} == {
        "2024/12/05/folders.txt": (day, "file name"),
        "bom.txt": (day, "header"),
        "declared_latin1.htm": (None, None),
        "front_matter.md": (day, "front matter"),
        "impossible_date.txt": (None, None),
        "latin1.html": (None, None),
        "latin1.txt": (None, None),
        "object.json": (day, "meta"),
        "page.HTML": (day, "meta"),
        "title.markdown": (None, None),
        "truncated.txt": (None, None),
        "utf16.txt": (day, "header"),
        "utf16_no_bom.txt": (None, None),
        "utf16_odd.txt": (None, None),
        "wire.txt": (day, "header"),
    }


def test_files_are_listed_sorted_and_other_types_counted(folder: Path) -> None:
    write(folder, "b.txt", "a/z.JSONL", "a/b/c.Md", "x.png", "y.PNG", "a/README", ".hidden.txt", ".git/a.txt", "z.htm")
    assert list_files(folder) == Listing(files=("a/README", "a/b/c.Md", "a/z.JSONL", "b.txt", "z.htm"), failed=(), ignored={".png": 2})


def test_folders_deeper_than_pythons_stack_are_walked(folder: Path) -> None:
    depths = [str(folder) + "/d" * depth for depth in range(1, 1501)]
    for path in depths:
        os.mkdir(path)
    name = "d/" * 1500 + "a.txt"
    (folder / name).write_text("A story.")
    try:
        assert list_files(folder) == Listing((name,), (), {})
        assert read(folder, name) == b"A story."
    finally:  # pytest's own removal recurses
        (folder / name).unlink()
        for path in reversed(depths):
            os.rmdir(path)


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_what_is_no_folder_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "corpus"
    if kind == "file":
        path.write_text("text")
    reason = "does not exist" if kind == "missing" else "is not a folder"
    with pytest.raises(FolderError, match=f"corpus {reason}$"):
        list_files(path)


def test_a_link_is_listed_only_as_the_one_way_to_its_target(folder: Path) -> None:
    write(folder, "a.txt", "data.bin", ".hidden/h.txt", "sub/b.txt")
    for link, target in {
        "again.txt": "a.txt",
        "first.txt": "data.bin",
        "hidden.txt": ".hidden/h.txt",
        "linked": "sub",
        "second.txt": "data.bin",
        "sub/up.md": "../a.txt",
    }.items():
        (folder / link).symlink_to(target)
    assert list_files(folder) == Listing(
        files=("a.txt", "first.txt", "hidden.txt", "sub/b.txt"),
        failed=(
            Failure("again.txt", "link to a.txt, which is indexed itself"),
            Failure("linked", "link to a folder, which is not followed"),
            Failure("second.txt", "link to data.bin, which is indexed as first.txt"),
            Failure("sub/up.md", "link to a.txt, which is indexed itself"),
        ),
        ignored={".bin": 1},
    )


def test_links_that_lead_out_or_nowhere_fail(folder: Path) -> None:
    write(folder.parent, "secret.txt", "outside/secret.txt")
    for link, target in {
        "absolute.txt": str(folder.parent / "secret.txt"),
        "chain.txt": "relative.txt",
        "dangling.txt": "nowhere.txt",
        "device.txt": "/dev/zero",
        "folder": "../outside",
        "loop": "loop",
        "loop.txt": "loop2.txt",
        "loop2.txt": "loop.txt",
        "picture.png": "../secret.txt",
        "relative.txt": "../secret.txt",
    }.items():
        (folder / link).symlink_to(target)
    out = "link that leads out of the folder"
    assert list_files(folder) == Listing(
        files=(),
        failed=(
            Failure("absolute.txt", out),
            Failure("chain.txt", out),
            Failure("dangling.txt", "link that leads nowhere: no such file or directory"),
            Failure("device.txt", out),
            Failure("folder", out),
            Failure("loop", "link that leads back to itself"),
            Failure("loop.txt", "link that leads back to itself"),
            Failure("loop2.txt", "link that leads back to itself"),
            Failure("relative.txt", out),
        ),
        ignored={".png": 1},
    )


def test_a_folder_reached_through_a_link_is_read(folder: Path) -> None:
    write(folder, "a.txt")
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert (list_files(link).files, read(link, "a.txt")) == (("a.txt",), b"A story.")


def test_pipes_and_sockets_fail_and_are_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)  # the path of a socket is limited to 108 bytes
    os.mkfifo("pipe.txt")
    os.mkfifo("queue")
    (folder / "to_pipe.txt").symlink_to("pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        listing = list_files(folder)
    assert listing == Listing(
        files=(),
        failed=(
            Failure("pipe.txt", "not a regular file, but a pipe, socket or device"),
            Failure("queue", "not a regular file, but a pipe, socket or device"),
            Failure("socket.txt", "not a regular file, but a pipe, socket or device"),
            Failure("to_pipe.txt", "link to a pipe, socket or device"),
        ),
        ignored={},
    )
    with pytest.raises(UnreadableFile, match="^not a regular file$"):
        read(folder, "pipe.txt")


def test_names_that_are_no_text_fail(folder: Path) -> None:
    write(folder, "line\nbreak.txt", "ok \u00a0\u3000é.txt")
    (folder / os.fsdecode(b"caf\xe9")).mkdir()
    write(folder, os.fsdecode(b"caf\xe9/a.txt"), os.fsdecode(b"\xff.txt"), os.fsdecode(b"a.\xff"))
    assert list_files(folder) == Listing(
        files=("ok \u00a0\u3000é.txt",),
        failed=(
            Failure(r"\xff.txt", "name is not valid UTF-8; rename it"),
            Failure(r"a.\xff", "name is not valid UTF-8; rename it"),
            Failure(r"caf\xe9", "name is not valid UTF-8; rename it"),
            Failure(r"line\nbreak.txt", "name holds a line break or control character; rename it"),
        ),
        ignored={},
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_fails(folder: Path) -> None:
    write(folder, "locked/a.txt", "b.txt")
    (folder / "locked").chmod(0)
    (folder / "b.txt").chmod(0)
    try:
        assert list_files(folder).failed == (Failure("locked", "folder cannot be read: permission denied"),)
        with pytest.raises(UnreadableFile, match="^permission denied$"):
            read(folder, "b.txt")
    finally:
        (folder / "locked").chmod(0o700)


def test_a_file_over_the_limit_is_refused_with_both_numbers() -> None:
    assert [len(one.text) for one in parse_articles("a.txt", b"x" * 1000, max_bytes=1000).articles] == [1000]
    reason = "1,001 bytes are over the limit of 1,000; raise DATELINE_MAX_FILE_MB to read it"
    assert parse_articles("a.txt", b"x" * 1001, max_bytes=1000) == FileContent(failed=[Failure("a.txt", reason)])


def test_a_file_that_vanished_is_reported_without_its_path(folder: Path) -> None:
    with pytest.raises(UnreadableFile, match="^no such file or directory$"):
        read(folder, "gone.txt")


@pytest.mark.parametrize("name", ["a.txt", "sub/a.txt"])
def test_what_became_a_link_out_of_the_folder_after_listing_is_not_followed(folder: Path, name: str) -> None:
    write(folder.parent, "outside/a.txt")
    target = folder / name.partition("/")[0]
    target.symlink_to(folder.parent / "outside" / ("" if "/" in name else "a.txt"))
    with pytest.raises(UnreadableFile, match="^link that leads out of the folder$"):
        read(folder, name)


def test_names_cannot_climb_out_of_the_folder(folder: Path) -> None:
    write(folder.parent, "secret.txt")
    with pytest.raises(UnreadableFile, match="^link that leads out of the folder$"):
        read(folder, "../secret.txt")


def test_header_wins_over_dateline_and_dateline_over_file_name() -> None:
    line = "LONDON, March 3, 2020 (Reuters) - Shares fell."
    found = [
        parse_articles("2019-01-01.txt", f"{header}{text}".encode()).articles[0]
        for header, text in ((" date 2021-05-05 ", line), (" date 2021-05-45 ", line), ("", line), ("", "Shares fell."))
    ]
    assert [(article.published, article.date_origin) for article in found] == [
        (date(2021, 5, 5), "header"),
        (date(2020, 3, 3), "dateline"),
        (date(2020, 3, 3), "dateline"),
        (date(2019, 1, 1), "file name"),
    ]


def test_dateline_and_outlet_are_found_behind_the_title() -> None:
    data = b"# Shares fall\n\nLONDON, March 3, 2020 (Reuters) - Shares fell."
    assert parse_articles("a.md", data).articles == (
        [
            Article(
                id="a.md",
                source="Reuters",
                title="Shares fall",
                published=date(2020, 3, 3),
                text=data.decode(),
                date_origin="dateline",
            )
        ]
    )


def test_articles_of_one_file_are_numbered_and_bad_ones_named() -> None:
    data = b'[{"text": "First."}, {"title": "No text"}, {"text": "Third.", "source": "Trend"}]'
    content = parse_articles("feed-2024-12-05.json", data)
    assert (content.articles, content.failed) == (
        [
            Article("feed-2024-12-05.json#1", None, None, date(2024, 12, 5), "First.", "file name"),
            Article("feed-2024-12-05.json#3", "Trend", None, date(2024, 12, 5), "Third.", "file name"),
        ],
        [
            Failure(
                "feed-2024-12-05.json#2",
                "no text: none of the fields text, body, content, article, maintext or their like holds any",
            )
        ],
    )


@pytest.mark.parametrize(
    ("file", "data", "reason"),
    [
        ("a.pdf", b"%PD", "text of no format that is read, named .pdf; if it is an article, name it .txt"),
        ("a.py", b"print(1)", "text of no format that is read, named .py; if it is an article, name it .txt"),
        ("a.opml", b'<?xml version="1.0"?><opml/>', "XML of a kind that is not read (its root is <opml>)"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or Outlook file; save it as .docx, .txt or .eml"),
        ("a.dat", b"\0\1\2", "binary, not text"),
    ],
)
def test_a_type_that_is_not_read_is_a_failure(file: str, data: bytes, reason: str) -> None:
    assert parse_articles(file, data) == FileContent(failed=[Failure(file, reason)])
