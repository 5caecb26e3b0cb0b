import re

import pytest

from assistant.evaluation.records import Score
from assistant.evaluation.report.figures import BAR_WIDTH, bar_html, family_of, figures_html


def told(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("hit@10", "Retrieval"),
        ("ndcg@10", "Retrieval"),
        ("token_f1", "Answer"),
        ("false_rejection_rate", "Abstention"),
        ("evidence_hit", "Citation"),
        ("faithfulness", "Grounding"),
        ("faithfulness_llm", "Judge"),
        ("supersession", "Time"),
        ("hit@37", "Retrieval"),
        ("expected_calibration_error", "Abstention"),
        ("brevity", "Other"),
    ],
)
def test_each_metric_has_its_family(name, family):
    assert family_of(name) == family


def test_a_score_is_told_with_its_interval_count_and_meaning():
    html = figures_html([Score("hit@5", 0.5, 1200, 0.25, 0.75)], [])
    meaning = "An article with the answer is among the first 5 retrieved"
    assert told(html) == f"Retrieval Metric Value, 95% interval, count hit@5 {meaning} 0.500 0.250 to 0.750 n = 1,200"


def test_less_is_better_is_said_where_it_is():
    assert "Answerable questions declined; less is better" in told(figures_html([Score("false_rejection_rate", 0.1, 9)], []))


def test_a_score_of_nothing_is_no_zero():
    html = figures_html([Score("supersession", None, 0)], [])
    assert told(html).endswith("when the latest is asked for nothing to measure it on")
    assert "<svg" not in html


@pytest.mark.parametrize("score", [Score("answer_length", 0.5, 3, 0.4, 0.6), Score("brevity", 12.25, 3, 11.0, 13.5)])
def test_what_is_no_share_has_no_bar(score):
    assert "<svg" not in figures_html([score], [])


def test_families_come_in_their_order_and_the_kinds_last():
    html = figures_html([Score("brevity", 1, 1), Score("faithfulness_llm", 1, 1), Score("hit@1", 1, 1)], [Score("when", 1, 1)])
    assert re.findall(r"<caption>(.*?)</caption>", html) == ["Retrieval", "Judge", "Other", "Answer accuracy by kind of question"]


def test_a_kind_is_a_link_to_its_questions():
    assert 'href="#kind=%22how%22%20%26%20why"' in figures_html([], [Score('"how" & why', 1.0, 2)])


def test_the_bar_is_as_long_as_the_value_and_the_whisker_as_the_interval():
    bar = bar_html(0.25, 0.0, 1.0)
    assert f'<rect class="bar" y="3" width="{BAR_WIDTH / 4:.1f}"' in bar
    assert f"M1.0 7H{BAR_WIDTH - 1:.1f}" in bar


def test_without_an_interval_there_is_no_whisker():
    assert "whisker" not in bar_html(0.25)
    assert "no interval" in told(figures_html([Score("hit@5", 0.5, 4)], []))


def test_what_is_not_a_number_has_no_bar():
    assert bar_html(float("nan")) == ""
    assert "whisker" not in bar_html(0.5, float("nan"), 0.7)
