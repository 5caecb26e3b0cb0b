from datetime import date

import pytest

from assistant.answers import ScoredPassage
from assistant.reading.reader import Reading, Span
from assistant.time_frame import TimeFrame
from assistant.weighing import NO_SPEAKER, OTHER_NEWS, OTHER_SPEAKER, STATEMENT, weighed
from index import Article, Passage
from index.annotations import annotate

TEXTS = {
    "a.txt": "“The filters were clean,” said Ilvar Densk, the director.",
    "b.txt": "“The filters were dirty,” said Mareta Holvin, who leads the dockers.",
    "c.txt": "The filters stood in the second silo.",
}
DAYS = {"a.txt": date(2024, 3, 13), "b.txt": date(2024, 3, 14), "c.txt": None}
SENTENCES = {id: annotate(Article(id, None, None, DAYS[id], text)) for id, text in TEXTS.items()}


def scored(id: str, correction: bool = False) -> ScoredPassage:
    text = TEXTS[id]
    return ScoredPassage(Passage(id, id, None, DAYS[id], text, 0, len(text)), 1.0, "", correction)


def reading(*probabilities: float) -> Reading:
    lengths = [len(text) for text in TEXTS.values()]
    spans = [Span(n, 0, length, 0, length, p) for n, (length, p) in enumerate(zip(lengths, probabilities, strict=True))]
    return Reading(tuple(sorted(spans, key=lambda span: -span.probability)), 0.8)


def weigh(found: Reading, question: str, frame: TimeFrame | None = None, *, corrected: str = "") -> Reading:
    passages = [scored(id, id == corrected) for id in TEXTS]
    return weighed(found, question, passages, frame, lambda ids: SENTENCES)


def order(found: Reading) -> list[tuple[int, float]]:
    return [(span.passage, round(span.probability, 4)) for span in found.spans]


def test_without_a_time_a_speaker_or_a_correction_nothing_changes():
    found = reading(0.6, 0.5, 0.4)
    assert weigh(found, "What of the filters?") == found


def test_what_the_one_asked_about_says_goes_before_what_others_say():
    found = weigh(reading(0.6, 0.5, 0.4), "What did Mareta Holvin say about wages?")
    assert order(found) == [(1, 0.5), (2, round(0.4 * NO_SPEAKER, 4)), (0, round(0.6 * OTHER_SPEAKER, 4))]
    assert found.answerable == 0.8


def test_an_answer_by_somebody_else_is_less_of_an_answer():
    found = weigh(reading(0.6, 0.01, 0.01), "What did Mareta Holvin say about wages?")
    assert found.answerable == pytest.approx(0.8 * OTHER_SPEAKER)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("latest", [(1, 0.5), (0, round(0.6 * OTHER_NEWS, 4)), (2, round(0.4 * OTHER_NEWS**2, 4))]),
        ("first", [(0, 0.6), (1, round(0.5 * OTHER_NEWS, 4)), (2, round(0.4 * OTHER_NEWS**2, 4))]),
    ],
)
def test_the_latest_goes_before_older_news_and_the_first_before_newer(asked, expected):
    frame = TimeFrame("x", 0, 1, None, None, asked, date(2024, 5, 1), "today", False)
    assert order(weigh(reading(0.6, 0.5, 0.4), "What of the filters?", frame)) == expected


def test_a_correction_goes_before_what_it_corrects_when_it_is_likely_enough():
    assert [span.passage for span in weigh(reading(0.6, 0.5, 0.2), "What?", corrected="c.txt").spans] == [2, 0, 1]
    assert [span.passage for span in weigh(reading(0.6, 0.5, 0.1), "What?", corrected="c.txt").spans] == [0, 1, 2]


def test_nothing_read_stays_nothing():
    assert weigh(Reading((), 0.0), "What did Mareta Holvin say?") == Reading((), 0.0)


def test_what_the_one_asked_about_says_on_the_subject_is_an_answer_however_unlikely_it_was_read():
    found = weigh(reading(0.6, 0.01, 0.4), "What did Mareta Holvin say about the dirty filters?")
    best = found.spans[0]
    assert (best.passage, best.start, best.end) == (1, best.sentence_start, best.sentence_end)
    assert best.probability == STATEMENT


def test_what_another_says_on_the_subject_or_she_on_another_is_none():
    for question in ("What did Orla Tembrit say about the dirty filters?", "What did Mareta Holvin say about wages and pay?"):
        assert max(span.probability for span in weigh(reading(0.02, 0.01, 0.01), question).spans) < STATEMENT / 10
