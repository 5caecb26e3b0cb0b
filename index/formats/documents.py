"""Documents: DOCX, ODT and EPUB (zip with XML), PDF and RTF."""

import io
import logging
import zipfile
from typing import Any

from index.formats.drafts import BadContent, Draft
from index.formats.fields import line
from index.formats.markup import check_attributes, plain_text
from index.formats.text import check_text, decode
from index.formats.xml_articles import parse_xml
from index.stopping import within

# Parts of one document that are unpacked; a book of a thousand pages is 3 MB.
MAX_PART = 64 * 2**20
MAX_PARTS = 2_000
MAX_PAGES = 3_000
# A page takes 20 ms, and what loops or draws a million lines takes for ever.
PDF_SECONDS = 60.0

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it warns of is of no use to who asks


def read_docx(data: bytes) -> list[Draft]:
    """The one article of a Word document, a block for each paragraph and table row."""
    with _opened(data) as zipped:
        root = _xml(zipped, "word/document.xml")
        title, author = _core(zipped, "docProps/core.xml")
    return [_document(_ooxml(root), title, author)]


def read_odt(data: bytes) -> list[Draft]:
    """The one article of an OpenDocument text."""
    with _opened(data) as zipped:
        root = _xml(zipped, "content.xml")
        title, author = _core(zipped, "meta.xml")
    blocks = ["".join(element.itertext()) for element in root.iter() if _local(element) in ("p", "h") and not _nested(element)]
    return [_document(blocks, title, author)]


def read_epub(data: bytes) -> list[Draft]:
    """The parts of a book or an issue in their reading order, numbered: each that holds text is an article."""
    with _opened(data) as zipped:
        container = _xml(zipped, "META-INF/container.xml")
        package = next((element.get("full-path") for element in container.iter() if _local(element) == "rootfile"), None)
        if not package:
            raise BadContent("an EPUB without a table of its parts")
        root, folder = _xml(zipped, package), package.rpartition("/")[0]
        files = {element.get("id"): element.get("href") for element in root.iter() if _local(element) == "item"}
        spine = [files.get(element.get("idref")) for element in root.iter() if _local(element) == "itemref"]
        outlet = next((line(element.text) for element in root.iter() if _local(element) == "title"), None)
        parts = [_part(zipped, f"{folder}/{name}" if folder else name) for name in spine[:MAX_PARTS] if name]
    drafts = []
    for number, part in enumerate(parts, start=1):
        page, _ = decode(part) if part.strip() else ("", ())
        check_attributes(page)
        text = plain_text(page)
        if text.strip():
            drafts.append(Draft(text, "meta", title=line(text.partition("\n")[0]), source=outlet, number=number))
    if not drafts:
        raise BadContent("no text in the EPUB")
    return drafts


def read_pdf(data: bytes) -> list[Draft]:
    """The one article of a PDF that has a layer of text."""
    try:
        return within(PDF_SECONDS, lambda: _read_pdf(data))
    except TimeoutError as error:
        raise BadContent(f"a PDF that {error} to read") from None


def _read_pdf(data: bytes) -> list[Draft]:
    from pypdf import PdfReader  # 0.3 s, which a folder without PDFs need not wait for

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadContent("a PDF that asks for a password")
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise BadContent(f"{count:,} pages are over the limit of {MAX_PAGES:,} in a PDF")
        pages = [page.extract_text() for page in reader.pages]
        meta = reader.metadata
        title, author = (line(str(value)) if value else None for value in (meta and meta.title, meta and meta.author))
    except BadContent:
        raise
    except Exception as error:  # a stranger's file in a large library: whatever it raises is this file's failure
        raise BadContent(f"a PDF that cannot be parsed ({type(error).__name__})") from None
    text = "\n\n".join(page.strip() for page in pages if page.strip())
    if not text:
        raise BadContent(f"a PDF of {count} pages without text, as scanners make them: run text recognition (OCR) on it first")
    return [_document([text.encode("utf-8", "replace").decode()], title, author)]


def read_rtf(data: bytes) -> list[Draft]:
    """The one article of a rich text file."""
    from striprtf.striprtf import rtf_to_text

    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    except Exception as error:  # a stranger's file: whatever the library raises is this file's failure
        raise BadContent(f"RTF that cannot be parsed ({type(error).__name__})") from None
    return [_document(text.encode("utf-8", "replace").decode().split("\n"), None, None)]


def _document(blocks: list[str], title: str | None, author: str | None) -> Draft:
    text = "\n\n".join(block.strip() for block in blocks if block.strip())
    check_text(text)
    return Draft(text=text, origin="meta", title=title, author=author)


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise BadContent("a damaged zip file") from None


def _part(zipped: zipfile.ZipFile, name: str) -> bytes:
    try:
        with zipped.open(name) as part:
            data = part.read(MAX_PART + 1)
    except KeyError:
        raise BadContent(f"a document without its {name}") from None
    except Exception as error:  # zipfile raises a dozen kinds for damaged parts
        raise BadContent(f"a damaged zip file ({type(error).__name__})") from None
    if len(data) > MAX_PART:
        raise BadContent(f"{name} unpacks to more than {MAX_PART:,} bytes")
    return data


def _xml(zipped: zipfile.ZipFile, name: str) -> Any:
    return parse_xml(_part(zipped, name))[0]


def _core(zipped: zipfile.ZipFile, name: str) -> tuple[str | None, str | None]:
    """Title and author as the document's properties give them; their dates are the file's, not the article's."""
    if name not in zipped.namelist():
        return None, None
    found = {_local(element): line(element.text) for element in _xml(zipped, name).iter()}
    return found.get("title"), found.get("creator")


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _nested(element: Any) -> bool:
    return any(_local(above) in ("p", "h") for above in element.iterancestors())


def _ooxml(root: Any) -> list[str]:
    paragraphs = [element for element in root.iter() if _local(element) == "p"]
    return ["".join(map(_ooxml_run, paragraph.iter())) for paragraph in paragraphs]


def _ooxml_run(element: Any) -> str:
    name = _local(element)
    return (element.text or "") if name == "t" else {"tab": "\t", "br": "\n", "noBreakHyphen": "-"}.get(name, "")
