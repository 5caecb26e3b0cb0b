import json
import random
from pathlib import Path

import pytest

from assistant.asking.follow_ups import standalone

BRIDGE = ("Who opened the bridge at Varndel?", "Minister Orla Brand opened it on Friday. [1]")
FINAL = ("Who won the cup final in Ystrel in 2020?", "Jolmet Rovers won the final 2-1. [1]")
FIRE = ("How many people died in the fire at Jolmet?", "Nine people died in the fire. [1]")
PRICES = ("What did Prime Minister Dravan Pelisk say about inflation?", "Pelisk said that it would fall. [1] [2]")
CONVERSATIONS = Path(__file__).parents[1] / "benchmarks" / "follow_ups.jsonl"


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("And the year before?", "Who won the cup final in Ystrel in 2019?"),
        ("two years later?", "Who won the cup final in Ystrel in 2022?"),
        ("And in 2016?", "Who won the cup final in Ystrel in 2016?"),
        ("What about the following year?", "Who won the cup final in Ystrel in 2021?"),
        ("and who in 2018?", "Who won the cup final in Ystrel in 2018?"),
        ("And in Varndel?", "Who won the cup final in Varndel in 2020?"),
        ("And in Varndel in 2015?", "Who won the cup final in Varndel in 2015?"),
    ],
)
def test_a_time_or_a_place_takes_the_place_of_the_one_before(question, whole):
    assert standalone(question, [FINAL]) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        ("What was inflation in Kuvelia in January 2021?", "And the month before?", "What was inflation in Kuvelia in December 2020?"),
        ("What was inflation in Kuvelia in May 2021?", "And a year later?", "What was inflation in Kuvelia in May 2022?"),
        ("What was inflation in Kuvelia in May 2021?", "And in June?", "What was inflation in Kuvelia in June 2021?"),
        ("What was inflation in Kuvelia in May 2021?", "The same month in 2018?", "What was inflation in Kuvelia in May 2018?"),
        ("What was the toll on 31 March 2024?", "And the next day?", "What was the toll on 1 April 2024?"),
        ("What was the toll on 31 March 2024?", "And a month later?", "What was the toll in April 2024?"),
        ("How many ships called last year?", "And the year before?", "How many ships called two years ago?"),
        ("How many ships called two months ago?", "And a month later?", "How many ships called last month?"),
        ("How many ships called yesterday?", "And the day before?", "How many ships called two days ago?"),
        ("Who won the 2020 Kuvelian election?", "And in 2016?", "Who won the 2016 Kuvelian election?"),
    ],
)
def test_a_time_is_counted_from_the_earlier_one_as_coarsely_as_that(earlier, question, whole):
    assert standalone(question, [(earlier, "Some. [1]")]) == whole


def test_a_time_is_counted_from_the_answers_where_the_question_names_none():
    history = [("How many clocks does the museum own?", "It owned 412 clocks in 2021. [1]")]
    assert standalone("And the year before?", history) == "How many clocks does the museum own in 2020?"


def test_a_time_that_cannot_be_counted_out_is_joined():
    assert standalone("And the year before?", [BRIDGE]) == f"{BRIDGE[0]} And the year before?"
    assert standalone("And a day later?", [FINAL]) == f"{FINAL[0]} And a day later?"
    assert standalone("And a year later?", [("Who ruled Kuvelia in 2999?", "Nobody.")]) == "Who ruled Kuvelia in 2999? And a year later?"


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (BRIDGE, "What did she promise?", "What did Orla Brand promise?"),
        (BRIDGE, "How much did it cost?", "How much did the bridge at Varndel cost?"),
        (BRIDGE, "And how much did it cost?", "How much did the bridge at Varndel cost?"),
        (BRIDGE, "What else happened there?", "What else happened at Varndel?"),
        (BRIDGE, "What did Dravan Pelisk say about it?", "What did Dravan Pelisk say about the bridge at Varndel?"),
        (FIRE, "How many of them were children?", "How many of the people who died in the fire at Jolmet were children?"),
        (PRICES, "Who are his advisers?", "Who are Prime Minister Dravan Pelisk's advisers?"),
        (("What is the population of Jolmet?", "9,412. [1]"), "Who is its mayor?", "Who is Jolmet's mayor?"),
        (("Where do the miners of Tuskary live?", "In huts."), "What is their pay?", "What is the miners of Tuskary's pay?"),
    ],
)
def test_a_pronoun_is_put_into_the_words_of_the_question_or_the_answer_before(earlier, question, whole):
    assert standalone(question, [earlier]) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (PRICES, "What about the opposition?", "What did the opposition say about inflation?"),
        (PRICES, "And Ana Belun?", "What did Ana Belun say about inflation?"),
        (PRICES, "And about unemployment?", "What did Prime Minister Dravan Pelisk say about unemployment?"),
        (BRIDGE, "And the tunnel?", "Who opened the tunnel at Varndel?"),
        (("How many men were hurt in Jolmet?", "Six."), "And women?", "How many women were hurt in Jolmet?"),
        (("What is the capital of Besmera?", "Osvarin."), "And of Kuvelia?", "What is the capital of Kuvelia?"),
    ],
)
def test_a_name_takes_the_place_of_one_of_its_kind(earlier, question, whole):
    assert standalone(question, [earlier]) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (FIRE, "Who said that?", "Who said that nine people died in the fire?"),
        (("Did Besmera close its port?", "Besmera closed its port. [1]"), "Who says so?", "Who says that Besmera closed its port?"),
        (("Did Besmera close its port?", "Yes. [1]"), "Why?", "Why did Besmera close its port?"),
        (("When was the mill burned?", "In May. [1]"), "By whom?", "By whom was the mill burned?"),
        (BRIDGE, "When?", "When was the bridge at Varndel opened?"),
        (BRIDGE, "Who else?", "Who else opened the bridge at Varndel?"),
        (BRIDGE, "How long is the bridge?", "How long is the bridge at Varndel?"),
        (FIRE, "How many were injured?", "How many were injured in the fire at Jolmet?"),
        (FIRE, "What did the police say?", "What did the police say about the fire at Jolmet?"),
    ],
)
def test_what_a_question_leaves_out_is_put_in(earlier, question, whole):
    assert standalone(question, [earlier]) == whole


@pytest.mark.parametrize("question", ["Is that true?", "Tell me more", "Really?", "Who paid?", "Who did it?", "And before the election?"])
def test_a_question_that_leans_in_another_way_takes_the_one_before_with_it(question):
    assert standalone(question, [BRIDGE]) == f"{BRIDGE[0]} {question}"


def test_a_statement_that_is_too_short_to_be_one_is_not_asked_for():
    assert standalone("Who said that?", [(FIRE[0], "Nine. [1]")]) == f"{FIRE[0]} Who said that?"
    assert standalone("Who said that?", [(FIRE[0], "The articles do not say.")]) == f"{FIRE[0]} Who said that?"


def test_a_chain_builds_on_what_the_questions_before_were_made_into():
    history = [BRIDGE, ("How much did it cost?", "40 million crowns. [1]"), ("And the tunnel?", "30 million. [1]")]
    assert standalone("How long is it?", history) == "How long is the tunnel at Varndel?"
    assert standalone("And when was it opened?", history) == "When was the tunnel at Varndel opened?"


def test_what_was_said_longer_ago_than_six_questions_is_not_leaned_on():
    silence = [("Where do storks nest?", "The articles do not say.")]
    assert standalone("How old is she?", [BRIDGE, *(5 * silence)]) == "How old is Orla Brand?"
    assert standalone("How old is she?", [BRIDGE, *(6 * silence)]) == "Where do storks nest? How old is she?"


@pytest.mark.parametrize(
    "question",
    [
        "Who won the cup final in Ystrel?",
        "What did the farmers say they wanted from the ministry?",
        "Did Tavin Roske keep his promise to the miners?",
        "How long does it take to cross the Skarnol pass?",
        "Are there any plans to reopen the Skarnol pass?",
        "Which agency was rated worst at sharing its data?",
        "What kind of firm of his own did Ivo Stenn run?",
        "What share of those who looked at their record found it easy to follow?",
        "Who was the first woman to lead the port authority?",
        "harbour closure  Pellumar",
    ],
)
def test_a_question_that_stands_alone_comes_back_as_it_is(question):
    assert standalone(question, [BRIDGE]) == question


def test_what_only_opens_a_question_that_stands_alone_is_left_out():
    assert standalone("And who opened the tunnel at Ystrel?", [FIRE]) == "Who opened the tunnel at Ystrel?"


@pytest.mark.parametrize("question", ["Who said that?", "And the year before?", "Why?"])
def test_the_first_question_stands_alone(question):
    assert standalone(question, []) == question


def test_no_question_of_the_sample_is_changed_by_what_was_asked_before():
    file = Path(__file__).parents[2] / "assistant" / "sample" / "questions.jsonl"
    questions = [json.loads(line)["question"] for line in file.read_text("utf-8").splitlines()]
    assert [standalone(question, [BRIDGE]) for question in questions] == questions


def test_the_invented_conversations_are_understood():
    rows = [json.loads(line) for line in CONVERSATIONS.read_text("utf-8").splitlines()]
    given = {
        (row["question"], row["history"][-1][0]): standalone(row["question"], [tuple(turn) for turn in row["history"]]) for row in rows
    }
    wrong = [given[row["question"], row["history"][-1][0]] for row in rows]
    assert [form for form, row in zip(wrong, rows, strict=True) if form not in row["standalone"]] == []


def test_a_rewritten_question_has_at_most_300_characters():
    long = f"Who opened the bridge at Varndel, {'the longest of all bridges, ' * 20}and when?"
    joined = standalone("Is that true?", [(long, "Nobody. [1]")])
    assert len(joined) <= 300
    assert joined.startswith("Who opened the bridge at Varndel, the longest")
    assert joined.endswith(" Is that true?")
    longer = f"And what did she {'really ' * 60}say?"
    assert standalone(longer, [BRIDGE]) == longer


def test_whatever_is_said_a_question_comes_back():
    words = """And what about how many the year before after two fıve laſt ago Frıday in 2019 March 5 years months later it its she
    their of them there that Varndel Orla Brand's minister “ ” ' " [1] ? ! . — \u202e İstanbul \ud800 \x00 ( [ \\ * 9999 0001 29 February
    1000 why when exactly who said else according to whom same month decade previous today yesterday 中文 🙂 killed was did How""".split(
        " "
    )
    made = random.Random(6)
    for _ in range(400):
        history = [(" ".join(made.choices(words, k=made.randrange(14))), " ".join(made.choices(words, k=30))) for _ in range(3)]
        question = " ".join(made.choices(words, k=made.choice([1, 3, 5, 9, 90])))
        found = standalone(question, history)
        assert found == question or 0 < len(found) <= 300
