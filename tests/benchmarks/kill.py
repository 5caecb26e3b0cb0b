"""Kills an index run with SIGKILL at random moments, on real articles with the real weights.

    python tests/benchmarks/kill.py --kills 30 --folder ../shared/articles/wikinews

After each kill the index must open (or not be there yet), and the next run must make it equal to a clean build: the same
articles, passage ids, texts, dates, word index and vectors, bit for bit, in the catalog and in Chroma.
"""

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parents[1])]

from killed_indexing import kill, minilm, moments, start_from, timed_build  # noqa: E402

SAMPLE = HERE.parents[2] / "assistant" / "sample" / "articles"


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill an index run at random moments and compare what comes of it.")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--folder", type=Path, default=SAMPLE, help="Folder of articles.")
    parser.add_argument("--files", type=int, default=60, help="Index this many of its files, chosen at random.")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        articles = work / "articles"
        articles.mkdir()
        files = sorted(file for file in options.folder.iterdir() if file.is_file())
        chosen = chance.sample(files, min(options.files, len(files)))
        for file in chosen[: len(chosen) // 2]:
            shutil.copy(file, articles)
        embedder = minilm()
        timed_build(articles, work / "old", embedder)  # half of the files: what every second run starts from
        for file in chosen[len(chosen) // 2 :]:
            shutil.copy(file, articles)
        (articles / chosen[0].name).unlink()
        expected, articles_seconds, publish_seconds = timed_build(articles, work / "clean", embedder)
        print(
            f"{len(chosen) - 1} files of {options.folder}: {articles_seconds:.1f} s to embed, {publish_seconds:.2f} s to publish",
            flush=True,
        )
        at = moments(options.seed, options.kills, files=len(chosen) - 1, articles_seconds=articles_seconds, publish_seconds=publish_seconds)
        faults = finished = 0
        for number, moment in enumerate(at):
            start_from(work / "index", work / "old" if number % 4 > 1 else None)
            killed = kill(articles, work / "index", expected, moment, minilm, embedder, "Who was elected?")
            faults += killed.fault is not None
            finished += killed.finished
            print(f"{number + 1}/{options.kills} {'later' if number % 4 > 1 else 'first'} update, {killed}", flush=True)
        print(f"total: {options.kills - finished} killed, {finished} had finished; {faults} of {options.kills} not equal to a clean build")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
