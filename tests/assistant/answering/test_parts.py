from dataclasses import replace

from assistant.answering import joined
from assistant.records import DECLINED, NOT_SAID, Answer, Citation, Sentence

WHOLE = Answer("When, and how many?", DECLINED, (), (), abstained=True)
SIX = Sentence("Six.", (1,))


def part(*sentences: Sentence, citations: int = 0, confidence=0.8) -> Answer:
    cited = tuple(Citation(n, f"{n}.txt", None, None, "x", 0, 1) for n in range(1, citations + 1))
    return Answer("?", sentences, cited, (), abstained=False, confidence=confidence, answerability=0.9)


def test_parts_stand_under_their_questions_with_markers_counted_on():
    answer = joined(
        WHOLE, [("When?", part(Sentence("On Friday.", (1, 2)), citations=2)), ("How many?", part(SIX, citations=1, confidence=0.5))]
    )
    assert answer.text == "When?\nOn Friday. [1][2]\n\nHow many?\nSix. [3]"
    assert [citation.number for citation in answer.citations] == [1, 2, 3]
    assert (answer.abstained, answer.confidence) == (False, 0.5)


def test_highlights_stay_on_their_words_however_long_the_markers_grow():
    first = part(Sentence("A.", tuple(range(1, 10))), citations=9)
    second = part(SIX, Sentence("Of them people.", (2,), ((8, 14),)), citations=2)
    answer = joined(WHOLE, [("When?", first), ("How many?", second)])
    assert [answer.text[a:b] for a, b in answer.highlights] == ["people"]


def test_a_part_that_is_not_answered_is_said_and_nothing_answered_is_declined():
    declined = replace(part(*DECLINED), abstained=True)
    assert NOT_SAID in joined(WHOLE, [("When?", declined), ("How many?", part(SIX, citations=1))]).text
    nothing = joined(WHOLE, [("When?", declined), ("How many?", declined)])
    assert nothing.abstained and nothing.text == NOT_SAID
