"""The routes of the Archive tab: what they pass on, what they tell, and what they refuse."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant import Assistant
from assistant.web.archive_routes import LARGEST_PAGE, LONGEST_SEARCH, archive_router
from index import Failure, Filters, ListedArticle, Listing, MonthCount
from index.errors import IndexDamaged

FERRY = ListedArticle("2021/ferry.txt", "Osvarin Post", "Ferries stop at noon", date(2021, 3, 4), 3)
HOSTILE = ListedArticle(
    "<b>\u202etxt.exe", "<i>\u200bx</i>", "<img src=x onerror=alert(1)>\nsecond\u2066 line", None, 1, "'May\u2066' names no day"
)


@dataclass
class Scripted:
    """Lists two articles, whatever is asked, and keeps what was asked."""

    failures: list[Failure] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    failing: Exception | None = None

    def list_articles(self, **asked: Any) -> Listing:
        self.calls.append(asked)
        if self.failing:
            raise self.failing
        return Listing((FERRY, HOSTILE), 20_000)

    def article_months(self, *, search: str) -> list[MonthCount]:
        self.calls.append({"search": search})
        return [MonthCount(date(2021, 3, 1), 7), MonthCount(None, 2)]

    def left_out_files(self) -> list[Failure]:
        return self.failures


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
def client(scripted: Scripted) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(archive_router(scripted))  # type: ignore[arg-type]
    with TestClient(app) as client:
        yield client


def test_rows_come_with_their_id_as_it_is_and_the_rest_safe_to_show(client: TestClient) -> None:
    reply = client.get("/archive.json")
    assert reply.json() == {
        "total": 20_000,
        "rows": [
            {
                "id": "2021/ferry.txt",
                "file": "2021/ferry.txt",
                "outlet": "Osvarin Post",
                "title": "Ferries stop at noon",
                "published": "2021-03-04",
                "passages": 3,
                "undated": None,
            },
            {
                "id": "<b>\u202etxt.exe",
                "file": "<b>txt.exe",
                "outlet": "<i>x</i>",
                "title": "<img src=x onerror=alert(1)> second line",
                "published": None,
                "passages": 1,
                "undated": "'May' names no day",
            },
        ],
    }
    assert (reply.headers["content-type"], reply.headers["cache-control"]) == ("application/json", "no-store")


def test_what_is_not_asked_for_is_the_newest_hundred(client: TestClient, scripted: Scripted) -> None:
    client.get("/archive.json")
    asked = {"search": "", "filters": Filters(), "undated": False, "sort": "published", "descending": True, "offset": 0, "limit": 100}
    assert scripted.calls == [asked]


def test_everything_asked_for_is_passed_on(client: TestClient, scripted: Scripted) -> None:
    query = {
        "search": "a&b %",
        "since": "2020-02",
        "until": "2020-02",
        "sort": "title",
        "order": "ascending",
        "offset": "300",
        "limit": "50",
    }
    client.get("/archive.json", params=query)
    february = Filters(date(2020, 2, 1), date(2020, 2, 29))
    asked = {"search": "a&b %", "filters": february, "undated": False, "sort": "title", "descending": False, "offset": 300, "limit": 50}
    client.get("/archive.json", params={"undated": "1", "until": "9999-12"})
    rest = {"search": "", "sort": "published", "descending": True, "offset": 0, "limit": 100}
    assert scripted.calls == [asked, {"filters": Filters(until=date(9999, 12, 31)), "undated": True, **rest}]


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ({"search": "x" * (LONGEST_SEARCH + 1)}, "The search has 201 characters; at most 200 are read: shorten it."),
        ({"since": "2020-13"}, "Months are written as year and month, such as 2024-03."),
        ({"since": "0000-01"}, "Months are written as year and month, such as 2024-03."),
        ({"until": "2020-1-1"}, "Months are written as year and month, such as 2024-03."),
        ({"until": "٢٠٢٠-٠١"}, "Months are written as year and month, such as 2024-03."),
        ({"undated": "yes"}, "undated has to be one of 1."),
        ({"sort": "text; DROP TABLE articles"}, "sort has to be one of published, source, title, passages, id."),
        ({"order": ""}, "order has to be one of ascending, descending."),
        ({"offset": "-1"}, "offset has to be a number up to 10,000,000."),
        ({"offset": "9" * 5000}, "offset has to be a number up to 10,000,000."),
        ({"limit": "201"}, "limit has to be a number up to 200."),
        ({"limit": "²"}, "limit has to be a number up to 200."),
    ],
)
def test_a_parameter_that_cannot_be_used_is_told_in_one_line(
    client: TestClient, scripted: Scripted, query: dict[str, str], line: str
) -> None:
    reply = client.get("/archive.json", params=query)
    assert (reply.status_code, reply.text, reply.headers["content-type"]) == (400, line, "text/plain; charset=utf-8")
    assert scripted.calls == []


def test_months_are_named_and_the_undated_are_not(client: TestClient, scripted: Scripted) -> None:
    reply = client.get("/archive-months.json", params={"search": "ferry"})
    assert reply.json() == {"months": [{"month": "2021-03", "articles": 7}, {"month": None, "articles": 2}]}
    assert scripted.calls == [{"search": "ferry"}]
    assert client.get("/archive-months.json", params={"search": "x" * 201}).status_code == 400


def test_files_that_were_left_out_come_in_pages_without_the_folders_of_the_machine(client: TestClient, scripted: Scripted) -> None:
    scripted.failures += [Failure(f"{number}.pdf", "no text") for number in range(LARGEST_PAGE)]
    scripted.failures.append(Failure("a\u202e.txt", "a link to /srv/somebody/secret.txt\nline two"))
    first = client.get("/archive-left-out.json").json()
    assert (first["total"], len(first["files"]), first["files"][0]) == (201, 200, {"file": "0.pdf", "reason": "no text"})
    rest = client.get("/archive-left-out.json", params={"offset": "200"}).json()
    assert rest == {"total": 201, "files": [{"file": "a.txt", "reason": "a link to …/secret.txt line two"}]}
    assert client.get("/archive-left-out.json", params={"offset": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("failing", "status", "line"),
    [
        (
            IndexDamaged("The catalog /srv/somebody/index/catalog.sqlite cannot be read."),
            503,
            "The catalog …/catalog.sqlite cannot be read.",
        ),
        (ZeroDivisionError("in /srv/somebody/secret.py"), 500, "Something went wrong; see the terminal."),
    ],
)
def test_failure_is_told_in_one_line_without_the_folders_of_the_machine(
    client: TestClient, scripted: Scripted, failing: Exception, status: int, line: str
) -> None:
    scripted.failing = failing
    reply = client.get("/archive.json")
    assert (reply.status_code, reply.text) == (status, line)


def test_real_assistant_lists_the_sample(sample_index: Path) -> None:
    assistant = Assistant(sample_index)
    app = FastAPI()
    app.include_router(archive_router(assistant))
    articles = assistant.summary().articles
    with TestClient(app) as client:
        listed = client.get("/archive.json", params={"limit": "200"}).json()
        months = client.get("/archive-months.json").json()["months"]
        left_out = client.get("/archive-left-out.json").json()
        terminal = client.get("/archive.json", params={"search": "pellumar grain terminal", "order": "ascending"}).json()
    assert (listed["total"], len(listed["rows"]), sum(month["articles"] for month in months)) == (articles, articles, articles)
    assert left_out["total"] == len(assistant.left_out_files())
    assert [row["published"] for row in terminal["rows"]] == sorted(row["published"] for row in terminal["rows"]) != []
    assistant.close()
