import pytest

from assistant.evaluation.metrics import METRICS, SET_METRICS, metric_names, values
from assistant.evaluation.records import Cited, Context, Example, Relevant, Response, Result, SentenceMarks
from assistant.markers import sentences_of

NAMES = [
    *("hit@1", "hit@5", "hit@10", "recall@5", "recall@10", "mrr@10", "map@10", "ndcg@10"),
    *("exact_match", "token_f1", "answer_accuracy", "answer_length"),
    *("rejection_rate", "false_rejection_rate"),
    *("citation_validity", "evidence_hit", "citation_recall", "citation_precision"),
    *("faithfulness", "fully_supported", "number_precision", "date_precision", "entity_precision"),
    *("date_accuracy", "supersession"),
]


def test_the_registry():
    assert [metric.name for metric in METRICS] == NAMES
    assert [metric.name for metric in SET_METRICS] == ["answerability_auroc", "risk_coverage_area", "expected_calibration_error"]
    assert {metric.name for metric in METRICS if not metric.higher_is_better} == {"answer_length", "false_rejection_rate"}
    assert [metric.higher_is_better for metric in SET_METRICS] == [True, False, False]


def test_every_metric_of_a_question_of_which_all_is_known():
    example = Example("1", "When was the latest storm?", "when", ("3 March",), (), ("on 3 March",), (Relevant("a"), Relevant("b")))
    contexts = (Context("", "x"), Context("", "a"))
    response = Response("1", example.question, sentences_of("The storm came on 3 March [1]."), contexts, (Cited(1, "", "a", valid=True),))
    sentence = SentenceMarks("The storm came on 3 March.", 0.75, 1, (), (1,), 0.5, (True,), (1, 2), (1, 1), (0, 1))
    assert values(Result(example, response, (sentence,))) == {
        **{"hit@1": 0.0, "hit@5": 1.0, "hit@10": 1.0, "recall@5": 0.5, "recall@10": 0.5, "mrr@10": 0.5, "map@10": 0.25},
        # (1 / log2 3) / (1 + 1 / log2 3)
        "ndcg@10": pytest.approx(0.6309298 / 1.6309298),
        # "storm came on 3 march" and "on 3 march" share 3 words: 2 * 3 / (5 + 3)
        **{"exact_match": 0.0, "token_f1": pytest.approx(0.75), "answer_accuracy": 1.0, "answer_length": 6.0},
        "false_rejection_rate": 0.0,
        **{"citation_validity": 1.0, "evidence_hit": 1.0, "citation_recall": 1.0, "citation_precision": 1.0},
        **{"faithfulness": 0.75, "fully_supported": 1.0, "number_precision": 0.5, "date_precision": 1.0, "entity_precision": 0.0},
        **{"date_accuracy": 1.0, "supersession": 1.0},
    }


def test_a_declined_unanswerable_question_has_its_rejection_alone():
    example = Example("1", "Why?", "unanswerable", answerable=False)
    assert values(Result(example, Response("1", "Why?", sentences_of("The articles do not say."), abstained=True))) == {
        "rejection_rate": 1.0
    }


def test_a_declined_answerable_question_is_a_false_rejection():
    declined = Response("1", "Why?", sentences_of("The articles do not say."), abstained=True)
    assert values(Result(Example("1", "Why?", accept=("rain",)), declined)) == {"answer_accuracy": 0.0, "false_rejection_rate": 1.0}


def test_names_of_other_values_follow_those_of_the_registry():
    example, response = Example("1", "?"), Response("1", "?", sentences_of(""))
    results = [
        Result(example, response, values={"hit@1": 1.0, "recall_llm": 1.0}),
        Result(example, response, values={"faithfulness_llm": 0.5}),
    ]
    assert metric_names(results) == [*NAMES, "faithfulness_llm", "recall_llm"]
