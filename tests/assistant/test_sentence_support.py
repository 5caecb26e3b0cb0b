from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answers import NOT_SAID, Answer, Citation, ScoredPassage, SentenceSupport, Value
from assistant.sentence_support import SentenceSupporter
from assistant.support import Evidence, Support
from index import Passage

DAY = date(2024, 3, 13)
TEXT = "Six people died in Pellumar. The harbour was closed."


@dataclass
class Script:
    """Supports what stands in the evidence word for word, and keeps what it was asked."""

    name: str = "script"
    asked: list[tuple[str, Sequence[Evidence]]] = field(default_factory=list)

    def score(self, pairs: Sequence[tuple[str, Sequence[Evidence]]]) -> list[Support]:
        self.asked += pairs
        return [Support(0.9, 0) if any(s in e.text for e in evidence) else Support(0.1, 0, ("gone",)) for s, evidence in pairs]


def supporter(script: Script) -> SentenceSupporter:
    made = SentenceSupporter(None, threads=1)
    made.__dict__["_scorer"] = script
    return made


def answer(text: str) -> Answer:
    citations = (
        Citation(1, "a.txt", DAY, None, "Six people died in Pellumar.", 0, 28),
        Citation(2, "b.txt", None, None, "Nobody came.", 40, 52),
    )
    passage = ScoredPassage(Passage("a.txt:0", "a.txt", None, DAY, TEXT, 0, len(TEXT)), 1.0)
    return Answer("?", text, citations, (passage,), abstained=False)


def test_each_sentence_is_held_against_the_passages_that_it_cites():
    script = Script()
    text = "Six people died in Pellumar. [1] Nobody left [2]."
    marked = supporter(script).marked(answer(text))
    assert script.asked == [
        ("Six people died in Pellumar.", [Evidence(TEXT, DAY)]),
        ("Nobody left.", [Evidence("Nobody came.", None)]),
    ]
    assert marked.sentences == (SentenceSupport(0, 32, 0.9), SentenceSupport(33, 49, 0.1, ("gone",)))
    assert [text[s.start : s.end] for s in marked.sentences] == ["Six people died in Pellumar. [1]", "Nobody left [2]."]


def test_a_sentence_without_a_marker_is_held_against_all_that_is_cited():
    script = Script()
    supporter(script).marked(answer("The harbour was closed."))
    assert script.asked == [("The harbour was closed.", [Evidence(TEXT, DAY), Evidence("Nobody came.", None)])]


def test_what_was_declined_has_no_sentences():
    script = Script()
    declined = Answer("?", NOT_SAID, (), (), abstained=True)
    assert supporter(script).marked(declined) == declined
    assert script.asked == []


def test_the_values_of_other_days_are_quoted_words_and_no_sentence():
    script = Script()
    values = (Value("Six", DAY, 1), Value("nobody", DAY, 2))
    given = replace(answer("Six people died in Pellumar. [1] Earlier: nobody (12 March 2024) [2]."), values=values)
    assert supporter(script).marked(given).sentences == (SentenceSupport(0, 32, 0.9),)
    assert [sentence for sentence, _ in script.asked] == ["Six people died in Pellumar."]


def test_marks_in_json():
    marked = supporter(Script()).marked(answer("Six people died in Pellumar [1]. Nobody left [2]."))
    assert marked.as_json()["sentences"] == [
        {"start": 0, "end": 32, "support": 0.9, "missing": []},
        {"start": 33, "end": 49, "support": 0.1, "missing": ["gone"]},
    ]


def test_a_text_of_nothing_but_markers_has_no_sentences():
    """A quote may be one: an article's sentence is of brackets and figures alone."""
    assert supporter(Script()).marked(answer("[2] [3] [1]")).sentences == ()
