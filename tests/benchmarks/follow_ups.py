"""What follow-up questions are asked as: in invented conversations, and by what is found with them in MTRAG-UN.

    python tests/benchmarks/follow_ups.py --mtrag-un ../mtrag-un/reference.jsonl

`follow_ups.jsonl` beside this file holds conversations about invented countries; every second one of a kind is held out from tuning.
A question that leans is right when what it is asked as holds some words and lacks others, a complete one when it comes back as it is.
MTRAG-UN has no rewritten questions: its passages, those of all conversations together, are indexed, and a follow-up counts as found
when one of the passages that it was written on is among the first so many. Only turns with such passages and something said before count.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from report import existing, print_heading, print_table

from assistant.asking.follow_ups import standalone
from assistant.retrieval import retrieve
from index import Filters, Index, IndexSettings, load_embedder, update_index

CONVERSATIONS = Path(__file__).with_suffix(".jsonl")
FIRST = (1, 3, 5, 10)

History = tuple[tuple[str, str], ...]
Rewriter = Callable[[str, History], str]


@dataclass(frozen=True)
class FollowUp:
    """A question and what was said before it; `holds` and `lacks` are for what it is asked as, where it leans on that."""

    half: str
    leans: bool
    kind: str
    history: History
    question: str
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def is_right(self, asked: str) -> bool:
        """Whether it may be asked so."""
        if not self.leans:
            return asked == self.question
        text = asked.casefold()
        return all(words.casefold() in text for words in self.holds) and not any(words.casefold() in text for words in self.lacks)


@dataclass(frozen=True)
class Turn:
    """A question of MTRAG-UN with what was said before it, and the ids of the passages that answer it."""

    question: str
    history: History
    passages: frozenset[str]


def main() -> None:
    """Print how often the question asked is right and, with MTRAG-UN, how often its passages are found."""
    parser = argparse.ArgumentParser(description="Score what follow-up questions are asked as.")
    parser.add_argument("--mtrag-un", type=Path, help="reference.jsonl of MTRAG-UN.")
    options = parser.parse_args()
    conversations = read_conversations(CONVERSATIONS)
    print_heading(conversations=len(conversations))
    print_table(_table(conversations))
    if options.mtrag_un:
        _print_found(existing(options.mtrag_un))


def read_conversations(path: Path) -> list[FollowUp]:
    """The follow-ups of the file, a JSON object a line."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [FollowUp(**row | {"history": tuple((q, a) for q, a in row["history"])}) for row in rows]


def _as_asked(question: str, history: History) -> str:
    return question


def _joined(question: str, history: History) -> str:
    return f"{history[-1][0]} {question}"


def _standalone(question: str, history: History) -> str:
    return standalone(question, history).text


REWRITERS: dict[str, Rewriter] = {"as asked": _as_asked, "with the one before": _joined, "standalone": _standalone}


def _table(conversations: Sequence[FollowUp]) -> list[list[str]]:
    rows = [["", "half", "questions", *REWRITERS]]
    for kind, leans, half in dict.fromkeys((each.kind, each.leans, each.half) for each in conversations):
        rows.append(_row(kind, half, [each for each in conversations if (each.kind, each.leans, each.half) == (kind, leans, half)]))
    for title, leans in (("all that lean", True), ("all that are complete", False)):
        for half in ("tuning", "held out"):
            rows.append(_row(title, half, [each for each in conversations if (each.leans, each.half) == (leans, half)]))
    return rows


def _row(name: str, half: str, follow_ups: Sequence[FollowUp]) -> list[str]:
    right = (sum(each.is_right(rewriter(each.question, each.history)) for each in follow_ups) for rewriter in REWRITERS.values())
    return [name, half, str(len(follow_ups)), *map(str, right)]


# MTRAG-UN.


def _print_found(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    turns = list(_turns(rows))
    with tempfile.TemporaryDirectory() as folder, closing(_indexed(rows, Path(folder))) as index:
        table = [["MTRAG-UN", "questions", *(f"in first {first}" for first in FIRST)]]
        changed = [turn for turn in turns if _standalone(turn.question, turn.history) != turn.question]
        for title, those in (("all follow-ups", turns), ("those asked otherwise", changed)):
            table += [_found_row(f"{title}: {name}", index, those, rewriter) for name, rewriter in REWRITERS.items()]
    print_table(table)


def _turns(rows: Sequence[dict[str, list[dict[str, str]]]]) -> Iterator[Turn]:
    for row in rows:
        said = [part["text"] for part in row["input"]]
        passages = frozenset(_file(context["document_id"]) for context in row["contexts"])
        if len(said) > 1 and passages:
            yield Turn(said[-1], tuple(zip(said[:-1:2], said[1::2], strict=True)), passages)


def _file(document: str) -> str:
    return f"{re.sub(r'[^A-Za-z0-9-]', '_', document)}.txt"


def _indexed(rows: Sequence[dict[str, list[dict[str, str]]]], folder: Path) -> Index:
    articles = folder / "articles"
    articles.mkdir()
    for row in rows:
        for context in row["contexts"]:
            (articles / _file(context["document_id"])).write_text(context["text"], "utf-8")
    settings, embedder = IndexSettings(index_dir=folder / "index"), load_embedder(None, threads=2)
    update_index(articles, settings, embedder)
    return Index(settings, embedder)


def _found_row(name: str, index: Index, turns: Sequence[Turn], rewriter: Rewriter) -> list[str]:
    found = [_rank(index, rewriter(turn.question, turn.history), turn.passages) for turn in turns]
    return [name, str(len(turns)), *(f"{100 * sum(rank < first for rank in found) / len(found):.1f} %" for first in FIRST)]


def _rank(index: Index, question: str, passages: frozenset[str]) -> int:
    given = retrieve(index, question[:2000], max(FIRST), Filters())
    return next((rank for rank, scored in enumerate(given) if scored.passage.article_id in passages), len(given) + max(FIRST))


if __name__ == "__main__":
    main()
