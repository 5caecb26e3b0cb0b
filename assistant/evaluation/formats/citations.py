"""Answers of other systems, read once: their sentences, and what the markers in them cite."""

from collections.abc import Sequence

from assistant.evaluation.formats.declines import declines
from assistant.evaluation.formats.rows import Row
from assistant.evaluation.records import Cited, Context, Response
from assistant.markers import sentences_of
from assistant.records import Sentence

# A reply of 8,000 tokens has some 35,000. Finding sentences in the worst text of this length, all open brackets, takes seconds.
ANSWER_CHARACTERS = 50_000


def response_of(id: str, question: str, text: str, retrieved: Sequence[str] | None) -> Response:
    """Return the answer `text`, whose marker `[n]` names the n-th of what was retrieved; one that names no passage is invalid.

    Nothing can be said of markers when it is not known what was retrieved (None).
    """
    sentences = sentences_of(text)
    contexts = tuple(map(Context, retrieved or ()))
    numbers = named_numbers(sentences) if retrieved is not None else []
    cited = [Cited(n, contexts[n - 1].text) if 1 <= n <= len(contexts) else Cited(n, "", valid=False) for n in numbers]
    return Response(id, question, sentences, contexts, tuple(cited), declines(sentences))


def named_numbers(sentences: Sequence[Sentence]) -> list[int]:
    """Return the numbers that the sentences cite, each once, in order of appearance."""
    return list(dict.fromkeys(number for sentence in sentences for number in sentence.citations))


def answer_text(row: Row, *names: str) -> str:
    """Return the answer in a row, which may be empty; raises EvaluationError when there is none or it is no answer any more."""
    text = row.text_or_none(*names)
    if text is None:
        raise row.error(f"`{names[0]}` is missing", 'give each row its answer, "" where the system gave none')
    if len(text) > ANSWER_CHARACTERS:
        raise row.error(f"`{names[0]}` has {len(text):,} characters", f"at most {ANSWER_CHARACTERS:,} are scored, shorten it")
    return text
