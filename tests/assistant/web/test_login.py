"""The login: where its password comes from, and who is let in."""

import asyncio
import base64
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from assistant import AssistantError
from assistant.cli.asking import chat
from assistant.web import build_app
from assistant.web.login import PASSWORD_VARIABLE, WRONG_AT_ONCE, Login, LoginCheck, read_login
from assistant.web.settings import WebSettings
from assistant.web.waiting import ANSWERING_AT_ONCE

ANA = Login("ana", "pässword: open")


def basic(credentials: str) -> str:
    return f"Basic {base64.b64encode(credentials.encode()).decode()}"


RIGHT = basic("ana:pässword: open")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    settings = WebSettings(host="0.0.0.0", login=ANA)
    with TestClient(build_app(FakeAssistant(), settings), base_url="http://localhost") as client:  # type: ignore[arg-type]
        yield client


@pytest.mark.parametrize("path", ["/", "/page.js", "/article.json?id=2019-09-12-oskwin.txt", "/theme.css", "/nowhere"])
def test_nothing_is_shown_without_the_login(client: TestClient, path: str) -> None:
    refused = client.get(path)
    assert (refused.status_code, refused.text) == (401, "Log in first.")
    assert refused.headers["www-authenticate"] == 'Basic realm="Dateline", charset="UTF-8"'
    assert refused.headers["x-content-type-options"] == "nosniff"


def test_question_without_the_login_is_refused_before_it_is_read(client: TestClient) -> None:
    assert client.post("/gradio_api/queue/join", content=b"x" * 5_000_000).status_code == 401


@pytest.mark.parametrize("path", ["/", "/page.js", "/article.json?id=2019-09-12-oskwin.txt", "/theme.css"])
def test_the_login_lets_in(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Authorization": RIGHT}).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        basic("ana:"),
        basic("ana:pässword: open "),
        basic("Ana:pässword: open"),
        basic("pässword: open"),
        basic(":"),
        basic(""),
        "Basic " + base64.b64encode(b"ana:\xff\xfe").decode(),
        "Basic not base64",
        "Basic",
        "Bearer " + RIGHT.removeprefix("Basic "),
        "",
    ],
)
def test_any_other_login_is_refused(sent: str) -> None:
    assert asked(checked(), sent) == 401


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_name_of_the_scheme_is_read_in_any_case(scheme: str) -> None:
    assert asked(checked(), f"{scheme} {RIGHT.removeprefix('Basic ')}") == 200


def test_while_wrong_logins_are_held_back_an_address_tries_no_more_and_others_are_let_in() -> None:
    async def statuses() -> list[int]:
        check = checked(wrong_seconds=3600)
        held = [asyncio.create_task(request(check, basic(f"ana:guess {n}"))) for n in range(WRONG_AT_ONCE)]
        await asyncio.sleep(0.01)
        found = [await request(check, RIGHT), await request(check, RIGHT, "198.51.100.8")]
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        return [*found, await request(check, RIGHT)]

    assert asyncio.run(statuses()) == [429, 200, 200]


def test_addresses_of_one_ipv6_network_are_one() -> None:
    async def statuses() -> list[int]:
        check = checked(wrong_seconds=3600)
        held = [asyncio.create_task(request(check, basic("ana:guess"), f"2001:db8::{n}")) for n in range(WRONG_AT_ONCE)]
        await asyncio.sleep(0.01)
        found = [await request(check, RIGHT, address) for address in ("2001:db8::ffff", "2001:db8:0:1::1")]
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        return found

    assert asyncio.run(statuses()) == [429, 200]


@pytest.mark.parametrize(
    ("user", "password", "line"),
    [
        ("", "long enough", "The name '' cannot be used for a login: give one of letters and digits."),
        ("a:b", "long enough", "The name 'a:b' cannot be used for a login: give one of letters and digits."),
        ("a\nb", "long enough", r"The name 'a\nb' cannot be used for a login: give one of letters and digits."),
        ("ana", "seven77", "The password has 7 characters: give 8 or more."),
    ],
)
def test_login_that_cannot_be_used_is_told(user: str, password: str, line: str) -> None:
    with pytest.raises(AssistantError) as told:
        Login(user, password)
    assert str(told.value) == line


def test_password_is_not_shown() -> None:
    assert repr(ANA) == "Login(user='ana')"


def test_password_is_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "from the environment")
    assert read_login("ana", None) == Login("ana", "from the environment")
    with pytest.raises(AssistantError, match=f"^There is no password for ana: set {PASSWORD_VARIABLE}, or give --auth-file\\.$"):
        read_login("ana", None)


def test_without_a_name_there_is_no_login() -> None:
    assert read_login(None, None) is None


def test_password_without_a_name_is_not_left_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "from the environment")
    with pytest.raises(AssistantError, match=f"^{PASSWORD_VARIABLE} is set, and nobody to log in: give --auth USER\\.$"):
        read_login(None, None)


@pytest.mark.parametrize("text", ["ana:pass:word: 1", "ana:pass:word: 1\n", "ana:pass:word: 1\r\n"])
def test_login_is_read_from_a_file(tmp_path: Path, text: str) -> None:
    assert read_login(None, login_file(tmp_path, text)) == Login("ana", "pass:word: 1")


@pytest.mark.parametrize(
    ("text", "mode", "line"),
    [
        ("ana", 0o600, "{file} holds no login: write one line, NAME:PASSWORD."),
        ("ana:long enough\nbo:long enough\n", 0o600, "{file} holds no login: write one line, NAME:PASSWORD."),
        ("", 0o600, "{file} holds no login: write one line, NAME:PASSWORD."),
        ("ana:long enough", 0o640, "{file} can be read by others: run `chmod 600 {file}`."),
        ("ana:long enough", 0o604, "{file} can be read by others: run `chmod 600 {file}`."),
        (None, 0o600, "{file} cannot be read: No such file or directory."),
        ("ana:\udcff\udcffnot text", 0o600, "{file} cannot be read: it is not UTF-8."),
    ],
)
def test_file_without_a_safe_login_is_told(tmp_path: Path, text: str | None, mode: int, line: str) -> None:
    file = tmp_path / "login" if text is None else login_file(tmp_path, text, mode)
    with pytest.raises(AssistantError) as told:
        read_login(None, file)
    assert str(told.value) == line.format(file=file)


def test_two_logins_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"^Two logins are named: give --auth or --auth-file, not both\.$"):
        read_login("ana", login_file(tmp_path, "ana:long enough"))


@pytest.mark.parametrize(
    ("settings", "local"),
    [
        (WebSettings(), True),
        (WebSettings(host="localhost"), True),
        (WebSettings(host="0.0.0.0"), False),
        (WebSettings(host="127.0.0.1.evil.example"), False),
        (WebSettings(host="0.0.0.0", login=ANA), True),
    ],
)
def test_indexing_is_for_this_machine_or_behind_the_login(settings: WebSettings, local: bool) -> None:
    assert settings.local == local


def test_command_answers_as_many_at_once_as_the_page_does_by_itself() -> None:
    assert inspect.signature(chat).parameters["concurrency"].default == ANSWERING_AT_ONCE


def login_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "login"
    file.write_text(text, "utf-8", "surrogateescape", newline="")
    file.chmod(mode)
    return file


def checked(*, wrong_seconds: float = 0.0) -> LoginCheck:
    return LoginCheck(PlainTextResponse("let in"), ANA, wrong_seconds)


def asked(check: LoginCheck, sent: str) -> int:
    return asyncio.run(request(check, sent))


async def request(check: LoginCheck, sent: str, address: str = "198.51.100.7") -> int:
    """The status of one request with this Authorization header."""
    statuses: list[int] = []
    scope: Scope = {"type": "http", "client": (address, 1), "headers": [(b"authorization", sent.encode("latin-1"))]}

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await check(scope, receive, send)
    return statuses[0]
