"""The embedded answer: the sentences a reader points at, quoted and cited."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Citation, ScoredPassage
from assistant.reading.reader import Span

# A second sentence is quoted when it is at least this near the first.
SECOND_SHARE = 0.5
# Two sentences that share this much of their words say one thing: one is shown, both are cited.
SAME_WORDS = 0.7
MOST_SENTENCES = 2
MOST_CITATIONS = 4


def quote(spans: Sequence[Span], passages: Sequence[ScoredPassage]) -> tuple[str, tuple[Citation, ...]]:
    """Return the answer's text and citations: the best sentence, a near second, and where else the same is said."""
    groups: list[list[Citation]] = []
    cited = 0
    for span in spans:
        if span.probability < SECOND_SHARE * spans[0].probability or cited == MOST_CITATIONS:
            break
        citation = _citation(span, passages[span.passage])
        group = next((group for group in groups if _same(group[0].quote, citation.quote)), None)
        if group is not None:
            if citation.file in {c.file for c in group}:
                continue
            group.append(citation)
        elif len(groups) < MOST_SENTENCES:
            groups.append([citation])
        else:
            continue
        cited += 1
    return _numbered(groups)


def inline(text: str) -> str:
    """Return quoted text on one line, with nothing in it that looks like one of our markers."""
    return re.sub(r"\[(\d+)\]", r"(\1)", " ".join(text.split()))


def _numbered(groups: list[list[Citation]]) -> tuple[str, tuple[Citation, ...]]:
    parts: list[str] = []
    citations: list[Citation] = []
    for group in groups:
        markers = ""
        for citation in group:
            citations.append(replace(citation, number=len(citations) + 1))
            markers += f"[{len(citations)}]"
        parts.append(f"{inline(group[0].quote)} {markers}")
    return " ".join(parts), tuple(citations)


def _citation(span: Span, scored: ScoredPassage) -> Citation:
    passage = scored.passage
    text = passage.text[span.sentence_start - passage.start : span.sentence_end - passage.start]
    return Citation(0, passage.article_id, passage.published, passage.source, text, span.sentence_start, span.sentence_end)


def _same(one: str, other: str) -> bool:
    a, b = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    numbers = (set(re.findall(r"\d+", text)) for text in (one, other))
    return bool(a and b) and len(a & b) / len(a | b) >= SAME_WORDS and len(set(map(frozenset, numbers))) == 1
