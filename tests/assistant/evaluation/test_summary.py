import json
from dataclasses import replace

import pytest

from assistant.evaluation.abstention import OperatingPoint, ReliabilityBin
from assistant.evaluation.metrics import METRICS, SET_METRICS, values
from assistant.evaluation.records import Context, Example, Relevant, Response, Result, Score
from assistant.evaluation.summary import summarise
from assistant.markers import sentences_of
from assistant.records import NOT_SAID


def result(id, kind, text, confidence, answerable=True, file="a"):
    example = Example(
        id, "?", kind, accept=("six",) if answerable else (), relevant=(Relevant("a"),) if answerable else (), answerable=answerable
    )
    response = Response(id, "?", sentences_of(text), (Context("", file),), abstained=text == NOT_SAID, confidence=confidence)
    result = Result(example, response)
    return replace(result, values=values(result))


RESULTS = [
    result("1", "who", "Six", 0.95),
    result("2", "who", "Nine men", 0.85, file="x"),
    result("3", "when", NOT_SAID, 0.25),
    result("4", "", "Six", 0.75),
    result("5", "unanswerable", "Nine", 0.45, answerable=False),
]


def test_scores_come_in_the_registrys_order_with_their_counts():
    summary = summarise(RESULTS)
    assert [score.name for score in summary.scores] == [metric.name for metric in (*METRICS, *SET_METRICS)]
    asked = {score.name: (score.value, score.count) for score in summary.scores if score.count}
    assert asked == {
        **dict.fromkeys(["hit@1", "hit@5", "hit@10", "recall@5", "recall@10", "mrr@10", "map@10", "ndcg@10"], (0.75, 4)),
        "answer_accuracy": (0.5, 4),
        "answer_length": (1.25, 4),
        "rejection_rate": (0.0, 1),
        "false_rejection_rate": (0.25, 4),
        **{"evidence_hit": (0.0, 3), "date_accuracy": (0.0, 1)},
        # Of the confidences .95, .85, .25 and .75 of answerable questions three are above .45.
        "answerability_auroc": (0.75, 5),
        # Right, wrong, right, wrong from the surest on: risks 0, 1/2, 1/3, 2/4.
        "risk_coverage_area": (pytest.approx((1 / 2 + 1 / 3 + 2 / 4) / 4), 4),
        # (|.95 - 1| + |.85 - 0| + |.75 - 1| + |.45 - 0|) / 4
        "expected_calibration_error": (pytest.approx(0.4), 4),
    }
    assert (summary.questions, summary.declined) == (5, 1)


def test_what_could_not_be_asked_has_no_value_and_no_interval():
    scores = {score.name: score for score in summarise(RESULTS).scores}
    assert scores["faithfulness"] == Score("faithfulness", None, 0)
    assert {score.name: (score.low, score.high) for score in summarise([]).scores} == dict.fromkeys(scores, (None, None))


def test_a_score_lies_within_its_interval():
    scores = [score for score in summarise(RESULTS).scores if score.value is not None]
    assert len(scores) == 17
    assert [score.name for score in scores if not score.low <= score.value <= score.high] == []


def test_accuracy_is_told_by_kind():
    assert summarise(RESULTS).by_kind == (Score("when", 0.0, 1, 0.0, 0.0), Score("who", 0.5, 2, 0.0, 1.0))


def test_the_curve_and_reliability_are_of_the_answers_given():
    summary = summarise(RESULTS)
    assert summary.curve.points == (
        OperatingPoint(0.95, 0.2, 0.0),
        OperatingPoint(0.85, 0.4, 0.5),
        OperatingPoint(0.75, 0.6, pytest.approx(1 / 3)),
        OperatingPoint(0.45, 0.8, 0.5),
    )
    assert summary.reliability == (
        ReliabilityBin(0.45, 0.0, 1),
        ReliabilityBin(0.75, 1.0, 1),
        ReliabilityBin(0.85, 0.0, 1),
        ReliabilityBin(0.95, 1.0, 1),
    )


def test_what_was_declined_at_a_threshold_is_on_the_curve_where_it_is_known():
    withheld = replace(RESULTS[2].response, abstained=True, withheld=sentences_of("Six"), confidence=0.25)
    summary = summarise([*RESULTS[:2], replace(RESULTS[2], response=withheld), *RESULTS[3:]])
    assert [point.coverage for point in summary.curve.points] == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert summary.reliability[0] == ReliabilityBin(0.25, 1.0, 1)
    assert summary.declined == 1


def test_a_judges_metric_follows_those_of_the_registry():
    judged = Result(RESULTS[0].example, RESULTS[0].response, (), {"faithfulness_llm": 0.5})
    assert summarise([judged]).scores[len(METRICS)] == Score("faithfulness_llm", 0.5, 1, 0.5, 0.5)


def test_as_json():
    summary = summarise(RESULTS[:2]).as_json()
    assert (summary["questions"], summary["declined"]) == (2, 0)
    assert summary["scores"]["answer_accuracy"] == {"value": 0.5, "count": 2, "low": 0.0, "high": 1.0}
    assert summary["scores"]["faithfulness"] == {"value": None, "count": 0, "low": None, "high": None}
    assert summary["answer_accuracy_by_kind"] == {"who": {"value": 0.5, "count": 2, "low": 0.0, "high": 1.0}}
    assert summary["risk_coverage"] == [
        {"confidence": 0.95, "coverage": 0.5, "risk": 0.0},
        {"confidence": 0.85, "coverage": 1.0, "risk": 0.5},
    ]
    assert summary["reliability"] == [{"confidence": 0.85, "right": 0.0, "count": 1}, {"confidence": 0.95, "right": 1.0, "count": 1}]


def test_two_summaries_of_the_same_results_are_the_same_byte_for_byte():
    assert json.dumps(summarise(RESULTS).as_json()) == json.dumps(summarise(list(RESULTS)).as_json())
