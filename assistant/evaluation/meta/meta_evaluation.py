"""Whether a support scorer's score moves as it should when a claim is made wrong, and stays when nothing is added to it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.abstention import answerability_auroc
from assistant.evaluation.meta.claims import SourceArticle, claims_to_edit, evidence_for
from assistant.evaluation.meta.edits import OTHER_ARTICLE, Edit, edits_by_kind, make_edits
from assistant.evaluation.meta.empty_sentences import EMPTY_SENTENCES
from assistant.support.content import has_content
from assistant.support.support import SUPPORTED, Evidence, SupportScorer

RESAMPLES = 1_000
JOINED, ANSWER = "joined to the claim", "in an answer"


@dataclass(frozen=True)
class Consistency:
    """Of `count` edits, the share whose original a scorer scored strictly above the edit, with the ends of its 95% interval.

    `shift` is the mean of what the original scored above its edit. `told_apart` is the share whose original counts as supported
    and whose edit does not: a scorer of words in common has the first right of most quotes and never the second.
    """

    kind: str
    origin: str
    scorer: str
    count: int
    share: float
    low: float
    high: float
    shift: float
    told_apart: float


@dataclass(frozen=True)
class Separation:
    """The chance that a claim with its own article scores above one with another article (AUROC), with its 95% interval."""

    origin: str
    scorer: str
    count: int
    auroc: float
    low: float
    high: float


@dataclass(frozen=True)
class EmptyShift:
    """How far a sentence without content moves a score: the mean of the difference and of its size, with the latter's 95% interval.

    `way` is JOINED, where the sentence stands in one text with the claim, or ANSWER, where it is a sentence of its own and the
    score of the answer is the mean over those of its sentences that have content.
    """

    way: str
    scorer: str
    count: int
    shift: float
    size: float
    low: float
    high: float


@dataclass(frozen=True)
class MetaEvaluation:
    """All that was found of the scorers, in the order in which they were given."""

    consistency: tuple[Consistency, ...]
    separation: tuple[Separation, ...]
    empty: tuple[EmptyShift, ...]


Pair = tuple[str, tuple[Evidence, ...]]


def meta_evaluation(
    scorers: Sequence[SupportScorer], articles: Sequence[SourceArticle], *, per_kind: int = 200, seed: int = 0
) -> MetaEvaluation:
    """Score claims of articles and the same made wrong, at most `per_kind` of each kind; the same again for the same seed."""
    groups = edits_by_kind(make_edits(articles, per_kind=per_kind, seed=seed))
    padded = _padded(articles, per_kind, seed)
    consistency: list[Consistency] = []
    separation: list[Separation] = []
    empty: list[EmptyShift] = []
    for scorer in scorers:
        scores = _scores(scorer, [*(pair for edits in groups.values() for edit in edits for pair in _pairs(edit)), *_padded_pairs(padded)])
        for (kind, origin), edits in groups.items():
            found = np.array([[scores[pair] for pair in _pairs(edit)] for edit in edits])
            consistency.append(_consistency(kind, origin, scorer.name, found, seed))
            if kind == OTHER_ARTICLE:
                separation.append(_separation(origin, scorer.name, found, seed))
        if padded:
            empty += [_empty_shift(way, scorer.name, padded, scores, seed) for way in (JOINED, ANSWER)]
    return MetaEvaluation(tuple(consistency), tuple(separation), tuple(empty))


def _scores(scorer: SupportScorer, pairs: Sequence[Pair]) -> dict[Pair, float]:
    """Return the probability of each pair, every one scored once."""
    each = list(dict.fromkeys(pairs))
    return {pair: support.probability for pair, support in zip(each, scorer.score(each), strict=True)}


def _pairs(edit: Edit) -> tuple[Pair, Pair]:
    return (edit.claim, edit.evidence), (edit.edited, edit.edited_evidence)


def _consistency(kind: str, origin: str, scorer: str, found: np.ndarray, seed: int) -> Consistency:
    above = found[:, 0] > found[:, 1]
    low, high = _interval(lambda rows: float(above[rows].mean()), len(found), seed)
    shift = float((found[:, 0] - found[:, 1]).mean())
    told_apart = float(((found[:, 0] >= SUPPORTED) & (found[:, 1] < SUPPORTED)).mean())
    return Consistency(kind, origin, scorer, len(found), float(above.mean()), low, high, shift, told_apart)


def _separation(origin: str, scorer: str, found: np.ndarray, seed: int) -> Separation:
    low, high = _interval(lambda rows: _auroc(found[rows]), len(found), seed)
    return Separation(origin, scorer, len(found), _auroc(found), low, high)


def _auroc(found: np.ndarray) -> float:
    own, other = ([float(score) for score in column] for column in found.T)
    return answerability_auroc([*((score, True) for score in own), *((score, False) for score in other)]) or 0.0


def _interval(statistic: Callable[[np.ndarray], float], count: int, seed: int) -> tuple[float, float]:
    """Return the ends of the 95% interval of a statistic of rows, which are drawn again RESAMPLES times."""
    draws = np.random.default_rng(seed).integers(count, size=(RESAMPLES, count))
    low, high = np.percentile([statistic(rows) for rows in draws], [2.5, 97.5])
    return float(low), float(high)


# Sentences without content.


@dataclass(frozen=True)
class _Padded:
    """A claim, a sentence without content behind it, and the claim's evidence."""

    claim: str
    added: str
    evidence: tuple[Evidence, ...]

    @property
    def joined(self) -> str:
        return f"{self.claim} {self.added}"


def _padded(articles: Sequence[SourceArticle], count: int, seed: int) -> list[_Padded]:
    rng = random.Random(f"{seed} empty")
    claims = claims_to_edit(sorted(articles, key=lambda article: article.id), rng)
    chosen = [claim for _, claim in zip(range(count), claims, strict=False)]
    return [
        _Padded(claim.text, EMPTY_SENTENCES[place % len(EMPTY_SENTENCES)], evidence_for(claim.text, claim.article, [claim.sentence]))
        for place, claim in enumerate(chosen)
    ]


def _padded_pairs(padded: Sequence[_Padded]) -> list[Pair]:
    return [(text, one.evidence) for one in padded for text in (one.claim, one.joined, one.added)]


def _empty_shift(way: str, scorer: str, padded: Sequence[_Padded], scores: dict[Pair, float], seed: int) -> EmptyShift:
    shifts = np.array([_shift(way, one, scores) for one in padded])
    low, high = _interval(lambda rows: float(np.abs(shifts[rows]).mean()), len(shifts), seed)
    return EmptyShift(way, scorer, len(shifts), float(shifts.mean()), float(np.abs(shifts).mean()), low, high)


def _shift(way: str, one: _Padded, scores: dict[Pair, float]) -> float:
    before = scores[one.claim, one.evidence]
    if way == JOINED:
        return scores[one.joined, one.evidence] - before
    counted = [text for text in (one.claim, one.added) if has_content(text)] or [one.claim, one.added]
    return sum(scores[text, one.evidence] for text in counted) / len(counted) - before
