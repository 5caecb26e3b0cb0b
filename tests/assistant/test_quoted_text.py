from dataclasses import replace
from datetime import date

import pytest

from assistant.markers import inline
from assistant.quoted_text import quotation
from assistant.records import Answer, Citation

TUESDAY = date(2024, 3, 12)
LONG = (
    "The harbour office, which had warned of the ice since the morning and had asked twice for a second tug, said on Monday that"
    " 14 ships were stuck outside Pellumar, while the pilots, whose union had threatened to strike, went on working through the night,"
    " as they had done all week long, and were thanked for it by the mayor of the town on the day after"
)


def citation(quote: str, answer: str | None = None, speaker: str | None = None) -> Citation:
    start = 100 + quote.index(answer) if answer else None
    end = start + len(answer) if answer and start is not None else None
    return Citation(0, "a.txt", TUESDAY, "Osvarin", quote, 100, 100 + len(quote), start, end, speaker)


def quoted_answer(question: str, *said: Citation) -> Answer:
    quoted = quotation(question, [[one] for one in said], ())
    return Answer(question, quoted.sentences, quoted.citations, (), abstained=False)


def test_inline_puts_a_quote_on_one_line():
    assert inline("one\n  two [3]") == "one two (3)"


@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        ("Mareta Holvin", "[Mareta Holvin:] \u201cThose filters were dirty.\u201d [1]"),
        (None, "\u201cThose filters were dirty.\u201d [1]"),
    ],
)
def test_a_speaker_whom_the_quote_does_not_name_is_put_before_it(speaker, text):
    assert quoted_answer("What was dirty?", citation("\u201cThose filters were dirty.\u201d", speaker=speaker)).text == text


def test_a_speaker_whom_the_quote_names_is_not_named_twice():
    said = citation("The filters were dirty, Holvin said.", "The filters", "Mareta Holvin")
    quoted = quoted_answer("What was dirty?", said)
    assert (quoted.text, quoted.short) == ("The filters were dirty, Holvin said. [1]", "The filters")


def test_a_highlight_stands_right_behind_a_speaker():
    said = citation("Those filters were dirty.", "dirty", "Mareta Holvin")
    quoted = quoted_answer("What were they?", said)
    assert (quoted.text, quoted.short) == ("[Mareta Holvin:] Those filters were dirty. [1]", "dirty")
    assert quoted.sentences[0].text == "Those filters were dirty."


def test_a_long_sentence_is_cut_to_what_answers_and_cited_as_cut():
    quoted = quoted_answer("How many ships were stuck outside Pellumar?", citation(LONG, "14 ships"))
    (cited,) = quoted.citations
    assert "14 ships were stuck outside Pellumar" in cited.quote and len(cited.quote.split()) <= 36
    assert LONG[cited.start - 100 : cited.end - 100] == cited.quote
    assert quoted.text == f"\u2026 {cited.quote} \u2026 [1]"
    assert (quoted.short, LONG[cited.answer_start - 100 : cited.answer_end - 100]) == ("14 ships", "14 ships")


def test_the_whole_sentence_tells_the_days_of_what_is_cut():
    ahead = LONG.replace("were stuck", "would sail on Friday")
    quoted = quoted_answer("When will the ships sail?", replace(citation(LONG, "on Monday"), published=TUESDAY))
    assert "on Monday [11 March 2024]" in quoted.text
    assert "Friday [" not in quoted_answer("When will the ships sail?", citation(ahead, "on Friday")).text
