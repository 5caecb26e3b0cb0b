import pytest

from assistant.evaluation.citation_metrics import citation_precision, citation_recall, citation_validity, evidence_hit
from assistant.evaluation.records import Cited, Example, Relevant, Response, Result, SentenceMarks

UNKNOWN = Example("1", "?")


def result(*citations, example=UNKNOWN, sentences=(), abstained=False):
    return Result(example, Response("1", "?", citations=citations, abstained=abstained), tuple(sentences))


def sentence(cited_support, *needed):
    return SentenceMarks("It rained.", 0.9, cites=tuple(range(1, len(needed) + 1)), cited_support=cited_support, needed=needed)


def test_validity_is_a_share_of_the_citations_that_could_be_looked_up():
    assert citation_validity(result(Cited(1, "", valid=True), Cited(2, "", valid=False), Cited(3, ""))) == 0.5
    assert citation_validity(result(Cited(1, ""))) is None
    assert citation_validity(result()) is None


def test_evidence_is_hit_by_a_cited_file_or_another_of_its_story():
    example = Example("1", "?", relevant=(Relevant("a"), Relevant("b"), Relevant("zero", 0)))
    assert evidence_hit(result(Cited(1, "", "x"), Cited(2, "", "b"), example=example)) == 1.0
    assert evidence_hit(result(Cited(1, "", "x", also_in=("y", "a")), example=example)) == 1.0
    assert evidence_hit(result(Cited(1, "", "x"), Cited(2, ""), example=example)) == 0.0
    assert evidence_hit(result(Cited(1, "", "zero"), example=example)) == 0.0
    assert evidence_hit(result(example=example)) == 0.0


def test_evidence_that_is_not_known_is_not_asked_for():
    assert evidence_hit(result(Cited(1, "", "a"), example=Example("1", "?"))) is None
    assert evidence_hit(result(Cited(1, "", "a"), example=Example("1", "?", relevant=(Relevant("a"),), answerable=False))) is None


def test_recall_is_the_share_of_sentences_held_by_what_they_cite():
    # The second is not held, the third cites nothing: 2 of 4. Half is enough.
    assert citation_recall(result(sentences=[sentence(0.9, True), sentence(0.49, True), sentence(None), sentence(0.5, True)])) == 0.5


def test_precision_is_the_share_of_citations_that_a_held_sentence_needs():
    # Of two one is needed, the third one's sentence is not held: 1 of 3.
    assert citation_precision(result(sentences=[sentence(0.9, True, False), sentence(0.1, True)])) == pytest.approx(1 / 3)


def test_an_answer_without_citations_has_no_precision_and_no_recall_and_one_without_sentences_neither():
    given = [result(sentences=sentences) for sentences in ([sentence(None)], [])]
    assert [(citation_recall(one), citation_precision(one)) for one in given] == [(0.0, None), (None, None)]


def test_declined_answers_are_left_out():
    example = Example("1", "?", relevant=(Relevant("a"),))
    declined = result(Cited(1, "", "a", valid=True), example=example, sentences=[sentence(0.9, True)], abstained=True)
    metrics = (citation_validity, evidence_hit, citation_recall, citation_precision)
    assert [metric(declined) for metric in metrics] == [None] * 4
