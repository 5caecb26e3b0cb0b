import pytest
from format_files import fault, write

from assistant.evaluation.formats import read_answers, read_examples
from assistant.evaluation.records import Cited, Context, Example, Response
from assistant.markers import sentences_of

SANK = "Six barges sank near Orvik on Tuesday, the harbour office said."
SAVED = "Two crews were saved by the Orvik lifeboat."


# As EvaluationDataset.to_jsonl writes it: fields that are None are left out; as pandas and datasets do, they are null.
TURN = {
    "user_input": "How many barges sank?",
    "retrieved_contexts": [SANK, SAVED],
    "reference_contexts": [SANK],
    "response": "Six barges sank near Orvik [1].",
    "reference": "Six",
}


@pytest.mark.parametrize("whole", [False, True])
def test_single_turns_are_read_from_lines_and_from_a_list(tmp_path, whole):
    empty = {"user_input": "Who is the mayor?", "retrieved_contexts": None, "reference_contexts": None, "response": "I don't know."}
    examples = [Example("1", "How many barges sank?", references=("Six",), contexts=(SANK,)), Example("2", "Who is the mayor?")]
    contexts = (Context(SANK), Context(SAVED))
    responses = [
        Response("1", "How many barges sank?", sentences_of("Six barges sank near Orvik [1]."), contexts, (Cited(1, SANK),)),
        Response("2", "Who is the mayor?", sentences_of("I don't know."), abstained=True),
    ]
    path = write(tmp_path, TURN, empty, whole=whole)
    assert read_examples(path) == examples
    assert read_answers(path) == (examples, responses)


def test_ids_that_rows_give_are_kept(tmp_path):
    assert [example.id for example in read_examples(write(tmp_path, TURN | {"id": "q7"}, TURN))] == ["q7", "2"]


@pytest.mark.parametrize("reference", [{"ground_truth": "Six"}, {"ground_truths": ["Six"]}, {"ground_truth": ["Six", ""]}])
def test_the_names_of_earlier_versions_are_read(tmp_path, reference):
    row = {"question": "How many barges sank?", "answer": "Six [2].", "contexts": [SANK, SAVED]} | reference
    example = Example("1", "How many barges sank?", references=("Six",))
    response = Response("1", "How many barges sank?", sentences_of("Six [2]."), (Context(SANK), Context(SAVED)), (Cited(2, SAVED),))
    assert read_answers(write(tmp_path, row)) == ([example], [response])


def test_a_bare_answer_is_gold_among_questions_and_the_systems_among_answers(tmp_path):
    path = write(tmp_path, {"question": "How many barges sank?", "answer": "Six."})
    assert read_examples(path) == [Example("1", "How many barges sank?", references=("Six.",))]
    assert read_answers(path)[1] == [Response("1", "How many barges sank?", sentences_of("Six."))]


@pytest.mark.parametrize(
    ("text", "contexts", "cited"),
    [
        ("Six [2][1]. Two [2].", [SANK, SAVED], (Cited(2, SAVED), Cited(1, SANK))),
        ("Six [1-2].", [SANK, SAVED], (Cited(1, SANK), Cited(2, SAVED))),
        ("Six [1, 3], nine [0].", [SANK], (Cited(1, SANK), Cited(3, "", valid=False), Cited(0, "", valid=False))),
        ("Six [1].", [], (Cited(1, "", valid=False),)),
        ("Six, and none named.", [SANK], ()),
        ("Six [1].", None, ()),
    ],
)
def test_markers_name_the_retrieved_contexts(tmp_path, text, contexts, cited):
    assert read_answers(write(tmp_path, TURN | {"response": text, "retrieved_contexts": contexts}))[1][0].citations == cited


CONVERSATION = [
    {"content": "Did barges sink at Orvik?", "metadata": None, "type": "human"},
    {"content": "Yes.", "metadata": None, "type": "ai", "tool_calls": None},
    {"content": "How many of them?", "metadata": None, "type": "human"},
    {"content": "", "type": "ai", "tool_calls": [{"name": "search", "args": {"query": "barges"}}]},
    {"content": "six barges", "type": "tool"},
    {"content": "Six.", "type": "ai"},
]


def test_a_conversation_is_its_last_question_and_what_was_said_to_it(tmp_path):
    path = write(tmp_path, {"user_input": CONVERSATION, "reference": "Six"})
    example = Example("1", "How many of them?", references=("Six",))
    assert read_answers(path) == ([example], [Response("1", "How many of them?", sentences_of("Six."))])


def test_a_response_beside_a_conversation_is_the_answer(tmp_path):
    path = write(tmp_path, {"user_input": CONVERSATION[:3], "response": "Six of them."})
    assert read_answers(path)[1] == [Response("1", "How many of them?", sentences_of("Six of them."))]


@pytest.mark.parametrize(
    "messages", [[], CONVERSATION[1:2], [{"content": "How many?"}], [*CONVERSATION, {"content": "Why?", "type": ["human"]}]]
)
def test_a_conversation_whose_question_cannot_be_told_is_refused(tmp_path, messages):
    path = write(tmp_path, TURN, {"user_input": messages})
    remedy = "give each message the `type` human, ai or tool, or give the question as text"
    assert fault(read_examples, path) == f"file, line 2: `user_input` is a conversation whose last question cannot be told: {remedy}."


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"response": None}, '`response` is missing: give each row its answer, "" where the system gave none'),
        ({"response": ["Six"]}, "`response` is not a text: put it in quotation marks"),
        ({"retrieved_contexts": SANK}, '`retrieved_contexts` is not a list of texts: write it as ["...", "..."]'),
        ({"retrieved_contexts": [None]}, '`retrieved_contexts` is not a list of texts: write it as ["...", "..."]'),
        ({"user_input": None}, "`user_input` is missing: it has to be a text"),
    ],
)
def test_a_wrong_field_is_named(tmp_path, field, said):
    path = write(tmp_path, TURN, TURN | field)
    assert fault(read_answers, path) == f"file, line 2: {said}."
