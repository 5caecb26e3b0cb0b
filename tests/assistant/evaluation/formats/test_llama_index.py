import pytest
from format_files import fault, write

from assistant.evaluation.formats import pair_answers, read_answers, read_examples
from assistant.evaluation.records import Cited, Context, Example, Response
from assistant.markers import sentences_of

SANK = "Six barges sank near Orvik on Tuesday, the harbour office said."
SAVED = "Two crews were saved by the Orvik lifeboat."


def labelled(query, answer, contexts):
    """An example as LabelledRagDataset.save_json writes it."""
    by = {"query_by": {"model_name": "a-model", "type": "ai"}, "reference_answer_by": {"model_name": "", "type": "human"}}
    return {"query": query, "reference_contexts": contexts, "reference_answer": answer} | by


DATASET = {"examples": [labelled("How many barges sank?", "Six.", [SANK]), labelled("Who is the mayor?", "", None)]}
# As RagPredictionDataset.save_json writes it.
PREDICTIONS = {"predictions": [{"response": "Six [1].", "contexts": [SANK, SAVED]}, {"response": "Empty Response", "contexts": None}]}

EXAMPLES = [Example("1", "How many barges sank?", references=("Six.",), contexts=(SANK,)), Example("2", "Who is the mayor?")]
RESPONSES = [
    Response("1", "How many barges sank?", sentences_of("Six [1]."), (Context(SANK), Context(SAVED)), (Cited(1, SANK),)),
    Response("2", "Who is the mayor?", sentences_of("Empty Response"), abstained=True),
]


def test_a_data_set_and_its_predictions_pair_by_position(tmp_path):
    examples = read_examples(write(tmp_path, DATASET, name="dataset", whole=True))
    none, responses = read_answers(write(tmp_path, PREDICTIONS, name="predictions"))
    assert (examples, none) == (EXAMPLES, [])
    assert [response.question for response in responses] == ["", ""]
    assert pair_answers(examples, responses, notice=pytest.fail) == list(zip(EXAMPLES, RESPONSES, strict=True))


def test_a_data_set_with_its_predictions_in_one_file_is_read(tmp_path):
    assert read_answers(write(tmp_path, DATASET | PREDICTIONS)) == (EXAMPLES, RESPONSES)
    assert (
        fault(read_answers, write(tmp_path, DATASET | {"predictions": PREDICTIONS["predictions"][:1]}))
        == "file: 2 examples, but 1 predictions: give one for each example."
    )


@pytest.mark.parametrize("whole", [False, True])
def test_rows_that_hold_both_are_read(tmp_path, whole):
    rows = [example | prediction for example, prediction in zip(DATASET["examples"], PREDICTIONS["predictions"], strict=True)]
    assert read_answers(write(tmp_path, *rows, whole=whole)) == (EXAMPLES, RESPONSES)


def test_a_file_without_questions_or_answers_is_refused(tmp_path):
    for data in (DATASET, {"predictions": None}):
        told = fault(read_answers, write(tmp_path, data))
        assert told == "file holds no answers: give a file in which a system answered its questions."
    for data in (PREDICTIONS, {"examples": []}, {"data": []}):
        assert fault(read_examples, write(tmp_path, data)) == "file holds no questions: give the file that does."


def test_a_wrong_example_is_named_with_its_place(tmp_path):
    wrong = write(tmp_path, {"examples": [DATASET["examples"][0], {}]})
    assert fault(read_examples, wrong) == "file, examples 2: `query` is missing: it has to be a text."


PAIRS = {
    "queries": {"a1": "How many barges sank?", "b2": "Who saved the crews?"},
    "corpus": {"n1": SANK, "n2": SAVED},
    "relevant_docs": {"a1": ["n1"], "b2": ["n2", "n1"]},
    "mode": "text",
}


def test_embedding_pairs_become_questions_with_contexts(tmp_path):
    assert read_examples(write(tmp_path, PAIRS)) == [
        Example("a1", "How many barges sank?", contexts=(SANK,)),
        Example("b2", "Who saved the crews?", contexts=(SAVED, SANK)),
    ]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"relevant_docs": {"a1": ["n9"]}}, ", relevant_docs: the passage 'n9' is not in `corpus`: add it there or take it out here"),
        ({"relevant_docs": {"a1": "n1"}}, ', relevant_docs: `a1` is not a list of texts: write it as ["...", "..."]'),
        ({"relevant_docs": []}, ': `relevant_docs` is not an object: write it as {"query id": ["passage id", ...], ...}'),
        ({"queries": {"a1": 5}}, ': `queries` is not an object of texts: write it as {"id": "text", ...}'),
        ({"queries": {"a1": " "}}, ", queries: `a1` is empty: it has to be a text"),
    ],
)
def test_wrong_embedding_pairs_are_named(tmp_path, field, said):
    assert fault(read_examples, write(tmp_path, PAIRS | field)) == f"file{said}."
