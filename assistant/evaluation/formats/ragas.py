"""RAGAS data sets: single turns, conversations, and the names that its fields had before version 0.2."""

from assistant.evaluation.formats.citations import answer_text, response_of
from assistant.evaluation.formats.rows import Row
from assistant.evaluation.records import Example, Response

QUESTION = ("user_input", "question")
RESPONSE = ("response", "answer")
RETRIEVED = ("retrieved_contexts", "contexts")
REFERENCE = ("reference", "ground_truth", "ground_truths")
SPEAKERS = ("human", "ai", "tool")


def example(id: str, row: Row) -> Example:
    """Return what was asked and what is known of it; of a conversation the last message of the human is the question."""
    question, _ = _asked(row)
    return Example(id, question, references=_references(row), contexts=row.texts("reference_contexts"))


def response(id: str, row: Row) -> Response:
    """Return what was answered; in a conversation without a `response` it is the last message of the AI after the question."""
    question, said = _asked(row)
    text = said if said is not None and row.first(*RESPONSE)[1] is None else answer_text(row, *RESPONSE)
    return response_of(id, question, text, row.texts_or_none(*RETRIEVED))


def _references(row: Row) -> tuple[str, ...]:
    value = row.first(*REFERENCE)[1]
    texts = row.texts(*REFERENCE) if isinstance(value, list) else (row.text_or_none(*REFERENCE),)
    return tuple(text for text in texts if text)


def _asked(row: Row) -> tuple[str, str | None]:
    """The question and, in a conversation, what the AI said to it."""
    name, value = row.first(*QUESTION)
    if not isinstance(value, list):
        return row.text(*QUESTION), None
    messages = row.rows(name)
    speakers = [message.fields.get("type") for message in messages]
    if "human" not in speakers or not all(speaker in SPEAKERS for speaker in speakers):
        fault = f"`{name}` is a conversation whose last question cannot be told"
        raise row.error(fault, "give each message the `type` human, ai or tool, or give the question as text")
    last = len(speakers) - 1 - speakers[::-1].index("human")
    said = [answer_text(message, "content") for message in messages[last + 1 :] if message.fields["type"] == "ai"]
    return messages[last].text("content"), said[-1] if said else None
