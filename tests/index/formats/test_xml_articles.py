"""The XML of agencies and corpora: one article or several, its parts by their names."""

from datetime import date

import pytest

from index.dating.statements import Stated
from index.formats.drafts import BadContent, Draft
from index.formats.xml_articles import read_news_xml, read_reuters

DAY = Stated(date(2024, 12, 5))
AT_TEN = Stated(DAY.day, time="10:00:00", zone="Z")
TEXT = "The panel met.\n\nIt ended."


def test_nitf() -> None:
    data = (
        b"<nitf><head><title>Panel</title><docdata><date.issue norm='20241205T100000Z'/></docdata><pubdata name='The Bell'/></head><body>"
        b"<body.head><hedline><hl1>Panel held</hl1></hedline><byline>Ana Belun</byline></body.head>"
        b"<body.content><block><p>The <em>panel</em> met.</p>"
        b"<media><caption>A picture</caption></media><p>It ended.</p></block></body.content></body></nitf>"
    )
    assert read_news_xml(data) == [Draft(TEXT, "meta", 0, AT_TEN, "Panel held", "The Bell", None, "Ana Belun")]


def test_newsml_of_two_items() -> None:
    item = (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><itemMeta><provider><name>Besmera Wire</name></provider>"
        "<versionCreated>2024-12-05T10:00:00Z</versionCreated></itemMeta><contentMeta><headline>Panel held</headline></contentMeta>"
        "<contentSet><inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head>"
        "<body><p>The panel met.</p><p>It ended.</p></body></html></inlineXML></contentSet></newsItem>"
    )
    data = f"<?xml version='1.0'?><newsMessage><itemSet>{item}{item}</itemSet></newsMessage>".encode()
    assert [(draft.number, draft.stated, draft.title, draft.source) for draft in read_news_xml(data)] == [
        (1, AT_TEN, "Panel held", "Besmera Wire"),
        (2, AT_TEN, "Panel held", "Besmera Wire"),
    ]
    assert read_news_xml(data)[0].text == TEXT


def test_tei() -> None:
    data = (
        b"<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>Panel held</title>"
        b"<author>Ana Belun</author></titleStmt>"
        b"<publicationStmt><publisher>The Bell</publisher><date when='2024-12-05'/></publicationStmt></fileDesc></teiHeader>"
        b"<text><body><p>The panel met.</p><p>It ended.</p></body></text></TEI>"
    )
    assert read_news_xml(data) == [Draft(TEXT, "meta", 0, DAY, "Panel held", "The Bell", None, "Ana Belun")]


def test_trafilaturas_own() -> None:
    data = (
        b'<doc sitename="The Bell" title="Panel held" author="Ana Belun" date="2024-12-05" source="https://b.example/1">'
        b"<main><p>The panel met.</p><p>It ended.</p></main><comments><p>No!</p></comments></doc>"
    )
    assert read_news_xml(data) == [Draft(TEXT, "meta", 0, DAY, "Panel held", "The Bell", "https://b.example/1", "Ana Belun")]


def test_reuters() -> None:
    data = (
        b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS NEWID="1"><DATE> 5-DEC-1987 15:01:01.79</DATE><TEXT>&#2;'
        b"<TITLE>PANEL &lt;HELD></TITLE>"
        b"<DATELINE>    BESMERA, Dec 5 - </DATELINE><BODY>The panel met.\n&#3;</BODY></TEXT></REUTERS>\n"
        b"<REUTERS><DATE>5-DEC-1987 15:01:01.79</DATE><TEXT><TITLE>PANEL ENDS</TITLE></TEXT></REUTERS>"
    )
    day = Stated(date(1987, 12, 5), time="15:01:01")
    assert read_reuters(data) == [
        Draft("BESMERA, Dec 5 - The panel met.", "meta", stated=day, title="PANEL <HELD>", source="Reuters", number=1),
        Draft("PANEL ENDS", "meta", stated=day, title="PANEL ENDS", source="Reuters", number=2),
    ]


def test_entities_are_not_expanded() -> None:
    entities = "<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    (draft,) = read_news_xml(
        f"<!DOCTYPE nitf [{entities}]><nitf><body><body.content><p>It met. &j;</p></body.content></body></nitf>".encode()
    )
    assert len(draft.text) < 50


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<settings><p>no</p></settings>", "XML of a kind that is not read (its root is <settings>)"),
        (b"<nitf/>", "no article text in the XML"),
        (b"<" * 100, "XML that cannot be parsed"),
        (b"<a>" * 10_000, "XML of a kind that is not read (its root is <a>)"),
    ],
)
def test_what_holds_no_article_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadContent) as refused:
        read_news_xml(data)
    assert str(refused.value) == reason
