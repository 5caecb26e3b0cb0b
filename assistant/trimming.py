"""Long sentences, cut to the clauses that answer."""

import re

from assistant.reading.features import stems
from assistant.retrieval import search_words

# Words: a sentence longer than TOO_LONG is cut, to no more than LONG where clauses allow it. The median one of Wikinews has 24. A cut
# loses what a clause refers to: with TOO_LONG at 36, 7 of 27 right answers to MultiHop-RAG's first 60 inference questions were lost.
TOO_LONG = 45
LONG = 36
# A clause shorter than this says little by itself: it stays with the one before it.
SHORT_CLAUSE = 4
# A relative clause says little without what it is relative to.
_BREAK = re.compile(r"(?:[,;:]|\s[–—-])[\"”’)\]]?\s+(?!(?:which|who|whom|whose|where)\b)")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|\([^()]*\)")


def trimmed(sentence: str, answer: tuple[int, int], question: str) -> tuple[int, int]:
    """Return the offsets of the clauses to show: those of the answer, and around them what else the question names."""
    if len(sentence.split()) <= TOO_LONG:
        return 0, len(sentence)
    clauses = _clauses(sentence)
    holding = [i for i, (start, end) in enumerate(clauses) if start < answer[1] and answer[0] < end]
    if not holding:
        return 0, len(sentence)
    first, last = holding[0], holding[-1]
    asked = stems(" ".join(search_words(question)))
    while wider := _wider(sentence, clauses, first, last, asked):
        first, last = wider
    if asked & stems(sentence[clauses[first][0] : clauses[last][1]]) != asked & stems(sentence):
        return 0, len(sentence)  # what the question asks of stands elsewhere, and so may its answer
    return clauses[first][0], len(sentence[: clauses[last][1]].rstrip(" ,;:–—-"))


def _wider(sentence: str, clauses: list[tuple[int, int]], first: int, last: int, asked: frozenset[str]) -> tuple[int, int] | None:
    """Return the range of clauses with the neighbour that names more of the question, else with the one behind; None when none fits."""
    wider = [(first, last + 1)] * (last + 1 < len(clauses)) + [(first - 1, last)] * (first > 0)
    fitting = [(a, b) for a, b in wider if len(sentence[clauses[a][0] : clauses[b][1]].split()) <= LONG]
    return max(fitting, key=lambda span: len(asked & stems(sentence[clauses[span[0]][0] : clauses[span[1]][1]])), default=None)


def _clauses(sentence: str) -> list[tuple[int, int]]:
    """Return where the clauses begin and end, side by side."""
    clauses: list[tuple[int, int]] = []
    start = 0
    held = [match.span() for match in _QUOTED.finditer(sentence)]
    breaks = [match.end() for match in _BREAK.finditer(sentence) if not any(a < match.end() < b for a, b in held)]
    for end in [*breaks, len(sentence)]:
        short = len(sentence[start:end].split()) < SHORT_CLAUSE
        if clauses and short and len(sentence[clauses[-1][0] : end].split()) <= LONG:
            clauses[-1] = (clauses[-1][0], end)
        elif end > start:
            clauses.append((start, end))
        start = end
    return clauses
