from collections.abc import Callable, Sequence

from invented_articles import invented_articles

from assistant.evaluation.meta import Consistency, EmptyShift, LexicalScorer, Separation, make_edits, meta_evaluation
from assistant.support.support import Evidence, Support

KINDS = [
    *((kind, origin) for kind in ("number", "date", "name") for origin in ("elsewhere", "same article")),
    ("negation", ""),
    ("other article", "random"),
    ("other article", "nearest"),
]


class Scripted:
    """Scores each pair by a function of the sentence and its evidence's text, and counts what it was asked."""

    def __init__(self, probability: Callable[[str, str], float]) -> None:
        self.name = "scripted"
        self.asked: list[tuple[str, Sequence[Evidence]]] = []
        self._probability = probability

    def score(self, pairs: Sequence[tuple[str, Sequence[Evidence]]]) -> list[Support]:
        self.asked += pairs
        return [Support(self._probability(sentence, " ".join(one.text for one in evidence)), 0) for sentence, evidence in pairs]


def originals() -> set[str]:
    return {edit.claim for edit in make_edits(invented_articles(), per_kind=200, seed=0)}


def test_every_kind_of_edit_has_its_row_and_quotes_are_told_from_other_articles():
    scorer = Scripted(lambda sentence, evidence: 0.9 if sentence in evidence else 0.2)
    found = meta_evaluation([scorer], invented_articles(), per_kind=200)
    assert [(row.kind, row.origin) for row in found.consistency] == KINDS
    quoted = [row for row in found.consistency if row.kind == "other article"]
    assert all(row.share == row.told_apart > 0.7 for row in quoted)  # rewritten claims are not in their evidence word for word


def test_a_scorer_that_gives_everything_the_same_is_never_right():
    found = meta_evaluation([Scripted(lambda sentence, evidence: 0.7)], invented_articles(), per_kind=3)
    assert found.consistency == tuple(Consistency(kind, origin, "scripted", 3, 0.0, 0.0, 0.0, 0.0, 0.0) for kind, origin in KINDS)
    assert found.separation == tuple(Separation(origin, "scripted", 3, 0.5, 0.5, 0.5) for origin in ("random", "nearest"))
    assert found.empty == tuple(EmptyShift(way, "scripted", 3, 0.0, 0.0, 0.0, 0.0) for way in ("joined to the claim", "in an answer"))


def test_above_but_not_below_the_threshold_is_right_and_not_told_apart():
    claims = originals()
    scorer = Scripted(lambda sentence, evidence: 0.9 if sentence in claims else 0.6)
    [number, *_] = meta_evaluation([scorer], invented_articles(), per_kind=200).consistency
    assert (number.share, number.told_apart, round(number.shift, 9)) == (1.0, 0.0, 0.3)


def test_a_scorer_of_length_is_moved_by_a_sentence_joined_and_not_by_one_of_its_own():
    scorer = Scripted(lambda sentence, evidence: 1 / len(sentence))
    joined, answer = meta_evaluation([scorer], invented_articles(), per_kind=8).empty
    assert joined.shift == -joined.size < 0
    assert (answer.shift, answer.size, answer.low, answer.high) == (0.0, 0.0, 0.0, 0.0)


def test_each_pair_is_asked_once():
    scorer = Scripted(lambda sentence, evidence: 0.5)
    meta_evaluation([scorer], invented_articles(), per_kind=200)
    assert len(scorer.asked) == len(set(scorer.asked))


def test_two_runs_are_the_same_and_scorers_keep_their_order():
    scorers = [LexicalScorer(), LexicalScorer(without_common=True)]
    one, two = (meta_evaluation(scorers, invented_articles(), per_kind=5, seed=2) for _ in range(2))
    assert one == two
    assert list(dict.fromkeys(row.scorer for row in one.consistency)) == ["lexical", "lexical, without common words"]


def test_words_in_common_tell_other_articles_but_no_edit_at_the_threshold():
    found = meta_evaluation([LexicalScorer()], invented_articles(), per_kind=200)
    assert [row.auroc > 0.98 for row in found.separation] == [True, True]
    assert {row.kind: row.told_apart for row in found.consistency if row.origin == "elsewhere"} == {"number": 0.0, "date": 0.0, "name": 0.0}


def test_no_articles_give_nothing():
    found = meta_evaluation([LexicalScorer()], [])
    assert (found.consistency, found.separation, found.empty) == ((), (), ())
