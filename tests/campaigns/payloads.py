"""Hostile bodies and addresses to every function and route of the page, over HTTP, and what came of them.

Each must be refused with 4xx and one line, at once. Nothing may be copied (no file may appear in the server's temporary folder,
which is its home and its working folder as well), nothing fetched (a server on this machine must not be called), nothing may hang
(a FIFO and /dev/zero are among the files), and the page must answer a proper question in the end. Exit code 1 if anything did.
"""

import argparse
import json
import os
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
from chat_server import ROOT, ChatServer, chat_server

sys.path.insert(0, str(ROOT / "tests"))
from chat_client import JSON, ChatClient
from page_payloads import files_and_addresses, hostile_bodies, hostile_values, page_bodies
from web_server import ADMITTED

QUESTION = "How many clocks does the museum at Ystrel own?"
SLOWEST = 5.0  # seconds until a refusal
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OPENINGS = ("queue/data?session_hash=", "heartbeat/", "file=", "file/", "proxy=", "queue/join?session_hash=", "upload?upload_id=")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=5, help="send one in so many of the bodies (default: 5; 1 for all)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-payloads-") as temporary, socket.create_server(("127.0.0.1", 0)) as canary:
        home = Path(temporary)
        (home / "secret.txt").write_text("secret")
        os.mkfifo(home / "fifo")
        with chat_server(home) as server:
            faults = attack(server, home, f"http://127.0.0.1:{canary.getsockname()[1]}", given.every)
        faults += [f"left behind: {path}" for path in files(home / "tmp")]
        faults += ["the canary was called"] if was_called(canary) else []
        faults += [f"the log says: {line}" for line in (home / "log.txt").read_text().splitlines()[:20]]
    print("\n".join(faults) or "nothing was copied, fetched or hung, nothing else than refused, and the page answers")
    sys.exit(bool(faults))


def attack(server: ChatServer, home: Path, canary: str, every: int) -> list[str]:
    """What went wrong."""
    client = ChatClient(server.address)
    before = files(home / "tmp")
    counts: Counter[int] = Counter()
    faults: list[str] = []
    values = list(hostile_values(*files_and_addresses(home, canary)))
    bodies = page_bodies(client.config, client.session)
    numbers = frozenset(body["fn_index"] for body in bodies)
    with httpx2.Client(base_url=server.address, headers=ADMITTED, timeout=SLOWEST) as http:
        for body in bodies:
            hostile = list(hostile_bodies(body, values, numbers))[::every]
            for one in hostile:
                asked = http.build_request("POST", "/gradio_api/queue/join", content=one.content, headers=one.headers)
                faults += sent(http, asked, f"function {body['fn_index']}: {one.name}", counts)
            print(f"function {body['fn_index']}: {len(hostile)} bodies", flush=True)
        others = list(other_requests(http, server.told()["routes"], home, canary))
        for asked in others:
            faults += sent(http, asked, f"{asked.method} {asked.url}", counts)
    print(f"other methods, routes and queries: {len(others)} requests")
    print("answers by status:", dict(sorted(counts.items())))
    if counts[401]:  # turned away at the door, they show nothing of what is behind it
        faults.append(f"{counts[401]} requests were not let in")
    if files(home / "tmp") != before:
        faults.append(f"new files: {files(home / 'tmp') - before}")
    client.close()
    reply = ChatClient(server.address).ask(QUESTION)
    if reply.failed or "clocks" not in reply.answer:
        faults.append(f"the question at the end: {reply}")
    return faults


def sent(http: httpx2.Client, asked: httpx2.Request, name: str, counts: Counter[int]) -> list[str]:
    """Empty when it was refused; else what happened."""
    began = time.perf_counter()
    try:
        answer = http.send(asked)
    except httpx2.HTTPError as error:
        return [f"{name}: {error!r}"]
    counts[answer.status_code] += 1
    seconds = time.perf_counter() - began
    refused = 400 <= answer.status_code < 500 and len(answer.text.splitlines()) <= 1 and "Traceback" not in answer.text
    return [] if refused and seconds < SLOWEST else [f"{name}: {answer.status_code} in {seconds:.1f} s, {answer.text[:200]}"]


def other_requests(http: httpx2.Client, routes: list[str], home: Path, canary: str) -> Iterator[httpx2.Request]:
    """Every method on every route of Gradio, and hostile places and sessions in the addresses of those that are open."""
    paths, addresses = files_and_addresses(home, canary)
    for route in routes:
        path = route.replace("{", "").replace("}", "")
        for method in METHODS:
            if route.startswith("/gradio_api"):
                yield http.build_request(method, path, content=b"{}", headers=JSON)
    for place in [*paths, *addresses, "\ud83d", "\0", "x" * 10_000, json.dumps({"path": "/etc/passwd"})]:
        quoted = "".join(f"%{byte:02x}" for byte in place.encode("utf-8", "surrogatepass"))
        for start in OPENINGS:
            yield http.build_request("GET", f"/gradio_api/{start}{quoted}")
            yield http.build_request("POST", f"/gradio_api/{start}{quoted}", files={"files": ("a.txt", b"x")})


def files(folder: Path) -> set[str]:
    """Every file below the folder, and every folder in it."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def was_called(canary: socket.socket) -> bool:
    canary.setblocking(False)
    try:
        canary.accept()
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    main()
