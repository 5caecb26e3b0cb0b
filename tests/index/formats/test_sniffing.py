"""A file's format is told by what it holds, whatever its name."""

import pytest

from index.formats import BadContent, format_of

PAGE = b"<!DOCTYPE html><html><head><title>T</title></head><body><p>It met.</p></body></html>"
MAIL = b"Received: from a.example\nMIME-Version: 1.0\nSubject: Panel\nDate: Thu, 5 Dec 2024 10:00:00 +0000\n\nIt met.\n"


@pytest.mark.parametrize(
    ("file", "data", "name"),
    [
        ("a.txt", b"The panel met.", "text"),
        ("a", b"The panel met.", "text"),
        ("51060", b"The panel met.", "text"),
        ("a.txt", b"[Photo] The panel met.", "text"),
        ("a.txt", b"<b>The panel</b> met.", "text"),
        ("a.txt", b"{The panel met.", "text"),
        ("a.txt", b"From the panel came no word.\nIt met.", "text"),
        ("a.txt", b"Date: today\nSubject: none\n\nIt met.", "text"),
        ("a.txt", b"The panel met.\nEnd of Document\n", "text"),
        ("a.md", b"<p>The panel met.</p>", "Markdown"),
        ("a.txt", PAGE, "HTML"),
        ("index.php?id=3", PAGE, "HTML"),
        ("a", b'<?xml version="1.0"?>\n' + PAGE, "HTML"),
        ("a.html", b"The panel met.", "HTML"),
        ("a.html", PAGE.decode().encode("utf-16"), "HTML"),
        ("a.txt", b'{"text": "It met."}', "JSON"),
        ("a", b'{"text": "It met."}\n{"text": "It ended."}', "JSON"),
        ("a.ndjson", b'{"text": "It met."}', "JSON Lines"),
        ("a.csv", b"title,text\nPanel,It met.", "table"),
        ("a.dat", b"title\ttext\nPanel\tIt met.", "table"),
        ("a.xml", b'<?xml version="1.0"?><!-- a --><rss version="2.0"></rss>', "feed"),
        ("a", b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "feed"),
        ("a", b"<rdf:RDF></rdf:RDF>", "feed"),
        ("a.xml", b"<nitf></nitf>", "news XML"),
        ("a.xml", b'<!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf></nitf>', "news XML"),
        ("a.sgm", b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS></REUTERS>', "Reuters SGML"),
        ("a", MAIL, "mail"),
        ("a", b"From a@b.example Thu Dec  5 10:00:00 2024\n" + MAIL, "mailbox"),
        ("a", b"WARC/1.0\r\n", "WARC"),
        ("a", b"%PDF-1.4", "PDF"),
        ("a", b"{\\rtf1 It met.}", "RTF"),
        ("a", b"\x1f\x8b", None),
        ("a", b"PK\x03\x04", None),
    ],
)
def test_the_format_is_told_by_what_a_file_holds(file: str, data: bytes, name: str | None) -> None:
    found = format_of(file, data)
    assert (found and found.name) == name


@pytest.mark.parametrize("hostile", [b"<!--", b"<!doctype [", b"<? ", b"<!doctype a>", b"a: b\n ", b"<a "])
def test_a_hostile_head_takes_no_time(hostile: bytes) -> None:
    try:
        format_of("a.txt", hostile * 100_000)
    except BadContent:
        pass
