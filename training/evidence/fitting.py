"""A softmax over the sentences of a question and "none", fitted so that the right ones together, or "none", have the most probability."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize

from assistant.evidence.relations import NONE_RELATIONS, RELATIONS
from assistant.reading.calibration import NONE_FEATURES, none_features
from assistant.reading.features import SENTENCE_FEATURES
from training.evidence.cases import Case

# Of the sum of squares of the weights, each by its feature's spread, what is added to the mean loss of a case.
RIDGE = 0.2


def fit(cases: Sequence[Case], *, ridge: float = RIDGE) -> dict[str, dict[str, dict[str, float]]]:
    """Return the weights by file: of the reader's features ("calibration.json") and of the relations ("weights.json")."""
    inputs = np.concatenate([np.hstack([case.features, case.relations]) for case in cases])
    none = np.stack([np.concatenate([none_features(case.features), case.none, [1.0]]) for case in cases])
    scale, none_scale = inputs.std(axis=0), none.std(axis=0)
    scale[scale == 0], none_scale[none_scale == 0] = 1.0, 1.0
    found = _minimum(inputs / scale, none / none_scale, cases, ridge)
    sentence, rest = found[: inputs.shape[1]] / scale, found[inputs.shape[1] :] / none_scale
    read = len(SENTENCE_FEATURES)
    return {
        "calibration.json": {
            "sentence": _named(SENTENCE_FEATURES, sentence[:read]),
            "none": _named((*NONE_FEATURES, "bias"), [*rest[: len(NONE_FEATURES)], rest[-1]]),
        },
        "weights.json": {
            "sentence": _named(RELATIONS, sentence[read:]),
            "none": _named(NONE_RELATIONS, rest[len(NONE_FEATURES) : -1]),
        },
    }


def _minimum(inputs: np.ndarray, none: np.ndarray, cases: Sequence[Case], ridge: float) -> np.ndarray:
    starts = np.cumsum([0, *(len(case.right) for case in cases)])[:-1]
    case_of = np.repeat(np.arange(len(cases)), [len(case.right) for case in cases])
    right = np.concatenate([case.right for case in cases])
    answered = np.array([bool(case.right.any()) for case in cases])
    weight = np.array([case.weight for case in cases])
    weight /= weight.sum()
    columns = inputs.shape[1]
    penalty = np.full(columns + none.shape[1], ridge / len(cases))
    penalty[-1] = 0.0  # the bias

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores, rest = inputs @ weights[:columns], none @ weights[columns:]
        most = np.maximum(np.maximum.reduceat(scores, starts), rest)
        shares, share_of_none = np.exp(scores - most[case_of]), np.exp(rest - most)
        total = np.add.reduceat(shares, starts) + share_of_none
        gold = np.where(answered, np.add.reduceat(shares * right, starts), share_of_none)
        wanted = np.where(right & answered[case_of], shares / gold[case_of], 0.0)
        by_sentence = weight[case_of] * (shares / total[case_of] - wanted)
        by_none = weight * (share_of_none / total - np.where(answered, 0.0, 1.0))
        gradient = np.concatenate([inputs.T @ by_sentence, none.T @ by_none]) + 2 * penalty * weights
        return float(weight @ np.log(total / gold) + penalty @ weights**2), gradient

    result: Any = minimize(loss, np.zeros(columns + none.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 2000})
    return np.asarray(result.x)


def _named(names: Sequence[str], weights: Sequence[float]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
