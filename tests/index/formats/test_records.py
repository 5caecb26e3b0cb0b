"""Articles are found in whatever APIs, crawlers and exports nest them, under whatever names."""

import json
from datetime import date

import pytest

from index.dating.statements import Stated
from index.formats.drafts import BadContent, Draft
from index.formats.json_articles import read_json, read_json_lines

DAY = Stated(date(2024, 12, 5))
RECORD = {"title": "Panel held", "text": "The panel met.", "date": "2024-12-05"}
OTHER = {"title": "Panel ends", "text": "The panel ended.", "date": "2024-12-05"}


def draft(record: dict[str, str], number: int | None = None) -> Draft:
    return Draft(record["text"], "meta", stated=DAY, title=record["title"], number=number)


@pytest.mark.parametrize(
    "wrapped",
    [
        [RECORD, OTHER],
        {"articles": [RECORD, OTHER]},
        {"status": "ok", "data": [RECORD, OTHER]},
        {"response": {"status": "ok", "results": [RECORD, OTHER]}},
        {"hits": {"total": 2, "hits": [{"_id": "1", "_source": RECORD}, {"_id": "2", "_source": OTHER}]}},
        {"data": {"items": [{"node": RECORD}, {"node": OTHER}]}},
        {"a81": RECORD, "a82": OTHER},
        {"data": [{"id": "1", "attributes": RECORD}, {"id": "2", "attributes": OTHER}]},
        {"title": "Besmera Wire", "description": "All of it.", "items": [RECORD, OTHER]},
    ],
)
def test_wrappers_are_descended_into(wrapped: object) -> None:
    assert read_json(json.dumps(wrapped).encode()) == [draft(RECORD, 1), draft(OTHER, 2)]


@pytest.mark.parametrize(
    "text",
    [
        {"plaintext": "The panel met."},
        {"bodyText": "The panel met."},
        {"content_text": "The panel met."},
        {"full-text": "The panel met."},
        {"content": {"rendered": "<p>The panel met.</p>", "protected": False}},
        {"body": {"summary": [], "sections": [{"headline": [], "paragraphs": ["The panel met."]}]}},
        {"body": [{"type": "paragraph", "text": "The panel met."}]},
        {"fields": {"bodyText": "The panel met."}},
        {"text": None, "content": "The panel met."},
    ],
)
def test_text_is_found_under_its_names_and_in_its_shapes(text: dict[str, object]) -> None:
    assert [draft.text for draft in read_json(json.dumps({"title": "Panel held", **text}).encode())] == ["The panel met."]


def test_paragraphs_are_joined_with_a_blank_line_between_them() -> None:
    assert read_json(b'{"paragraphs": ["The panel met.", {"text": "It ended."}]}') == [Draft("The panel met.\n\nIt ended.", "meta")]


def test_headline_and_summary_are_the_text_where_there_is_no_other() -> None:
    assert read_json(b'{"headline": "Panel held", "short_description": "It met."}') == [
        Draft("Panel held\n\nIt met.", "meta", title="Panel held")
    ]


def test_the_raw_page_is_read_where_there_is_no_text() -> None:
    paragraph = "The committee met in the capital and agreed on the budget for the coming year, officials said."
    page = f"<html><body><nav>Home</nav><article><p>{paragraph}</p><p>{paragraph[::-1]}</p></article></body></html>"
    assert read_json(json.dumps({"raw_html": page}).encode())[0] == Draft(f"{paragraph}\n{paragraph[::-1]}", "meta")


@pytest.mark.parametrize("name", ["publishing_date", "pub_date", "webPublicationDate", "date_published", "Publication-Date"])
def test_dates_by_their_names(name: str) -> None:
    assert read_json(json.dumps({name: "2024-12-05", "text": "x"}).encode()) == [Draft("x", "meta", stated=DAY)]


@pytest.mark.parametrize(
    ("fields", "source", "url"),
    [
        ({"source": "https://b.example/1", "sitename": "Besmera Post"}, "Besmera Post", "https://b.example/1"),
        ({"source": "www.b.example", "source_domain": "b.example"}, "b.example", None),
        ({"webUrl": "https://b.example/1", "publication": "Besmera Post"}, "Besmera Post", "https://b.example/1"),
    ],
)
def test_an_address_is_never_an_outlet(fields: dict[str, str], source: str, url: str | None) -> None:
    assert read_json(json.dumps({"text": "x", **fields}).encode()) == [Draft("x", "meta", source=source, url=url)]


def test_authors_are_a_list() -> None:
    assert read_json(b'{"text": "x", "authors": ["Ana Belun", {"name": "Tomas Rell"}]}') == [
        Draft("x", "meta", author="Ana Belun, Tomas Rell")
    ]


def test_what_was_decoded_wrongly_before_is_mended_and_told() -> None:
    text = "JosÃ© said itâ€™s over."
    assert read_json(json.dumps({"text": text}).encode()) == [
        Draft("José said it's over.".replace("'", "’"), "meta", notes=("characters mended that were decoded wrongly before",))
    ]


@pytest.mark.parametrize(
    "data",
    [
        f"{json.dumps(RECORD)}\n{json.dumps(OTHER)}\n",
        f"{json.dumps(RECORD)}\r{json.dumps(OTHER)}",
        f"{json.dumps(RECORD)}\r\n{json.dumps(OTHER)}\r\n",
        f"{json.dumps(RECORD, indent=1)}{json.dumps(OTHER, indent=1)}",
        f"{json.dumps(RECORD, indent=1)},\n{json.dumps(OTHER, indent=1)}",
    ],
)
def test_lines_and_objects_one_after_another_are_read_under_any_name(data: str) -> None:
    assert read_json(data.encode()) == [draft(RECORD, 1), draft(OTHER, 2)]


def test_a_list_under_the_name_of_lines_is_read_and_a_single_line_keeps_its_number() -> None:
    assert read_json_lines(json.dumps([RECORD, OTHER], indent=1).encode()) == [draft(RECORD, 1), draft(OTHER, 2)]
    assert read_json_lines(json.dumps(RECORD).encode()) == [draft(RECORD, 1)]


def test_wrappers_without_end_are_refused() -> None:
    with pytest.raises(BadContent):
        read_json(('{"data":' * 500 + "1" + "}" * 500).encode())
