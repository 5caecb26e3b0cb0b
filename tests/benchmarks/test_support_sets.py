from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from assistant.support import Evidence, Support


@pytest.fixture(scope="module")
def support_sets():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parent)
        yield import_module("support_sets")


class Words:
    """Scores by the share of a claim's words that are in the evidence."""

    name = "words"

    def score(self, pairs):
        texts = [" ".join(one.text for one in evidence).split() for _, evidence in pairs]
        return [Support(sum(w in text for w in s.split()) / len(s.split()), 0) for (s, _), text in zip(pairs, texts, strict=True)]


def test_the_threshold_is_chosen_on_the_tuning_part_and_held_on_the_other(support_sets):
    text = [Evidence("six people died in a fire")]
    tuned = [("six people", text, True), ("six people left", text, True), ("nine left", text, False)]
    measured = [("people died", text, True), ("nine cats", text, False), ("six cats", text, False), ("six people came", text, False)]
    found = support_sets.agreement(Words(), tuned, measured)
    # Tuning scores 1, 2/3 and 0: from 2/3 on all is told right. Measured scores 1; 0, 1/2 and 2/3, which is told wrong.
    assert (found.count, found.threshold) == (4, pytest.approx(2 / 3))
    assert (found.auroc, found.balanced_accuracy) == (1.0, pytest.approx((1 + 2 / 3) / 2))


def test_of_equal_thresholds_the_lowest_is_taken(support_sets):
    assert support_sets.best_threshold(np.array([0.2, 0.6, 0.9]), np.array([False, True, True])) == 0.6
