"""The page's login, one name and password, which the browser itself asks for (HTTP Basic, RFC 7617)."""

import asyncio
import base64
import binascii
import os
import stat
import sys
from collections import Counter
from dataclasses import dataclass, field
from getpass import getpass
from hashlib import sha256
from hmac import compare_digest
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import AssistantError

PASSWORD_VARIABLE = "DATELINE_CHAT_PASSWORD"
SHORTEST_PASSWORD = 8  # characters, the least that NIST SP 800-63B takes
WRONG_SECONDS = 1.0  # from a wrong login to its refusal
WRONG_AT_ONCE = 4  # of one address; so it tries four a second, however many connections it opens

_ASK = {"WWW-Authenticate": 'Basic realm="Dateline", charset="UTF-8"'}


@dataclass(frozen=True)
class Login:
    """One name and password; raises AssistantError for such as a browser cannot send or anyone guesses."""

    user: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.user.isprintable() or not self.user or ":" in self.user:
            raise AssistantError(f"The name {self.user!r} cannot be used for a login: give one of letters and digits.")
        if len(self.password) < SHORTEST_PASSWORD:
            raise AssistantError(f"The password has {len(self.password)} characters: give {SHORTEST_PASSWORD} or more.")

    def admits(self, credentials: bytes) -> bool:
        """Whether they are `user:password`; it takes as long for the wrong as for the right ones."""
        ours = f"{self.user}:{self.password}".encode()
        return compare_digest(sha256(ours).digest(), sha256(credentials).digest())


def read_login(user: str | None, file: Path | None) -> Login | None:
    """The login that `--auth` or `--auth-file` asks for, None for none; raises AssistantError.

    The password for `user` is taken out of the environment, where a process started later would find it, or asked for.
    """
    password = os.environ.pop(PASSWORD_VARIABLE, "")
    if file is not None:
        if user is not None:
            raise AssistantError("Two logins are named: give --auth or --auth-file, not both.")
        return _login_of(file)
    if user is not None:
        return Login(user, password or _asked_password(user))
    if password:
        raise AssistantError(f"{PASSWORD_VARIABLE} is set, and nobody to log in: give --auth USER.")
    return None


def _asked_password(user: str) -> str:
    if not sys.stdin.isatty():
        raise AssistantError(f"There is no password for {user}: set {PASSWORD_VARIABLE}, or give --auth-file.")
    return getpass(f"Password for {user}: ")


def _login_of(file: Path) -> Login:
    try:
        text = file.read_text("utf-8")
        shared = os.name == "posix" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    except (OSError, UnicodeDecodeError) as error:
        raise AssistantError(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}.") from error
    if shared:
        raise AssistantError(f"{file} can be read by others: run `chmod 600 {file}`.")
    user, colon, password = text.rstrip("\r\n").partition(":")
    if not colon or "\n" in password:
        raise AssistantError(f"{file} holds no login: write one line, NAME:PASSWORD.")
    return Login(user, password)


class LoginCheck:
    """Refuses, with 401, a request that does not bring the login; wrong ones are refused slowly, and few at once (429)."""

    def __init__(self, app: ASGIApp, login: Login, wrong_seconds: float = WRONG_SECONDS) -> None:
        self._app = app
        self._login = login
        self._wrong_seconds = wrong_seconds
        self._wrong: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        sent, address = _credentials(Headers(scope=scope).get("authorization", "")), _network(scope["client"])
        if sent is None:
            return await PlainTextResponse("Log in first.", 401, _ASK)(scope, receive, send)
        if self._wrong[address] >= WRONG_AT_ONCE:
            return await PlainTextResponse("Too many wrong logins; try again in a moment.", 429)(scope, receive, send)
        if self._login.admits(sent):
            return await self._app(scope, receive, send)
        await self._wait(address)
        return await PlainTextResponse("The name or the password is wrong.", 401, _ASK)(scope, receive, send)

    async def _wait(self, address: str) -> None:
        self._wrong[address] += 1
        try:
            await asyncio.sleep(self._wrong_seconds)
        finally:
            self._wrong[address] -= 1
            self._wrong += Counter()  # forgets those that are at nought


def _credentials(header: str) -> bytes | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None


def _network(client: tuple[str, int] | None) -> str:
    """The address; of IPv6 its first half, because the other is everybody's own to choose."""
    try:
        address = ip_address(client[0] if client else "")
    except ValueError:
        return ""
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else str(address)
