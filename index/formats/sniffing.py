"""Which format the bytes of a file are in: by what they hold first, by its name where that says nothing."""

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.formats import documents, exports, feeds, mail, tables, xml_articles
from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.html import read_html
from index.formats.json_articles import read_json, read_json_lines
from index.formats.markdown import read_markdown
from index.formats.packed import is_folder, is_stream
from index.formats.text import decode
from index.formats.warc import read_warc
from index.formats.wire import read_wire


@dataclass(frozen=True)
class Format:
    """A kind of file, by the name that a report has for it, and what reads one."""

    name: str
    read: Callable[[bytes], Sequence[Draft | Rejected]]


TEXT = Format("text", read_wire)
MARKDOWN = Format("Markdown", read_markdown)
HTML = Format("HTML", read_html)
JSON = Format("JSON", read_json)
JSON_LINES = Format("JSON Lines", read_json_lines)
TABLE = Format("table", tables.read_table)
FEED = Format("feed", feeds.read_feed)
NEWS_XML = Format("news XML", xml_articles.read_news_xml)
REUTERS = Format("Reuters SGML", xml_articles.read_reuters)
MAIL = Format("mail", mail.read_mail)
MAILBOX = Format("mailbox", mail.read_mailbox)
WARC = Format("WARC", read_warc)
PDF = Format("PDF", documents.read_pdf)
RTF = Format("RTF", documents.read_rtf)
DOCX = Format("DOCX", documents.read_docx)
ODT = Format("ODT", documents.read_odt)
EPUB = Format("EPUB", documents.read_epub)
EXPORT = Format("database download", exports.read_export)

# Where the name decides: what such a file holds is read as that, or is told to be none.
_BY_SUFFIX = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".json": JSON,
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
    ".jl": JSON_LINES,
    ".csv": TABLE,
    ".tsv": TABLE,
    ".tab": TABLE,
    ".eml": MAIL,
    ".mht": MAIL,
    ".mhtml": MAIL,
}
_PAGES = frozenset((".html", ".htm", ".xhtml", ".shtml", ".xht", ".php", ".asp", ".aspx", ".jsp"))
# Prose; other names are of programs and settings, and a suffix such as ".2" or ".php?id=3" is none.
_PROSE = frozenset((".txt", ".text", ".asc", ".story", ".article", ".news", ".wire", ".utf8", ".utf-8", ""))
_SUFFIX = re.compile(r"\.[a-z][a-z0-9-]{0,9}")

_HEAD = 8192
_ROOT = re.compile(
    r"(?:\s|<\?[^>]*>|<!--.*?-->|<!doctype[^>\[]*(?:\[[^\]]*\]\s*)?>)*+<(?:[\w.-]+:)?([a-z][\w.-]*)", re.IGNORECASE | re.DOTALL
)
_ROOTS = {
    **dict.fromkeys(("rss", "feed", "rdf", "channel"), FEED),
    **dict.fromkeys(("nitf", "newsitem", "newsmessage", "newsml", "tei", "teicorpus", "doc"), NEWS_XML),
    **dict.fromkeys(("reuters", "lewis"), REUTERS),
}
_PAGE_ROOTS = frozenset("html head body meta title div p article main section h1 table".split())
_MAIL_HEADER = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[ \t][^\n]*\n(?:[ \t]+[^\n]*\n)*){2,}")
_MAIL_NAMES = re.compile(r"^(?:Received|MIME-Version|Message-ID|Return-Path|Content-Type|Delivered-To):", re.IGNORECASE | re.MULTILINE)
_ZIPPED = ((b"word/document.xml", DOCX), (b"application/epub+zip", EPUB), (b"application/vnd.oasis.opendocument.text", ODT))
_OTHER_ZIPPED = (b"xl/workbook.xml", b"ppt/presentation.xml", b"application/vnd.oasis.opendocument", b"META-INF/MANIFEST.MF")


def format_of(file: str, data: bytes) -> Format | None:
    """The format of a file; None for a packed one; raises `BadContent` with the reason for what is not read."""
    if found := _binary_format(data):
        return found
    if is_stream(data) or is_folder(data):
        return None
    suffix = _suffix(file)
    head = _head(data)
    if suffix in (".md", ".markdown"):
        return MARKDOWN
    if found := _markup_format(head) or _mail_format(head):
        return found
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if suffix in _PAGES:
        return HTML
    if head.startswith(("{", "[")) and _reads(JSON, data):
        return JSON
    if exports.may_be(data) and _reads(EXPORT, data):
        return EXPORT
    if suffix != ".txt" and tables.is_table(head):
        return TABLE
    if suffix in _PROSE:
        return TEXT
    decode(data)
    raise BadContent(f"text of no format that is read, named {suffix}; if it is an article, name it .txt")


def _suffix(file: str) -> str:
    suffix = PurePosixPath(file).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _binary_format(data: bytes) -> Format | None:
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"{\\rtf"):
        return RTF
    if data.startswith(b"WARC/"):
        return WARC
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise BadContent("an old Word, Excel or Outlook file; save it as .docx, .txt or .eml")
    if data.startswith(b"PK\x03\x04"):
        # The names of a zip's files stand at its end, and a document's kind, uncompressed, at its start.
        ends = data[:200] + data[-(2**20) :]
        for mark, format in _ZIPPED:
            if mark in ends:
                return format
        if any(mark in ends for mark in _OTHER_ZIPPED):
            raise BadContent("an office file or program of a kind that is not read; save it as text")
    return None


def _head(data: bytes) -> str:
    start = data[:_HEAD]
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = start.decode("utf-16", "replace") if wide else start.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return text.replace("\r\n", "\n").lstrip()


def _markup_format(head: str) -> Format | None:
    root = _ROOT.match(head) if head.startswith("<") else None
    name = root[1].lower() if root else ""
    if re.match(r"<!doctype\s+html", head, re.IGNORECASE) or name in _PAGE_ROOTS:
        return HTML
    if name and head.startswith("<?xml") and name not in _ROOTS:
        raise BadContent(f"XML of a kind that is not read (its root is <{name[:40]}>)")
    return REUTERS if re.match(r"<!doctype\s+lewis", head, re.IGNORECASE) else _ROOTS.get(name)


def _mail_format(head: str) -> Format | None:
    if head.startswith("From ") and _MAIL_HEADER.match(head.partition("\n")[2]):
        return MAILBOX
    headers = _MAIL_HEADER.match(head)
    return MAIL if headers and len(_MAIL_NAMES.findall(headers[0])) > 1 else None


def _reads(format: Format, data: bytes) -> bool:
    """Whether this is the format: what only looks like it, as a text that begins with a bracket, is read as what it is named."""
    try:
        return any(isinstance(one, Draft) for one in format.read(data))
    except BadContent:
        return False
