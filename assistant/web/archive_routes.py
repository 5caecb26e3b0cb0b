"""What the page's Archive tab asks for: pages of the list of articles, their months, and the files that were left out."""

import logging
import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from assistant.errors import AssistantError
from assistant.web.escaping import one_line, without_folders
from index import Failure, Filters, ListedArticle, MonthCount
from index.errors import DatelineIndexError
from index.listing import SortColumn

if TYPE_CHECKING:
    from assistant import Assistant

LONGEST_SEARCH = 200  # characters; the page's own box takes no more
LARGEST_PAGE = 200  # articles or files
FARTHEST = 10_000_000  # articles; no index of this kind holds more

_COLUMNS = get_args(SortColumn)

_log = logging.getLogger(__name__)


class _Refused(Exception):
    """A parameter that cannot be used; its text is the one line that says so."""


def archive_router(assistant: "Assistant") -> APIRouter:
    """GET /archive.json, /archive-months.json and /archive-left-out.json; what cannot be answered is one line of text."""
    router = APIRouter()

    @router.get("/archive.json")
    def articles(
        search: str = "",
        since: str = "",
        until: str = "",
        undated: str = "",
        sort: str = "published",
        order: str = "descending",
        offset: str = "0",
        limit: str = "100",
    ) -> Response:
        def found() -> dict[str, Any]:
            listing = assistant.list_articles(
                search=_search(search),
                filters=Filters(_first_day(since), _last_day(until)),
                undated=_one_of(undated, "undated", ("", "1")) == "1",
                sort=_one_of(sort, "sort", _COLUMNS),  # type: ignore[arg-type]  # one of them now
                descending=_one_of(order, "order", ("ascending", "descending")) == "descending",
                offset=_count(offset, "offset", FARTHEST),
                limit=_count(limit, "limit", LARGEST_PAGE),
            )
            return {"total": listing.total, "rows": [_row(article) for article in listing.rows]}

        return _answered(found)

    @router.get("/archive-months.json")
    def months(search: str = "") -> Response:
        return _answered(lambda: {"months": [_bar(month) for month in assistant.article_months(search=_search(search))]})

    @router.get("/archive-left-out.json")
    def left_out(offset: str = "0") -> Response:
        def found() -> dict[str, Any]:
            start, files = _count(offset, "offset", FARTHEST), assistant.left_out_files()
            return {"total": len(files), "files": [_left_out(one) for one in files[start : start + LARGEST_PAGE]]}

        return _answered(found)

    return router


def _answered(found: Callable[[], dict[str, Any]]) -> Response:
    headers = {"Cache-Control": "no-store"}
    try:
        return JSONResponse(found(), headers=headers)
    except _Refused as refused:
        return PlainTextResponse(str(refused), 400, headers)
    except (AssistantError, DatelineIndexError) as error:
        return PlainTextResponse(one_line(without_folders(str(error))), 503, headers)
    except Exception:
        _log.exception("Listing the archive failed")
        return PlainTextResponse("Something went wrong; see the terminal.", 500, headers)


def _row(article: ListedArticle) -> dict[str, Any]:
    """An article as the page lists it: `id` names it to other routes, everything else is safe to show."""
    return {
        "id": article.id,
        "file": one_line(article.id),
        "outlet": one_line(article.source or "") or None,
        "title": one_line(article.title_or_opening),
        "published": article.published.isoformat() if article.published else None,
        "passages": article.passages,
        "undated": one_line(article.undated or "") or None,
    }


def _bar(count: MonthCount) -> dict[str, Any]:
    """How many articles a month has, named such as 2024-03, or None for the undated."""
    return {"month": count.month.isoformat()[:7] if count.month else None, "articles": count.articles}


def _left_out(failure: Failure) -> dict[str, str]:
    """A file that is not indexed, and why."""
    return {"file": one_line(failure.file), "reason": one_line(without_folders(failure.reason))}


def _search(text: str) -> str:
    if len(text) > LONGEST_SEARCH:
        raise _Refused(f"The search has {len(text):,} characters; at most {LONGEST_SEARCH:,} are read: shorten it.")
    return text


def _count(text: str, name: str, most: int) -> int:
    if not re.fullmatch("[0-9]{1,8}", text) or int(text) > most:
        raise _Refused(f"{name} has to be a number up to {most:,}.")
    return int(text)


def _one_of(text: str, name: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise _Refused(f"{name} has to be one of {', '.join(filter(None, allowed))}.")
    return text


def _first_day(month: str) -> date | None:
    if not month:
        return None
    if re.fullmatch("[0-9]{4}-[0-9]{2}", month):
        with suppress(ValueError):  # there is no month 13, and no year 0
            return date.fromisoformat(f"{month}-01")
    raise _Refused("Months are written as year and month, such as 2024-03.")


def _last_day(month: str) -> date | None:
    first = _first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1]) if first else None
