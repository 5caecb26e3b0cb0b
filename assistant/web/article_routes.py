"""One article as the page's article view asks for it."""

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from assistant.errors import AssistantError, UnknownArticle
from assistant.web.escaping import one_line, without_folders
from assistant.web.places import date_in_words
from assistant.web.quotes import cut
from index import Article
from index.errors import DatelineIndexError

if TYPE_CHECKING:
    from assistant import Assistant

LONGEST_ID = 4200  # characters: the longest path a system takes, and the number of an article in its file
HEADING_LENGTH = 120  # characters of the first line, where there is no title


def article_router(assistant: "Assistant") -> APIRouter:
    """GET /article.json?id=...: an article as `article_view` gives it, or one line on why there is none."""
    router = APIRouter()

    @router.get("/article.json")
    def article(id: str = "") -> Response:
        if not id or len(id) > LONGEST_ID:
            return _line(400, "Name an article by its id.")
        try:
            view = article_view(assistant.article(id))
        except UnknownArticle:
            return _line(404, "This article is not in the index; it may have been removed since.")
        except (AssistantError, DatelineIndexError) as error:
            return _line(503, one_line(without_folders(str(error))))
        return JSONResponse(view, headers={"Cache-Control": "no-store"})

    return router


def article_view(article: Article) -> dict[str, Any]:
    """What the article view shows; `text` is whole, may hide or reorder, and its offsets are those of Article; the rest is safe to show."""
    return {
        "file": one_line(article.id),
        "heading": one_line(article.title or "") or _first_line(article),
        "source": one_line(article.source or "") or None,
        "published": article.published.isoformat() if article.published else None,
        "day": date_in_words(article.published),
        # JSON cannot carry half of a surrogate pair; one character for one keeps the offsets.
        "text": article.text.encode("utf-8", "replace").decode("utf-8"),
        "body_start": article.body_start,
    }


def _first_line(article: Article) -> str:
    lines = (one_line(line) for line in article.text[article.body_start :].splitlines())
    return cut(next(filter(None, lines), one_line(article.id)), HEADING_LENGTH)


def _line(status: int, reason: str) -> Response:
    return PlainTextResponse(reason, status_code=status, headers={"Cache-Control": "no-store"})
