"""What is sent to the judge: instructions, then the answer's sentences, or its claims and the passages."""

from collections.abc import Mapping, Sequence

from assistant.evaluation.records import Context
from assistant.language_model import Message
from assistant.markers import neutral
from assistant.plain_text import plain
from prompts import load

PROMPTS = ("judge_claims", "judge_sentences", "judge_verdicts", "judge_passage", "judge_material", "judge_again")


def claims_messages(question: str, sentences: Mapping[int, str], problem: str | None = None) -> list[Message]:
    """Return what asks for the claims of numbered sentences; `problem` is what was wrong with the reply before."""
    material = load("judge_sentences").format(question=_quoted(question), sentences=_numbered("Sentence", sentences))
    return [Message("system", load("judge_claims")), Message("user", _again(material, problem))]


def verdict_messages(claims: Mapping[int, str], passages: Sequence[Context], problem: str | None = None) -> list[Message]:
    """Return what asks for a verdict on numbered claims; passage n is `passages[n - 1]`."""
    shown = "\n\n".join(_shown_passage(number, passage) for number, passage in enumerate(passages, 1))
    material = load("judge_material").format(passages=shown, claims=_numbered("Claim", claims))
    return [Message("system", load("judge_verdicts")), Message("user", _again(material, problem))]


def _again(material: str, problem: str | None) -> str:
    return f"{material}\n\n{load('judge_again').format(problem=problem)}" if problem else material


def _shown_passage(number: int, passage: Context) -> str:
    published = f"{passage.published:%A} {passage.published.isoformat()}" if passage.published else "undated"
    return load("judge_passage").format(number=number, published=published, text=_quoted(passage.text))


def _numbered(kind: str, texts: Mapping[int, str]) -> str:
    return "\n\n".join(f"{kind} {number}:\n{_quoted(text)}" for number, text in texts.items())


def _quoted(text: str) -> str:
    # Every line that others wrote starts with ">", so that none of them can pass for a header or an instruction of ours.
    # White space is closed up first: the marker's pattern is slow on long runs of it.
    lines = [neutral(" ".join(line.split())) for line in plain(text).splitlines()]
    return "\n".join(f"> {line}" for line in lines if line)
