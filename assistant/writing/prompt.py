"""What is sent to the language model: instructions, earlier turns, numbered passages and the question."""

from collections.abc import Sequence

from assistant.language_model import Message
from assistant.markers import neutral, unmarked
from assistant.plain_text import plain
from index import Passage
from prompts import load

HISTORY_TURNS = 4
HEADER_CHARACTERS = 200


def messages(question: str, passages: Sequence[Passage], history: Sequence[tuple[str, str]] = ()) -> list[Message]:
    """Return what is sent: marker n means `passages[n - 1]`; `history` is (question, answer text), oldest first."""
    turns = []
    for asked, answered in history[-HISTORY_TURNS:]:
        turns.append(Message("user", _one_line(asked)))
        turns.append(Message("assistant", unmarked(answered)))
    shown = "\n\n".join(_shown_passage(number, passage) for number, passage in enumerate(passages, 1))
    asking = load("passages").format(passages=shown, question=_one_line(question))
    return [Message("system", load("write_answer")), *turns, Message("user", asking)]


def _shown_passage(number: int, passage: Passage) -> str:
    # Every line of the article starts with ">", so that none of them can pass for a header or for the question.
    lines = [neutral(line) for line in plain(passage.text).splitlines()]
    return load("passage").format(
        number=number,
        file=_one_line(passage.article_id)[:HEADER_CHARACTERS],
        published=_shown_date(passage),
        outlet=_one_line(passage.source or "unknown")[:HEADER_CHARACTERS],
        text="\n".join(f"> {line}" for line in lines if line),
    )


def _shown_date(passage: Passage) -> str:
    return f"{passage.published:%A} {passage.published.isoformat()}" if passage.published else "undated"


def _one_line(text: str) -> str:
    return neutral(" ".join(plain(text).split()))
