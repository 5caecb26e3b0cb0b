"""That what Gradio keeps for pages is bounded, and that a page that is open is not forgotten for those that vanished."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr
import pytest
from chat_client import ChatClient
from fake_assistant import FakeAssistant
from page_payloads import page_bodies
from web_server import TOKEN, serving

from assistant.web import build_app, open_pages
from assistant.web.open_pages import UNDER_WAY_AT_MOST, OpenPages, TooManyRequests
from assistant.web.settings import WebSettings

JOIN = "/gradio_api/queue/join"
QUESTION = "When did Oskwin die?"


PAGES_KEPT = 10


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ChatClient, gr.Blocks]]:
    monkeypatch.setattr(open_pages, "PAGES_KEPT", PAGES_KEPT)
    app = build_app(FakeAssistant(), WebSettings(access=TOKEN))  # type: ignore[arg-type]
    blocks = next(route.app for route in app.routes if isinstance(getattr(route, "app", None), gr.routes.App)).get_blocks()
    with serving(app) as address:
        client = ChatClient(address)
        yield client, blocks
        client.close()


def test_pages_that_vanish_are_kept_up_to_a_number(page: tuple[ChatClient, gr.Blocks]) -> None:
    client, blocks = page
    vanish(client, PAGES_KEPT + 30)
    settle(lambda: not blocks._queue.event_ids_to_events)
    assert kept(blocks) == {
        "sessions": PAGES_KEPT,
        "used": PAGES_KEPT,
        "messages": PAGES_KEPT,
        "unread": PAGES_KEPT,
        "events": 0,
        "analytics": 1,
    }


def test_open_page_keeps_its_conversation_while_others_vanish(page: tuple[ChatClient, gr.Blocks]) -> None:
    client, _ = page
    with client.heartbeat():
        client.ask(QUESTION)
        vanish(client, PAGES_KEPT + 10)
        assert len(client.ask(QUESTION).messages) == 4


def test_page_that_was_closed_gives_way_and_is_answered_when_it_comes_back(page: tuple[ChatClient, gr.Blocks]) -> None:
    client, blocks = page
    with client.heartbeat():
        client.ask(QUESTION)
    vanish(client, PAGES_KEPT + 10)
    assert client.session not in blocks.state_holder.session_data
    assert len(client.ask(QUESTION).messages) == 2


def test_page_that_fetches_no_answers_is_refused_and_the_others_are_not(page: tuple[ChatClient, gr.Blocks]) -> None:
    client, blocks = page
    body = page_bodies(client.config, "greedy")[-1]
    answers = [client.post(JOIN, json.dumps(body).encode()) for _ in range(UNDER_WAY_AT_MOST + 1)]
    assert [answer.status_code for answer in answers] == [*[200] * UNDER_WAY_AT_MOST, 429]
    assert answers[-1].json() == {"detail": "This page has too many requests under way: load it again."}
    assert len(client.ask(QUESTION).messages) == 2
    assert len(blocks._queue.pending_event_ids_session["greedy"]) == UNDER_WAY_AT_MOST


def test_page_that_is_being_answered_is_not_forgotten_for_another(
    page: tuple[ChatClient, gr.Blocks], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, blocks = page
    monkeypatch.setattr(open_pages, "PAGES_KEPT", 1)
    pages = OpenPages(blocks)
    blocks.state_holder["reader"]
    with pages.opened("reader", reading=True), pytest.raises(TooManyRequests, match=r"^Too many pages are open; try again in a moment\.$"):
        asyncio.run(pages.admit("another"))
    with pages.opened("reader", reading=False):
        asyncio.run(pages.admit("another"))
    assert list(blocks.state_holder.session_data) == []


def vanish(client: ChatClient, count: int) -> None:
    """So many pages are loaded, and never fetch what they asked for."""
    loading = page_bodies(client.config, "")[-1]
    for number in range(count):
        answer = client.post(JOIN, json.dumps({**loading, "session_hash": f"gone{number}"}).encode())
        assert answer.status_code == 200


def kept(blocks: Any) -> dict[str, int]:
    queue, states = blocks._queue, blocks.state_holder
    return {
        "sessions": len(states.session_data),
        "used": len(states.time_last_used),
        "messages": len(queue.pending_messages_per_session),
        "unread": len(queue.pending_event_ids_session),
        "events": len(queue.event_ids_to_events),
        "analytics": len(queue.event_analytics),
    }


def settle(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not done() and time.monotonic() < until:
        time.sleep(0.02)
