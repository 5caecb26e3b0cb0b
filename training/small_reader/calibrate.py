"""Fit the calibration to questions whose answers are known: `python -m training.small_reader.calibrate --help`.

Each answerable question is asked three times: as it is; with its answering sentences taken out of the passages; and with
their articles taken out of the archive. The latter two have no answer, and are what an archive that does not say looks like.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.answers import ScoredPassage
from assistant.reading.calibration import ANSWERABLE_FEATURES, Calibration, answerable_features
from assistant.reading.features import SENTENCE_FEATURES, Candidate, candidates
from assistant.reading.model import SpanModel
from assistant.retrieval import retrieve
from assistant.time_frame import time_frame
from assistant.timing import without_time
from index import Filters, Index, IndexSettings, load_embedder
from index.language.sentences import sentence_spans
from index.minilm import tokenizer_file
from training.small_reader.known import Known, read

PASSAGES = 10


@dataclass(frozen=True)
class Case:
    """A question asked of some passages: its candidates, which of them are right, their spans' words."""

    found: list[Candidate]
    right: np.ndarray
    texts: list[str]
    weight: float = 1.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line, fit, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m training.small_reader.calibrate", description=__doc__)
    parser.add_argument("model", type=Path, help="reader.onnx")
    parser.add_argument("index", type=Path, help="index of the articles that the questions are about")
    parser.add_argument("questions", type=Path, nargs="+", help="JSONL files as `dateline evaluate` reads them")
    parser.add_argument("--out", type=Path, default=Path("calibration.json"), help="file to write")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    model = SpanModel(options.model, tokenizer_file(), options.threads)
    index = Index(IndexSettings(index_dir=options.index), load_embedder(threads=options.threads))
    known = [row for file in options.questions for row in read(file)]
    cases = [case for row in known for case in ask(row, index, model)]
    options.out.write_text(json.dumps(fit(cases), indent=1) + "\n", "utf-8")


def ask(known: Known, index: Index, model: SpanModel) -> list[Case]:
    """Read a question's passages, as they are and without the answer."""
    there = index.summary()
    newest = there.newest or date.today()
    frame = time_frame(known.question, as_of=None, today=newest, newest=there.newest, earliest=there.earliest)
    passages = retrieve(index, known.question, 3 * PASSAGES, Filters(), frame)
    known = replace(known, question=without_time(known.question, frame))
    cases = [_case(known, passages[:PASSAGES], model)]
    if known.answerable:
        cases.append(_case(known, [_without_answer(known, scored) for scored in passages[:PASSAGES]], model, 0.5))
        files = {file for file, _ in known.openings}
        others = [scored for scored in passages if scored.passage.article_id not in files]
        cases.append(_case(known, others[:PASSAGES], model, 0.5))
    return [case for case in cases if case.found]


def fit(cases: Sequence[Case], *, strength: float = 0.3) -> dict[str, dict[str, float]]:
    """Return the weights of Calibration; `strength` is scikit-learn's C."""
    sentence = _weights(
        np.concatenate([[c.features for c in case.found] for case in cases]),
        np.concatenate([case.right for case in cases]),
        np.concatenate([[case.weight] * len(case.found) for case in cases]),
        SENTENCE_FEATURES,
        strength,
    )
    scored = Calibration(sentence, {})
    rows, labels = [], []
    for case in cases:
        rows.append(answerable_features(case.found, case.texts, scored.sentences(case.found)))
        labels.append(bool(case.right.any()))
    answerable = _weights(np.stack(rows), np.array(labels), np.array([case.weight for case in cases]), ANSWERABLE_FEATURES, strength)
    return {"sentence": sentence, "answerable": answerable}


def _weights(features: np.ndarray, labels: np.ndarray, weights: np.ndarray, names: Sequence[str], strength: float) -> dict[str, float]:
    scale = features.std(axis=0) + 1e-6
    model = LogisticRegression(C=strength, max_iter=2000).fit(features / scale, labels, sample_weight=weights)
    fitted = model.coef_[0] / scale
    return {name: round(float(w), 4) for name, w in zip(names, fitted, strict=True)} | {"bias": round(float(model.intercept_[0]), 4)}


def _case(known: Known, passages: Sequence[ScoredPassage], model: SpanModel, weight: float = 1.0) -> Case:
    found = candidates(known.question, passages, model.read(known.question, [(scored.about, scored.passage.text) for scored in passages]))
    texts = [passages[c.passage].passage for c in found]
    right = [known.answers(p.article_id, p.text[slice(*c.sentence)]) for c, p in zip(found, texts, strict=True)]
    return Case(found, np.array(right), [p.text[slice(*c.span)] for c, p in zip(found, texts, strict=True)], weight)


def _without_answer(known: Known, scored: ScoredPassage) -> ScoredPassage:
    passage = scored.passage
    sentences = [passage.text[a:b] for a, b in sentence_spans(passage.text)]
    kept = " ".join(s for s in sentences if not known.answers(passage.article_id, s))
    return replace(scored, passage=replace(passage, text=kept))


if __name__ == "__main__":
    main()
