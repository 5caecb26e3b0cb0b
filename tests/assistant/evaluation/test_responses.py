from dataclasses import replace
from datetime import date

import pytest

from assistant.evaluation.records import Cited, Context, Response
from assistant.evaluation.responses import declined_below, response_of
from assistant.records import DECLINED, Answer, Citation, ScoredPassage, Sentence
from index import Article, Passage, StoryFile

DAY = date(2024, 3, 13)
ARTICLE = Article("a.txt", "Osvarin", None, DAY, "It rained. Nobody left.", 0)
CITATION = Citation(1, "a.txt", DAY, "Osvarin", "It rained.", 0, 10, also_in=(StoryFile("b.txt", DAY, None),))
PASSAGE = ScoredPassage(Passage("a.txt:0", "a.txt", "Osvarin", DAY, ARTICLE.text, 0, 23), 1.0)
ANSWER = Answer(
    "Did it rain?",
    (Sentence("It rained.", (1,)),),
    (CITATION,),
    (PASSAGE,),
    abstained=False,
    confidence=0.3,
    answerability=0.3,
    seconds=0.5,
)
RESPONSE = Response(
    "q1",
    "Did it rain?",
    (Sentence("It rained.", (1,)),),
    (Context(ARTICLE.text, "a.txt", DAY),),
    (Cited(1, "It rained.", "a.txt", DAY, True, ("b.txt",)),),
    abstained=False,
    confidence=0.3,
    seconds=0.5,
    answered_by="reader",
    answerability=0.3,
)


def test_an_answer_as_a_response():
    assert response_of(ANSWER, "q1", {"a.txt": ARTICLE}.get) == RESPONSE


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CITATION, file="gone.txt"),
        replace(CITATION, published=date(2023, 3, 13)),
        replace(CITATION, quote="It snowed."),
        replace(CITATION, end=11),
        replace(CITATION, quote="", start=3, end=3),
    ],
)
def test_a_citation_is_valid_only_with_its_file_its_date_and_its_quote(wrong):
    (cited,) = response_of(replace(ANSWER, citations=(wrong,)), "q1", {"a.txt": ARTICLE}.get).citations
    assert cited.valid is False


def test_the_readers_answer_below_the_threshold_is_withheld():
    assert declined_below(RESPONSE, 0.3) is RESPONSE
    declined = replace(RESPONSE, sentences=DECLINED, citations=(), abstained=True, withheld=(Sentence("It rained.", (1,)),))
    assert declined_below(RESPONSE, 0.31) == declined
    assert declined_below(declined, 0.9) is declined


def test_a_language_model_declines_by_itself_and_a_system_without_confidence_never_by_a_threshold():
    for given in (replace(RESPONSE, answered_by="scripted"), replace(RESPONSE, confidence=None, answerability=None)):
        assert declined_below(given, 0.9) is given
