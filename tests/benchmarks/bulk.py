"""Large inputs: memory, speed, how often progress is told, and how soon indexing ends once it is cancelled.

Invented articles, each of words in an order of its own, are written as one JSON Lines file, or as text files in one zip, and indexed with
the hashing embedder by `update_index` in a process of its own. With --cancel it is interrupted, as Ctrl-C does, at these shares of its
seconds, each time from nothing, and once more until it ends.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from report import ROOT, print_heading, print_table

CHILD = """
import json, signal, sys, time
from pathlib import Path
from hashing_embedder import HashingEmbedder
from index import IndexSettings, update_index

class Forgetful(HashingEmbedder):  # what it has seen would grow with the articles
    def embed_passages(self, texts):
        self.seen.clear()
        return super().embed_passages(texts)

def tell(step):
    print(json.dumps({"at": time.time(), "stage": step.stage, "passages": step.passages, "share": step.share}), flush=True)

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the benchmark was begun in the background
try:
    report = update_index(Path(sys.argv[1]), IndexSettings(index_dir=Path(sys.argv[2])), Forgetful(), progress=tell)
except KeyboardInterrupt:
    sys.exit(130)
print(json.dumps({"articles": report.added + report.unchanged, "failed": len(report.failed), "seconds": report.seconds}), flush=True)
"""
SYLLABLES = "bes me ra vol tun ska dre lin or pel mar kos ti ven hal gru sei na fod lar um brek".split()
WORDS_A_SENTENCE = 16
WRITTEN_AT_ONCE = 50


def texts(size: int, seed: int = 1) -> Iterator[tuple[str, date, str]]:
    """Yield (title, day, text) of invented articles of `size` characters, of no end."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(20_000)]
    words += "the of and to in a is was for on that by with as at from were said has".split() * 400
    number = 0
    while True:
        number += 1
        sentences: list[str] = []
        while sum(map(len, sentences)) < size:
            some = chance.choices(words, k=WORDS_A_SENTENCE)
            sentences.append(f"{some[0].title()} {' '.join(some[1:])} {chance.randrange(9999)} {chance.choice(words).title()}.")
        paragraphs = [" ".join(sentences[n : n + 3]) for n in range(0, len(sentences), 3)]
        yield " ".join(chance.choices(words, k=7)).title(), date(2015, 1, 1) + timedelta(number % 3600), "\n\n".join(paragraphs)


def write_lines(path: Path, megabytes: float, size: int) -> None:
    """Write a JSON Lines file of so many megabytes."""
    with path.open("w", encoding="utf-8") as file:
        for title, day, text in texts(size):
            file.write(json.dumps({"title": title, "date": str(day), "source": "Besmera Wire", "text": text}) + "\n")
            if file.tell() >= megabytes * 1e6:
                return


def write_zip(path: Path, files: int, size: int) -> None:
    """Write a zip of so many text files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for number, (_, day, text) in zip(range(files), texts(size), strict=False):
            file.writestr(f"{day:%Y/%m}/{number:06}.txt", f" date {day} {text}")


@dataclass(frozen=True)
class Run:
    """What was seen of one run from outside: `steps` are what it told, the last its report."""

    seconds: float
    peak_mb: float
    memory: list[tuple[str, float]]
    steps: list[dict[str, Any]]
    ended: float | None

    @property
    def gap(self) -> float:
        """Seconds between two reports of progress, the longest of them."""
        at = [step["at"] for step in self.steps if "at" in step]
        return max((b - a for a, b in zip(at, at[1:], strict=False)), default=0.0)


def run(source: Path, index_dir: Path, cancel_after: float | None = None) -> Run:
    """Index in a process of its own, looking at its memory every tenth of a second; cancelled after so many seconds."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    with tempfile.TemporaryFile("w+") as told:
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, "-c", CHILD, source, index_dir], env=environment, stdout=told)
        memory, cancelled, ended = [], None, None
        while process.poll() is None:
            now = time.monotonic()
            if cancel_after is not None and cancelled is None and now - started >= cancel_after:
                process.send_signal(signal.SIGINT)
                cancelled = now
            told.seek(0, os.SEEK_END)
            memory.append((f"{now - started:.0f}", _resident_mb(process.pid)))
            time.sleep(0.02 if cancelled else 0.1)
        seconds = time.monotonic() - started
        ended = seconds - (cancelled - started) if cancelled else None
        told.seek(0)
        steps = [json.loads(line) for line in told if line.endswith("\n")]
    if process.returncode not in (0, 130):
        sys.exit(f"It ended with {process.returncode}; its error is above.")
    return Run(seconds, max(size for _, size in memory), memory, steps, ended)


def _resident_mb(pid: int) -> float:
    """Return what a process holds in memory, 0 once it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def rows(run: Run) -> list[list[str]]:
    """Return what a whole run came to."""
    report = run.steps[-1]
    passages = max(step.get("passages", 0) for step in run.steps)
    stages = {stage: [step["at"] for step in run.steps if step.get("stage") == stage] for stage in ("articles", "vectors")}
    return [
        ["", "value"],
        ["articles", f"{report['articles']:,}"],
        ["failed", f"{report['failed']:,}"],
        ["passages", f"{passages:,}"],
        ["seconds", f"{run.seconds:.1f}"],
        ["articles/s", f"{report['articles'] / run.seconds:.0f}"],
        ["passages/s", f"{passages / run.seconds:.0f}"],
        ["peak MB", f"{run.peak_mb:.0f}"],
        *([f"MB at {at} s", f"{size:.0f}"] for at, size in run.memory[:: max(1, len(run.memory) // 10)]),
        ["reports of progress", f"{len(run.steps) - 1:,}"],
        ["longest gap, s", f"{run.gap:.1f}"],
        *([f"{stage}, s", f"{at[-1] - at[0]:.1f}"] for stage, at in stages.items() if at),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--jsonl-mb", type=float, help="a JSON Lines file of so many megabytes")
    what.add_argument("--zip-files", type=int, help="a zip of so many text files")
    parser.add_argument("--size", type=int, default=2500, help="characters of an article (default: 2500)")
    parser.add_argument("--cancel", type=float, nargs="*", default=[], help="shares of the run at which it is cancelled, such as 0.2 0.9")
    parser.add_argument("--folder", type=Path, help="where the inputs and indexes are made, and removed (default: the system's)")
    given = parser.parse_args(arguments)

    with tempfile.TemporaryDirectory(prefix="dateline-bulk-", dir=given.folder) as temporary:
        source = Path(temporary) / ("news.jsonl" if given.jsonl_mb else "news.zip")
        if given.jsonl_mb:
            write_lines(source, given.jsonl_mb, given.size)
        else:
            write_zip(source, given.zip_files, given.size)
        print_heading(input=f"{source.name}, {source.stat().st_size / 1e6:,.1f} MB")
        whole = run(source, Path(temporary) / "index")
        print_table(rows(whole))
        for share in given.cancel:
            folder = Path(temporary) / f"cancelled-{share}"
            ended = run(source, folder, share * whole.seconds).ended
            again = run(source, folder).steps[-1]
            told = "it had ended" if ended is None else f"{ended:.2f} s to the end"
            print(f"cancelled at {share:.0%}: {told}; then {again['articles']:,} articles, {again['failed']:,} failed", flush=True)


if __name__ == "__main__":
    main()
