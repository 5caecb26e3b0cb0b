"""Asks over HTTP as the page in a browser does: Gradio's queue protocol, without a browser's own work."""

import json
import re
import ssl
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from web_server import ADMITTED

WAITS = "Other questions are being answered"
ANSWERS = ('class=\\"answer\\"', 'class=\\"abstained\\"')
JSON = {"Content-Type": "application/json"}
PATIENCE = 120.0  # seconds, for the last of many in line


@dataclass(frozen=True)
class Reply:
    """What came back: the messages as HTML, and seconds until the first words and until the end.

    `first_words` is None when there was no answer; `waited` tells that the line was shown.
    """

    status: int
    messages: tuple[str, ...]
    waited: bool
    first_words: float | None
    seconds: float
    failed: bool

    @property
    def answer(self) -> str:
        """The last message."""
        return self.messages[-1] if self.messages else ""


class ChatClient:
    """One open page: a session with a conversation of its own."""

    def __init__(self, address: str, headers: Mapping[str, str] = ADMITTED, verify: ssl.SSLContext | bool = True) -> None:
        self._http = httpx2.Client(base_url=address, headers=headers, verify=verify, timeout=PATIENCE)
        self.session = uuid.uuid4().hex
        self.config = _config(self._http.get("/").text)
        self._submit = self._event("question", "submit")

    def close(self) -> None:
        """Close the page."""
        self._http.close()

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """While the page is open: the stream that it holds for as long as it lives."""
        with self._http.stream("GET", f"/gradio_api/heartbeat/{self.session}"):
            yield

    def get(self, path: str) -> httpx2.Response:
        """What is there."""
        return self._http.get(path)

    def post(self, path: str, content: bytes | Iterator[bytes], headers: Mapping[str, str] = JSON) -> httpx2.Response:
        """What is answered to this body."""
        return self._http.post(path, content=content, headers=headers)

    def ask(self, question: object, in_line: Callable[[], None] = lambda: None, *, outlet: str | None = None) -> Reply:
        """Type the question and press Enter; the reply when it is whole. `in_line` is called when the line is first shown."""
        started = time.perf_counter()
        joined = self.post("/gradio_api/queue/join", json.dumps(self.question(question, outlet)).encode())
        if joined.status_code != 200:
            return Reply(joined.status_code, (), False, None, time.perf_counter() - started, failed=True)
        waited, first = False, None
        last: dict[str, Any] = {}
        for text, message in self._events(joined.json()["event_id"]):
            last = message
            if not waited and WAITS in text:
                waited = True
                in_line()
            if first is None and any(answer in text for answer in ANSWERS):
                first = time.perf_counter() - started
        failed = last.get("msg") != "process_completed" or not last.get("success")
        messages = () if failed else self._messages(last["output"]["data"])
        return Reply(200, messages, waited, first, time.perf_counter() - started, failed)

    def outcome(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """How what this body asks for ended."""
        joined = self.post("/gradio_api/queue/join", json.dumps(body).encode())
        *_, (_, last) = self._events(joined.json()["event_id"])
        return {name: last[name] for name in ("msg", "success")}

    def question(self, question: object, outlet: str | None = None) -> dict[str, Any]:
        """The body that asks it."""
        box = self._component("question")
        filled = {box: question, self._component("outlet"): outlet}
        return {
            "data": [filled.get(id) for id in self._submit["inputs"]],
            "event_data": None,
            "fn_index": self._submit["id"],
            "trigger_id": box,
            "session_hash": self.session,
        }

    def _events(self, event_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The messages about one question, each as text and read, up to its end."""
        query = {"session_hash": self.session}
        with self._http.stream("GET", "/gradio_api/queue/data", params=query) as stream:
            for line in stream.iter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message.get("event_id") == event_id:
                    yield line, message
                if message["msg"] in ("process_completed", "close_stream", "unexpected_error"):
                    return

    def _messages(self, outputs: list[Any]) -> tuple[str, ...]:
        at = self._submit["outputs"].index(self._component("conversation"))
        return tuple(_text(message["content"]) for message in outputs[at])

    def _component(self, name: str) -> int:
        return next(one["id"] for one in self.config["components"] if one["props"].get("elem_id") == name)

    def _event(self, name: str, event: str) -> dict[str, Any]:
        target = [self._component(name), event]
        return next(one for one in self.config["dependencies"] if target in [list(t) for t in one["targets"]])


def _config(page: str) -> dict[str, Any]:
    found = re.search(r"window\.gradio_config = (\{.*?\});\s*</script>", page, re.DOTALL)
    if found is None:
        raise ValueError("The page carries no configuration.")
    config: dict[str, Any] = json.loads(found[1])
    return config


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
