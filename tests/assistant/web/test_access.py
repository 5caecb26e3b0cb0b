"""The token: how the page is opened with it, what it lets in, and that guessing it keeps nobody out."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import headless_chromium
from fake_assistant import FakeAssistant
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Scope
from web_server import TOKEN, served

from assistant import AssistantError
from assistant.web import build_app, opening
from assistant.web.access import SHORTEST_TOKEN, TOKEN_VARIABLE, Access, AccessCheck, Token, read_access
from assistant.web.guesses import HELD_AT_ONCE, Guesses
from assistant.web.login import PASSWORD_VARIABLE, Login
from assistant.web.settings import WebSettings

ANA = Login("ana", "pass:word: open")
RIGHT_LOGIN = {"authorization": "Basic YW5hOnBhc3M6d29yZDogb3Blbg=="}
WRONG_LOGIN = {"authorization": "Basic YW5hOmd1ZXNz"}
RIGHT_TOKEN = {"authorization": f"Bearer {TOKEN.value}"}
WRONG_TOKEN = {"authorization": "Bearer guess"}
UNCARRIED = "The token holds characters that a request cannot carry: give letters, digits, and - . _ ~ + /."
PATHS = ["/", "/page.js", "/article.json?id=2019-09-12-oskwin.txt", "/theme.css", "/robots.txt", "/favicon.ico", "/nowhere"]


@pytest.fixture(scope="module")
def app() -> object:
    settings = WebSettings(access=TOKEN, public_url="https://news.example.org")
    return build_app(FakeAssistant(), settings)  # type: ignore[arg-type]


@pytest.fixture
def client(app: object) -> Iterator[TestClient]:
    """A browser that has not been here before."""
    with TestClient(app, base_url="http://localhost:7860") as client:  # type: ignore[arg-type]
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_shown_without_the_token(client: TestClient, path: str) -> None:
    refused = client.get(path)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Bearer realm="Dateline"')
    assert "Open the address that Dateline printed when it started" in refused.text
    assert refused.headers["content-type"].startswith("text/html" if path == "/" else "text/plain")
    assert "default-src 'self'" in refused.headers["content-security-policy"]


def test_question_without_the_token_is_refused_before_it_is_read(client: TestClient) -> None:
    assert client.post("/gradio_api/queue/join", content=b"x" * 5_000_000).status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
@pytest.mark.parametrize("path", PATHS[:4])
def test_the_token_in_a_header_lets_in(client: TestClient, path: str, scheme: str) -> None:
    assert client.get(path, headers={"Authorization": f"{scheme} {TOKEN.value}"}).status_code == 200


def test_the_address_with_the_token_gives_a_cookie_and_leads_to_the_address_without_it(client: TestClient) -> None:
    opened = client.get(f"/?token={TOKEN.value}&__theme=dark&view=a%26b")
    assert (opened.text, opened.headers["refresh"]) == ("Opening Dateline.", "0; url=/?__theme=dark&view=a%26b")
    assert opened.headers["cache-control"] == "no-store"
    name, *properties = opened.headers["set-cookie"].split("; ")
    assert name.startswith("dateline-7860=") and TOKEN.value not in name
    assert sorted(properties) == ["HttpOnly", "Path=/", "SameSite=strict"]
    assert [client.get(path).status_code for path in PATHS] == [200] * 6 + [404]


def test_an_old_token_in_the_address_is_taken_out_where_the_cookie_is_right(client: TestClient) -> None:
    client.get(f"/?token={TOKEN.value}")
    assert client.get("/?token=of-an-earlier-start").headers["refresh"] == "0; url=/"


def test_the_new_token_lets_in_whoever_has_an_old_cookie(client: TestClient) -> None:
    client.cookies.set("dateline-7860", "of-an-earlier-start")
    assert client.get(f"/?token={TOKEN.value}").text == "Opening Dateline."


@pytest.mark.parametrize("base", ["http://localhost:7861", "http://127.0.0.1:7860"])
def test_the_cookie_is_for_one_server(client: TestClient, app: object, base: str) -> None:
    client.get(f"/?token={TOKEN.value}")
    with TestClient(app, base_url=base, cookies=client.cookies) as other:  # type: ignore[arg-type]
        assert other.get("/").status_code == 401


def test_the_cookie_is_for_https_alone_where_the_page_is_shown_so(client: TestClient) -> None:
    opened = client.get(f"/?token={TOKEN.value}", headers={"Host": "news.example.org"})
    assert "; Secure" in opened.headers["set-cookie"]


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {"Authorization": f"Basic {TOKEN.value}"}),
        ("GET", "/", {"Authorization": TOKEN.value}),
        ("GET", "/", {"Authorization": "Bearer"}),
        ("GET", "/", {"Authorization": f"Bearer {TOKEN.value[:-1]}"}),
        ("GET", "/", {"Authorization": f"Bearer {TOKEN.value}x"}),
        ("GET", "/", {"Authorization": "Bearer \xff"}),
        ("GET", "/", {"Cookie": f"dateline-80={TOKEN.value}"}),
        ("GET", "/", {"Cookie": f"token={TOKEN.value}"}),
        ("GET", "/?token=", {}),
        ("GET", "/?token=%ff%00", {}),
        ("GET", f"/?Token={TOKEN.value}", {}),
        ("GET", f"/page.js?token={TOKEN.value}", {}),
        ("POST", f"/?token={TOKEN.value}", {}),
        ("POST", f"/gradio_api/queue/join?token={TOKEN.value}", {}),
    ],
)
def test_anything_else_is_refused_and_does_not_show_the_token(method: str, path: str, headers: dict[str, str]) -> None:
    status, sent = asyncio.run(request(checked(TOKEN), headers, path=path, method=method))
    assert (status, TOKEN.value in sent) == (401, False)


@pytest.mark.parametrize(("access", "right", "wrong"), [(ANA, RIGHT_LOGIN, WRONG_LOGIN), (TOKEN, RIGHT_TOKEN, WRONG_TOKEN)])
def test_whoever_is_right_is_let_in_at_once_while_others_guess_from_the_same_address(
    access: Access, right: dict[str, str], wrong: dict[str, str]
) -> None:
    async def statuses() -> list[int]:
        check = checked(access, Guesses(first_seconds=3600))
        guessing = [asyncio.create_task(request(check, wrong)) for _ in range(HELD_AT_ONCE)]
        await asyncio.sleep(0.01)
        found = [(await request(check, headers))[0] for headers in (right, wrong, right, {})]
        assert not any(task.done() for task in guessing)
        for task in guessing:
            task.cancel()
        await asyncio.gather(*guessing, return_exceptions=True)
        return found

    assert asyncio.run(statuses()) == [200, 429, 200, 401]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("short", f"The token has 5 characters: give {SHORTEST_TOKEN} or more."),
        (
            "two words and some more of them",
            UNCARRIED,
        ),
        ("é" * 30, UNCARRIED),
    ],
)
def test_token_that_cannot_be_used_is_told_without_showing_it(value: str, line: str) -> None:
    with pytest.raises(AssistantError) as told:
        Token(value)
    assert str(told.value) == line


def test_token_is_new_each_time_and_is_not_shown() -> None:
    assert Token().value != Token().value
    assert len(Token().value) >= SHORTEST_TOKEN
    assert repr(WebSettings(access=TOKEN)).count(TOKEN.value) == 0


def test_token_with_signs_is_carried_by_the_address() -> None:
    assert Token("abcdefghijklmnopqrstu+/w==").link("http://x") == "http://x/?token=abcdefghijklmnopqrstu%2B%2Fw%3D%3D"


def test_token_is_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN.value)
    assert read_access(None, None) == TOKEN
    assert read_access(None, None) not in (TOKEN, read_access(None, None))


def test_token_and_login_are_not_both_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN.value)
    monkeypatch.setenv(PASSWORD_VARIABLE, "pass:word: open")
    with pytest.raises(AssistantError, match=rf"^{TOKEN_VARIABLE} is set, and a login is asked for: choose one of them\.$"):
        read_access("ana", None)


def test_a_login_takes_the_place_of_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, ANA.password)
    assert read_access("ana", None) == ANA
    assert ANA.link("http://localhost:7860") == "http://localhost:7860"


def test_browser_is_opened_with_a_file_that_its_owner_alone_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(opening.webbrowser, "open", seen.append)
    with opening.opened(TOKEN.link("http://127.0.0.1:7860")):
        page = Path(seen[0].removeprefix("file://"))
        assert TOKEN.value not in seen[0] and TOKEN.value in page.read_text("utf-8")
        assert page.parent.stat().st_mode & 0o077 == 0
    assert not page.parent.exists()


def test_in_a_browser_the_address_opens_the_page_and_leaves_no_token_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(opening.webbrowser, "open", seen.append)
    with headless_chromium() as chromium, served(FakeAssistant()) as address, opening.opened(TOKEN.link(address)):
        context = chromium.new_context()
        page, complaints, requests = context.new_page(), [], []
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda sent: requests.append((sent.url, sent.headers)))
        page.goto(seen[0])
        page.fill("#question textarea", "Who died in Besmera?")
        page.press("#question textarea", "Enter")
        page.locator("#conversation .answer").wait_for()
        assert page.url == f"{address}/"
        tabs = [page.get_by_role("tab", name=name) for name in ("Archive", "Index")]
        for tab, shown in zip(tabs, ("#archive-root .archive", "#index-root .now:not(:empty)"), strict=True):
            tab.click()
            page.locator(shown).wait_for()
        page.go_back()
        assert TOKEN.value not in page.url
        opened = [url for url, _ in requests if TOKEN.value in url]
        assert opened == [TOKEN.link(address)]
        assert not any(TOKEN.value in value for _, headers in requests for value in headers.values())
        assert complaints == []
        # From elsewhere the first request of a visit carries no cookie; the page that refuses it leads on.
        (tmp_path / "elsewhere.html").write_text(f'<a href="{address}/">the page</a>', "utf-8")
        page.goto((tmp_path / "elsewhere.html").as_uri())
        page.get_by_text("the page").click()
        page.get_by_text("go on").click()
        page.locator("#question textarea").wait_for()


def checked(access: Access, guesses: Guesses | None = None) -> AccessCheck:
    return AccessCheck(PlainTextResponse("let in"), access, guesses or Guesses(first_seconds=0))


async def request(check: AccessCheck, headers: dict[str, str], *, path: str = "/", method: str = "GET") -> tuple[int, str]:
    """The status of one request, and all that is sent back."""
    sent: list[Message] = []
    path, _, query = path.partition("?")
    scope: Scope = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": query.encode(),
        "server": ("127.0.0.1", 80),
        "client": ("198.51.100.7", 1),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    await check(scope, receive, send)
    return sent[0]["status"], repr(sent)
