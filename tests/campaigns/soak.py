"""The memory of the page while people ask and vanish: it must not grow after the warm-up.

Every second some of them come, each as a page of its own: they ask and never fetch the answer, break off in the middle of it, hold
their streams open without reading, send questions that are refused, or load the page and leave. For each line that is printed a
proper page opens, asks twice, and is closed. The server has a process of its own. Exit code 1 when the memory of the last quarter is
more than 10% above that of the second, when a proper page was not answered, or when the log holds anything.
"""

import argparse
import itertools
import json
import socket
import sys
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from urllib.parse import urlsplit

from chat_server import ROOT, SAMPLE, chat_server

sys.path.insert(0, str(ROOT / "tests"))
from chat_client import ChatClient
from page_payloads import page_bodies

HELD = 60  # streams that are open at a time without anybody reading them
GROWTH = 0.10
ROW = "{:7.1f} {:7.1f} {:>6} {:>7} {:>10} {:>8} {:>6}"


class Crowd:
    """People who come to the page, each once."""

    def __init__(self, address: str, questions: list[str]) -> None:
        self._page = ChatClient(address)
        self._place = urlsplit(address)
        self._questions = itertools.cycle(questions)
        self._held: deque[socket.socket] = deque()
        self._ways = itertools.cycle([self._ask, self._break_off, self._load, self._hold, self._ask_too_long])
        self.came = 0

    def come(self) -> None:
        """The next of them, in the next way."""
        self.came += 1
        next(self._ways)(uuid.uuid4().hex)

    def _ask(self, session: str) -> None:
        self._join({**self._page.question(next(self._questions)), "session_hash": session})

    def _ask_too_long(self, session: str) -> None:
        for _ in range(3):
            self._join({**self._page.question("x" * 19_000), "session_hash": session})

    def _load(self, session: str) -> None:
        self._join(page_bodies(self._page.config, session)[-1])

    def _break_off(self, session: str) -> None:
        self._ask(session)
        stream = self._stream(f"queue/data?session_hash={session}")
        stream.recv(2000)
        stream.close()

    def _hold(self, session: str) -> None:
        self._ask(session)
        self._held += [self._stream(f"heartbeat/{session}"), self._stream(f"queue/data?session_hash={session}")]
        while len(self._held) > HELD:
            self._held.popleft().close()

    def _join(self, body: dict[str, object]) -> None:
        answer = self._page.post("/gradio_api/queue/join", json.dumps(body).encode())
        assert answer.status_code == 200, answer.text

    def _stream(self, path: str) -> socket.socket:
        stream = socket.create_connection((self._place.hostname, self._place.port or 80), timeout=30)
        stream.sendall(f"GET /gradio_api/{path} HTTP/1.1\r\nHost: {self._place.netloc}\r\n\r\n".encode())
        return stream


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long (default: 1, of which little can be said; 60 for an hour)")
    parser.add_argument("--rate", type=float, default=4.0, help="people who come in a second (default: 4)")
    given = parser.parse_args()
    questions = [json.loads(line)["question"] for line in next(SAMPLE.glob("*.jsonl")).read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory(prefix="dateline-soak-") as temporary:
        with chat_server(Path(temporary)) as server:
            crowd = Crowd(server.address, questions)
            print("minutes      MB  pages  unread  under way  threads   came")
            megabytes, answered = [], []
            for minutes in readings(given.minutes, crowd.come, given.rate):
                answered.append(is_answered(server.address, questions[0]))
                told = server.told()
                megabytes.append(told["MB"])
                figures = [told[name] for name in ("pages", "unread", "under way", "threads")]
                print(ROW.format(minutes, told["MB"], *figures, crowd.came), flush=True)
        log = (Path(temporary) / "log.txt").read_text()
    quarter = max(1, len(megabytes) // 4)
    growth = mean(megabytes[-quarter:]) / mean(megabytes[quarter : 2 * quarter] or megabytes) - 1
    print(f"\nthe last quarter against the second: {growth:+.1%}; proper pages answered: {sum(answered)} of {len(answered)}")
    print(f"the log: {log or 'empty'}")
    sys.exit(growth > GROWTH or not all(answered) or bool(log))


def is_answered(address: str, question: str) -> bool:
    """Whether a page that asks twice has both answers in its conversation."""
    page = ChatClient(address)
    with page.heartbeat():
        page.ask(question)
        answers = ['class="answer"' in message for message in page.ask(question).messages]
    page.close()
    return answers == [False, True, False, True]


def readings(minutes: float, act: Callable[[], None], rate: float) -> Iterator[float]:
    """Act so often in a second, and yield the minutes that went by, forty times in all and at most every three seconds."""
    began = time.monotonic()
    each = max(3.0, minutes * 60 / 40)
    due, told = began, began
    while (now := time.monotonic()) - began < minutes * 60:
        act()
        due = max(due + 1 / rate, now)  # what is late is left out
        time.sleep(max(0.0, due - time.monotonic()))
        if time.monotonic() - told >= each:
            told = time.monotonic()
            yield (told - began) / 60


if __name__ == "__main__":
    main()
