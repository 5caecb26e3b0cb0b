"""Training examples, read from the open question sets; each set's licence is in the model card."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.language.sentences import sentence_spans

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Example:
    """A question and a passage. Spans are character offsets into `context`.

    `answers` are the places of the answer, any of which is right; empty with `answerable` when only the sentence is known.
    `evidence` are the sentences that answer.
    """

    question: str
    context: str
    answerable: bool
    answers: Spans = ()
    evidence: Spans = ()
    title: str = ""


def answered(question: str, context: str, answers: Spans, title: str = "") -> Example:
    """Return an answerable example whose evidence is the sentences that hold the answers."""
    evidence = tuple(s for s in sentences(context) if any(s[0] <= a < s[1] for a, _ in answers))
    return Example(question, context, True, answers, evidence, title)


@lru_cache(maxsize=50_000)
def sentences(text: str) -> Spans:
    """Return a text's sentences."""
    return tuple(sentence_spans(text))


def squad(file: Path, articles: range | None = None) -> Iterator[Example]:
    """Read SQuAD 1.1 or 2.0 JSON, all of it or a range of its articles."""
    data = json.loads(file.read_text("utf-8"))["data"]
    for article in data if articles is None else data[articles.start : articles.stop]:
        title = article.get("title", "").replace("_", " ")
        for paragraph in article["paragraphs"]:
            context = paragraph["context"]
            for asked in paragraph["qas"]:
                question = " ".join(asked["question"].split())
                if asked.get("is_impossible"):
                    yield Example(question, context, False, title=title)
                    continue
                spans = Counter((a["answer_start"], a["answer_start"] + len(a["text"])) for a in asked["answers"])
                # What most people marked; the shortest where they differ, since some marked whole clauses.
                best = max(spans, key=lambda span: (spans[span], span[0] - span[1]))
                yield answered(question, context, (best,), title)


def natural_questions(file: Path) -> Iterator[Example]:
    """Read nq-open-oracle: real questions with a passage that holds the answer's words."""
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        for passage in row["ctxs"]:
            spans = {m.span() for text in row["answers"] if text for m in _occurrences(text, passage["text"])}
            if spans:
                yield answered(row["question"], passage["text"], tuple(sorted(spans)), passage["title"])


def timeqa(file: Path) -> Iterator[Example]:
    """Read TimeQA's human part: the answering paragraph, and the page's paragraphs on other times as near misses."""
    for page in json.loads(file.read_text("utf-8")):
        title = page["link"].rsplit("/", 1)[-1].replace("_", " ")
        paragraphs = page["paras"]
        answering = {a["para"] for _, answers in page["questions"] for a in answers if a["answer"]}
        for question, answers in page["questions"]:
            own: dict[int, list[tuple[int, int]]] = {}
            for answer in answers:
                if answer["answer"]:
                    own.setdefault(answer["para"], []).append((answer["from"], answer["end"]))
            for number, spans in own.items():
                yield answered(question, paragraphs[number], tuple(sorted(set(spans))), title)
            for number in sorted(answering - set(own)):
                if not any(a["answer"] and a["answer"] in paragraphs[number] for a in answers):
                    yield Example(question, paragraphs[number], False, title=title)


def halueval(file: Path) -> Iterator[Example]:
    """Read HaluEval's question part where the right answer stands in the knowledge."""
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        spans = tuple(m.span() for m in _occurrences(row["right_answer"], row["knowledge"]))
        if spans:
            yield answered(row["question"], row["knowledge"], spans)


def qnli(file: Path) -> Iterator[Example]:
    """Read QNLI: whether one sentence answers a question; the words of the answer are not given."""
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            question, sentence = row["premise"], row["hypothesis"]
            yes = row["label"] == "entailment"
            yield Example(question, sentence, yes, evidence=((0, len(sentence)),) if yes else ())


def without(examples: Iterator[Example], forbidden: Callable[[Example], bool]) -> Iterator[Example]:
    """Leave out examples that are part of what is measured on."""
    return (example for example in examples if not forbidden(example))


def in_sets(held_out: list[Example]) -> Callable[[Example], bool]:
    """Return a test of whether an example's question or passage occurs in held-out examples."""
    questions = {plain(example.question) for example in held_out}
    contexts = "\n".join(sorted({plain(example.context) for example in held_out}))
    return lambda example: plain(example.question) in questions or plain(example.context) in contexts


def plain(text: str) -> str:
    """Return a text's letters and digits only, so that spacing and quotation marks do not hide a copy."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _occurrences(text: str, context: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", context)
