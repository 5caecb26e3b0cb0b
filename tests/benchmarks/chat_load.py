"""The web chat under load: seconds from asking to the first words with one, eight and thirty-two people, and what its start takes.

The server is `dateline chat` in a process of its own; people ask over HTTP as the page does, all at the same moment, each in a
conversation of their own. A reply is the same when it is, letter for letter, the reply to that question asked alone.
"""

import argparse
import json
import math
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

from report import ROOT, print_heading, print_table

sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))
from browser import admitted, headless_chromium
from chat_client import ChatClient, Reply
from web_server import TOKEN

from assistant.web.access import TOKEN_VARIABLE

SAMPLE = ROOT / "assistant/sample"
REFUSED = "The assistant is busy with"
PATIENCE = 120.0  # seconds until the server must answer

# Run in a process of its own with the folder of an index: prints how long each step of the start takes.
STAGES = """
import json, sys, time
begun, spent = time.perf_counter(), {}

def mark(name):
    global begun
    now = time.perf_counter()
    spent[name], begun = now - begun, now

import assistant.cli
from assistant import Assistant, AssistantSettings
from assistant.reading.reader import load_reader
from index import IndexSettings, load_embedder
mark("import Dateline")
from pathlib import Path
settings = IndexSettings(index_dir=Path(sys.argv[1]))
embedder = load_embedder(None, threads=settings.threads)
mark("load the embedding model")
reader = load_reader(None, threads=settings.threads)
mark("load the reader")
assistant = Assistant(index_settings=settings, embedder=embedder, reader=reader)
mark("open the index")
from assistant.web import app
app.os.environ.update(app._GRADIO)
mark("import the web server")
import gradio
mark("import Gradio")
examples = assistant.example_questions
def timed(limit):
    before = time.perf_counter()
    found = examples(limit)
    spent["find example questions (first use of both models)"] = time.perf_counter() - before
    return found
assistant.example_questions = timed
from assistant.web.access import Token
from assistant.web.settings import WebSettings
token = Token()
page = app.build_app(assistant, WebSettings(access=token))
mark("build the page")
spent["build the page"] -= spent.get("find example questions (first use of both models)", 0)
from starlette.testclient import TestClient
with TestClient(page, base_url="http://localhost") as client:
    mark("")
    assert client.get("/", headers={"Authorization": "Bearer " + token.value}).status_code == 200
    mark("make the first page")
spent.pop("")
print(json.dumps(spent))
"""


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    return kept | {"PYTHONPATH": str(ROOT), TOKEN_VARIABLE: TOKEN.value}


@contextmanager
def chat(index_dir: Path, *options: str) -> Iterator[tuple[str, float]]:
    """The address of `dateline chat`, and the seconds until it answered."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "chat", "--index-dir", str(index_dir), "--port", str(port), *options]
    started = time.perf_counter()
    server = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        if "Dateline is at" not in server.stdout.readline():
            sys.exit("The server did not start.")
        yield f"http://127.0.0.1:{port}", time.perf_counter() - started
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def ask_at_once(address: str, questions: Sequence[str]) -> list[Reply]:
    """The replies to people who ask in the same moment, one question each."""
    together = Barrier(len(questions))
    clients = [ChatClient(address) for _ in questions]

    def ask(client: ChatClient, question: str) -> Reply:
        together.wait()
        return client.ask(question)

    with ThreadPoolExecutor(len(questions)) as people:
        replies = list(people.map(ask, clients, questions))
    for client in clients:
        client.close()
    return replies


def row(name: str, replies: Sequence[Reply], wanted: Sequence[str]) -> list[str]:
    """The figures of one kind of load."""
    refused = [REFUSED in reply.answer for reply in replies]
    first = sorted(reply.first_words for reply in replies if reply.first_words is not None)
    errors = sum(reply.failed or (reply.first_words is None and not no) for reply, no in zip(replies, refused, strict=True))
    same = sum(reply.answer == answer for reply, answer in zip(replies, wanted, strict=True))
    answered = len(replies) - sum(refused)
    counts = [str(len(replies)), str(errors), f"{same} of {answered}", str(sum(reply.waited for reply in replies)), str(sum(refused))]
    return [name, *counts, *(f"{value:.2f}" for value in (statistics.median(first), percentile(first, 0.95), first[-1]))]


def percentile(ordered: Sequence[float], part: float) -> float:
    """The smallest value that so large a part of all does not exceed."""
    return ordered[math.ceil(len(ordered) * part) - 1]


def measure_load(address: str, questions: Sequence[str], people: Sequence[int], rounds: int) -> None:
    """Print a row for each number of people."""
    replies = [ask_at_once(address, [question])[0] for question in questions]
    alone = dict(zip(questions, (reply.answer for reply in replies), strict=True))
    head = ["people at once", "asked", "errors", "same as alone", "shown the line", "told to ask again", "first words p50", "p95", "max"]
    rows = [head, row("1, the first question", replies[:1], [alone[questions[0]]]), row("1", replies, list(alone.values()))]
    for count in people:
        asked = [[questions[(number * count + one) % len(questions)] for one in range(count)] for number in range(rounds)]
        found = [reply for some in asked for reply in ask_at_once(address, some)]
        rows.append(row(str(count), found, [alone[question] for some in asked for question in some]))
    again = [ask_at_once(address, [question])[0] for question in questions]
    rows.append(row("1, afterwards", again, list(alone.values())))
    print_table(rows)


def measure_start(index_dir: Path, rounds: int) -> None:
    """Print what the seconds until the page can be used go to; the medians."""
    command = [sys.executable, "-c", STAGES, str(index_dir)]
    runs = []
    for _ in range(rounds + 1):  # the first warms the file cache
        done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
        runs.append(json.loads(done.stdout))
    rows = [["of the start", "seconds"], *([name, f"{statistics.median(run[name] for run in runs[1:]):.2f}"] for name in runs[0])]
    print_table(rows)


def usable(address: str) -> float:
    """Seconds until a browser that is there already has the page with a box to type into."""
    with headless_chromium() as chromium:
        page = admitted(chromium).new_page()
        started = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("#question textarea", timeout=PATIENCE * 1000)
        return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=SAMPLE / "articles", help="articles that are asked about (default: the sample)")
    parser.add_argument("--index-dir", type=Path, help="an index that is there already, instead of indexing the folder")
    parser.add_argument("--questions", type=Path, help="questions, one JSON object a line (default: of the sample)")
    parser.add_argument("--limit", type=int, default=40, help="questions that are asked (default: 40)")
    parser.add_argument("--people", type=int, nargs="+", default=[8, 32, 60], help="so many ask at once (default: 8 32 60)")
    parser.add_argument("--rounds", type=int, default=5, help="how often they do, and how often the start is measured (default: 5)")
    parser.add_argument("--concurrency", type=int, default=4, help="of `dateline chat` (default: 4)")
    parser.add_argument("--no-start", action="store_true", help="measure the load only")
    given = parser.parse_args()
    questions = read(given.questions or next(SAMPLE.glob("*.jsonl")), given.limit)

    with tempfile.TemporaryDirectory(prefix="dateline-load-") as temporary:
        index_dir = given.index_dir or Path(temporary) / "index"
        if not given.index_dir:
            command = [sys.executable, "-m", "assistant.cli", "index", str(given.folder), "--index-dir", str(index_dir)]
            subprocess.run(command, env=environment(), stdout=subprocess.DEVNULL, check=True)
        print_heading(index=given.index_dir or given.folder, questions=len(questions), rounds=given.rounds, answering=given.concurrency)
        with chat(index_dir, "--concurrency", str(given.concurrency)) as (address, seconds):
            measure_load(address, questions, given.people, given.rounds)
            if not given.no_start:
                print(f"from the command to the address: {seconds:.2f} s; from there to a page that can be used: {usable(address):.2f} s\n")
        if not given.no_start:
            measure_start(index_dir, given.rounds)


def read(path: Path, limit: int) -> list[str]:
    """The questions of a file, each once."""
    lines = path.read_text("utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)["question"] for line in lines))[:limit]


if __name__ == "__main__":
    main()
