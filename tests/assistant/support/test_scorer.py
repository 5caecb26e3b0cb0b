from datetime import date

import pytest

from assistant.support import Evidence, Support, load_support_scorer

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
    found = support(scorer, '"We have no money for it," he said.', OTHER, PASSAGE)
    assert (found.supported, found.best, found.missing) == (True, 1, ())
    assert found.probability >= 0.99


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
