"""JSON in its four shapes, with the field names that publishers use."""

import json
from datetime import date

import pytest

from index.dating.statements import Stated
from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.json_articles import read_json, read_json_lines
from index.formats.records import NO_TEXT

DAY = date(2024, 12, 5)
STRAY = ("a byte that is no UTF-8 shown as \ufffd",)


@pytest.mark.parametrize("title", ["title", "Headline"])
@pytest.mark.parametrize("text", ["text", "body", "CONTENT", "article", "maintext"])
def test_title_and_text_by_their_names(title: str, text: str) -> None:
    record = {title: " The\npanel ", text: "It met.\r\n"}
    assert read_json(json.dumps(record).encode()) == [Draft("It met.\r\n", "meta", title="The panel")]


@pytest.mark.parametrize(
    "name",
    ["date", "published", "publish_date", "published_at", "publishedAt", "date_publish", "datePublished", "pubDate"]
    + ["timestamp", "DATE"],
)
def test_date_by_its_names(name: str) -> None:
    assert read_json(json.dumps({name: "2024-12-05", "text": "x"}).encode()) == [Draft("x", "meta", stated=Stated(DAY))]


@pytest.mark.parametrize("name", ["source", "outlet", "publisher", "source_name"])
@pytest.mark.parametrize("value", ["Trend", {"id": None, "name": "Trend"}])
def test_source_by_its_names(name: str, value: object) -> None:
    assert read_json(json.dumps({name: value, "text": "x"}).encode()) == [Draft("x", "meta", source="Trend")]


@pytest.mark.parametrize("name", ["author", "byline", "creator"])
@pytest.mark.parametrize("value", ["Ana Belun", {"@type": "Person", "name": "Ana Belun"}])
def test_author_by_its_names(name: str, value: object) -> None:
    assert read_json(json.dumps({name: value, "text": "x"}).encode()) == [Draft("x", "meta", author="Ana Belun")]


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://en.trend.az/1", "https://en.trend.az/1"),
        ("javascript:alert(1)", None),
        ("/1.html", None),
        ("http://a b", None),
        (1, None),
    ],
)
def test_only_web_addresses_are_kept(value: object, url: str | None) -> None:
    assert read_json(json.dumps({"link": value, "text": "x"}).encode()) == [Draft("x", "meta", url=url)]


def test_the_first_usable_field_holds() -> None:
    record = {"date": None, "published": "soon", "pubDate": "2024-12-05", "text": " ", "body": "x", "title": 1}
    assert read_json(json.dumps(record).encode()) == [Draft("x", "meta", stated=Stated(DAY))]


@pytest.mark.parametrize("form", ["[%s]", '{"Articles": [%s]}'])
def test_a_list_is_numbered_and_its_bad_elements_rejected(form: str) -> None:
    elements = '{"text": "a"}, {"text": [2]}, 3, {"text": ""}, {"text": "\\ud83d"}, {"text": "f"}'
    assert read_json((form % elements).encode()) == [
        Draft("a", "meta", number=1),
        Rejected(2, NO_TEXT),
        Rejected(3, "not a JSON object"),
        Rejected(4, "empty"),
        Rejected(5, r"half of a surrogate pair (\ud83d) at character 0"),
        Draft("f", "meta", number=6),
    ]


def test_lines_are_numbered_and_bad_lines_rejected() -> None:
    data = b'{"text": "a"}\r\n\n{"text": "b\n{"text": "caf\xe9"}\n' + b"[" * 100_000 + b'\n{"text": "line\xe2\x80\xa8separator"}\n'
    assert read_json_lines(data) == [
        Draft("a", "meta", number=1, notes=STRAY),
        Rejected(3, "not JSON: Unterminated string starting at (line 1, column 10)"),
        Draft("caf\ufffd", "meta", number=4, notes=STRAY),
        Rejected(5, "JSON nested too deeply"),
        Draft("line\u2028separator", "meta", number=6, notes=STRAY),
    ]


def test_lines_in_utf16_are_read() -> None:
    assert read_json_lines('{"text": "é"}\n{"text": "b"}'.encode("utf-16")) == [
        Draft("é", "meta", number=1, notes=("read as UTF-16",)),
        Draft("b", "meta", number=2, notes=("read as UTF-16",)),
    ]


@pytest.mark.parametrize("odd", ["NaN", "-Infinity", "1e999999", "9" * 5000, '{"a": 1, "a": 2}', "true", "[[[]]]"])
def test_odd_values_in_other_fields_harm_nothing(odd: str) -> None:
    names = ("date", "title", "source", "url", "score")
    data = "{" + "".join(f'"{name}": {odd}, ' for name in names) + '"text": "a", "text": "b"}'
    assert read_json(data.encode()) == [Draft("b", "meta")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("[]", "empty"),
        ('{"articles": []}', "empty"),
        ('{"title": "T"}', NO_TEXT),
        ('{"text": 12}', NO_TEXT),
        ('{"text": " "}', "empty"),
        ('{"text": "a\\u0000b"}', "binary, not text"),
        ('{"text": "a", "title": "\\ud83d"}', r"half of a surrogate pair (\ud83d) at character 0"),
        ('"text"', "JSON, but neither an object nor a list of objects"),
        ('{"text": "a"', "not JSON: Expecting ',' delimiter (line 1, column 13)"),
        ("{" * 10 + '"a":' * 3, "not JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
        ('{"a":' * 100_000, "JSON nested too deeply"),
    ],
)
def test_a_file_without_an_article_is_refused(data: str, reason: str) -> None:
    with pytest.raises(BadContent) as refused:
        read_json(data.encode())
    assert str(refused.value) == reason


@pytest.mark.parametrize(("data", "reason"), [(b"\n \n", "empty"), (b'{"text": "\0"}', "binary, not text")])
def test_a_file_of_lines_without_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadContent, match=f"^{reason}$"):
        read_json_lines(data)


@pytest.mark.parametrize("data", [b"x\n" * 1000, b'[1, {"text": 2}, ' + b'"x", ' * 997 + b'"x"]'])
def test_a_file_of_nothing_but_bad_entries_is_refused_once(data: bytes) -> None:
    read = read_json if data.startswith(b"[") else read_json_lines
    with pytest.raises(BadContent, match="none of its 1,000 entries is an article; the first: not "):
        read(data)
