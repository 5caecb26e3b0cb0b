"""Who may use the page: whoever brings the token that the start printed, or, where one is named, the login.

Everybody who is let in is the owner: may choose folders of this machine, upload, and stop what is under way.
"""

import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.web.guesses import Guesses
from assistant.web.login import CLOSE, read_login, same

TOKEN_VARIABLE = "DATELINE_CHAT_TOKEN"
SHORTEST_TOKEN = 22  # characters: 128 random bits in the alphabet of `secrets.token_urlsafe`
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Dateline"', **CLOSE}

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # what a Bearer header can carry (RFC 6750)
_LOCKED = "Open the address that Dateline printed when it started: it holds the token that lets you in."
# The link is for who followed one from another site: of such a visit the browser sends the first request without the cookie.
_LOCKED_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Dateline</title>
<p>{}
<p>If you have opened it already, <a href="/">go on</a>.
"""


class Access(Protocol):
    """One way of telling who may use the page."""

    def admits(self, request: Request) -> bool | None:
        """Whether what the request brings is right; None when it brings nothing."""

    def admitted(self, request: Request) -> Response | None:
        """What a request that is let in is answered with, None for what it asks for."""

    def refusal(self, request: Request, *, wrong: bool) -> Response:
        """What everybody else gets."""

    def link(self, address: str) -> str:
        """The address to open in a browser."""


@dataclass(frozen=True)
class Token:
    """A secret in the address that is opened first, then in a cookie, or in an Authorization header; a new one each time.

    Raises AssistantError for one that such a header cannot carry or anyone guesses.
    """

    value: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    def __post_init__(self) -> None:
        if len(self.value) < SHORTEST_TOKEN:
            raise AssistantError(f"The token has {len(self.value)} characters: give {SHORTEST_TOKEN} or more.")
        if not _TOKEN.fullmatch(self.value):
            raise AssistantError("The token holds characters that a request cannot carry: give letters, digits, and - . _ ~ + /.")

    def admits(self, request: Request) -> bool | None:
        """Whether a header, the address of the page or the cookie is right; None when there is none of them."""
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        pairs = (
            (sent.strip() if scheme.lower() == "bearer" else None, self.value),
            (_in_address(request), self.value),
            (request.cookies.get(_cookie_name(request)), self._cookie),
        )
        found = [same(sent.encode(), ours.encode()) for sent, ours in pairs if sent is not None]
        return any(found) if found else None

    def admitted(self, request: Request) -> Response | None:
        """Where the token stands in the address: the cookie, and the way to the address without it."""
        if _in_address(request) is None:
            return None
        kept = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "token"])
        # No 303: a browser that was sent here by a file or another site would follow it without the cookie (Chromium does).
        headers = {"Refresh": f"0; url=/?{kept}" if kept else "0; url=/", "Cache-Control": "no-store"}
        response = PlainTextResponse("Opening Dateline.", headers=headers)
        secure = request.scope["scheme"] == "https"
        response.set_cookie(_cookie_name(request), self._cookie, secure=secure, httponly=True, samesite="strict")
        return response

    def refusal(self, request: Request, *, wrong: bool) -> Response:
        """A page, or for the page's own scripts one line, that tells where the token is."""
        if request.scope["path"] == "/":
            return HTMLResponse(_LOCKED_PAGE.format(_LOCKED), 401, CHALLENGE)
        return PlainTextResponse(_LOCKED, 401, CHALLENGE)

    def link(self, address: str) -> str:
        """The address with the token."""
        return f"{address}/?token={quote(self.value, safe='')}"

    @property
    def _cookie(self) -> str:
        # Not the token: a browser sends a cookie to every port of the machine, and whoever serves there could use it elsewhere.
        return hmac.digest(self.value.encode(), b"cookie", sha256).hex()


class AccessCheck:
    """Refuses a request that is not let in: with 401, late where it tried something wrong, or at once with 429 where many do."""

    def __init__(self, app: ASGIApp, access: Access, guesses: Guesses | None = None) -> None:
        self._app = app
        self._access = access
        self._guesses = guesses or Guesses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope)
        let_in = self._access.admits(request)
        if let_in:
            return await (self._access.admitted(request) or self._app)(scope, receive, send)
        wrong = let_in is not None
        if wrong and not await self._guesses.hold(scope["client"]):
            return await PlainTextResponse("Too many wrong tries; try again in a moment.", 429, CLOSE)(scope, receive, send)
        return await self._access.refusal(request, wrong=wrong)(scope, receive, send)


def read_access(user: str | None, file: Path | None) -> Access:
    """The login that `--auth` or `--auth-file` asks for, or else a token; raises AssistantError.

    A token of one's own is taken out of the environment, where a process started later would find it.
    """
    login, token = read_login(user, file), os.environ.pop(TOKEN_VARIABLE, "")
    if login and token:
        raise AssistantError(f"{TOKEN_VARIABLE} is set, and a login is asked for: choose one of them.")
    return login or (Token(token) if token else Token())


def _in_address(request: Request) -> str | None:
    return request.query_params.get("token") if (request.method, request.scope["path"]) == ("GET", "/") else None


def _cookie_name(request: Request) -> str:
    """A name with the port: the cookies of one machine's servers are all in one jar."""
    return f"dateline-{request.scope['server'][1]}"
