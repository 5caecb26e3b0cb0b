"""The login: where its password comes from, and who is let in by it."""

import base64
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant import AssistantError
from assistant.cli.asking import chat
from assistant.web import build_app
from assistant.web.login import PASSWORD_VARIABLE, Login, read_login
from assistant.web.settings import WebSettings
from assistant.web.waiting import ANSWERING_AT_ONCE

ANA = Login("ana", "pässword: open")


def basic(credentials: str) -> str:
    return f"Basic {base64.b64encode(credentials.encode()).decode()}"


RIGHT = basic("ana:pässword: open")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    settings = WebSettings(host="0.0.0.0", access=ANA)
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
    ],
)
def test_a_wrong_login_is_told(sent: str) -> None:
    assert judged(sent) is False


@pytest.mark.parametrize("sent", ["Basic not base64", "Basic", "Bearer " + RIGHT.removeprefix("Basic "), ""])
def test_what_is_no_login_is_no_wrong_one(sent: str) -> None:
    assert not judged(sent)


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_name_of_the_scheme_is_read_in_any_case(scheme: str) -> None:
    assert judged(f"{scheme} {RIGHT.removeprefix('Basic ')}") is True


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


def test_command_answers_as_many_at_once_as_the_page_does_by_itself() -> None:
    assert inspect.signature(chat).parameters["concurrency"].default == ANSWERING_AT_ONCE


def login_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "login"
    file.write_text(text, "utf-8", "surrogateescape", newline="")
    file.chmod(mode)
    return file


def judged(sent: str) -> bool | None:
    return ANA.admits(Request({"type": "http", "headers": [(b"authorization", sent.encode("latin-1"))]}))
