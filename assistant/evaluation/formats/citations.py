"""What the markers of another system's answer cite: `[n]` names the n-th of its retrieved passages."""

from collections.abc import Sequence

from assistant.evaluation.formats.rows import Row
from assistant.evaluation.records import Cited, Context
from assistant.writing.markers import MARKER, claims_of

# A reply of 8,000 tokens has some 35,000. Finding sentences in the worst text of this length, all open brackets, takes seconds.
ANSWER_CHARACTERS = 50_000


def cited_passages(text: str, contexts: Sequence[Context] | None) -> tuple[Cited, ...]:
    """Return what each marker names, in order of appearance; one that names no passage is invalid.

    Nothing can be said of markers when it is not known what was retrieved (None).
    """
    if contexts is None:
        return ()
    return tuple(
        Cited(n, contexts[n - 1].text, contexts[n - 1].file, contexts[n - 1].published)
        if 1 <= n <= len(contexts)
        else Cited(n, "", valid=False)
        for n in named_numbers(text)
    )


def named_numbers(text: str) -> list[int]:
    """Return the numbers that the markers of an answer name, each once, in order of appearance."""
    if not MARKER.search(text):
        return []
    return list(dict.fromkeys(number for claim in claims_of(text) for number in claim.named))


def answer_text(row: Row, *names: str) -> str:
    """Return the answer in a row, which may be empty; raises EvaluationError when there is none or it is no answer any more."""
    text = row.text_or_none(*names)
    if text is None:
        raise row.error(f"`{names[0]}` is missing", 'give each row its answer, "" where the system gave none')
    if len(text) > ANSWER_CHARACTERS:
        raise row.error(f"`{names[0]}` has {len(text):,} characters", f"at most {ANSWER_CHARACTERS:,} are scored, shorten it")
    return text
