import pytest
from hashing_embedder import HashingEmbedder

from assistant.evaluation.meta import EmbeddingScorer, LexicalScorer
from assistant.support.support import Evidence, Support

BRIDGE = Evidence("Kuvelia opened a bridge in Vark. It cost 40 crowns.")
PLUMS = Evidence("Osmarian growers sold plums.")


def test_words_and_word_pairs_in_common_are_what_is_scored():
    # Three of four words, one of three pairs.
    assert LexicalScorer().score([("Vark opened a school", [PLUMS, BRIDGE])]) == [Support((3 / 4 + 1 / 3) / 2, 1, ("school",))]


def test_a_quote_has_all_and_another_story_nothing():
    supports = LexicalScorer().score([("It cost 40 crowns.", [BRIDGE]), ("It cost 40 crowns.", [PLUMS])])
    assert [one.probability for one in supports] == [1.0, 0.0]


@pytest.mark.parametrize("scorer", [LexicalScorer(), EmbeddingScorer(HashingEmbedder())])
def test_without_evidence_or_words_nothing_is_supported(scorer):
    supports = scorer.score([("It cost 40 crowns.", []), ("", [BRIDGE]), ("It cost.", [Evidence("")])])
    assert [one.probability for one in supports] == [0.0, 0.0, 0.0]


def test_the_nearest_sentence_of_the_evidence_is_what_counts():
    [quoted, other] = EmbeddingScorer(HashingEmbedder(dimension=512)).score(
        [("It cost 40 crowns.", [PLUMS, BRIDGE]), ("Rain stopped play.", [PLUMS, BRIDGE])]
    )
    assert (quoted.best, round(quoted.probability, 5)) == (1, 1.0)
    assert other.probability < 0.5


def test_pairs_scored_together_and_alone_score_the_same():
    pairs = [("It cost 40 crowns.", [BRIDGE]), ("Growers sold plums.", [PLUMS, BRIDGE])]
    for scorer in (LexicalScorer(), EmbeddingScorer(HashingEmbedder())):
        assert scorer.score(pairs) == [scorer.score([pair])[0] for pair in pairs]
