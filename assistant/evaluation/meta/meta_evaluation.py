"""Whether a support scorer's score moves as it should when a claim is made wrong, and stays when nothing is added to it."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle

import numpy as np

from assistant.evaluation.abstention import answerability_auroc
from assistant.evaluation.meta.claims import SourceArticle, claims_to_edit, evidence_for
from assistant.evaluation.meta.edits import OTHER_ARTICLE, edits_by_kind, make_edits
from assistant.evaluation.meta.empty_sentences import EMPTY_SENTENCES
from assistant.support import SUPPORTED
from assistant.support.support import Evidence, SupportScorer

RESAMPLES = 1_000
# A scorer of words in common has the first right of most quotes and never the second.
BELOW = "share of edits scored below their original"
APART = "told apart: the original counts as supported, the edit does not"
AUROC = "own article against another: AUROC"
EMPTY = "mean shift by a sentence without content"

Scored = tuple[str, tuple[Evidence, ...]]


@dataclass(frozen=True)
class Figure:
    """A measure of a scorer `of` so many claims of one kind, with the ends of its 95% interval."""

    measure: str
    of: str
    scorer: str
    count: int
    value: float
    low: float
    high: float


def meta_evaluation(
    scorers: Sequence[SupportScorer], articles: Sequence[SourceArticle], *, per_kind: int = 200, seed: int = 0
) -> list[Figure]:
    """Score claims of articles and the same made wrong, at most `per_kind` of each kind; the same again for the same seed."""
    groups = edits_by_kind(make_edits(articles, per_kind=per_kind, seed=seed))
    both = {of: [((no_quote(e.claim), e.evidence), (no_quote(e.edited), e.edited_evidence)) for e in es] for of, es in groups.items()}
    padded = _padded(articles, per_kind, seed)
    figures = []
    for scorer in scorers:
        scores = _scores(scorer, [pair for pairs in (*both.values(), padded) for two in pairs for pair in two])
        for (kind, origin), pairs in both.items():
            found = np.array([[scores[pair] for pair in two] for two in pairs])
            figures += [_figure(measure, f"{kind} {origin}".strip(), scorer, found, seed) for measure in (BELOW, APART)]
            if kind == OTHER_ARTICLE:
                figures.append(_figure(AUROC, origin, scorer, found, seed))
        if padded:
            figures.append(_figure(EMPTY, "joined", scorer, np.array([[scores[pair] for pair in two] for two in padded]), seed))
    return figures


def no_quote(text: str) -> str:
    """Return a text with the case of its first letter changed: a quote is found by comparing, and would beat any edit."""
    return re.sub(r"[^\W\d_]", lambda letter: letter[0].swapcase(), text, count=1)


def _padded(articles: Sequence[SourceArticle], count: int, seed: int) -> list[tuple[Scored, Scored]]:
    """Return claims and the same with a sentence without content behind them."""
    claims = claims_to_edit(sorted(articles, key=lambda article: article.id), random.Random(f"{seed} empty"))
    padded = []
    for _, claim, empty in zip(range(count), claims, cycle(EMPTY_SENTENCES), strict=False):
        evidence = evidence_for(claim.text, claim.article, [claim.sentence])
        padded.append(((claim.text, evidence), (f"{claim.text} {empty}", evidence)))
    return padded


def _scores(scorer: SupportScorer, pairs: Sequence[Scored]) -> dict[Scored, float]:
    """Return the probability of each pair, every one scored once."""
    each = list(dict.fromkeys(pairs))
    return {pair: support.probability for pair, support in zip(each, scorer.score(each), strict=True)}


def _figure(measure: str, of: str, scorer: SupportScorer, found: np.ndarray, seed: int) -> Figure:
    """Return the measure of the scores of originals and edits, shape (n, 2), and its interval over RESAMPLES drawn again."""
    statistic = _STATISTICS[measure]
    draws = np.random.default_rng(seed).integers(len(found), size=(RESAMPLES, len(found)))
    low, high = np.percentile([statistic(found[rows]) for rows in draws], [2.5, 97.5])
    return Figure(measure, of, scorer.name, len(found), statistic(found), float(low), float(high))


def _auroc(found: np.ndarray) -> float:
    own, other = found.T.tolist()
    return answerability_auroc([*((score, True) for score in own), *((score, False) for score in other)]) or 0.0


_STATISTICS: dict[str, Callable[[np.ndarray], float]] = {
    BELOW: lambda found: float((found[:, 0] > found[:, 1]).mean()),
    APART: lambda found: float(((found[:, 0] >= SUPPORTED) & (found[:, 1] < SUPPORTED)).mean()),
    AUROC: _auroc,
    EMPTY: lambda found: float(np.abs(found[:, 0] - found[:, 1]).mean()),
}
