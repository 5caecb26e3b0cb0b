"""Several people at once, over HTTP as their pages ask: right answers, a line when it is full of them, and no errors."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from chat_client import ChatClient, Reply
from fake_assistant import FakeAssistant
from web_server import served

from assistant import Answer, Assistant
from assistant.web.settings import WebSettings
from assistant.web.waiting import ANSWERING_AT_ONCE, WAITING_AT_MOST
from index import Embedder, IndexSettings

SAMPLE = Path(__file__).parents[3] / "assistant" / "sample"
BUSY = "The assistant is busy with"


@dataclass
class HeldAssistant(FakeAssistant):
    """Answers nobody until `held` is set; `most` tells how many it was answering at once."""

    held: threading.Event = field(default_factory=threading.Event)
    under_way: int = 0
    most: int = 0
    counting: threading.Lock = field(default_factory=threading.Lock)

    def stream(self, question: str, **narrowed: Any) -> Iterator[Answer]:
        with self.counting:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        self.held.wait()
        yield from super().stream(question, **narrowed)
        with self.counting:
            self.under_way -= 1


def at_once(address: str, questions: list[str], settled: Callable[[], None] = lambda: None) -> list[Reply]:
    """The replies to people who ask at the same time, each in a conversation of their own.

    `settled` is called for each of them who is shown the line or told that it is full.
    """

    def ask(client: ChatClient, question: str) -> Reply:
        reply = client.ask(question, in_line=settled)
        if BUSY in reply.answer:
            settled()
        return reply

    clients = [ChatClient(address) for _ in questions]
    with ThreadPoolExecutor(len(clients)) as people:
        replies = list(people.map(ask, clients, questions))
    for client in clients:
        client.close()
    return replies


def test_eight_people_get_the_answers_that_each_gets_alone(sample_index: Path, minilm: Embedder) -> None:
    lines = (SAMPLE / "questions.jsonl").read_text("utf-8").splitlines()[:8]
    questions = [json.loads(line)["question"] for line in lines]
    assistant = Assistant(index_settings=IndexSettings(index_dir=sample_index), embedder=minilm)
    with served(assistant) as address:
        alone = [at_once(address, [question])[0].messages for question in questions]
        together = [reply.messages for reply in at_once(address, questions)]
    assistant.close()
    assert together == alone
    assert sum('class="answer"' in reply for _, reply in alone) >= 4


@pytest.mark.parametrize(("answering", "waiting"), [(ANSWERING_AT_ONCE, WAITING_AT_MOST), (1, 2)])
def test_many_people_are_answered_in_line_and_those_beyond_it_are_told(answering: int, waiting: int) -> None:
    assistant, beyond = HeldAssistant(), 3
    settled = threading.Semaphore(0)

    def answer_when_all_have_come() -> None:
        for _ in range(waiting + beyond):
            settled.acquire()
        assistant.held.set()

    threading.Thread(target=answer_when_all_have_come, daemon=True).start()
    with served(assistant, WebSettings(answering=answering, waiting=waiting)) as address:
        questions = ["Who died in Besmera?"] * (answering + waiting + beyond)
        replies = at_once(address, questions, settled=settled.release)
        after = at_once(address, ["Who died in Besmera?"])
    answered = ["Marel Oskwin" in reply.answer for reply in replies]
    told = [f"{BUSY} {answering + waiting} questions; ask again in a moment." in reply.answer for reply in replies]
    assert Counter(zip(answered, told, (reply.waited for reply in replies), strict=True)) == {
        (True, False, False): answering,
        (True, False, True): waiting,
        (False, True, False): beyond,
    }
    assert assistant.most == answering
    assert [reply.failed for reply in (*replies, *after)] == [False] * (len(replies) + 1)
    assert "Marel Oskwin" in after[0].answer
