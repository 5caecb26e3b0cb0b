from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ReaderError
from assistant.support import Evidence, Support, load_support_scorer
from assistant.support.exact_checks import Found
from assistant.support.model import SupportModel
from assistant.support.scorer import FEATURES, BundledScorer, ExactFirst, features, grams, probability
from index.minilm import tokenizer_file

PASSAGE = (
    "The harbour of Pellumar was closed on Tuesday after a fire in which six people died, Osvarin reports. "
    'Harbour master Tessel Brand said that the crane would not be repaired before autumn. "We have no money for it," he said.'
)
OTHER = "The museum at Ystrel owns 430 clocks, most of them made in the town's own workshops."
DAY = date(2024, 3, 13)


@pytest.fixture(scope="module")
def scorer():
    return load_support_scorer(threads=1)


def support(scorer, sentence, *texts, published=DAY):
    (found,) = scorer.score([(sentence, [Evidence(text, published) for text in texts])])
    return found


def test_what_stands_there_word_for_word_is_supported_by_the_text_that_has_it(scorer):
    assert support(scorer, '"We have no money for it," he said.', OTHER, PASSAGE) == Support(1.0, 1, quoted=True)
    assert not support(scorer, "We have no money for the crane, he said.", PASSAGE).quoted


def test_the_model_is_opened_with_the_first_sentence_that_is_no_quote(tmp_path: Path):
    (tmp_path / "support.onnx").write_bytes(b"not a model")
    weights = dict.fromkeys(FEATURES, 0.0) | {"bias": 0.0}
    unopened = ExactFirst(BundledScorer(SupportModel(tmp_path / "support.onnx", tokenizer_file(), 1), weights))
    assert support(unopened, '"We have no money for it," he said.', PASSAGE).quoted
    assert unopened.name.startswith("dateline-support ")
    with pytest.raises(ReaderError, match=r"support\.onnx, cannot be loaded: install Dateline again\.$"):
        support(unopened, "They have no money for it, he said.", PASSAGE)


@pytest.mark.parametrize(
    ("right", "wrong", "missing"),
    [
        ("Six people died in the fire at Pellumar.", "Nine people died in the fire at Pellumar.", "Nine"),
        (
            "Tessel Brand said the crane would not be repaired before autumn.",
            "Tessel Brand said the crane would be repaired before autumn.",
            None,
        ),
        ("The harbour of Pellumar was closed on Tuesday.", "The harbour of Varndel was closed on Tuesday.", "Varndel"),
        ("The harbour was closed after a fire.", "The museum owns 430 clocks.", "430"),
    ],
)
def test_what_is_made_wrong_is_supported_less(scorer, right, wrong, missing):
    held, not_held = support(scorer, right, PASSAGE), support(scorer, wrong, PASSAGE)
    assert held.probability > not_held.probability
    if missing:
        assert missing in not_held.missing


def test_two_texts_together_may_support_what_neither_does_alone(scorer):
    sentence = "Six people died in a fire at Pellumar, and the museum at Ystrel owns 430 clocks."
    together = support(scorer, sentence, PASSAGE, OTHER).probability
    assert together > support(scorer, sentence, PASSAGE).probability
    assert together > support(scorer, sentence, OTHER).probability


def test_a_day_that_was_added_is_held_by_the_articles_own(scorer):
    right = support(scorer, "The harbour of Pellumar was closed on Tuesday [12 March 2024].", PASSAGE)
    wrong = support(scorer, "The harbour of Pellumar was closed on Tuesday [19 March 2024].", PASSAGE)
    assert right.probability > wrong.probability
    assert wrong.missing == ("19 March 2024",)


def test_without_evidence_nothing_is_supported(scorer):
    assert scorer.score([("Six people died.", []), ("Six people died.", [Evidence("  ")])]) == [Support(0.0, None), Support(0.0, None)]


def test_a_pair_is_scored_as_if_it_came_alone_and_twice_the_same(scorer):
    pairs = [("Six people died.", [Evidence(PASSAGE, DAY)]), ("It owns 430 clocks.", [Evidence(OTHER), Evidence(PASSAGE, DAY)])]
    both = scorer.score(pairs)
    assert both == [found for pair in pairs for found in scorer.score([pair])]
    assert both == load_support_scorer(threads=2).score(pairs)


@pytest.mark.parametrize("text", ["", "?", "\u202e\U000e0041", "x" * 20_000, "\ud800 half", "[" * 5_000, "word " * 5_000])
def test_no_text_raises(scorer, text):
    first, second = scorer.score([(text, [Evidence(PASSAGE, DAY)]), ("Six people died.", [Evidence(text, DAY)])])
    assert 0 <= first.probability <= 1 and 0 <= second.probability <= 1


def test_the_name_tells_the_weights(scorer):
    assert scorer.name.startswith("dateline-support ") and len(scorer.name.split()[1]) == 12


def test_features_tell_how_texts_share_a_sentence_and_what_kind_of_thing_is_missing():
    found = (Found("six", 0, 3, "number", True), Found("Pellumar", 20, 28, "name", False))
    # Words and pairs: six, people, died, six people, people died. One text has three of them, and together they have all.
    known = dict(zip(FEATURES, features("Six people died", ["Six people left.", "People died."], [-9.0, 1.5], found), strict=True))
    assert known == {"whole": 1.5, "spread": pytest.approx(0.4), "numbers": 0.0, "dates": 0.0, "names": 1.0}
    assert features("Six", ["Six"], [-50.0], ())[0] == -6.0


def test_grams_are_words_and_pairs_whatever_the_case():
    assert grams("The six; the SIX!") == {"the", "six", "the six", "six the"}


def test_probability_is_the_logistic_of_the_weighted_sum():
    weights = dict.fromkeys(FEATURES, 0.0) | {"bias": 1.0, "whole": 2.0}
    assert probability(np.array([0.5, *[9.0] * (len(FEATURES) - 1)]), weights) == 1 / (1 + np.exp(-2.0))
