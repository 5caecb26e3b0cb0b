"""One article over HTTP: the whole of it, or one line on why not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from fake_assistant import HOSTILE, OBITUARY, UNDATED
from fastapi import FastAPI
from ferry_story import SECOND, Shelf
from starlette.testclient import TestClient

from assistant.web.article_routes import LONGEST_ID, article_router, article_view
from index import Article
from index.errors import IndexDamaged


def client_of(shelf: Shelf) -> TestClient:
    app = FastAPI()
    app.include_router(article_router(shelf))  # type: ignore[arg-type]
    return TestClient(app)


def test_article_is_given_whole_with_its_date_in_words() -> None:
    response = client_of(Shelf()).get("/article.json", params={"id": SECOND.id})
    assert (response.status_code, response.headers["content-type"], response.headers["cache-control"]) == (
        200,
        "application/json",
        "no-store",
    )
    assert response.json() == {
        "file": "vestnor/2024-03-09 ferry count.md",
        "heading": "Death toll of the Selka rises to 14",
        "source": "Vestnor Courier",
        "published": "2024-03-09",
        "day": "Saturday, 9 March 2024",
        "text": SECOND.text,
        "body_start": 0,
    }


def test_undated_article_without_outlet_or_title_begins_with_its_first_line() -> None:
    view = article_view(UNDATED)
    assert (view["source"], view["published"], view["day"]) == (None, None, "undated")
    assert (
        view["heading"].startswith("The harbour was closed for two days. Nobody")
        and view["heading"].endswith(" …")
        and len(view["heading"]) <= 122
    )


@pytest.mark.parametrize(
    ("changes", "heading"),
    [
        ({"text": " date 2019-09-12\n\n  Short \u202eline.\nMore."}, "Short line."),
        ({"text": " date 2019-09-12 \n\n"}, "2019-09-12-oskwin.txt"),
        ({"title": "  A\n title\u200b "}, "A title"),
        ({"title": "\u200b ", "text": " date 2019-09-12\n\nBody."}, "Body."),
    ],
)
def test_heading(changes: dict[str, str], heading: str) -> None:
    assert article_view(replace(OBITUARY, **changes))["heading"] == heading  # type: ignore[arg-type]


def test_file_with_a_name_that_hides_is_found_by_it_and_shown_without() -> None:
    response = client_of(Shelf()).get("/article.json", params={"id": HOSTILE.id})
    body = response.json()
    assert body["text"] == HOSTILE.text
    assert (body["file"], body["source"]) == ('<img src=x onerror="alert(5)">txt.[1](http:evil).txt', "<b>Outlet</b>")


def test_half_a_surrogate_pair_is_replaced_by_one_character_so_that_offsets_hold() -> None:
    odd = Article("odd.txt", None, None, date(2020, 1, 1), "a\ud800b \U0001f6a2 c")
    assert client_of(Shelf(odd)).get("/article.json", params={"id": "odd.txt"}).json()["text"] == "a?b \U0001f6a2 c"


@pytest.mark.parametrize(
    ("id", "status"),
    [
        (None, 400),
        ("", 400),
        ("x" * (LONGEST_ID + 1), 400),
        ("x" * LONGEST_ID, 404),
        ("gone.txt", 404),
        ("../../etc/passwd", 404),
        ("/etc/passwd", 404),
        ("reports\\harbour notes.txt", 404),
        ("reports/../reports/harbour notes.txt", 404),
        ("2019-09-12-oskwin.txt\x00", 404),
        ("<script>alert(1)</script>", 404),
    ],
)
def test_what_is_no_article_of_the_index_is_refused_in_one_line(id: str | None, status: int) -> None:
    response = client_of(Shelf()).get("/article.json", params={} if id is None else {"id": id})
    lines = {400: "Name an article by its id.", 404: "This article is not in the index; it may have been removed since."}
    assert (response.status_code, response.text, response.headers["content-type"]) == (status, lines[status], "text/plain; charset=utf-8")


class Damaged(Shelf):
    """An index that cannot be read."""

    def article(self, id: str) -> Article:
        raise IndexDamaged("The catalog /srv/somebody/news/.dateline/catalog.sqlite\ncannot be read.")


def test_damaged_index_is_told_in_one_line_without_its_folder() -> None:
    response = client_of(Damaged()).get("/article.json", params={"id": "a"})
    assert (response.status_code, response.text) == (503, "The catalog …/catalog.sqlite cannot be read.")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_reading(method: str) -> None:
    ask: Callable[..., object] = getattr(client_of(Shelf()), method)
    assert ask("/article.json?id=a").status_code == 405  # type: ignore[attr-defined]
