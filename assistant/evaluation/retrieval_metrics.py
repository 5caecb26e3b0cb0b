"""Retrieval: whether the articles, or passages, that hold the answer were retrieved, and how high up.

Defined as trec_eval does, which BEIR uses through pytrec_eval: `map@10` is divided by all that is relevant, also beyond ten, and
`ndcg@10` gains the grade itself (not 2^grade - 1), discounted by log2(rank + 1).
"""

from dataclasses import dataclass
from math import log2

from assistant.evaluation.records import Example, Response
from assistant.evaluation.spans import normalised


@dataclass(frozen=True)
class Found:
    """Something relevant that was retrieved: its rank, from 1, and its grade."""

    rank: int
    grade: int = 1


@dataclass(frozen=True)
class Ranking:
    """What is relevant to a question, as grades with the highest first, and what of it was found, no two at the same rank."""

    found: tuple[Found, ...]
    relevant: tuple[int, ...]

    def within(self, k: int) -> tuple[Found, ...]:
        """What was found among the first `k`."""
        return tuple(found for found in self.found if found.rank <= k)


def ranking(example: Example, response: Response) -> Ranking | None:
    """Rank the distinct files of the contexts or, where only gold passages are known, the contexts' texts.

    None where neither is known, where the contexts do not say which files they come from, and for unanswerable questions: nothing
    holds their answer.
    """
    grades: dict[str, int] = {}
    for relevant in example.relevant:
        grades[relevant.file] = max(relevant.grade, grades.get(relevant.file, 0))
    grades = {file: grade for file, grade in grades.items() if grade > 0}
    if example.answerable and grades and (not response.contexts or any(context.file is not None for context in response.contexts)):
        return _ranking_of_files(grades, response)
    golds = [gold for gold in dict.fromkeys(map(_words, example.contexts)) if gold.strip()]
    return _ranking_of_texts(golds, response) if example.answerable and golds else None


def _ranking_of_files(grades: dict[str, int], response: Response) -> Ranking:
    # A context whose file is not known has a place of its own.
    places = dict.fromkeys(place if context.file is None else context.file for place, context in enumerate(response.contexts))
    found = tuple(Found(rank, grades[file]) for rank, file in enumerate(places, start=1) if isinstance(file, str) and file in grades)
    return Ranking(found, tuple(sorted(grades.values(), reverse=True)))


def _ranking_of_texts(golds: list[str], response: Response) -> Ranking:
    """Rank each gold passage where a context first holds it, or lies in it, word by word.

    Two in one context count as if they had come one after the other, so that nothing is better than each at a rank of its own.
    """
    texts = [text for text in dict.fromkeys(_words(context.text) for context in response.contexts) if text.strip()]
    found: list[Found] = []
    for rank in sorted(rank for gold in golds if (rank := _rank_of_text(gold, texts))):
        found.append(Found(max(rank, found[-1].rank + 1 if found else 1)))
    return Ranking(tuple(found), (1,) * len(golds))


def _rank_of_text(gold: str, texts: list[str]) -> int | None:
    return next((rank for rank, text in enumerate(texts, start=1) if gold in text or text in gold), None)


def _words(text: str) -> str:
    """Return the normalised words with a space on both ends, so that "art" does not lie in "party"."""
    return f" {normalised(text)} "


def hit(ranking: Ranking, k: int) -> float:
    """Return 1 if anything relevant is among the first `k`, else 0."""
    return float(bool(ranking.within(k)))


def recall(ranking: Ranking, k: int) -> float:
    """Return the share of what is relevant that is among the first `k`."""
    return len(ranking.within(k)) / len(ranking.relevant)


def reciprocal_rank(ranking: Ranking, k: int) -> float:
    """Return 1 / the rank of the first that is relevant, 0 if that is beyond `k`."""
    return max((1 / found.rank for found in ranking.within(k)), default=0.0)


def average_precision(ranking: Ranking, k: int) -> float:
    """Return the mean over all that is relevant of the precision at its rank, 0 for what is beyond `k`."""
    return sum(count / found.rank for count, found in enumerate(ranking.within(k), start=1)) / len(ranking.relevant)


def ndcg(ranking: Ranking, k: int) -> float:
    """Return the discounted gain of the first `k` over that of the best order (Järvelin and Kekäläinen, 2002)."""
    best = (Found(rank, grade) for rank, grade in enumerate(ranking.relevant[:k], start=1))
    return sum(map(_gain, ranking.within(k))) / sum(map(_gain, best))


def _gain(found: Found) -> float:
    return found.grade / log2(found.rank + 1)
