import json
import math
import tarfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from assistant.reading.reader import Reading, Span


@pytest.fixture(scope="module")
def squad():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parent)
        yield import_module("reading_squad")


@dataclass
class BestSpan:
    start: int
    end: int
    answerable: float


class ScriptedModel:
    """Answers each question with words of the context and the log odds that they answer."""

    def __init__(self, script):
        self.script = script

    def best(self, question, context):
        words, score = self.script[question]
        start = context.index(words)
        return BestSpan(start, start + len(words), math.log(score / (1 - score)))


CONTEXT = "The museum at Ystrel owns 41 old clocks. Dravan Pelisk opened it in 1911."
SCRIPT = {
    "How many clocks does it own?": ("41", 0.9),
    "Who opened it?": ("Dravan Pelisk opened", 0.6),
    "Who closed it?": ("Dravan Pelisk", 0.7),
    "How many bells does it own?": ("41", 0.1),
}


@pytest.fixture
def questions(squad):
    golds = {"How many clocks does it own?": ("41 old clocks", "41"), "Who opened it?": ("Dravan Pelisk",)}
    return [squad.SquadQuestion(asked, CONTEXT, golds.get(asked, ())) for asked in SCRIPT]


@pytest.fixture
def predictions(squad, questions):
    return squad.predict(questions, squad.answer_of(ScriptedModel(SCRIPT)))


def test_only_the_articles_asked_for_are_read(squad, tmp_path):
    def article(number):
        answers = [{"text": "41", "answer_start": 26}] if number % 2 else []
        return {"paragraphs": [{"context": f"{number}", "qas": [{"question": f"{number}?", "answers": answers}]}]}

    file = tmp_path / "squad.json"
    file.write_text(json.dumps({"data": [article(number) for number in range(4)]}), "utf-8")
    assert squad.read_squad(file, (2, 3)) == [squad.SquadQuestion("2?", "2", ()), squad.SquadQuestion("3?", "3", ("41",))]


def test_a_span_counts_by_its_best_gold_answer_and_not_at_all_without_one(squad, predictions):
    assert predictions == [
        squad.Prediction(True, pytest.approx(0.9), 1.0, 1.0),
        squad.Prediction(True, pytest.approx(0.6), pytest.approx(0.8), 0.0),
        squad.Prediction(False, pytest.approx(0.7), 0.0, 0.0),
        squad.Prediction(False, pytest.approx(0.1), 0.0, 0.0),
    ]


def test_a_reader_is_measured_by_its_first_span(squad):
    class First:
        def read(self, question, passages):
            assert passages[0].passage.text == CONTEXT
            return Reading((Span(0, 26, 28, 0, 40, 0.9), Span(0, 41, 47, 41, 73, 0.8)), 0.7)

    assert squad.answer_of_reader(First())("How many clocks does it own?", CONTEXT) == ("41", 0.7)


def test_a_reader_without_spans_gives_the_empty_answer(squad):
    class Silent:
        def read(self, question, passages):
            return Reading((), 0.0)

    assert squad.answer_of_reader(Silent())("Who closed it?", CONTEXT) == ("", 0.0)


@pytest.mark.parametrize(("threshold", "f1", "exact"), [(0.0, 1.8, 1), (0.5, 2.8, 2), (0.65, 2, 2), (0.8, 3, 3), (1.0, 2, 2)])
def test_below_the_threshold_the_empty_answer_counts(squad, predictions, threshold, f1, exact):
    assert squad.at_threshold(predictions, threshold, "f1") == pytest.approx(f1 / 4)
    assert squad.at_threshold(predictions, threshold, "exact") == exact / 4


def test_the_best_threshold_is_found(squad, predictions):
    assert squad.best(predictions, "f1") == squad.Best(pytest.approx(3 / 4), pytest.approx(0.9))
    thresholds = [0.0, *(p.score for p in predictions), 2.0]
    assert squad.best(predictions, "f1").value == pytest.approx(max(squad.at_threshold(predictions, t, "f1") for t in thresholds))


def test_answers_of_one_score_are_given_together_or_not_at_all(squad):
    tied = [squad.Prediction(True, 0.5, 1.0, 1.0), squad.Prediction(False, 0.5, 0.0, 0.0), squad.Prediction(False, 0.5, 0.0, 0.0)]
    assert squad.best(tied, "f1") == squad.best(tied[::-1], "f1") == squad.Best(pytest.approx(2 / 3), float("inf"))


def test_the_table(squad, predictions):
    assert squad.table(predictions, 0.5) == [
        ["", "F1", "exact", "questions", "threshold of F1", "of exact"],
        ["has answer", "90.0", "50.0", "2", "-", "-"],
        ["best", "75.0", "75.0", "4", "0.900", "0.900"],
        ["at 0.5", "70.0", "50.0", "4", "0.500", "0.500"],
    ]


def test_the_measured_articles_of_squad_are_those_kept_out_of_training(squad, shared, tmp_path):
    with tarfile.open(shared / "data" / "squad2.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    questions = squad.read_squad(tmp_path / "squad2" / "dev-v2.0.json")
    assert (len(questions), sum(not asked.golds for asked in questions)) == (2013, 1013)
    assert all(gold in asked.context for asked in questions for gold in asked.golds)
