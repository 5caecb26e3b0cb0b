"""A folder of forty malformed files among fifteen good ones."""

import codecs
import gzip
import os
import stat
from pathlib import Path

STORY = "BAKU, Azerbaijan. The panel session was held in Baku on the second day of the conference, Trend reports.\n"
PARAGRAPH = "<p>The committee met in the capital and agreed on the budget for the coming year, officials said.</p>"
PAGE = (
    f"<html><head><title>Budget agreed</title>{{head}}</head><body><article><h1>Budget agreed</h1>{PARAGRAPH * 3}</article></body></html>"
)
DATE_META = '<meta property="article:published_time" content="2024-12-05T10:00:00Z">'
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"

# Above any limit in use, and sparse: it takes no room on the disk.
OVER_LARGE = 256 * 1024 * 1024

GOOD: dict[str, str | bytes] = {
    "2024/12/05/folders.txt": STORY,
    "bom.txt": codecs.BOM_UTF8 + f" date 2024-12-05 {STORY}".encode(),
    "declared_latin1.htm": PAGE.format(head='<meta charset="iso-8859-1"><meta name="author" content="Ren\xe9">').encode("latin-1"),
    "front_matter.md": f"---\ntitle: Panel held\ndate: 2024-12-05\n---\n\n{STORY}",
    "impossible_date.txt": f" date 2024-13-45 {STORY}",
    "latin1.html": PAGE.format(head="").replace("capital", "caf\xe9").encode("latin-1"),
    "latin1.txt": "A caf\xe9 in the capital.".encode("latin-1"),
    "object.json": '{"title": "Panel held", "date": "2024-12-05", "text": "The panel session was held."}',
    "page.HTML": PAGE.format(head=DATE_META),
    "title.markdown": f"# Panel held\n\n{STORY}",
    "truncated.txt": "The price was 20 \u20ac".encode()[:-1],
    "utf16.txt": codecs.BOM_UTF16_LE + f" date 2024-12-05 {STORY}".encode("utf-16-le"),
    "utf16_no_bom.txt": STORY.encode("utf-16-le"),
    "utf16_odd.txt": codecs.BOM_UTF16_LE + STORY.encode("utf-16-le")[:-1],
    "wire.txt": f" date 2024-12-05 {STORY}",
}

BAD: dict[str, str | bytes] = {
    "binary.html": PNG,
    "binary.jsonl": PNG,
    "binary.txt": PNG,
    "blank.html": " \n",
    "blank.md": "\n\n\n",
    "blank.txt": " \t\r\n\u00a0\n",
    "blank_lines.jsonl": "\n\n \n",
    "blank_text.json": '{"title": "T", "text": "  "}',
    "bom_only.txt": codecs.BOM_UTF8,
    "control_characters.txt": "\x01\x02\x03 text \x04\x05",
    "damaged.pdf": b"%PDF-1.4 and no more",
    "damaged.zip": b"PK\x03\x04 and no more",
    "deep.json": "[" * 100_000,
    "deep_front_matter.md": "---\na: " + "[" * 8_000 + f"\n---\n{STORY}",
    "empty.txt": "",
    "empty_list.json": "[]",
    "front_matter_not_yaml.md": f"---\ntitle: Panel: held\n---\n{STORY}",
    "front_matter_only.md": "---\ntitle: T\ndate: 2024-12-05\n---\n",
    "header_only.txt": " date 2024-12-05 \n",
    "impossible_header_only.txt": " date 2024-13-45",
    "lone_surrogate.json": r'{"text": "The panel \ud83d was held."}',
    "no_article.xml": '<?xml version="1.0"?><settings><name>panel</name></settings>',
    "no_text.json": '{"title": "T", "date": "2024-12-05"}',
    "nul_escape.json": r'{"text": "The panel \u0000 was held."}',
    "number_as_text.json": '{"text": 12}',
    "plain.json": STORY,
    "program.py": "print('A panel was held.')",
    "script_only.html": "<html><head><title>T</title></head><body><script>var story = 1;</script></body></html>",
    "spreadsheet.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    "string.json": '"text"',
    "surrogates.txt": b"The panel \xed\xa0\xbd was held.",
    "table_without_text.csv": "id,number\n1,2\n",
    "truncated.docx": b"PK\x03\x04word/document.xml",
    "truncated.gz": gzip.compress(STORY.encode(), mtime=0)[:-12],
    "truncated.json": '{"title": "Panel held", "text": "The panel sess',
}


def write_malformed(folder: Path) -> tuple[list[str], list[str]]:
    """Writes the files; returns the names by which the bad ones are reported, and the good ones."""
    for name, content in (GOOD | BAD).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    bad = [*BAD, *_write_special(folder)]
    return sorted(bad), sorted(GOOD)


def _write_special(folder: Path) -> list[str]:
    """What is bad as a file and not by its content."""
    os.mkfifo(folder / "pipe.txt")
    os.mknod(folder / "socket.txt", stat.S_IFSOCK | 0o600)
    (folder / "dangling.txt").symlink_to("nowhere.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "out_of_the_folder.txt").symlink_to(__file__)
    (folder / "second_name.txt").symlink_to("wire.txt")
    Path(os.fsdecode(bytes(folder) + b"/caf\xe9.txt")).write_text(STORY)
    with open(folder / "over_large.txt", "wb") as large:
        large.truncate(OVER_LARGE)
    names = ["pipe.txt", "socket.txt", "dangling.txt", "loop.txt", "out_of_the_folder.txt", "second_name.txt"]
    return [*names, r"caf\xe9.txt", "over_large.txt", *_write_locked(folder)]


def _write_locked(folder: Path) -> list[str]:
    if os.geteuid() == 0:  # root reads it all the same
        return []
    (folder / "locked.txt").write_text(STORY)
    (folder / "locked.txt").chmod(0)
    return ["locked.txt"]
