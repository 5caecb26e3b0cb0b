"""Files made to break a reader: each is one line in the report, and the files beside them are indexed."""

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder
from index_contents import contents

from index import IndexSettings, update_index

STORY = "The harbour of Osvarin closed on Friday, the board said."
LIMIT = 100_000  # of a file, in characters and bytes
RAISE = "raise DATELINE_MAX_FILE_MB to read it"


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return buffer.getvalue()


def tarred(*names: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as opened:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(STORY)
            opened.addfile(info, io.BytesIO(STORY.encode()))
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    data = STORY.encode()
    for _ in range(depth):
        data = zipped({"a": data})
    return data


def pdf(*objects: str) -> bytes:
    """A PDF of these objects, the first of which is its catalog."""
    data, at = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        at.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{one:010} 00000 n \n" for one in at)
    count = len(at) + 1
    end = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {count}\n0000000000 65535 f \n{table}{end}".encode()


LAUGHS = "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
FORM = "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 4 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream"
PAGE = "<< /Type /Page /Parent 2 0 R /Resources << /XObject << /X 4 0 R >> >> /Contents 4 0 R >>"
PAGES = ("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
DEEP = b'{"text": "The panel met.", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
BAD = {
    "bomb.zip": (zipped({"a.txt": bytes(50_000_000)}), "/a.txt", "unpacks to 50,000,000 bytes from"),
    "nested.zip": (nested(5), "/a/a/a/a", "packed more than 4 times over"),
    "zeros.gz": (gzip.compress(bytes(50_000_000)), "", "unpacks to more than 100,000 bytes; " + RAISE),
    "empty.zip": (zipped({f"{n}.txt": b"" for n in range(3000)}), "", "none of the 3,000 files in it is read; the first: 0.txt: empty"),
    "laughs.xml": (
        f"<!DOCTYPE nitf [<!ENTITY a 'ha'>{LAUGHS}]><nitf><body><body.content><p>&j;</p></body.content></body></nitf>".encode(),
        "",
        "no article text in the XML",
    ),
    "deep.json": (DEEP, "", "JSON nested too deeply"),
    "deep.jsonl": (DEEP + b'\n{"text": "It ended."}', "#1", "JSON nested too deeply"),
    "kids.pdf": (pdf(PAGES[0], "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), "", "a PDF that cannot be parsed (PdfReadError)"),
    "forms.pdf": (pdf(*PAGES, PAGE, FORM), "", "a PDF of 1 pages without text"),
    "cell.csv": (
        b"date,text\n2024-12-05,It met.\n2024-12-05," + b"x" * 1_000_000,
        "",
        "a table with a row of more than 100,000 characters",
    ),
    "first.jsonl": (
        json.dumps({"text": "x" * 1_200_000}).encode() + b'\n{"text": "It ended."}',
        "#1",
        f"a line of more than 100,000 bytes; {RAISE}",
    ),
    "late.jsonl": (
        b'{"text": "It met."}\n' + json.dumps({"text": "x" * 1_000_000}).encode(),
        "#2",
        f"a line of more than 100,000 bytes; {RAISE}",
    ),
}


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index", max_file_mb=LIMIT / 2**20)


def test_each_is_one_line_and_what_is_beside_them_is_indexed(settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, (data, _, _) in BAD.items():
        (folder / name).write_bytes(data)
    (folder / "good.txt").write_text(STORY)
    (folder / "out.tar").write_bytes(tarred("/etc/a.txt", "../b.txt", "c/../../d.txt", "good.txt"))
    report = update_index(folder, settings, hashing)
    out = "a path that leads out of the archive"
    told = {failure.file: failure.reason for failure in report.failed if failure.reason != out}
    expected = {name + where: reason for name, (_, where, reason) in BAD.items()}
    assert (len(told) + 3, {file: reason[: len(expected[file])] for file, reason in told.items()}) == (len(report.failed), expected)
    assert set(contents(settings.index_dir)["articles"]) == {
        "good.txt",
        "out.tar/good.txt",
        "deep.jsonl#2",
        "cell.csv#1",
        "first.jsonl#2",
        "late.jsonl#1",
    }
    assert all(len(failure.reason) < 200 and failure.reason.isprintable() for failure in report.failed)
