"""What the page sends to Gradio, and nothing else: every body is checked before Gradio sees it.

By itself Gradio takes any object with a `path` or a `url`, anywhere in a body, for a file to copy or to fetch: also /etc/shadow, and a
FIFO, which it reads for ever. The page sends texts, null in their place when a box was never touched, and null for what the server
keeps. What that is for each function of the page is read from the page as it was built.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.open_pages import OpenPages, TooManyRequests

LONGEST_TEXT = 20_000  # characters; of a question 2,000 are read, and one of up to this is told so in the conversation

_API = "/gradio_api"
_JOIN = f"{_API}/queue/join"
_KEYS = frozenset({"data", "event_data", "fn_index", "trigger_id", "session_hash"})
_TEXTS = frozenset({"textbox", "button", "dropdown"})  # what Gradio calls the components whose value is a text
_SESSION = re.compile(r"[0-9A-Za-z]{1,64}")  # the page sends eleven of them
_HEARTBEAT = re.compile(rf"{_API}/heartbeat/({_SESSION.pattern})")
_DATA_QUERY = re.compile(rf"session_hash=({_SESSION.pattern})".encode())


@dataclass(frozen=True)
class PageRequest:
    """What the page sends for one of its functions: a text for each True of `texts`, null for the others; and by which `triggers`."""

    texts: tuple[bool, ...]
    triggers: frozenset[int]


class PayloadError(Exception):
    """A request that the page does not make, told in one line."""

    def __init__(self, line: str, status: int = 400) -> None:
        super().__init__(line)
        self.status = status


@dataclass(frozen=True)
class PayloadCheck:
    """Refuses what goes to Gradio and is not what the page sends; the line that says why is shown by the page."""

    app: ASGIApp
    requests: Mapping[int, PageRequest]
    pages: OpenPages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http" or not scope["path"].startswith(_API):
            return await self.app(scope, receive, send)
        try:
            await self._pass_on(scope, receive, send)
        except PayloadError as error:
            await JSONResponse({"detail": str(error)}, error.status)(scope, receive, send)
        except TooManyRequests as error:
            await JSONResponse({"detail": str(error)}, 429)(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            with suppress(ClientDisconnect):
                body = await _body(scope, receive)
                await self.pages.admit(read_payload(body, self.requests))
                await self.app(scope, _Replayed(body, receive), send)
            return
        reading = scope["path"] == f"{_API}/queue/data"
        with self.pages.opened(self._session(scope, reading), reading=reading):
            await self.app(scope, receive, send)

    def _session(self, scope: Scope, reading: bool) -> str:
        if reading:
            asked = _DATA_QUERY.fullmatch(scope["query_string"])
            session = asked[1].decode() if asked else ""
        else:
            heartbeat = _HEARTBEAT.fullmatch(scope["path"])
            session = heartbeat[1] if heartbeat and not scope["query_string"] else ""
        if not session or (reading and not self.pages.has_asked(session)):  # Gradio answers it with a traceback in the log
            raise PayloadError("There is no such page.", 404)
        return session


def page_requests(blocks: Any) -> dict[int, PageRequest]:
    """What the page that these Gradio blocks make sends for each of its functions, by their number.

    Raises TypeError for a component of which that is not known.
    """
    return {
        number: PageRequest(tuple(_is_text(block) for block in fn.inputs), frozenset(id for id, _ in fn.targets))
        for number, fn in blocks.fns.items()
    }


def read_payload(body: bytes, requests: Mapping[int, PageRequest]) -> str:
    """The session that the body names; raises PayloadError for a body that the page does not send."""
    found = _parsed(body)
    if not isinstance(found, dict) or not found.keys() <= _KEYS:
        raise _not_ours()
    wanted = requests.get(found["fn_index"]) if type(found.get("fn_index")) is int else None
    data, session, trigger = found.get("data"), found.get("session_hash"), found.get("trigger_id")
    if wanted is None or not isinstance(data, list) or len(data) != len(wanted.texts):
        raise _not_ours()
    if type(trigger) is not int or trigger not in wanted.triggers:
        raise _not_ours()
    if not isinstance(session, str) or not _SESSION.fullmatch(session):
        raise _not_ours()
    for value, is_text in zip([*data, found.get("event_data")], [*wanted.texts, True], strict=True):
        _check_value(value, is_text)
    return session


def _check_value(value: object, is_text: bool) -> None:
    if value is not None and not (is_text and isinstance(value, str)):
        raise _not_ours()
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise PayloadError(f"What was sent has {len(value):,} characters; at most {LONGEST_TEXT:,} are taken: shorten it.", 413)


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body.decode(), object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError):  # no UTF-8 and numbers of too many digits among them
        raise PayloadError("The request is no JSON.") from None


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):  # who reads it next might take the other one
        raise ValueError("a key is there twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _not_ours() -> PayloadError:
    return PayloadError("The request is not one that this page makes.")


def _is_text(block: Any) -> bool:
    if block.stateful:
        return False  # what the server keeps; the page sends null for it
    if block.get_block_name() in _TEXTS and not getattr(block, "multiselect", False):
        return True
    raise TypeError(f"What the page sends for {block} is not known.")


async def _body(scope: Scope, receive: Receive) -> bytes:
    headers = Headers(scope=scope)
    if scope["path"] != _JOIN or scope["query_string"]:
        raise PayloadError("Not found.", 404)
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json" or "content-encoding" in headers:
        raise PayloadError("Send application/json.", 415)
    return await Request(scope, receive).body()


class _Replayed:
    """A `receive` that gives the body that was read already, and then what comes after it."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._message: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self._receive = receive

    async def __call__(self) -> Message:
        message, self._message = self._message, None
        return message or await self._receive()
