"""Indexing speed: Dateline, the floor under it, and two other libraries on the same passages with the same weights.

The floor is the time that embedding all passages takes in one call of Dateline's own embedder, with nothing stored.
LlamaIndex is its starter (VectorStoreIndex over Chroma on disk, sentence-transformers in fp32, batches of 10, its
default), txtai its default index (Faiss, in memory, no texts kept). Loading models is not timed: each contestant runs in
a process of its own, is warmed up first, and they take turns round by round, each round starting with another.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from report import ROOT, SHARED, existing, print_heading, print_table

from index import Embedder, load_embedder
from index.folder import list_files
from index.parsing import parse_articles
from index.passages import cut_passages, embedded_text
from training.minilm import model_folder

CONTESTANTS = Path(__file__).with_name("contestants.py")
DATELINE, FLOOR = "Dateline", "floor"


class Worker:
    """A process that runs the contestants it is asked for and says how many seconds each took."""

    def __init__(self, python: Path, job: Path, threads: int) -> None:
        environment = os.environ | {"OMP_NUM_THREADS": str(threads), "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1", "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [python, CONTESTANTS, job], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, contestant: str, *, warm_up: bool = False) -> float:
        """Return the seconds; raises Skipped with the reason where the contestant is not installed."""
        assert self._process.stdin and self._process.stdout
        print(json.dumps({"contestant": contestant, "warm_up": warm_up}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"The process for {contestant} ended; its error is above.")
        answer = json.loads(line)
        if "skipped" in answer:
            raise Skipped(answer["skipped"])
        return float(answer["seconds"])

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


class Skipped(Exception):
    """A contestant that cannot run here, and why."""


def copy_articles(folder: Path, limit: int | None, to: Path) -> Path:
    """Copy the articles, or the first of them by name."""
    for file in list_files(folder).files[:limit]:
        (to / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / file, to / file)
    return to


def passage_texts(folder: Path, embedder: Embedder) -> list[str]:
    """What Dateline embeds, in its order."""
    texts = []
    for file in list_files(folder).files:
        for article in parse_articles(file, (folder / file).read_bytes()).articles:
            passages = cut_passages(article, embedder.token_offsets, embedder.max_tokens)
            texts += [embedded_text(article, passage, embedder.token_offsets) for passage in passages]
    return texts


def measure(workers: dict[str, Worker], rounds: int) -> tuple[dict[str, list[float]], dict[str, str]]:
    """Return contestant -> seconds, one a round, and contestant -> why it was skipped."""
    seconds: dict[str, list[float]] = {}
    skipped = {}
    for name, worker in workers.items():
        try:
            worker.run(name, warm_up=True)
            seconds[name] = []
        except Skipped as reason:
            skipped[name] = str(reason)
    names = list(seconds)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            seconds[name].append(workers[name].run(name))
    return seconds, skipped


def table(seconds: dict[str, list[float]], skipped: dict[str, str], passages: int) -> list[list[str]]:
    def ratio(name: str, other: str) -> str:
        return f"{statistics.median(a / b for a, b in zip(seconds[name], seconds[other], strict=True)):.2f}"

    rows = [["", "seconds", "from", "to", "passages/s", "to floor", "to Dateline"]]
    for name, times in seconds.items():
        middle = statistics.median(times)
        spread = [f"{value:.1f}" for value in (middle, min(times), max(times))]
        rows.append([name, *spread, f"{passages / middle:.0f}", ratio(name, FLOOR), ratio(name, DATELINE)])
    return rows + [[name, "skipped", *[""] * 5] for name in skipped]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=SHARED / "articles/wikinews", help="articles (default: ../shared/articles/wikinews)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, the median of which counts (default: 3)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N files")
    parser.add_argument("--threads", type=int, default=2, help="threads of each contestant (default: 2)")
    parser.add_argument(
        "--txtai-python", type=Path, metavar="PATH", help="Python of a virtual environment with txtai; without it that row is skipped"
    )
    given = parser.parse_args()

    embedder = load_embedder(None, threads=given.threads)
    with tempfile.TemporaryDirectory(prefix="dateline-indexing-") as temporary:
        folder = copy_articles(existing(given.folder), given.limit, Path(temporary) / "articles")
        texts = passage_texts(folder, embedder)
        files = len(list_files(folder).files)
        print_heading(
            corpus=f"{given.folder}, {files:,} files, {len(texts):,} passages",
            threads=given.threads,
            rounds=f"{given.rounds}; seconds are their median, ratios the median of those within a round",
        )
        job = Path(temporary) / "job.json"
        weights = str(model_folder())  # in 32 bits, as the others run them
        job.write_text(json.dumps({"folder": str(folder), "texts": texts, "weights": weights, "threads": given.threads}), "utf-8")
        own, llama_index = (Worker(Path(sys.executable), job, given.threads) for _ in range(2))
        workers = {DATELINE: own, FLOOR: own, "LlamaIndex": llama_index}
        if given.txtai_python:
            workers["txtai"] = Worker(given.txtai_python, job, given.threads)
        seconds, skipped = measure(workers, given.rounds)
        for worker in set(workers.values()):
            worker.close()
    if not given.txtai_python:
        skipped["txtai"] = "no --txtai-python given (python -m venv D; D/bin/pip install torch==2.13.0; D/bin/pip install txtai)"
    print_table(table(seconds, skipped, len(texts)))
    for name, reason in skipped.items():
        print(f"{name} skipped: {reason}")


if __name__ == "__main__":
    main()
