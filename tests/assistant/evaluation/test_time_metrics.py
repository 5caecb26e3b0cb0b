import pytest

from assistant.evaluation.records import Example, Response, Result
from assistant.evaluation.time_metrics import asks_latest, date_accuracy, supersession
from assistant.markers import sentences_of


def result(example, text, abstained=False):
    return Result(example, Response("1", "?", sentences_of(text), abstained=abstained))


def test_dates_are_asked_of_when_questions():
    when = Example("1", "When did the dam break?", "when", accept=("March 3", "3 March"))
    assert [date_accuracy(result(when, text)) for text in ("On 3 March.", "On 4 March.")] == [1.0, 0.0]
    assert date_accuracy(result(Example("1", "How many?", "number", accept=("3",)), "3")) is None
    assert date_accuracy(result(Example("1", "When?", "when"), "On 3 March.")) is None


def test_the_newest_figure_is_right_and_an_older_one_beside_it_wrong():
    example = Example("1", "What is the latest toll of the Lindrick flood?", "temporal", accept=("nine",), reject=("six",))
    texts = ("Nine people died.", "Six people died.", "First six, then nine died.", "It rained.")
    assert [supersession(result(example, text)) for text in texts] == [1.0, 0.0, 0.0, 0.0]
    assert supersession(result(example, "Nine", abstained=True)) == 0.0


@pytest.mark.parametrize(
    ("question", "kind", "latest"),
    [
        ("What is the latest toll of the Lindrick flood?", "number", True),
        ("What was the final death toll?", "temporal", True),
        ("How many have been counted so far?", "", True),
        ("How many died in the Lindrick flood?", "latest", True),
        ("How many died in the Lindrick flood?", "temporal", False),
        ("How many were dead on March 13, 2024, in the first count?", "temporal", False),
        ('Who sang "The Latest News"?', "who", False),
    ],
)
def test_a_question_asks_for_the_latest_by_its_kind_or_its_words(question, kind, latest):
    example = Example("1", question, kind, accept=("nine",))
    assert asks_latest(example) is latest
    assert supersession(result(example, "Nine")) == (1.0 if latest else None)


@pytest.mark.parametrize("question", ["latest " * 20_000, "in 99999 " * 10_000, "0" * 100_000, "\ud800", ""])
def test_awkward_questions_are_taken(question):
    assert asks_latest(Example("1", question)) in (True, False)
