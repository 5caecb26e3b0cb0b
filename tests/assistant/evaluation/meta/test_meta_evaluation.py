from collections.abc import Callable, Sequence

from invented_articles import invented_articles

from assistant.evaluation.meta import Figure, LexicalScorer, make_edits, meta_evaluation
from assistant.evaluation.meta.meta_evaluation import APART, AUROC, BELOW, EMPTY, no_quote
from assistant.support.exact_checks import quoted
from assistant.support.support import Evidence, Support

KINDS = [
    *(f"{kind} {origin}" for kind in ("number", "date", "name") for origin in ("elsewhere", "same article")),
    "negation",
    "other article random",
    "other article nearest",
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
    return {no_quote(edit.claim) for edit in make_edits(invented_articles(), per_kind=200, seed=0)}


def of(found: list[Figure], measure: str) -> dict[str, Figure]:
    return {figure.of: figure for figure in found if figure.measure == measure}


def test_every_kind_of_edit_has_its_figures_and_quotes_are_told_from_other_articles():
    found = meta_evaluation(
        [Scripted(lambda sentence, evidence: 0.9 if no_quote(sentence) in evidence else 0.2)], invented_articles(), per_kind=200
    )
    below, apart = of(found, BELOW), of(found, APART)
    assert list(below) == list(apart) == KINDS
    # Rewritten claims are not in their evidence word for word.
    assert all(below[kind].value == apart[kind].value > 0.7 for kind in KINDS if kind.startswith("other"))


def test_a_scorer_that_gives_everything_the_same_is_never_right():
    found = meta_evaluation([Scripted(lambda sentence, evidence: 0.7)], invented_articles(), per_kind=3)
    assert {figure.count for figure in found} == {3}
    assert {(f.measure, f.value, f.low, f.high) for f in found} == {(m, *[0.5 * (m == AUROC)] * 3) for m in (BELOW, APART, AUROC, EMPTY)}


def test_above_but_not_below_the_threshold_is_right_and_not_told_apart():
    claims = originals()
    found = meta_evaluation([Scripted(lambda sentence, _: 0.9 if sentence in claims else 0.6)], invented_articles(), per_kind=200)
    assert (of(found, BELOW)["number elsewhere"].value, of(found, APART)["number elsewhere"].value) == (1.0, 0.0)


def test_a_scorer_of_length_is_moved_by_a_sentence_without_content():
    (found,) = of(meta_evaluation([Scripted(lambda sentence, _: 1 / len(sentence))], invented_articles(), per_kind=8), EMPTY).values()
    assert 0 < found.low <= found.value <= found.high


def test_each_pair_is_asked_once():
    scorer = Scripted(lambda sentence, evidence: 0.5)
    meta_evaluation([scorer], invented_articles(), per_kind=200)
    assert len(scorer.asked) == len(set(scorer.asked))


def test_two_runs_are_the_same_and_scorers_keep_their_order():
    scorers = [LexicalScorer(), Scripted(lambda sentence, evidence: 0.5)]
    one, two = (meta_evaluation(scorers, invented_articles(), per_kind=5, seed=2) for _ in range(2))
    assert one == two
    assert list(dict.fromkeys(figure.scorer for figure in one)) == ["lexical", "scripted"]


def test_words_in_common_tell_other_articles_but_no_edit_at_the_threshold():
    found = meta_evaluation([LexicalScorer()], invented_articles(), per_kind=200)
    assert all(figure.value > 0.98 for figure in of(found, AUROC).values())
    assert [of(found, APART)[f"{kind} elsewhere"].value for kind in ("number", "date", "name")] == [0.0, 0.0, 0.0]


def test_no_original_is_a_quote_which_would_be_found_by_comparing():
    edits = make_edits(invented_articles(), per_kind=20, seed=0)
    assert any(quoted(edit.claim, edit.evidence) is not None for edit in edits)
    assert all(quoted(no_quote(edit.claim), edit.evidence) is None for edit in edits)


def test_no_articles_give_nothing():
    assert meta_evaluation([LexicalScorer()], []) == []
