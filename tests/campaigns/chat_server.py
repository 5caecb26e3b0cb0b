"""The real page over the sample articles in a process of its own, whose memory and sessions can be asked for while it serves."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "assistant" / "sample"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


@dataclass(frozen=True)
class ChatServer:
    """A server under attack: its `address`, and what it tells of itself."""

    address: str
    process: "subprocess.Popen[str]"

    def told(self) -> dict[str, Any]:
        """Memory in MB, what is kept for pages, threads, and Gradio's routes."""
        assert self.process.stdin and self.process.stdout
        print("tell", file=self.process.stdin, flush=True)
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@contextmanager
def chat_server(home: Path) -> Iterator[ChatServer]:
    """Index the sample below `home` and serve it, with every temporary file in `home`/tmp and the log in `home`/log.txt."""
    (home / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(home / "tmp"), "HOME": str(home / "tmp"), "HF_HUB_OFFLINE": "1"}
    with (home / "log.txt").open("w") as log:
        command = [sys.executable, __file__, str(home / "index")]
        process = subprocess.Popen(
            command, env=environment, cwd=home / "tmp", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdin and process.stdout
        try:
            address = process.stdout.readline().strip()
            if not address:
                sys.exit(f"The server did not start: {(home / 'log.txt').read_text()}")
            yield ChatServer(address, process)
            process.stdin.close()
            process.wait(timeout=60)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def serve(index_dir: Path) -> None:
    """Serve until stdin ends, and tell for each line of it."""
    from web_server import TOKEN, serving

    from assistant import Assistant
    from assistant.web import build_app
    from assistant.web.settings import WebSettings
    from index import IndexSettings, load_embedder, update_index

    embedder = load_embedder(None, threads=2)
    update_index(SAMPLE / "articles", IndexSettings(index_dir=index_dir), embedder)
    app = build_app(Assistant(index_settings=IndexSettings(index_dir=index_dir), embedder=embedder), WebSettings(access=TOKEN))
    with serving(app) as address:
        print(address, flush=True)
        for _ in sys.stdin:
            print(json.dumps(_told(app)), flush=True)


def _told(app: Any) -> dict[str, Any]:
    gradio = next(route.app for route in app.routes if hasattr(getattr(route, "app", None), "get_blocks"))
    queue = gradio.get_blocks()._queue
    return {
        "MB": round(_resident(), 1),
        "pages": len(gradio.state_holder.session_data),
        "unread": sum(messages.qsize() for messages in list(queue.pending_messages_per_session.values())),
        "under way": len(queue.event_ids_to_events),
        "threads": threading.active_count(),
        "routes": sorted(gradio.openapi()["paths"]),
    }


def _resident() -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
