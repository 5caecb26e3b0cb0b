from math import log2

import pytest

from assistant.evaluation.records import Context, Example, Relevant, Response
from assistant.evaluation.retrieval_metrics import Found, Ranking, average_precision, hit, ndcg, ranking, recall, reciprocal_rank
from assistant.markers import sentences_of


def example(*relevant, contexts=(), answerable=True):
    return Example("1", "?", relevant=relevant, contexts=contexts, answerable=answerable)


def of_files(*files):
    return Response("1", "?", sentences_of(""), contexts=tuple(Context("It rained.", file) for file in files))


def of_texts(*texts):
    return Response("1", "?", sentences_of(""), contexts=tuple(map(Context, texts)))


GRADED = (Relevant("a", 3), Relevant("b"), Relevant("c", 2))


def test_the_distinct_files_are_ranked():
    assert ranking(example(*GRADED), of_files("x", "a", "a", "y", "b", "a")) == Ranking((Found(2, 3), Found(4, 1)), (3, 2, 1))


def test_every_metric_of_a_graded_ranking():
    found = ranking(example(*GRADED), of_files("x", "a", "y", "b"))
    assert [hit(found, k) for k in (1, 2, 5)] == [0.0, 1.0, 1.0]
    assert [recall(found, k) for k in (1, 3, 5)] == [0.0, 1 / 3, 2 / 3]
    assert [reciprocal_rank(found, k) for k in (1, 10)] == [0.0, 0.5]
    # Precision is 1/2 at rank 2 and 2/4 at rank 4; c was not found.
    assert average_precision(found, 10) == pytest.approx((1 / 2 + 2 / 4) / 3)
    # The best order is 3, 2, 1, discounted by log2 of 2, 3 and 4.
    assert ndcg(found, 10) == pytest.approx((3 / log2(3) + 1 / log2(5)) / (3 + 2 / log2(3) + 1 / 2))


def test_the_best_order_has_one_of_everything():
    found = ranking(example(*GRADED), of_files("a", "c", "b", "x"))
    assert [measure(found, 10) for measure in (hit, recall, reciprocal_rank, average_precision, ndcg)] == [1.0] * 5


def test_what_is_beyond_k_does_not_count():
    found = ranking(example(Relevant("a")), of_files(*"bcdefghijk", "a"))
    assert found == Ranking((Found(11),), (1,))
    assert [measure(found, 10) for measure in (hit, recall, reciprocal_rank, average_precision, ndcg)] == [0.0] * 5


def test_all_that_is_relevant_counts_for_average_precision_and_the_first_k_for_ndcg():
    files = [f"{n}.txt" for n in range(20)]
    found = ranking(example(*map(Relevant, files)), of_files(*files))
    assert (average_precision(found, 10), ndcg(found, 10), recall(found, 10)) == (0.5, 1.0, 0.5)


def test_a_file_named_twice_counts_once_with_its_highest_grade_and_one_of_grade_0_not():
    assert ranking(example(Relevant("a"), Relevant("a", 2), Relevant("b", 0)), of_files("b", "a")) == Ranking((Found(2, 2),), (2,))
    assert ranking(example(Relevant("b", 0)), of_files("b")) is None


def test_nothing_retrieved_is_a_miss():
    found = ranking(example(Relevant("a")), of_files())
    assert [measure(found, 10) for measure in (hit, recall, reciprocal_rank, average_precision, ndcg)] == [0.0] * 5


def test_a_context_of_no_known_file_keeps_its_place():
    assert ranking(example(Relevant("a")), of_files(None, None, "a")) == Ranking((Found(3),), (1,))


def test_without_files_the_gold_passages_are_looked_for():
    asked = example(Relevant("a"), contexts=("The dam broke.",))
    assert ranking(asked, of_texts("Snow fell.", "On Monday, the dam broke!")) == Ranking((Found(2),), (1,))
    assert ranking(example(Relevant("a")), of_texts("The dam broke.")) is None


def test_a_context_may_lie_in_the_gold_passage_or_hold_it_but_not_cut_words():
    golds = ("Orvel Tam, mayor of Lindrick, opened the canal.",)
    assert ranking(example(contexts=golds), of_texts("the mayor of Lindrick")).found == (Found(1),)
    assert ranking(example(contexts=golds), of_texts(f"It rained. {golds[0]} Many came.")).found == (Found(1),)
    assert ranking(example(contexts=golds), of_texts("Tam, mayor of Lind")).found == ()


def test_a_gold_passage_found_again_counts_once():
    found = ranking(example(contexts=("the dam broke", "snow fell")), of_texts("The dam broke.", "Why the dam broke", "Then snow fell."))
    assert found == Ranking((Found(1), Found(3)), (1, 1))


def test_two_gold_passages_in_one_context_count_one_after_the_other():
    golds = ("the dam broke", "snow fell", "bridges froze")
    found = ranking(example(contexts=golds), of_texts("It rained.", "Snow fell and the dam broke.", "Bridges froze."))
    assert found == Ranking((Found(2), Found(3), Found(4)), (1, 1, 1))
    assert ndcg(ranking(example(contexts=golds[:2]), of_texts("Snow fell and the dam broke.")), 10) == 1.0


@pytest.mark.parametrize("texts", [("",), ("The.",), ("The a an !?", " ")])
def test_a_context_without_words_lies_in_nothing(texts):
    assert ranking(example(contexts=("the dam broke",)), of_texts(*texts)).found == ()


@pytest.mark.parametrize("contexts", [(), ("",), ("The !?",)])
def test_nothing_known_is_not_asked(contexts):
    assert ranking(example(contexts=contexts), of_texts("It rained.")) is None


def test_nothing_holds_the_answer_of_an_unanswerable_question():
    assert ranking(example(Relevant("a"), contexts=("It rained.",), answerable=False), of_files("a")) is None


def test_awkward_text_is_taken():
    awkward = "[" + " " * 100_000 + "\ud800" + "a " * 50_000
    assert ranking(example(contexts=(awkward,)), of_texts("b", awkward)) is not None
