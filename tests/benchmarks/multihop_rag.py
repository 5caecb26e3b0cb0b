"""MultiHop-RAG: questions over news facts, each fact an article of its own with its outlet and date.

The evidence sentences of the set are written as articles and indexed; questions are asked as a person would ask them. Null
questions have no answer there: declining is right. Of the others an answer is right when the gold answer is found in it. Most
comparison and temporal questions want yes or no, which is never a quote: an assistant that only quotes cannot be right there.
"""

import argparse
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from report import existing, print_heading, print_table

from assistant import Answer, Assistant
from assistant.evaluation.abstention import answerability_auroc
from index import IndexSettings, load_embedder, update_index

# The facts are of autumn 2023: what "last month" is counted from.
AS_OF = date(2023, 12, 31)
NULL = "null_query"


@dataclass(frozen=True)
class Query:
    question: str
    kind: str
    answer: str


def read_queries(file: Path) -> list[Query]:
    rows = map(json.loads, existing(file).read_text("utf-8").splitlines())
    return [Query(row["query"], row["question_type"], row["answer"]) for row in rows]


def write_articles(facts: Path, folder: Path) -> int:
    """Write each fact as one article of a JSONL file; return how many there are. Some have neither outlet nor date."""
    rows = [json.loads(line) for line in existing(facts).read_text("utf-8").splitlines()]
    articles = [
        {"title": r["title"], "text": r["fact"], "source": r.get("source"), "published": r.get("published_at", "")[:10]} for r in rows
    ]
    known = [{name: value for name, value in article.items() if value} for article in articles]
    (folder / "facts.jsonl").write_text("".join(json.dumps(article) + "\n" for article in known), "utf-8")
    return len(known)


def is_right(query: Query, answer: Answer) -> bool:
    """Whether the gold answer's words stand in the answer, or, of an unanswerable question, whether it was declined."""
    if query.kind == NULL:
        return answer.abstained
    return not answer.abstained and bool(re.search(rf"(?<!\w){re.escape(query.answer)}(?!\w)", answer.text, re.IGNORECASE))


def table(found: Sequence[tuple[Query, Answer]]) -> list[list[str]]:
    kinds: dict[str, list[tuple[Query, Answer]]] = defaultdict(list)
    for query, answer in found:
        kinds[query.kind].append((query, answer))
    rows = [["", "questions", "declined", "right"]]
    for kind, group in sorted(kinds.items()):
        declined = sum(answer.abstained for _, answer in group) / len(group)
        right = sum(is_right(*pair) for pair in group) / len(group)
        rows.append([kind, str(len(group)), f"{declined:.3f}", f"{right:.3f}"])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with multihop-rag/ (tar xf ../shared/data/multihop-rag.tar.xz -C FOLDER)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N questions of each kind but the null ones")
    parser.add_argument("--threads", type=int, default=2, help="threads of the models (default: 2)")
    given = parser.parse_args()
    queries = read_queries(given.data / "multihop-rag" / "queries.jsonl")
    kinds = dict.fromkeys(query.kind for query in queries)
    asked = [q for kind in kinds for q in islice((q for q in queries if q.kind == kind), None if kind == NULL else given.limit)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "articles"
        folder.mkdir()
        count = write_articles(given.data / "multihop-rag" / "facts.jsonl", folder)
        settings = IndexSettings(index_dir=Path(temporary) / "index", threads=given.threads)
        update_index(folder, settings, load_embedder(threads=given.threads))
        print_heading(corpus=f"MultiHop-RAG, {count} facts as articles, {len(asked)} questions", threads=given.threads)
        assistant = Assistant(index_settings=settings)
        found = [(query, assistant.ask(query.question[:2000], as_of=AS_OF)) for query in asked]
        print_table(table(found))
        told = answerability_auroc([(answer.confidence, query.kind != NULL) for query, answer in found])
        print(f"AUROC of answerability: {told:.3f}" if told is not None else "AUROC of answerability: -")


if __name__ == "__main__":
    main()
