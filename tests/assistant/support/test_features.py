import numpy as np

from assistant.support.exact_checks import Found
from assistant.support.features import FEATURES, features, grams, probability
from assistant.support.model import ClaimLogits


def logits(whole: float, *tokens: float) -> ClaimLogits:
    return ClaimLogits(whole, np.array(tokens, np.float32))


def test_each_word_may_be_supported_by_another_text_and_the_best_text_is_told():
    texts = ["", "Six people left.", "People died."]
    found = (Found("six", 0, 3, "number", True), Found("Pellumar", 20, 28, "name", False))
    scored = features("Six people died", texts, [None, logits(-9.0, 2.0, 1.0, -3.0), logits(1.5, -2.0, 3.0, 4.0)], found)
    named = dict(zip(FEATURES, scored.features, strict=True))
    assert (named["whole"], named["weakest"], scored.best) == (1.5, 2.0, 2)
    assert np.allclose(scored.tokens, 1 / (1 + np.exp(-np.array([2.0, 3.0, 4.0]))))
    # Words and pairs: six, people, died, six people, people died. One text has three of them, and together they have all.
    assert (named["overlap"], round(named["spread"], 9)) == (0.6, 0.4)
    assert (named["numbers"], named["dates"], named["names"]) == (0.0, 0.0, 1.0)


def test_logits_are_bounded():
    scored = features("Six", ["Six"], [logits(-50.0, -50.0)], ())
    assert (scored.features[0], scored.features[1]) == (-6.0, -6.0)


def test_grams_are_words_and_pairs_whatever_the_case():
    assert grams("The six; the SIX!") == {"the", "six", "the six", "six the"}


def test_probability_is_the_logistic_of_the_weighted_sum():
    weights = dict.fromkeys(FEATURES, 0.0) | {"bias": 1.0, "whole": 2.0}
    assert probability(np.array([0.5, *[9.0] * (len(FEATURES) - 1)]), weights) == 1 / (1 + np.exp(-2.0))
