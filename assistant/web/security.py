"""What stands between the network and Gradio, which by itself answers any host, any origin, and any upload.

`protect` puts these around an app, outermost first:

    SecurityHeaders   a content security policy and its companions on every response, refusals too
    HostCheck         400 for a name that is not ours: a page elsewhere cannot rebind its own name to this machine
                      (for the public address it tells the others whether that is https, which no header of the request does)
    OriginCheck       403 for a request that a page of another origin makes
    AccessCheck       401 without the token or the login (access.py)
    RouteCheck        404 for every path that the page does not ask for: Gradio's uploads, files, proxying, configuration, API
    OwnHeaderCheck    403 for what changes the index without the header that no form of another page can send
    RequestBodyLimitMiddleware (Starlette's)   413 for a body that no question needs; a route can allow itself a larger one

and what goes to Gradio meets PayloadCheck (payloads.py) after them.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from socket import gethostname

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.access import Access, AccessCheck
from assistant.web.addresses import LOOPBACK, host_name, is_numeric, origin
from assistant.web.login import CLOSE

LARGEST_BODY = 1024 * 1024  # bytes
OWN_HEADER = "X-Dateline"

_WILDCARDS = frozenset({"", "0.0.0.0", "::"})

# Scripts come from this server; those inside the page are named by their hash, so that nothing put into the page later
# can run. Styles cannot be held so: Gradio writes style attributes and style elements as it goes.
_POLICY = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; frame-src 'none'; worker-src 'none'; media-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)

# Gradio's page carries its configuration within, and never asks for /config.
_READ = re.compile(
    r"/(|(page|article|archive|indexing)\.js|theme\.css|favicon\.ico|manifest\.json|robots\.txt"
    r"|(article|archive|archive-months|archive-left-out|indexing|indexing-folders)\.json"
    r"|(assets|static)/[\w./-]+|gradio_api/(queue/data|heartbeat/\w+))"
)
_OWN_WRITE = re.compile(r"/indexing/(start|upload|cancel)")
_WRITE = re.compile(rf"/gradio_api/queue/join|{_OWN_WRITE.pattern}")


def protect(app: FastAPI, host: str, access: Access, public: str | None = None) -> None:
    """Put every check around the app that will be bound to `host`, and shown by a proxy at the origin `public` if there is one."""
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_BODY)
    app.add_middleware(OwnHeaderCheck)
    app.add_middleware(RouteCheck)
    app.add_middleware(AccessCheck, access=access)
    app.add_middleware(OriginCheck)
    app.add_middleware(HostCheck, bound=host, public=public)
    app.add_middleware(SecurityHeaders)


@dataclass(frozen=True)
class HostCheck:
    """Refuses a request whose Host header is not a name of the address that is bound.

    Bound to every address, it takes any numeric address as well: rebinding needs a name.
    """

    app: ASGIApp
    bound: str
    public: str | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "http":
            host = Headers(scope=scope).get("host", "")
            scheme = (self.public or "").partition(":")[0]
            if self.public and origin(scheme, host) == self.public:
                scope = {**scope, "scheme": scheme}
            elif not self._is_ours(host_name(host)):
                return await _refuse(400, "Unknown host.")(scope, receive, send)
        return await self.app(scope, receive, send)

    def _is_ours(self, name: str) -> bool:
        if self.bound in _WILDCARDS:
            return name in LOOPBACK or name == gethostname().lower() or is_numeric(name)
        return name in LOOPBACK or name == self.bound.lower()


@dataclass(frozen=True)
class OriginCheck:
    """Refuses a request that a page of another origin makes; what is no browser sends no Origin header."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        asking = headers.get("origin")
        if asking is not None and asking.lower() != origin(scope["scheme"], headers.get("host", "")):
            return await _refuse(403, "Requests from other pages are refused.")(scope, receive, send)
        return await self.app(scope, receive, send)


@dataclass(frozen=True)
class RouteCheck:
    """Refuses every path but those that the page itself asks for."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "http" and not _is_needed(scope["method"], scope["path"]):
            return await _refuse(404, "Not found.")(scope, receive, send)
        return await self.app(scope, receive, send)


@dataclass(frozen=True)
class OwnHeaderCheck:
    """Refuses a change of the index that does not say it comes from our own scripts."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "http" and _OWN_WRITE.fullmatch(scope["path"]) and Headers(scope=scope).get(OWN_HEADER) != "1":
            return await _refuse(403, "Requests from other pages are refused.")(scope, receive, send)
        return await self.app(scope, receive, send)


@dataclass(frozen=True)
class SecurityHeaders:
    """Puts the content security policy and its companions on every response."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, without what would let the request choose the page's address or hide its scripts from the hash."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        dropped = {b"accept-encoding"} if scope["path"] == "/" else set()
        kept = [h for h in scope["headers"] if h[0] not in dropped and not h[0].startswith((b"x-forwarded-", b"x-gradio-server"))]
        return await self.app({**scope, "headers": kept}, receive, _Sealed(send))


class _Sealed:
    """A `send` that adds the headers; it holds a page back until it is whole, to name the scripts inside it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._page = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is not None:
            await self._collect(message)
        else:
            await self._send(message)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        headers.update(_FIXED_HEADERS)
        headers["Content-Security-Policy"] = _POLICY.format(hashes="")
        if headers.get("content-type", "").startswith("text/html"):
            self._start = message
        else:
            await self._send(message)

    async def _collect(self, message: Message) -> None:
        self._page += message.get("body", b"")
        if message.get("more_body") or self._start is None:
            return
        MutableHeaders(scope=self._start)["Content-Security-Policy"] = _POLICY.format(hashes=_hashes(self._page))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._page})


def _hashes(page: bytes) -> str:
    digests = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page.replace(b"\r\n", b"\n")))
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _refuse(status: int, reason: str) -> PlainTextResponse:
    return PlainTextResponse(reason, status, CLOSE)


def _is_needed(method: str, path: str) -> bool:
    if ".." in path:
        return False
    allowed = {"GET": _READ, "HEAD": _READ, "POST": _WRITE}.get(method)
    return allowed is not None and allowed.fullmatch(path) is not None
