from dataclasses import replace
from datetime import date

import pytest

from assistant.answers import NOT_SAID, Answer, Citation, ScoredPassage
from assistant.evaluation import Question, Score, score_answers
from index import Article, Passage

DAY = date(2024, 3, 13)
ARTICLES = {"a.txt": Article("a.txt", None, None, DAY, "Six people died."), "b.txt": Article("b.txt", None, None, None, "It rained.")}
CITED = Citation(1, "a.txt", DAY, None, "Six people died.", 0, 16)


def question(id, kind="number", accept=("six",), reject=(), files=("a.txt",), answerable=True):
    return Question(id, "?", kind, accept, reject, files, answerable)


def answer(text, citations=(), files=("a.txt",), abstained=False, confidence=0.0):
    passages = [ScoredPassage(Passage(file, file, None, None, "", 0, 0), 1.0) for file in files]
    return Answer("?", text, tuple(citations), tuple(passages), abstained, confidence)


def scores(*pairs):
    return {score.name: (score.value, score.count) for score in score_answers(pairs, ARTICLES.get).scores}


def test_every_score_with_its_count():
    got = scores(
        (question("1"), answer("Six people died. [1]", [CITED])),
        (question("2", accept=("nine",)), answer("It rained. [1]", [replace(CITED, file="b.txt")], files=("b.txt", "b.txt", "a.txt"))),
        (question("3"), answer(NOT_SAID, abstained=True, files=())),
        (question("4", kind="unanswerable", accept=(), files=(), answerable=False), answer(NOT_SAID, abstained=True)),
    )
    assert got == {
        "hit@1": (pytest.approx(1 / 3), 3),
        "hit@5": (pytest.approx(2 / 3), 3),
        "hit@10": (pytest.approx(2 / 3), 3),
        "mrr@10": (pytest.approx(0.5), 3),
        "answer_accuracy": (pytest.approx(1 / 3), 3),
        "rejection_rate": (1.0, 1),
        "false_rejection_rate": (pytest.approx(1 / 3), 3),
        "answerability_auroc": (0.5, 4),
        "risk_coverage_area": (0.5, 2),
        "citation_validity": (0.5, 2),
        "evidence_hit": (0.5, 2),
        "answer_length": (3.5, 2),
    }


def test_a_rejected_string_makes_an_answer_wrong():
    assert scores((question("1", reject=("nine",)), answer("First six, then nine.")))["answer_accuracy"] == (0.0, 1)


def test_accuracy_is_told_by_kind():
    pairs = [
        (question("1", kind="who"), answer("Six")),
        (question("2", kind="when"), answer("?")),
        (question("3", kind="who"), answer("?")),
    ]
    assert score_answers(pairs, ARTICLES.get).accuracy_by_kind == (Score("when", 0.0, 1), Score("who", 0.5, 2))


@pytest.mark.parametrize("wrong", [{"file": "x.txt"}, {"published": None}, {"quote": "Six people"}, {"start": 1}, {"quote": "", "end": 0}])
def test_a_citation_that_is_not_in_the_article_is_not_valid(wrong):
    assert scores((question("1"), answer("Six", [replace(CITED, **wrong)])))["citation_validity"] == (0.0, 1)


def test_nothing_to_ask_of_gives_no_value():
    assert scores((question("1"), answer(NOT_SAID, abstained=True)))["rejection_rate"] == (None, 0)


def test_scores_are_of_the_answers_at_the_threshold_and_the_curve_is_of_all():
    pairs = [
        (question("1"), answer("Six people died. [1]", [CITED], confidence=0.9)),
        (question("2"), answer("Six people died. [1]", [replace(CITED, file="x.txt")], confidence=0.1)),
        (question("3", accept=(), files=(), answerable=False), answer("It rained.", confidence=0.2)),
    ]
    got = score_answers(pairs, ARTICLES.get, decline_below=0.5)
    assert {score.name: (score.value, score.count) for score in got.scores} == {
        **dict.fromkeys(["hit@1", "hit@5", "hit@10", "mrr@10"], (1.0, 2)),
        "answer_accuracy": (0.5, 2),
        "rejection_rate": (1.0, 1),
        "false_rejection_rate": (0.5, 2),
        "answerability_auroc": (0.5, 3),
        "risk_coverage_area": (pytest.approx((0 + 1 / 2 + 1 / 3) / 3), 3),
        "citation_validity": (1.0, 1),
        "evidence_hit": (1.0, 1),
        "answer_length": (4.0, 1),
    }
    assert [point.coverage for point in got.curve.points] == pytest.approx([1 / 3, 2 / 3, 1])


def test_an_answer_to_an_unanswerable_question_is_wrong_whatever_it_holds():
    pairs = [(question("1", accept=("six",), answerable=False), answer("Six", confidence=0.9))]
    assert score_answers(pairs, ARTICLES.get).curve.area == 1.0
