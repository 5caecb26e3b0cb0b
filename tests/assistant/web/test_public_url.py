"""The page behind a real proxy with https, at an address of its own."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest
from browser import headless_chromium
from chat_client import ChatClient
from fake_assistant import FakeAssistant
from https_proxy import Proxy, https_proxy
from web_server import ADMITTED, TOKEN, served

from assistant.web import app
from assistant.web.settings import WebSettings

JOIN = "/gradio_api/queue/join"
NOTHING = {"data": [], "fn_index": 0, "session_hash": "x"}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Proxy:
    return https_proxy(tmp_path_factory.mktemp("proxy"))


@pytest.fixture(scope="module")
def direct(proxy: Proxy) -> Iterator[str]:
    """The address of the server itself, with the proxy in front."""
    with served(FakeAssistant(), WebSettings(public_url=proxy.address)) as address, proxy.before(address):
        yield address


@pytest.fixture
def client(proxy: Proxy, direct: str) -> Iterator[httpx2.Client]:
    """A browser that comes through the proxy and has not been here before."""
    with httpx2.Client(base_url=proxy.address, verify=proxy.trusting) as client:
        yield client


def test_the_token_opens_the_page_and_its_cookie_is_kept_for_https(client: httpx2.Client) -> None:
    assert client.get("/").status_code == 401
    cookie = client.get(f"/?token={TOKEN.value}").headers["set-cookie"]
    assert cookie.endswith("; Secure")
    assert client.get("/").status_code == 200


def test_gradio_is_told_the_public_address(client: httpx2.Client, proxy: Proxy) -> None:
    page = client.get("/", headers=ADMITTED | {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}).text
    config = json.loads(re.findall(r"window\.gradio_config = (\{.*?\});\s*</script>", page, re.DOTALL)[0])
    assert config["root"] == proxy.address


def test_a_question_is_asked_and_answered(proxy: Proxy, direct: str) -> None:
    client = ChatClient(proxy.address, ADMITTED | {"Origin": proxy.address}, proxy.trusting)
    assert "Marel Oskwin" in client.ask("Who died in Besmera?").answer
    client.close()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://localhost", "http://localhost:{port}", "http://127.0.0.1:{direct}", "null"]
)
def test_a_page_of_another_origin_is_refused(client: httpx2.Client, proxy: Proxy, direct: str, origin: str) -> None:
    foreign = {"Origin": origin.format(port=proxy.port, direct=urlsplit(direct).port)}
    assert client.post(JOIN, json=NOTHING, headers=ADMITTED | foreign).status_code == 403
    assert client.post(JOIN, json=NOTHING, headers=ADMITTED | {"Origin": proxy.address}).status_code != 403


def test_another_name_is_refused_through_the_proxy_and_directly(client: httpx2.Client, direct: str) -> None:
    for host in ("evil.example", "news.example.org.evil.example"):
        assert client.get("/", headers=ADMITTED | {"Host": host}).status_code == 400
        assert httpx2.get(direct, headers=ADMITTED | {"Host": host}).status_code == 400


def test_the_server_itself_is_still_there_under_its_own_name(direct: str) -> None:
    opened = httpx2.get(TOKEN.link(direct))
    assert opened.status_code == 200 and "; Secure" not in opened.headers["set-cookie"]
    assert httpx2.post(f"{direct}{JOIN}", json=NOTHING, headers=ADMITTED | {"Origin": direct}).status_code != 403


def test_the_page_works_in_a_browser(proxy: Proxy, direct: str) -> None:
    with headless_chromium() as chromium:
        context = chromium.new_context(ignore_https_errors=True)
        page, complaints, foreign = context.new_page(), [], []
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda sent: foreign.append(sent.url) if not sent.url.startswith((proxy.address, "data:")) else None)
        page.goto(TOKEN.link(proxy.address))
        page.fill("#question textarea", "Who died in Besmera?")
        page.press("#question textarea", "Enter")
        page.locator("#conversation .answer").wait_for()
        assert (page.url, complaints, foreign) == (f"{proxy.address}/", [], [])


@pytest.mark.parametrize(
    ("host", "public_url", "warned"),
    [
        ("127.0.0.1", None, False),
        ("0.0.0.0", None, True),
        ("0.0.0.0", "https://news.example.org", False),
        ("0.0.0.0", "http://news.example.org", True),
    ],
)
def test_what_goes_unencrypted_is_warned_of(host: str, public_url: str | None, warned: bool) -> None:
    assert (app._exposed(WebSettings(host, public_url=public_url)) is not None) == warned
