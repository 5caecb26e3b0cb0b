import json
import random
from datetime import date
from pathlib import Path

import pytest

from assistant.asking.follow_ups import standalone
from assistant.time_frame import time_frame

BRIDGE = ("Who opened the bridge at Varndel?", "Minister Orla Brand opened it on Friday. [1]")
FINAL = ("Who won the cup final in Ystrel in 2020?", "Jolmet Rovers won the final 2-1. [1]")
FIRE = ("How many people died in the fire at Jolmet?", "Nine people died in the fire. [1]")
PRICES = ("What did Prime Minister Dravan Pelisk say about inflation?", "Pelisk said that it would fall. [1] [2]")
CONVERSATIONS = Path(__file__).parents[2] / "benchmarks" / "follow_ups.jsonl"


def asked(question, *history):
    return standalone(question, history).text


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the tunnel at Ystrel?",
        "And who opened the tunnel at Ystrel?",
        "What did the farmers of Kuvelia say they wanted from the ministry?",
        "Did Tavin Roske keep his promise to the miners?",
        "How long does it take to cross the Skarnol pass?",
        "How much does it cost to cross the Skarnol pass?",
        "Is it safer to travel by rail than by road?",
        "Are there any plans to reopen the Skarnol pass?",
        "Which agency was rated worst at sharing its data?",
        "Which vaccines were approved for young children?",
        "What happened in Kuvelia in 2019?",
        "harbour closure  Pellumar",
        "What are the latest headlines?",
        "How many articles do you have?",
        "What is a filibuster?",
        "Thank you!",
        "Hello",
    ],
)
def test_a_complete_or_new_question_is_left_as_it_was_typed(question):
    assert asked(question, FINAL) == question


def test_no_question_of_the_sample_is_changed_by_what_was_asked_before():
    file = Path(__file__).parents[3] / "assistant" / "sample" / "questions.jsonl"
    questions = [json.loads(line)["question"] for line in file.read_text("utf-8").splitlines()]
    assert [asked(question, BRIDGE) for question in questions] == questions


@pytest.mark.parametrize(
    "question",
    [
        *("Why?", "By whom?", "Who else?", "Is that true?", "Tell me more", "and the injured?", "in Varndel?", "What about the minister?"),
        *("How many of them were children?", "What did the police say?", "Was anyone hurt?", "Which other towns burned?"),
    ],
)
def test_what_leans_is_asked_beside_the_question_before_it(question):
    assert asked(question, FIRE) == f"{FIRE[0]} {question[0].upper()}{question[1:].removesuffix('?')}?"


@pytest.mark.parametrize("question", ["Who said that?", "And the year before?", "Why?", ""])
def test_the_first_question_stands_alone(question):
    assert asked(question) == question


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (FINAL[0], "And the year before?", "Who won the cup final in Ystrel in 2019?"),
        (FINAL[0], "two years later?", "Who won the cup final in Ystrel in 2022?"),
        (FINAL[0], "And in 2016?", "Who won the cup final in Ystrel in 2016?"),
        (FINAL[0], "and who in 2018?", "Who won the cup final in Ystrel in 2018?"),
        (FINAL[0], "And since 2018?", "Who won the cup final in Ystrel since 2018?"),
        (FINAL[0], "And last year?", "Who won the cup final in Ystrel last year?"),
        (BRIDGE[0], "In 2016?", "Who opened the bridge at Varndel in 2016?"),
        ("Who won the 2020 Kuvelian election?", "And in 2016?", "Who won the 2016 Kuvelian election?"),
        ("What was the toll by 9 May 2020?", "and a week later?", "What was the toll on 16 May 2020?"),
        ("What was the toll on 31 March 2024?", "And the next day?", "What was the toll on 1 April 2024?"),
        ("What was inflation in Kuvelia in January 2021?", "And the month before?", "What was inflation in Kuvelia in December 2020?"),
        ("What was inflation in Kuvelia in May 2021?", "And in June?", "What was inflation in Kuvelia in June 2021?"),
    ],
)
def test_a_time_takes_the_place_of_the_one_before_and_is_counted_from_it(earlier, question, whole):
    assert asked(question, (earlier, "Some. [1]")) == whole


def test_a_time_is_counted_from_the_answer_where_the_question_names_none():
    assert asked("And the year before?", ("How many clocks are there?", "412 in 2021. [1]")) == "How many clocks are there in 2020?"


def test_words_such_as_last_year_are_counted_from_where_the_archive_counts_them():
    def of_the_archive(text):
        return time_frame(text, as_of=date(2011, 5, 1), today=date(2011, 5, 1), newest=None, earliest=None)

    found = standalone("And the year before?", [("How many ships called last year?", "Some. [1]")], of_the_archive)
    assert found.text == "How many ships called in 2009?"


def test_a_time_finer_than_the_one_before_is_not_counted_out():
    assert asked("And a day later?", FINAL) == f"{FINAL[0]} And a day later?"


def test_the_time_of_a_new_question_replaces_that_of_the_one_beside_it():
    assert asked("What did it cost in 2021?", ("Who led the port in 2020?", "Some. [1]")) == "Who led the port? What did it cost in 2021?"


@pytest.mark.parametrize(
    ("earlier", "question", "named"),
    [
        (BRIDGE, "What did she promise?", "What did Orla Brand promise?"),
        (PRICES, "Who are his advisers?", "Who are Dravan Pelisk's advisers?"),
        (PRICES, "And her party?", "Dravan Pelisk's party?"),
        (("Who led the union in May 2019?", "Ana Belun. [1]"), "What had she done the year before?", "What had Ana Belun done in 2018?"),
    ],
)
def test_he_and_she_are_the_one_person_who_was_named(earlier, question, named):
    assert standalone(question, [earlier]).question == named


@pytest.mark.parametrize(
    "earlier",
    [
        ("What did Ana Belun tell Orla Brand?", "That she would go. [1]"),
        ("Why was the Kuvelian minister arrested in Varndel?", "Over bribes. [1]"),
        ("Who opened the museum?", "Police said Ana Belun and Orla Brand did. [1]"),
    ],
)
def test_he_and_she_stay_where_several_or_none_are_named(earlier):
    assert standalone("What did she reply?", [earlier]).question == "What did she reply?"


def test_chains_lean_on_what_the_questions_before_were_asked_as():
    history = [("What is Cyclone Ottar?", "A cyclone. [1]"), ("How fast were its winds on 4 August 2020?", "140 km/h. [1]")]
    assert asked("and a day later?", *history) == "What is Cyclone Ottar? How fast were its winds on 5 August 2020?"
    assert asked("Why?", *history, ("Who opened the tunnel at Ystrel?", "Nobody.")) == "Who opened the tunnel at Ystrel? Why?"


def test_passages_are_read_for_the_new_question_with_the_names_of_the_earlier_one():
    assert standalone("How many were children?", [FIRE]).read == "How many were children (Jolmet)?"
    assert standalone("And Ana Belun?", [PRICES]).read == "What did Ana Belun say about inflation?"
    assert standalone("What about the opposition?", [PRICES]).read == "What did the opposition say about inflation?"
    assert standalone("Why?", [("Did Besmera close its port?", "Yes.")]).read == "Did Besmera close its port? Why?"
    assert standalone("How many ships used it?", [("Did Besmera close its port?", "Yes.")]).read == "How many ships used it (Besmera)?"
    assert standalone("Why?", [FIRE]).read == f"{FIRE[0]} Why?"
    assert standalone("And women?", [FIRE]).read == f"{FIRE[0]} And women?"
    assert standalone("Who opened the tunnel at Ystrel?", [FIRE]).read == "Who opened the tunnel at Ystrel?"


@pytest.mark.parametrize("question", ["Why?", "And why?", "And the year before?", "and in Varndel?", "Tell me more", "And unemployment?"])
def test_only_somebody_is_read_as_the_one_whose_statement_is_asked_for(question):
    assert standalone(question, [PRICES]).read == asked(question, PRICES)


def test_the_invented_conversations_are_understood():
    rows = [json.loads(line) for line in CONVERSATIONS.read_text("utf-8").splitlines()]
    given = [(row, asked(row["question"], *row["history"])) for row in rows]
    complete = [text for row, text in given if not row["leans"] and text != row["question"]]
    lost = [text for row, text in given if any(words.lower() not in text.lower() for words in row.get("holds", ()))]
    assert (len(complete), len(lost)) <= (1, 1)  # of 36 each


def test_a_long_question_is_cut_where_one_leans_on_it():
    long = f"Who opened the bridge at Varndel, {'the longest of all bridges, ' * 20}and when?"
    joined = asked("Is that true?", (long, "Nobody. [1]"))
    assert len(joined) <= 300
    assert joined.startswith("Who opened the bridge at Varndel, the longest")
    assert joined.endswith("? Is that true?")
    longer = f"And what did she {'really ' * 60}say?"
    assert asked(longer, BRIDGE) == longer


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
        assert found.text == question or 0 < len(found.text) <= 700
        assert found.read or not question
