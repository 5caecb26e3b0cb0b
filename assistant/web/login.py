"""A login in place of the token: one name and password, which the browser itself asks for (HTTP Basic, RFC 7617)."""

import base64
import binascii
import os
import stat
import sys
from dataclasses import dataclass, field
from getpass import getpass
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assistant.errors import AssistantError

PASSWORD_VARIABLE = "DATELINE_CHAT_PASSWORD"
SHORTEST_PASSWORD = 8  # characters, the least that NIST SP 800-63B takes
CLOSE = {"Connection": "close"}  # on refusals, so that nobody holds a connection open who is not let in
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Dateline", charset="UTF-8"', **CLOSE}


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

    def admits(self, request: Request) -> bool | None:
        """Whether its Authorization header holds `user:password`; None when it holds no login."""
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            return same(base64.b64decode(encoded.strip(), validate=True), f"{self.user}:{self.password}".encode())
        except (binascii.Error, ValueError):
            return None

    def admitted(self, request: Request) -> Response | None:
        """Whoever is let in gets what is asked for."""
        return None

    def refusal(self, request: Request, *, wrong: bool) -> Response:
        """One line, and a header that makes the browser ask."""
        return PlainTextResponse("The name or the password is wrong." if wrong else "Log in first.", 401, CHALLENGE)

    def link(self, address: str) -> str:
        """The address as it is."""
        return address


def same(sent: bytes, ours: bytes) -> bool:
    """Whether they are equal; it takes as long for the wrong as for the right one, however long that is."""
    return compare_digest(sha256(sent).digest(), sha256(ours).digest())


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
