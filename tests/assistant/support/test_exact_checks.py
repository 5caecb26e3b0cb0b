import random
from datetime import date

import pytest

from assistant.support.content import has_content
from assistant.support.exact_checks import LONGEST, Found, exact_checks, quoted
from assistant.support.support import Evidence
from index.language.numbers import numbers

PUBLISHED = date(2024, 5, 8)  # a Wednesday


def checked(sentence: str, *texts: str, published: date | None = PUBLISHED) -> dict[str, bool]:
    found = exact_checks(sentence, [Evidence(text, published) for text in texts])
    return {one.text: one.found for one in found}


def kinds(sentence: str, *texts: str) -> list[tuple[str, str]]:
    return [(one.text, one.kind) for one in exact_checks(sentence, [Evidence(text, PUBLISHED) for text in texts])]


TWO = "Mareta Holvin denied that the pier would close. It reopened\non Tuesday , she said."


@pytest.mark.parametrize(
    "sentence",
    [
        "It reopened on Tuesday, she said.",
        "It reopened on Tuesday, she said",
        "Mareta Holvin denied that the pier would close. It reopened on Tuesday, she said.",
        "It reopened on Tuesday [7 May 2024], she said.",
        "[Mareta Holvin:] It reopened on Tuesday, she said.",
    ],
)
def test_whole_sentences_of_a_text_are_its_quotes_with_what_its_day_and_names_hold_in_brackets(sentence):
    assert quoted(sentence, [Evidence("Another text.", PUBLISHED), Evidence(TWO, PUBLISHED)]) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "the pier would close.",
        "… the pier would close.",
        "It reopened on Tuesday.",
        "It reopened on Tuesday [14 May 2024], she said.",
        "[Orla Tembrit:] It reopened on Tuesday, she said.",
        "It reopened on Wednesday, she said.",
        "",
        "…",
        "[7 May 2024]",
    ],
)
def test_a_part_of_a_sentence_or_one_with_anything_else_added_is_no_quote(sentence):
    assert quoted(sentence, [Evidence(TWO, PUBLISHED)]) is None


def test_a_clause_that_was_cut_out_is_a_quote_of_itself_and_brackets_of_the_article_stay_its_own():
    assert quoted("… the pier would close …", [Evidence("the pier would close", PUBLISHED)]) == 0
    assert quoted("She saw [the] pier [sic].", [Evidence("She saw [the] pier [sic].", PUBLISHED)]) == 0


def test_every_number_date_and_name_comes_with_its_place():
    sentence = "On 7 May Mareta Holvin opened 23 schools."
    evidence = [Evidence("Holvin opened twenty-three schools on Tuesday.", PUBLISHED)]
    assert exact_checks(sentence, evidence) == (
        Found("7 May", 3, 8, "date", True),
        Found("Mareta Holvin", 9, 22, "name", True),
        Found("23", 30, 32, "number", True),
    )


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("23 ferries", "twenty-three ferries"),
        ("1,200 homes", "1200 homes"),
        ("2.5 million crowns", "2,500,000 crowns"),
        ("2.5 million crowns", "two and a half million crowns"),
        ("half a million crowns", "500,000 crowns"),
        ("$5bn", "5 billion dollars"),
        ("$5m", "five million dollars"),
        ("a dozen boats", "12 boats"),
        ("105,300 votes", "one hundred and five thousand three hundred votes"),
        ("two-thirds of it", "two thirds of it"),
        ("the 23rd time", "the twenty-third time"),
        ("40%", "40 percent"),
        ("40.0 percent", "forty per cent"),
        ("at 09:30", "at 9:30"),
    ],
)
def test_a_number_is_held_by_its_value(words, held):
    assert [one.found for one in exact_checks(f"They had {words}.", [Evidence(f"They had {held}.")])] == [True]
    assert [one.found for one in exact_checks(f"They had {words}.", [Evidence("They had 71 of them.")])] == [False]


def test_a_number_is_not_held_by_a_day_a_decimal_or_a_part_of_a_name():
    assert checked("They found 14 boats.", "It was on 14 May 2019, near the A-14 and the 3.14 marker, and 1,14 and 114.") == {"14": False}


def test_words_that_seldom_count_are_no_numbers():
    assert kinds("This was one of a kind, the first in a while and a second sign.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It opened on Tuesday [May 7, 2024].",
        "It opened on 2024-05-07.",
        "It opened on 7 May.",
        "It opened in May 2024.",
        "It opened [in 2024].",
        "It opened on Tuesday.",
        "It opened yesterday.",
        "Word of it came on 8 May 2024.",
    ],
)
def test_a_relative_day_of_the_evidence_holds_what_it_means(sentence):
    assert set(checked(sentence, "The ferry port opened on Tuesday.").values()) == {True}


def test_another_day_a_day_within_a_longer_time_and_an_unknown_day_are_not_held():
    assert checked("It opened on May 6, 2024.", "It opened on Tuesday.") == {"May 6, 2024": False}
    assert checked("It opened on 3 March 2021.", "It opened in March 2021.") == {"3 March 2021": False}
    assert checked("It opened on Monday.", "It opened on Tuesday.") == {"Monday": False}
    assert checked("It opened on May 7, 2024.", "It opened on Tuesday.", published=None) == {"May 7, 2024": False}


def test_last_year_and_its_figure_are_one():
    assert checked("It closed in 2023.", "It closed last year.") == {"2023": True}
    assert checked("It closed last year.", "It closed in 2023.") == {"last year": True}
    assert checked("It closed in 2022.", "It closed last year.") == {"2022": False}


def test_a_day_without_its_year_is_held_by_that_day_of_any_year():
    assert checked("It fell on 4 March.", "It fell on March 4, 2011.") == {"4 March": True}


def test_what_only_points_at_a_date_is_none():
    assert kinds("That day, in the year of it, and five years later, the count rose.") == [("five", "number")]


def test_a_person_is_held_by_the_last_name_unless_it_is_somebody_elses():
    held = "President Holvin met them."
    assert checked("They met Mareta Holvin.", held) == {"Mareta Holvin": True}
    assert checked("They met Mareta Holvin.", "Dana Holvin met them.") == {"Mareta Holvin": False}
    assert checked("They met Mareta Holvin.", "Dana Holvin met them.", "They met M. Holvin.") == {"Mareta Holvin": True}
    assert checked("They met Mareta Tolvi.", held) == {"Mareta Tolvi": False}


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("KHO", "the Kuvelia Health Office"),
        ("the Kuvelia Health Office", "the KHO"),
        ("the U.S.", "the United States"),
        ("America", "the U.S."),
        ("René Sarkel", "Rene Sarkel"),
        ("Rene Sarkel", "René Sarkel’s"),
        ("Al Kesra", "Al-Kesra"),
        ("HOLVIN", "Holvin"),
        ("Kuvelian", "Kuvelia"),
        ("Kuvelia-backed", "Kuvelia"),
        ("the Vark Water Authority", "the Water Authority of Vark"),
    ],
)
def test_a_name_is_held_in_its_other_forms(name, held):
    assert [one.found for one in exact_checks(f"They asked {name} about it.", [Evidence(f"It was {held} that they asked.")])] == [True]


def test_a_body_is_not_held_by_its_common_words():
    assert checked("They asked Vark University.", "They asked Lorn University.") == {"Vark University": False}
    assert checked("They left South Kuvelia.", "They left Kuvelia.") == {"South Kuvelia": False}


def test_a_word_that_opens_a_sentence_is_a_name_only_where_it_is_one():
    assert kinds("Residents fled.") == []
    assert kinds("Belun scored twice.", "Then Belun came.") == [("Belun", "name")]
    assert kinds("Kuvelia rejected it.") == [("Kuvelia", "name")]
    assert kinds("Rain stopped play.", "The rain stopped play.") == []
    assert checked("Striker Belun scored.", "The striker, Ana Belun, scored.") == {"Striker Belun": True}


def test_titles_days_and_shortened_pronouns_are_no_names():
    assert kinds("On Friday I've asked Prime Minister Ana Tolvi whether it's so.") == [("Friday", "date"), ("Ana Tolvi", "name")]


def test_without_evidence_nothing_is_found():
    assert exact_checks("Holvin sold 5 boats.", []) == (Found("Holvin", 0, 6, "name", False), Found("5", 12, 13, "number", False))


@pytest.mark.parametrize(
    "awkward",
    [
        "1" * 100_000,
        "1," * 50_000,
        "one hundred and " * 6_000,
        "A. " * 33_000,
        "A.B." * 25_000,
        "Al-" * 33_000,
        "Ab of the " * 10_000,
        "May 3 " * 16_000,
        "0000-00-00 9999-12-31 31 February 2023 " * 2_500,
        "last year " * 10_000,
        "half a " * 14_000,
        "İıſ twentİ ǅ Ⅷ ²³ ٣ " * 5_000,
        "\ud800\u200b\u202e Holvin " * 7_000,
        " " * 100_000,
        "",
    ],
)
def test_no_text_raises(awkward):
    evidence = [Evidence(awkward, date.max), Evidence(awkward[::-1], date.min), Evidence(awkward)]
    for one in exact_checks(awkward, evidence):
        assert awkward[one.start : one.end] == one.text
        assert one.end <= LONGEST


def test_every_number_up_to_a_million_is_the_same_in_words_and_figures():
    rng = random.Random(1)
    for number in [2, 10, 11, 20, 21, 99, 100, 101, 999, 1000, 10_000, 999_999, *(rng.randrange(2, 10**6) for _ in range(200))]:
        assert [one.value for one in numbers(in_words(number))] == [str(number)]
        assert [one.value for one in numbers(f"{number:,}")] == [str(number)]


UNITS = "zero one two three four five six seven eight nine".split()
UNITS += "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(number: int) -> str:
    if number < 20:
        return UNITS[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{UNITS[number % 10]}" if number % 10 else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = number % size
    return f"{in_words(number // size)} {name}" + (f" {'and ' if rest < 100 else ''}{in_words(rest)}" if rest else "")


@pytest.mark.parametrize(
    "sentence", ["That was told in the news at the time.", "Little else is known.", "These were the details described."]
)
def test_a_sentence_that_could_stand_in_any_story_has_no_content(sentence):
    assert has_content(sentence) is (sentence == "Little else is known.")


@pytest.mark.parametrize(
    "sentence", ["The bridge was closed.", "It was reported in 2019.", "The story was told to Holvin.", "Twelve were reported."]
)
def test_a_sentence_that_tells_something_has_content(sentence):
    assert has_content(sentence)
