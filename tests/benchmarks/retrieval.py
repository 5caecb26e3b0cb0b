"""Retrieval: whether the article that holds the answer is found, by meaning alone, by words alone, and by both fused.

Ranks are of distinct articles; an answerable question counts as hit@k when one of its evidence files is among the
first k. `--with-reuters N` hides the same articles among N wire stories of 1987 and measures again.
"""

import argparse
import json
import shutil
import statistics
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from report import SHARED, existing, print_heading, print_table

from assistant.evaluation import Example, read_examples
from assistant.retrieval import CANDIDATES, retrieve, search_words
from assistant.settings import AssistantSettings
from index import Embedder, Filters, Index, IndexSettings, load_embedder, update_index

# The passages that are read for a question; fewer articles, as one may give three.
READ = AssistantSettings().passages

Search = Callable[[Index, str], list[str]]


def dense(index: Index, question: str) -> list[str]:
    return articles(index, [id for id, _ in index.nearest(question, CANDIDATES, Filters())])


def bm25(index: Index, question: str) -> list[str]:
    return articles(index, [id for id, _ in index.matching(search_words(question), CANDIDATES, Filters())])


def fused(index: Index, question: str, limit: int = 2 * CANDIDATES) -> list[str]:
    return [scored.passage.article_id for scored in retrieve(index, question, limit, Filters())]


def fused_read(index: Index, question: str) -> list[str]:
    return fused(index, question, READ)


SEARCHES: dict[str, Search] = {"dense": dense, "BM25": bm25, "fused": fused, f"fused, {READ} passages": fused_read}


def articles(index: Index, ids: Sequence[str]) -> list[str]:
    passages = index.passages(ids)
    return [passages[id].article_id for id in ids]


def rank(found: Sequence[str], relevant: Sequence[str]) -> float:
    """The rank, from 1, of the first relevant one among the distinct articles; infinity if none."""
    return next((float(n) for n, id in enumerate(dict.fromkeys(found), start=1) if id in relevant), float("inf"))


def measure(index: Index, search: Search, questions: Sequence[Example]) -> list[str]:
    """hit@1, @5, @10, MRR@10 and the median milliseconds of a question, as cells of the table."""
    ranks, seconds = [], []
    search(index, questions[0].question)  # the first search opens what the others find open
    for question in questions:
        started = time.perf_counter()
        found = search(index, question.question)
        seconds.append(time.perf_counter() - started)
        ranks.append(rank(found, [relevant.file for relevant in question.relevant]))
    hits = [statistics.mean(r <= k for r in ranks) for k in (1, 5, 10)]
    mrr = statistics.mean(1 / r if r <= 10 else 0.0 for r in ranks)
    return [*(f"{value:.3f}" for value in (*hits, mrr)), f"{1000 * statistics.median(seconds):.1f}"]


def index_and_measure(corpus: Path, index_dir: Path, embedder: Embedder, questions: Sequence[Example], threads: int) -> None:
    """Bring the index up to date with the corpus and print how fast that was, then the table."""
    settings = IndexSettings(index_dir=index_dir, threads=threads)
    report = update_index(corpus, settings, embedder)
    index = Index(settings, embedder)
    summary = index.summary()
    rate = f"{report.embedded / report.seconds:.0f} passages/s" if report.embedded else "found built"
    print(
        f"{summary.articles:,} articles, {summary.passages:,} passages; {report.embedded:,} passages embedded "
        f"in {report.seconds:.1f} s: {rate}; {len(report.failed)} files failed"
    )
    rows = [[name, *measure(index, search, questions)] for name, search in SEARCHES.items()]
    index.close()
    print_table([["", "hit@1", "hit@5", "hit@10", "mrr@10", "ms"], *rows])


def write_reuters(archive: Path, folder: Path, number: int) -> None:
    """Write the first `number` stories that have a body as wire files with their dates."""
    folder.mkdir()
    for count, story in enumerate(stories(archive)):
        if count == number:
            return
        opening = f"{story['dateline']} " if story.get("dateline") else ""
        text = f"date {story['date'][:10]}\n{story.get('title') or ''}\n\n{opening}{story['body']}"
        (folder / f"{story['id']:05}.txt").write_text(text, "utf-8")


def stories(archive: Path) -> Iterator[dict]:
    with tarfile.open(archive) as tar:
        member = next(m for m in tar if m.isfile() and m.name.endswith(".jsonl"))
        lines = tar.extractfile(member)
        assert lines is not None
        yield from (story for story in map(json.loads, lines) if (story.get("body") or "").strip() and story.get("date"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=SHARED / "articles/wikinews", help="articles that the questions are about")
    parser.add_argument("--questions", type=Path, default=SHARED / "questions/wikinews_dev.jsonl", help="questions with evidence files")
    parser.add_argument("--with-reuters", type=int, default=0, metavar="N", help="measure also among N wire stories of 1987")
    parser.add_argument("--reuters", type=Path, default=SHARED / "data/reuters21578.tar.xz", help="archive of the wire stories")
    parser.add_argument("--index-dir", type=Path, help="keep the built indexes here, and use what is there (default: temporary)")
    parser.add_argument("--threads", type=int, default=2, help="threads that embed (default: 2)")
    given = parser.parse_args()

    questions = [q for q in read_examples(existing(given.questions)) if q.answerable and q.relevant]
    corpus = f"{existing(given.folder)}, {len(questions)} answerable questions of {given.questions.name}"
    if given.with_reuters:
        corpus += f"; then among {given.with_reuters:,} stories of {existing(given.reuters).name}"
    print_heading(corpus=corpus, ranked=f"distinct articles of the {CANDIDATES} best passages each way", threads=given.threads)
    embedder = load_embedder(None, threads=given.threads)
    with tempfile.TemporaryDirectory(prefix="dateline-retrieval-") as temporary:
        index_dir = given.index_dir or Path(temporary) / "index"
        index_and_measure(given.folder, index_dir / "alone", embedder, questions, given.threads)
        if given.with_reuters:
            both = Path(temporary) / "articles"
            shutil.copytree(given.folder, both)
            write_reuters(given.reuters, both / "reuters", given.with_reuters)
            index_and_measure(both, index_dir / "with-reuters", embedder, questions, given.threads)


if __name__ == "__main__":
    main()
