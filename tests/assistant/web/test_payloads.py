"""That only what the page sends reaches Gradio: its functions, with the texts that its boxes hold."""

import asyncio
import json
import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest
from chat_client import JSON, ChatClient
from fake_assistant import FakeAssistant
from fastapi import FastAPI
from page_payloads import Hostile, files_and_addresses, hostile_bodies, hostile_values, page_bodies
from web_server import served

from assistant.web import build_app
from assistant.web.payloads import LONGEST_TEXT, PayloadError, page_requests, read_payload

JOIN = "/gradio_api/queue/join"
DATA = "/gradio_api/queue/data"
QUESTION = "When did Oskwin die?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(FakeAssistant()) as address:
        yield address


@pytest.fixture
def page(address: str) -> Iterator[ChatClient]:
    clients = ChatClient(address), ChatClient(address)
    yield clients[0]
    assert "12 September 2019" in clients[1].ask(QUESTION).answer  # whatever was sent, questions are answered
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def built() -> FastAPI:
    return build_app(FakeAssistant())  # type: ignore[arg-type]


@pytest.fixture
def traps(tmp_path: Path) -> Iterator[list[tuple[str, object]]]:
    """Hostile values about a file, a FIFO, which is read for ever, and a server, which nobody may call."""
    (tmp_path / "secret.txt").write_text("secret")
    os.mkfifo(tmp_path / "fifo")
    with socket.create_server(("127.0.0.1", 0)) as canary:
        yield list(hostile_values(*files_and_addresses(tmp_path, f"http://127.0.0.1:{canary.getsockname()[1]}")))
        canary.setblocking(False)
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_every_function_of_the_page_takes_what_the_page_sends(page: ChatClient) -> None:
    bodies = page_bodies(page.config, page.session)
    assert len(bodies) > 10
    assert [page.post(JOIN, json.dumps(body).encode()).status_code for body in bodies] == [200] * len(bodies)


@pytest.mark.parametrize(
    "text", ["\ud83d", "\0\u202e", "x" * LONGEST_TEXT, '{"path": "/etc/passwd"}', '{"act": "edit", "exchange": 1e999}']
)
def test_no_function_fails_on_a_text(page: ChatClient, text: str) -> None:
    for body in page_bodies(page.config, page.session):
        filled = {**body, "data": [text if value == "" else value for value in body["data"]], "event_data": text}
        assert page.outcome(filled) == {"msg": "process_completed", "success": True}


def test_no_function_takes_anything_else(traps: list[tuple[str, object]], built: FastAPI) -> None:
    blocks = gradio_app(built).get_blocks()
    requests = page_requests(blocks)
    for body in page_bodies(blocks.config, "abc"):
        assert read_payload(json.dumps(body).encode(), requests) == "abc"
        for hostile in hostile_bodies(body, traps, frozenset(requests)):
            if hostile.headers == JSON:
                with pytest.raises(PayloadError):
                    print(hostile.name, read_payload(hostile.content, requests))


def test_hostile_bodies_are_refused_in_one_line_and_nothing_is_copied(
    page: ChatClient, traps: list[tuple[str, object]], caplog: pytest.LogCaptureFixture
) -> None:
    body = page_bodies(page.config, page.session)[0]
    found = {hostile.name: refusal(page, hostile) for hostile in hostile_bodies(body, traps[::7], frozenset())}
    assert {name: answer for name, answer in found.items() if answer} == {}
    assert list(Path(os.environ["GRADIO_TEMP_DIR"]).iterdir()) == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_body_without_an_announced_length_is_checked_like_any(page: ChatClient) -> None:
    body = page_bodies(page.config, page.session)[0]
    texts = [json.dumps(body), json.dumps({**body, "fn_index": 999})]
    assert [page.post(JOIN, iter([text[:9].encode(), text[9:].encode()])).status_code for text in texts] == [200, 400]


def test_text_that_is_too_long_is_told_so_with_its_length(page: ChatClient) -> None:
    body = page_bodies(page.config, page.session)[0]
    refused = page.post(JOIN, json.dumps({**body, "data": ["x" * 30_000, *body["data"][1:]]}).encode())
    line = f"What was sent has 30,000 characters; at most {LONGEST_TEXT:,} are taken: shorten it."
    assert (refused.status_code, refused.json()) == (413, {"detail": line})


@pytest.mark.parametrize(
    "path",
    [
        f"{DATA}",
        f"{DATA}?session_hash=",
        f"{DATA}?session_hash=neverasked",
        f"{DATA}?session_hash=../x",
        f"{DATA}?session_hash=x&session_hash=y",
        f"{DATA}?session_hash[path]=/etc/passwd",
        f"{DATA}?session_hash=%00",
        f"{DATA}?session_hash={'x' * 65}",
        f"{DATA}/?session_hash=x",
        f"/gradio_api/heartbeat/{'x' * 65}",
        "/gradio_api/heartbeat/%D9%A1",
        "/gradio_api/heartbeat/x?session_hash=y",
        "/gradio_api/heartbeat/",
        JOIN,
    ],
)
def test_streams_of_pages_that_there_are_not_are_refused(page: ChatClient, path: str) -> None:
    assert page.get(path).status_code == 404


@pytest.mark.parametrize("path", [f"{JOIN}?x=1", f"{JOIN}/", DATA, "/gradio_api/heartbeat/x", "/gradio_api/cancel", "/gradio_api/reset"])
def test_right_body_is_refused_where_the_page_sends_none(page: ChatClient, path: str) -> None:
    body = page_bodies(page.config, page.session)[0]
    assert page.post(path, json.dumps(body).encode()).status_code == 404


def test_every_route_of_gradio_that_the_page_does_not_need_is_closed(page: ChatClient, built: FastAPI) -> None:
    paths = [path for path in gradio_app(built).openapi()["paths"] if path.startswith("/gradio_api/")]
    needed = {JOIN, DATA, "/gradio_api/heartbeat/{session_hash}"}
    assert needed < set(paths) and len(paths) > 30
    answers = {path: (page.get(path).status_code, page.post(path, b"{}").status_code) for path in paths if path not in needed}
    assert {path: answer for path, answer in answers.items() if answer != (404, 404)} == {}


def test_what_the_client_says_of_the_conversation_is_not_believed(page: ChatClient) -> None:
    body = page_bodies(page.config, page.session)[0]
    for claimed in ([], [["a", "b"]], "x", 0):
        refused = page.post(JOIN, json.dumps({**body, "data": [QUESTION, "", "", "", claimed, None, None]}).encode())
        assert refused.status_code == 400


@pytest.mark.parametrize(("outlet", "named"), [("No Such", "No Such"), ("\ud83d", "�"), ("x" * 20_000, "x" * 80), ("<b>", "&lt;b&gt;")])
def test_outlet_that_is_not_offered_is_told_so(page: ChatClient, outlet: str, named: str) -> None:
    assert f">There is no outlet {named}: choose one of the list.</p>" in page.ask(QUESTION, outlet=outlet).answer


def test_component_whose_values_are_not_known_is_not_built_into_the_page() -> None:
    with pytest.raises(TypeError, match="What the page sends for .* is not known"):
        page_requests(asyncio.run(blocks_with_an_object_as_input()))


async def blocks_with_an_object_as_input() -> gr.Blocks:  # in an event loop, because Gradio makes one otherwise and does not close it
    with gr.Blocks(analytics_enabled=False) as blocks:
        box = gr.JSON()
        box.change(lambda value: None, box)
    return blocks


def refusal(page: ChatClient, hostile: Hostile) -> str:
    """Empty for a refusal in one line; else what was answered."""
    answer = page.post(JOIN, hostile.content, hostile.headers)
    refused = 400 <= answer.status_code < 500 and list(answer.json()) == ["detail"] and "\n" not in answer.json()["detail"]
    return "" if refused else f"{answer.status_code} {answer.text[:200]}"


def gradio_app(app: FastAPI) -> gr.routes.App:
    return next(route.app for route in app.routes if isinstance(getattr(route, "app", None), gr.routes.App))
