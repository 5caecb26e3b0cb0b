from collections.abc import Sequence
from dataclasses import replace

from assistant.evaluation.citation_metrics import citation_precision, citation_recall
from assistant.evaluation.marks import marks
from assistant.evaluation.records import Cited, Context, Example, Response, Result
from assistant.markers import sentences_of
from assistant.support import Evidence, Support
from assistant.support.scorer import ExactFirst

SIX, CLOSED = "Six people died in Pellumar.", "The harbour was closed on Tuesday."


class Words:
    """Supports a sentence as far as its words stand in the evidence."""

    name = "words"

    def score(self, pairs: Sequence[tuple[str, Sequence[Evidence]]]) -> list[Support]:
        return [self._one(sentence.rstrip(".").split(), [e.text for e in evidence]) for sentence, evidence in pairs]

    def _one(self, words: list[str], texts: list[str]) -> Support:
        missing = tuple(word for word in words if not any(word in text for text in texts))
        held = [sum(word in text for word in words) for text in texts]
        return Support(1 - len(missing) / len(words), held.index(max(held)) if held else None, missing)


RESPONSE = Response(
    "q",
    "What happened?",
    sentences_of("Six people died in Pellumar [1]. The harbour was closed on Tuesday [2][1]."),
    (Context("Nothing."), Context(SIX), Context(CLOSED)),
    (Cited(1, SIX), Cited(2, CLOSED)),
)


def test_a_sentence_is_held_against_the_contexts_and_what_it_cites():
    first, second = marks(RESPONSE, Words())
    assert (first.text, first.support, first.best, first.missing) == (SIX, 1.0, 1, ())
    assert (first.cites, first.cited_support, first.needed) == ((1,), 1.0, (True,))
    assert (second.text, second.best, second.cites, second.cited_support) == (CLOSED, 2, (2, 1), 1.0)
    assert second.needed == (True, False)
    assert first.numbers == (1, 1) and first.names == (1, 1)
    assert second.dates == (1, 1)


class Nobody:
    """A scorer that must not be asked."""

    name = "nobody"

    def score(self, pairs: Sequence[tuple[str, Sequence[Evidence]]]) -> list[Support]:
        assert not pairs
        return []


def test_a_quote_is_supported_without_a_model_also_where_a_clause_was_cut_out_of_the_context():
    text = "Tessel Brand said that the harbour would reopen on 4 May."
    cut = Cited(1, "the harbour would reopen on 4 May")
    response = Response("q", "?", sentences_of("… the harbour would reopen on 4 May. [1]"), (Context("Nothing."), Context(text)), (cut,))
    (found,) = marks(response, ExactFirst(Nobody()))
    assert (found.support, found.best, found.cited_support, found.needed) == (1.0, 1, 1.0, (True,))


def test_shuffled_and_dropped_citations_lower_recall_and_precision():
    right = Response("q", "?", sentences_of(f"{SIX[:-1]} [1]. {CLOSED[:-1]} [2]."), RESPONSE.contexts, RESPONSE.citations)
    shuffled = replace(right, citations=(Cited(1, CLOSED), Cited(2, SIX)))
    dropped = replace(right, sentences=sentences_of(f"{SIX[:-1]} [1]. {CLOSED}"))
    results = [Result(Example("q", "?"), one, marks(one, Words())) for one in (right, shuffled, dropped)]
    scores = [(citation_recall(one), citation_precision(one)) for one in results]
    assert scores == [(1.0, 1.0), (0.0, 0.0), (0.5, 1.0)]


def test_a_citation_that_names_nothing_supports_nothing():
    (first, _) = marks(replace(RESPONSE, citations=(Cited(1, "", valid=False), Cited(2, CLOSED))), Words())
    assert (first.cites, first.cited_support, first.needed) == ((), None, ())


def test_a_declined_answer_has_no_marks():
    assert marks(replace(RESPONSE, abstained=True), Words()) == ()


def test_an_answer_without_contexts_is_supported_by_nothing():
    (first, _) = marks(replace(RESPONSE, contexts=(), citations=()), Words())
    assert (first.support, first.best, first.cited_support) == (0.0, None, None)
