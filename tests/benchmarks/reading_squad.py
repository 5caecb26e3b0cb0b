"""Reading: F1 and exact match of a span model on the articles of SQuAD 2.0 that it was not trained on.

Each question is asked of its own paragraph. The model always gives its best span and a probability that there is an
answer at all; below a threshold the answer is empty, which is right where there is none. "has answer" asks only the
answerable questions, with the span always given. "best" is at the threshold that suits these questions best, as the
published figures are (best_f1 and best_exact of evaluate-v2.0.py).
"""

import argparse
import json
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from report import existing, print_heading, print_table

from assistant.evaluation.abstention import answerability_auroc
from assistant.evaluation.spans import exact_match, token_f1
from assistant.reading.model import SpanModel
from assistant.reading.reader import Reader, load_reader
from assistant.records import ScoredPassage
from index import Passage
from index.minilm import tokenizer_file

MEASURED_ARTICLES = range(11, 16)

# Question and paragraph in, best span's text and the probability that there is an answer out.
AnswerFrom = Callable[[str, str], tuple[str, float]]


@dataclass(frozen=True)
class SquadQuestion:
    """`golds` is empty where there is no answer."""

    question: str
    context: str
    golds: tuple[str, ...]


@dataclass(frozen=True)
class Prediction:
    """The F1 and exact match of the best span, and whether there was an answer: without one both are 0."""

    answerable: bool
    score: float
    f1: float
    exact: float


@dataclass(frozen=True)
class Best:
    """The highest mean that a threshold gives: spans with at least this score are given; infinity gives none."""

    value: float
    threshold: float


def read_squad(file: Path, articles: Sequence[int] = MEASURED_ARTICLES) -> list[SquadQuestion]:
    data = json.loads(file.read_text("utf-8"))["data"]
    return [
        SquadQuestion(asked["question"], paragraph["context"], tuple(gold["text"] for gold in asked["answers"]))
        for number in articles
        for paragraph in data[number]["paragraphs"]
        for asked in paragraph["qas"]
    ]


def predict(questions: Sequence[SquadQuestion], answer: AnswerFrom) -> list[Prediction]:
    predictions = []
    for asked in questions:
        text, score = answer(asked.question, asked.context)
        predictions.append(Prediction(bool(asked.golds), score, token_f1(text, asked.golds), exact_match(text, asked.golds)))
    return predictions


def at_threshold(predictions: Sequence[Prediction], threshold: float, measure: str) -> float:
    """The mean of "f1" or "exact" over all questions, where spans with a score below the threshold are not given."""
    return statistics.mean(getattr(p, measure) if p.score >= threshold else float(not p.answerable) for p in predictions)


def best(predictions: Sequence[Prediction], measure: str) -> Best:
    """The threshold with the highest mean; of equal ones the one that gives the fewest spans."""
    found = Best(at_threshold(predictions, float("inf"), measure), float("inf"))
    ordered = sorted(predictions, key=lambda p: -p.score)
    total = found.value * len(ordered)
    for number, prediction in enumerate(ordered, start=1):
        total += getattr(prediction, measure) - float(not prediction.answerable)
        tied = number < len(ordered) and ordered[number].score == prediction.score
        if not tied and total / len(ordered) > found.value + 1e-9:
            found = Best(total / len(ordered), prediction.score)
    return found


def table(predictions: Sequence[Prediction], threshold: float) -> list[list[str]]:
    answerable = [p for p in predictions if p.answerable]
    rows = [["", "F1", "exact", "questions", "threshold of F1", "of exact"]]

    def row(name: str, f1: float, exact: float, count: int, *thresholds: float) -> list[str]:
        shown = [f"{value:.3f}" for value in thresholds] or ["-", "-"]
        return [name, f"{100 * f1:.1f}", f"{100 * exact:.1f}", str(count), *shown]

    best_f1, best_exact = best(predictions, "f1"), best(predictions, "exact")
    if answerable:
        spans = [statistics.mean(getattr(p, measure) for p in answerable) for measure in ("f1", "exact")]
        rows.append(row("has answer", spans[0], spans[1], len(answerable)))
    rows.append(row("best", best_f1.value, best_exact.value, len(predictions), best_f1.threshold, best_exact.threshold))
    given = [at_threshold(predictions, threshold, measure) for measure in ("f1", "exact")]
    rows.append(row(f"at {threshold:g}", given[0], given[1], len(predictions), threshold, threshold))
    return rows


def answer_of(model: SpanModel) -> AnswerFrom:
    """The text of a span model's best span; its log odds that there is an answer, as a probability."""

    def answer(question: str, context: str) -> tuple[str, float]:
        span = model.best(question, context)
        return context[span.start : span.end], (1 + math.tanh(span.answerable / 2)) / 2

    return answer


def answer_of_reader(reader: Reader) -> AnswerFrom:
    """The text of a reader's first span, and its probability that there is an answer."""

    def answer(question: str, context: str) -> tuple[str, float]:
        reading = reader.read(question, [ScoredPassage(Passage("1", "1", None, None, context, 0, len(context)), 1.0)])
        return next((context[span.start : span.end] for span in reading.spans), ""), reading.answerable

    return answer


def load(model: str | None, threads: int) -> AnswerFrom:
    """The bundled span model (None), weights of the same kind (a path of .onnx), or a Hugging Face model by path or name."""
    if model is None:
        return answer_of(SpanModel.bundled(threads=threads))
    if model.endswith(".onnx"):
        return answer_of(SpanModel(existing(Path(model)), tokenizer_file(), threads))
    return answer_of_reader(load_reader(model, threads=threads))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with squad2/dev-v2.0.json (tar xf ../shared/data/squad2.tar.xz -C FOLDER)")
    parser.add_argument("--model", help="path of .onnx weights, or a Hugging Face model by path or name (default: the bundled one)")
    parser.add_argument("--threshold", type=float, default=0.5, help="give spans of at least this probability (default: 0.5)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N questions")
    parser.add_argument("--threads", type=int, default=2, help="threads of the model (default: 2)")
    given = parser.parse_args()

    questions = list(islice(read_squad(existing(given.data / "squad2" / "dev-v2.0.json")), given.limit))
    answer = load(given.model, given.threads)
    print_heading(
        corpus=f"SQuAD 2.0 dev, articles {MEASURED_ARTICLES.start}-{MEASURED_ARTICLES.stop - 1}, {len(questions):,} questions, "
        f"{sum(not q.golds for q in questions):,} of them unanswerable",
        model=given.model or "bundled",
        threads=given.threads,
    )
    started = time.perf_counter()
    predictions = predict(questions, answer)
    seconds = time.perf_counter() - started
    print_table(table(predictions, given.threshold))
    auroc = answerability_auroc([(p.score, p.answerable) for p in predictions])
    print(f"AUROC of answerability: {'-' if auroc is None else f'{auroc:.3f}'}; {1000 * seconds / len(questions):.0f} ms a question")


if __name__ == "__main__":
    main()
