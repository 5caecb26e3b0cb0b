"""Kills updates, rebuilds and removals of an index with SIGKILL at random moments.

    python tests/campaigns/kill.py --kills 200
    python tests/campaigns/kill.py --kills 30 --model minilm --folder ../shared/articles/wikinews

After each kill the index must open with all that it held (or not be there yet) and answer, and the next run must make it equal
to a clean build: the same articles, passage ids, texts, dates, word index and vectors, bit for bit, in the catalog and in Chroma.
Ends with 1 if anything was lost, or was silent about it.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parents[1])]

from hashing_embedder import HashingEmbedder  # noqa: E402
from killed_indexing import SlowEmbedder, kill, minilm, moments, start_from, timed_build  # noqa: E402

SAMPLE = HERE.parents[2] / "assistant" / "sample" / "articles"
# Each among the files, and publishing.
KINDS = tuple(kind for kind in ("first update", "later update", "rebuild", "remove") for _ in range(2))
MODELS = {"hashing": (SlowEmbedder, HashingEmbedder), "minilm": (minilm, minilm)}


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill an index run at random moments and compare what comes of it.")
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--folder", type=Path, default=SAMPLE, help="Folder of articles.")
    parser.add_argument("--files", type=int, default=60, help="Index this many of its files, chosen at random.")
    parser.add_argument("--model", choices=list(MODELS), default="hashing", help="Hashed words, or the bundled weights.")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, (load, load_here) = random.Random(options.seed), MODELS[options.model]
    counts, embedder = Counter[str](), load_here()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        articles = work / "articles"
        articles.mkdir()
        files = sorted(file for file in options.folder.iterdir() if file.is_file())
        chosen = chance.sample(files, min(options.files, len(files)))
        for file in chosen[: len(chosen) // 2]:
            shutil.copy(file, articles)
        timed_build(articles, work / "old", embedder)  # half of the files: what later updates and rebuilds start from
        for file in chosen[len(chosen) // 2 :]:
            shutil.copy(file, articles)
        (articles / chosen[0].name).unlink()
        expected, articles_seconds, publish_seconds = timed_build(articles, work / "clean", load())
        shutil.copytree(articles, work / "more")
        timed_build([articles, work / "more"], work / "both", embedder)  # what removals start from
        print(f"{len(chosen) - 1} files: {articles_seconds:.1f} s to embed, {publish_seconds:.2f} s to publish", flush=True)
        at = moments(options.seed, options.kills, files=len(chosen) - 1, articles_seconds=articles_seconds, publish_seconds=publish_seconds)
        for number, moment in enumerate(at):
            kind = KINDS[number % len(KINDS)]
            start_from(work / "index", {"first update": None, "remove": work / "both"}.get(kind, work / "old"))
            question, rebuild, gone = "Who was elected?", kind == "rebuild", work / "more" if kind == "remove" else None
            killed = kill(articles, work / "index", expected, moment, load, embedder, question=question, rebuild=rebuild, remove=gone)
            counts.update({"finished": killed.finished, "lost": bool(killed.lost), "silent": bool(killed.silent)})
            print(f"{number + 1}/{options.kills} {kind}, {killed}", flush=True)
    finished, lost, silent = (counts[name] for name in ("finished", "lost", "silent"))
    print(f"total: {options.kills - finished} killed, {finished} had finished; {lost} lost, {silent} silent")
    return 1 if lost or silent else 0


if __name__ == "__main__":
    sys.exit(main())
