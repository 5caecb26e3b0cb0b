"""Several parts of one question: each answered by itself, shown together."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.records import Answer, Citation, ScoredPassage, Sentence


def joined(whole: Answer, parts: Sequence[tuple[str, Answer]]) -> Answer:
    """Return the answers to parts, each under its question, as one; a part that is not answered is said. It declines where none is."""
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    passages: list[ScoredPassage] = []
    for question, part in parts:
        before = len(citations)
        first, *rest = part.sentences
        for one in (replace(first, heading=question, paragraph=True), *rest):
            sentences.append(replace(one, citations=tuple(number + before for number in one.citations)))
        citations += [replace(citation, number=citation.number + before) for citation in part.citations]
        passages += [passage for passage in part.passages if passage not in passages]
    answered = [part for _, part in parts if not part.abstained]
    if not answered:
        return replace(whole, passages=tuple(passages))
    return replace(
        whole,
        sentences=tuple(sentences),
        citations=tuple(citations),
        passages=tuple(passages),
        abstained=False,
        confidence=min(part.confidence for part in answered),
        answerability=min(part.answerability for part in answered),
        notices=tuple(dict.fromkeys(notice for _, part in parts for notice in part.notices)),
        articles=tuple(dict.fromkeys(file for _, part in parts for file in part.articles)),
    )
