"""Documents give their paragraphs; what is damaged, scanned or hostile is one line."""

import io
import threading
import time
import zipfile

import pytest

from index.formats import documents
from index.formats.documents import read_docx, read_epub, read_odt, read_pdf, read_rtf
from index.formats.drafts import BadContent, Draft

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PROPERTIES = "<p xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>Panel held</dc:title><dc:creator>Ana Belun</dc:creator></p>"


def zipped(files: dict[str, str]) -> bytes:
    """Return the bytes of a zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return buffer.getvalue()


def pdf(content: str, kids: str = "3 0 R") -> bytes:
    """Return the bytes of a PDF of one page."""
    stream = f"BT /F1 12 Tf 72 700 Td ({content}) Tj ET" if content else ""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj{each}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return data + f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF".encode()


def test_word_gives_its_paragraphs_title_and_author() -> None:
    body = "<w:p><w:r><w:t>The panel</w:t></w:r><w:r><w:t xml:space='preserve'> met.</w:t></w:r></w:p><w:p/>"
    body += "<w:p><w:r><w:t>It ended.</w:t></w:r></w:p>"
    data = zipped({"word/document.xml": f"<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>", "docProps/core.xml": PROPERTIES})
    assert read_docx(data) == [Draft("The panel met.\n\nIt ended.", "meta", title="Panel held", author="Ana Belun")]


def test_opendocument_gives_its_paragraphs() -> None:
    text = "<o xmlns:t='urn:t'><t:h>Panel held</t:h><t:p>The <t:span>panel</t:span> met.</t:p></o>"
    assert read_odt(zipped({"content.xml": text, "meta.xml": PROPERTIES})) == [
        Draft("Panel held\n\nThe panel met.", "meta", title="Panel held", author="Ana Belun")
    ]


def test_a_book_gives_its_parts_in_their_order() -> None:
    data = zipped(
        {
            "META-INF/container.xml": "<c><rootfiles><rootfile full-path='x/a.opf'/></rootfiles></c>",
            "x/a.opf": "<package><metadata><title>Besmera Review</title></metadata><manifest><item id='a' href='a.html'/>"
            "<item id='b' href='b.html'/></manifest><spine><itemref idref='b'/><itemref idref='a'/></spine></package>",
            "x/a.html": "<html><body><h1>Second</h1><p>It ended.</p></body></html>",
            "x/b.html": "<html><body><h1>First</h1><p>It met.</p></body></html>",
        }
    )
    assert read_epub(data) == [
        Draft("First\n\nIt met.", "meta", title="First", source="Besmera Review", number=1),
        Draft("Second\n\nIt ended.", "meta", title="Second", source="Besmera Review", number=2),
    ]


def test_a_pdf_gives_its_text() -> None:
    assert read_pdf(pdf("The panel met.")) == [Draft("The panel met.", "meta")]


def test_a_scanned_pdf_is_named_as_such() -> None:
    with pytest.raises(BadContent, match=r"a PDF of 1 pages without text, as scanners make them: run text recognition \(OCR\) on it first"):
        read_pdf(pdf(""))


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4 and no more", pdf("The panel met.", kids="2 0 R"), pdf("The panel met.", kids="2 0 R 2 0 R 3 0 R")[:-200]]
)
def test_a_damaged_or_circular_pdf_is_one_line(data: bytes) -> None:
    with pytest.raises(BadContent, match="^a PDF ") as refused:
        read_pdf(data)
    assert str(refused.value).isprintable()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # where it is ended, something may be clearing up
def test_a_pdf_that_does_not_end_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PDF_SECONDS", 0.5)
    begun = threading.active_count()
    with pytest.raises(BadContent, match="^a PDF that took longer than 0 s to read$"):
        read_pdf(pdf(f"The panel met.) Tj {'1 0 Td ' * 2_000_000}("))
    for _ in range(100):
        if threading.active_count() == begun:
            return
        time.sleep(0.1)
    raise AssertionError("its thread goes on")


def test_rich_text_gives_its_text() -> None:
    assert read_rtf(rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}The caf\'e9 opened.\par It seats 64.}") == [
        Draft("The café opened.\n\nIt seats 64.", "meta")
    ]


def test_a_billion_laughs_are_not_expanded() -> None:
    entities = "<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    body = f"<!DOCTYPE d [{entities}]><w:document xmlns:w='{W}'><w:p><w:t>The panel &j; met.</w:t></w:p></w:document>"
    (draft,) = read_docx(zipped({"word/document.xml": body}))
    assert len(draft.text) < 50


@pytest.mark.parametrize("read", [read_docx, read_odt, read_epub])
@pytest.mark.parametrize("data", [b"PK\x03\x04", zipped({"other.xml": "<a/>"}), b""])
def test_a_damaged_document_is_one_line(read, data: bytes) -> None:
    with pytest.raises(BadContent):
        read(data)
