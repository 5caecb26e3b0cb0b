"""Reading: what a reader cites when the answer is in the passages it is given, and whether it declines when it is not.

Nothing is indexed or searched: each question comes with its passages. CLAP NQ (dev): 300 answerable and 300 unanswerable
questions, each with one passage that is near it; "F1" is the token F1 of the sentences cited against the gold sentences,
of the annotator where it is best, 0 where the reader declined. MTRAG-UN: the last turn of conversations, the turns before
it as history. Its unanswerable questions come without passages, and with none a reader can only decline, so questions
without any are given the nearest of those that the other conversations on the same collection came with.
"""

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from report import existing, print_heading, print_table

from assistant.asking.follow_ups import standalone
from assistant.evaluation.abstention import answerability_auroc
from assistant.evaluation.spans import token_f1
from assistant.evidence import weighed
from assistant.quoting import quote
from assistant.reading.reader import Reader, load_reader
from assistant.records import ScoredPassage
from assistant.settings import AssistantSettings
from index import Embedder, Passage, load_embedder

CLAPNQ = ("clapnq_dev_answerable.jsonl", "clapnq_dev_unanswerable.jsonl")
# As many as an answerable question of MTRAG-UN has, at the median.
NEAREST = 2
# Whose passages hold an answer; of partly answerable ones, a part.
ANSWERABLE = {"answerable", "partial"}


@dataclass(frozen=True)
class Task:
    """A question with the passages it came with; `golds` are the gold sentences of each annotator, joined, where there are any."""

    question: str
    passages: tuple[ScoredPassage, ...]
    kind: str
    golds: tuple[str, ...] = ()
    collection: str = ""

    @property
    def answerable(self) -> bool:
        return self.kind in ANSWERABLE


@dataclass(frozen=True)
class Outcome:
    """What the reader made of a task; `f1` is None where the task has no gold sentences."""

    task: Task
    confidence: float
    declined: bool
    f1: float | None


def passages_of(texts: Sequence[tuple[str, str]]) -> tuple[ScoredPassage, ...]:
    """(id, text) pairs, best first, as an index would give them: each is an article of its own."""
    passages = [Passage(f"{id}#{rank}", id, None, None, text, 0, len(text)) for rank, (id, text) in enumerate(texts, start=1)]
    return tuple(ScoredPassage(passage, 1 / rank) for rank, passage in enumerate(passages, start=1))


def read_clapnq(folder: Path) -> list[Task]:
    tasks = []
    for file in CLAPNQ:
        for row in rows(folder / file):
            golds = tuple(" ".join(output["selected_sentences"]) for output in row["output"] if output["selected_sentences"])
            texts = [(row["id"], passage["text"]) for passage in row["passages"]]
            tasks.append(Task(row["input"], passages_of(texts), "unanswerable" if "unanswerable" in file else "answerable", golds))
    return tasks


def read_mtrag(file: Path) -> list[Task]:
    tasks = []
    for row in rows(file):
        question = standalone(row["input"][-1]["text"], history_of(row["input"][:-1])).read
        texts = [(context["document_id"], context["text"]) for context in row["contexts"]]
        tasks.append(Task(question, passages_of(texts), row["answerability"][0].lower(), collection=row["Collection"]))
    return tasks


def history_of(turns: Sequence[dict[str, str]]) -> list[tuple[str, str]]:
    """(question, answer) pairs, oldest first."""
    return [
        (question["text"], answer["text"])
        for question, answer in zip(turns[::2], turns[1::2], strict=True)
        if (question["speaker"], answer["speaker"]) == ("user", "agent")
    ]


def rows(file: Path) -> list[dict]:
    return [json.loads(line) for line in existing(file).read_text("utf-8").splitlines()]


def with_nearest(tasks: Sequence[Task], embedder: Embedder, limit: int = NEAREST) -> list[Task]:
    """Give tasks without passages the nearest, by embedding, of those that other tasks of their collection came with."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for task in tasks:
        texts[task.collection] |= {scored.passage.article_id: scored.passage.text for scored in task.passages}
    vectors = {name: embedder.embed_passages([cut(text, embedder) for text in found.values()]) for name, found in texts.items() if found}

    def nearest(task: Task) -> tuple[ScoredPassage, ...]:
        if task.collection not in vectors:
            return ()
        found = list(texts[task.collection].items())
        likeness = vectors[task.collection] @ embedder.embed_question(task.question)
        return passages_of([found[n] for n in (-likeness).argsort(kind="stable")[:limit]])

    return [task if task.passages else replace(task, passages=nearest(task)) for task in tasks]


def cut(text: str, embedder: Embedder) -> str:
    """As much of a text, from its beginning, as the embedder reads."""
    offsets = embedder.token_offsets(text)
    return text if len(offsets) <= embedder.max_tokens else text[: offsets[embedder.max_tokens - 1][1]]


def read_all(tasks: Sequence[Task], reader: Reader, decline_below: float) -> list[Outcome]:
    """Read each task as the assistant does, which declines without spans or below the threshold."""
    outcomes = []
    for task in tasks:
        evidence = weighed(reader.read(task.question, task.passages), task.question, task.passages, None)
        declined = not evidence.candidates or 1 - evidence.none < decline_below
        cited = "" if declined else " ".join(citation.quote for citation in quote(evidence, task.passages, task.question).citations)
        outcomes.append(Outcome(task, 1 - evidence.none, declined, token_f1(cited, task.golds) if task.golds else None))
    return outcomes


def table(groups: dict[str, Sequence[Outcome]]) -> list[list[str]]:
    """A row for each group: how many were declined, and the F1 of all with gold sentences and of those answered."""
    lines = [["", "declined", "questions", "F1", "F1 of answered", "answered"]]
    for name, outcomes in groups.items():
        scored = [o for o in outcomes if o.f1 is not None]
        answered = [o for o in scored if not o.declined]
        shares = [mean(o.f1 for o in some if o.f1 is not None) for some in (scored, answered)]
        declined = mean(float(o.declined) for o in outcomes)
        lines.append([name, declined, str(len(outcomes)), *shares, str(sum(not o.declined for o in outcomes))])
    return lines


def mean(values: Iterable[float]) -> str:
    found = list(values)
    return f"{statistics.mean(found):.3f}" if found else "-"


def by_kind(name: str, outcomes: Sequence[Outcome]) -> dict[str, Sequence[Outcome]]:
    return {f"{name}, {kind}": [o for o in outcomes if o.task.kind == kind] for kind in dict.fromkeys(o.task.kind for o in outcomes)}


def auroc(outcomes: Sequence[Outcome]) -> str:
    value = answerability_auroc([(o.confidence, o.task.answerable) for o in outcomes])
    return "-" if value is None else f"{value:.3f}"


def measure(sets: dict[str, Sequence[Task]], reader: Reader, decline_below: float) -> None:
    """Read all and print a table of what was declined and cited, and how well confidence tells the answerable questions."""
    started = time.perf_counter()
    outcomes = {name: read_all(tasks, reader, decline_below) for name, tasks in sets.items()}
    seconds = time.perf_counter() - started
    print_table(table({row: group for name, found in outcomes.items() for row, group in by_kind(name, found).items()}))
    for name, found in outcomes.items():
        print(f"AUROC of answerability, {name}: {auroc(found)}")
    print(f"{1000 * seconds / sum(map(len, outcomes.values())):.0f} ms a question")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with clapnq/ and mtrag-un/ (tar xf ../shared/data/NAME.tar.xz -C FOLDER)")
    parser.add_argument("--reader-model", metavar="PATH", help="Hugging Face model to read with (default: the bundled reader)")
    parser.add_argument("--threshold", type=float, default=AssistantSettings().decline_below, help="default: the one that ships")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N questions of each kind")
    parser.add_argument("--threads", type=int, default=2, help="threads of the models (default: 2)")
    given = parser.parse_args()

    clapnq = first_of_each_kind(read_clapnq(given.data / "clapnq"), given.limit)
    all_mtrag = with_nearest(read_mtrag(given.data / "mtrag-un" / "reference.jsonl"), load_embedder(threads=given.threads))
    mtrag = first_of_each_kind(all_mtrag, given.limit)
    print_heading(
        corpus=f"CLAP NQ dev, {len(clapnq)} questions; MTRAG-UN, {len(mtrag)} questions",
        reader=f"{given.reader_model or 'bundled'}, declines below {given.threshold:g}",
        threads=given.threads,
    )
    measure({"CLAP NQ": clapnq, "MTRAG-UN": mtrag}, load_reader(given.reader_model, threads=given.threads), given.threshold)


def first_of_each_kind(tasks: Sequence[Task], limit: int | None) -> list[Task]:
    kinds = dict.fromkeys(task.kind for task in tasks)
    return [task for kind in kinds for task in islice((t for t in tasks if t.kind == kind), limit)]


if __name__ == "__main__":
    main()
