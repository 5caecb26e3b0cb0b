"""Several parts of one question: each answered by itself, shown together."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Answer, Citation, ScoredPassage


def joined(whole: Answer, parts: Sequence[tuple[str, Answer]]) -> Answer:
    """Return the answers to parts, each under its question, as one; a part that is not answered is said. It declines where none is."""
    text = ""
    citations: list[Citation] = []
    highlights: list[tuple[int, int]] = []
    passages: list[ScoredPassage] = []
    for question, part in parts:
        text += f"\n\n{question}\n" if text else f"{question}\n"
        before = len(citations)
        for edges in part.highlights:
            first, last = (len(text) + len(_renumbered(part.text[:edge], before)) for edge in edges)
            highlights.append((first, last))
        text += _renumbered(part.text, before)
        citations += [replace(citation, number=citation.number + before) for citation in part.citations]
        passages += [passage for passage in part.passages if passage not in passages]
    answered = [part for _, part in parts if not part.abstained]
    if not answered:
        return replace(whole, passages=tuple(passages))
    whole = replace(whole, text=text, citations=tuple(citations), highlights=tuple(highlights), passages=tuple(passages), abstained=False)
    return replace(
        whole,
        confidence=min(part.confidence for part in answered),
        answerability=min(part.answerability for part in answered),
        notices=tuple(dict.fromkeys(notice for _, part in parts for notice in part.notices)),
    )


def _renumbered(text: str, before: int) -> str:
    return re.sub(r"\[(\d+)\]", lambda marker: f"[{int(marker[1]) + before}]", text)
