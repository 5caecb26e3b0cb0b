"""Web pages: the article's text, and only a date that the page marks as its own."""

import codecs
from datetime import date

import pytest

from index.dating.statements import Stated
from index.formats.drafts import BadContent, Draft
from index.formats.html import MAX_ELEMENTS, read_html
from index.formats.markup import MAX_ATTRIBUTES

DAY = date(2024, 12, 5)
PARAGRAPH = "The committee met in the capital and agreed on the budget for the coming year, officials said."
MORE = [
    "It had been in dispute for months, and two ministers had left the government over the cuts that it holds.",
    "The parliament will vote on it on Thursday, and the president is expected to sign it before the end of the week.",
]


def page(head: str = "", body: str = "", *, paragraph: str = PARAGRAPH) -> str:
    return (
        f"<!doctype html><html><head><title>Budget agreed</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article>{body}<p>{paragraph}</p><p>{MORE[0]}</p><p>{MORE[1]}</p></article></body></html>"
    )


def test_text_and_metadata_are_extracted() -> None:
    head = (
        '<meta charset="utf-8"><meta property="og:site_name" content="Trend News">'
        '<meta name="author" content="Ana Belun"><link rel="canonical" href="https://en.trend.az/budget">'
        '<meta property="article:published_time" content="2024-12-05T23:30:00-05:00">'
    )
    assert read_html(page(head).encode()) == [
        Draft(
            text="\n".join([PARAGRAPH, *MORE]),
            origin="meta",
            stated=Stated(DAY, time="23:30:00", zone="-05:00"),
            title="Budget agreed",
            source="Trend News",
            url="https://en.trend.az/budget",
            author="Ana Belun",
        )
    ]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta name="date" content="December 5, 2024">', ""),
        ('<meta name="pubdate" content="20241205">', ""),
        ('<meta itemprop="datePublished" content="2024-12-05">', ""),
        ('<script type="application/ld+json">{"datePublished" : "2024-12-05T10:00:00Z"}</script>', ""),
        ("", '<time datetime="2024-12-05T10:00:00Z">today</time><time datetime="2020-01-01">related</time>'),
        ('<meta name="date" content="1733400000">', ""),
        ("", "<time>5 December 2024</time>"),
        ("", '<div class="byline publish-date">Published: December 5, 2024</div>'),
        ('<link rel="canonical" href="https://en.trend.az/2024/12/05/budget.html">', ""),
        (
            '<meta property="article:modified_time" content="2024-12-09"><meta property="article:published_time" content="2024-12-05">',
            '<time datetime="2020-01-01"></time>',
        ),
    ],
)
def test_the_date_that_the_page_declares_is_read(head: str, body: str) -> None:
    assert [draft.stated.day for draft in read_html(page(head, body).encode())] == [DAY]


def test_dates_before_the_web_are_read() -> None:
    assert read_html(page('<meta name="date" content="1865-04-15">').encode())[0].stated.day == date(1865, 4, 15)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta name="date" content="2024-12">', ""),
        ('<meta name="date" content="05/12/2024">', ""),
        ('<meta itemprop="copyrightYear" content="2024">', ""),
        ('<meta property="article:modified_time" content="2024-12-05">', ""),
        ('<meta name="description" content="2024-12-05">', ""),
        ('<meta property="og:image" content="https://en.trend.az/2019/03/04/photo.jpg">', ""),
        ("", "<h1>What happened on September 11, 2001</h1>"),
        ("", "<p>The law of 2001-09-11 holds, and so does that of 11 September 2001.</p>"),
        ("", "<footer>© 2024 Trend</footer>"),
    ],
)
def test_a_date_of_something_else_is_not_taken(head: str, body: str) -> None:
    assert [draft.stated.day for draft in read_html(page(head, body).encode())] == [None]


@pytest.mark.parametrize(
    ("head", "codec", "word"),
    [
        ('<meta charset="iso-8859-1">', "cp1252", "café “quoted”"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "cp1251", "Баку"),
        ("<meta charset=shift_jis>", "cp932", "東京"),
        ("<meta charset=nonsense>", "utf-8", "Баку"),
        ("<meta charset=idna>", "utf-8", "Баку"),
        ("<meta charset=utf-16>", "utf-8", "Баку"),
        ("<meta charset=latin-1>", "utf-8-sig", "Баку"),
        ("", "utf-16", "Баку"),
    ],
)
def test_the_declared_character_set_holds(head: str, codec: str, word: str) -> None:
    text = f"{word}: {PARAGRAPH}"
    found = read_html(page(head, paragraph=text).encode(codec))
    assert [draft.text for draft in found] == ["\n".join([text, *MORE])]


def test_an_xml_declaration_is_honoured() -> None:
    data = b'<?xml version="1.0" encoding="iso-8859-1"?>' + page(paragraph=f"café {PARAGRAPH}").encode("latin-1")
    assert read_html(data)[0].text.startswith(f"café {PARAGRAPH}")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0", "binary, not text"),
        (codecs.BOM_UTF8 + b"\n", "empty"),
        (b"<html><head><title>T</title></head><body></body></html>", "no article text in the HTML"),
        (b"<div>" * 20_000 + b"x", "no article text in the HTML"),
        (b"<" * 1000, "no article text in the HTML"),
    ],
)
def test_a_page_without_an_article_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadContent) as refused:
        read_html(data)
    assert str(refused.value) == reason


def attributes(count: int) -> str:
    return " ".join(f"a{n}" for n in range(count))


@pytest.mark.parametrize("piece", ["<p>a", "<br>", "<li>a</li>"])
def test_a_page_of_too_many_elements_is_refused_before_it_is_searched(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *_, **__: pytest.fail("was searched"))
    with pytest.raises(BadContent, match=rf"^3\d,\d{{3}} elements are over the limit of {MAX_ELEMENTS:,} in a page$"):
        read_html(page(body=piece * MAX_ELEMENTS).encode())


@pytest.mark.parametrize(
    "tag",
    [
        f"<p {attributes(MAX_ATTRIBUTES + 1)}>",
        "<p " + " ".join(f'a{n}=">"' for n in range(MAX_ATTRIBUTES + 1)) + ">",
        "<p/" + "/".join(f"a{n}='>'" for n in range(MAX_ATTRIBUTES + 1)),
        f"<!--><P {attributes(MAX_ATTRIBUTES + 1)}>",
        f"<script/><p {attributes(MAX_ATTRIBUTES + 1)}>",
        f"<script><!-- </script ><p {attributes(MAX_ATTRIBUTES + 1)}>",
        f"<![CDATA[<style>]]><p\n{attributes(MAX_ATTRIBUTES + 1)}>",
    ],
)
def test_an_element_of_too_many_attributes_is_refused_before_it_is_parsed(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.load_html", lambda _: pytest.fail("was parsed"))
    with pytest.raises(BadContent, match=r"^an element of more than 1,000 attributes$"):
        read_html(page(body=tag).encode())


@pytest.mark.parametrize(
    "body",
    [
        f"<p {attributes(MAX_ATTRIBUTES)}>",
        f"<!-- <p {attributes(MAX_ATTRIBUTES + 1)}> -->",
        f"<script>if (a <b) {{ {attributes(MAX_ATTRIBUTES + 1)} }}</script>",
        f'<svg><path d="{"M 0 0 " * MAX_ATTRIBUTES}"/></svg>',
        f'<p title="a < b {attributes(MAX_ATTRIBUTES + 1)}">',
        f"<p>1 < 2 {attributes(MAX_ATTRIBUTES + 1)}</p>",
    ],
)
def test_words_that_are_no_attributes_are_not_counted_as_such(body: str) -> None:
    (draft,) = read_html(page(body=body).encode())
    assert MORE[1] in draft.text
