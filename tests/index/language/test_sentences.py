"""Sentences: their offsets, what ends one and what does not, and texts that never end one."""

import random
from collections.abc import Iterator

import pytest
from syntok.tokenizer import Token, Tokenizer

from index.language.sentences import WINDOW, sentence_spans


def sentences(text: str, start: int = 0, end: int | None = None) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text, start, end)]


def test_offsets_are_into_the_whole_text() -> None:
    text = " date 2024-12-05 The panel met. It agreed.\n"
    assert sentence_spans(text, 17) == [(17, 31), (32, 42)]
    assert sentences(text, 17) == ["The panel met.", "It agreed."]


def test_only_what_lies_between_start_and_end_is_cut() -> None:
    assert sentences("One met. Two met. Three met.", 9, 17) == ["Two met."]


@pytest.mark.parametrize("text", ["", " \n\t\n ", "\u00a0"])
def test_white_space_has_no_sentences(text: str) -> None:
    assert sentence_spans(text) == []


def test_a_paragraph_ends_a_sentence_without_a_full_stop() -> None:
    text = "Panel held\n\nThe panel met. It agreed.\n\n\nThe end"
    assert sentences(text) == ["Panel held", "The panel met.", "It agreed.", "The end"]


@pytest.mark.parametrize(
    "sentence",
    [
        "On Monday Gov. Kathy Hochul met Sen. Schumer and Rep. Jeffries in St. Paul.",
        "It opened on Jan. 14 and closed on Sept. 3, under No. 7 of the rules.",
        "The U.S. said that Dr. Ada Lee, of Acme Inc. in Boston, earned $3.5 million.",
        "The first was red; the second was blue; nobody saw the third.",
    ],
)
def test_abbreviations_and_semicolons_do_not_end_a_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} The meeting ended.") == [sentence, "The meeting ended."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Rat tagte am 5. Dezember und gab 3,5 Mio. Euro für Schulen, z. B. für die am Markt, frei.",
        "Der 1. FC Besmera bekommt laut Dr. h. c. Petra Lang 20 Tsd. Euro.",
        "Le maire, M. Duroc, a vu Mme Roux et Mgr. Petit.",
        "El Sr. Ruiz y la Sra. Paz viven en EE. UU. desde mayo.",
        "The talks with J. R. Ewing Jr. cost approx. 3.5 million vs. 2 million in Jan. 2023.",
        "“We are done. It is over,” Ewing said.",
        '"We are done. Are you?" he asked.',
        "„Wir sind fertig. Es ist vorbei“, sagte Lang.",
    ],
)
def test_ordinals_initials_and_short_quotations_do_not_end_a_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} The meeting ended.") == [sentence, "The meeting ended."]


@pytest.mark.parametrize("first", ["He takes vitamin C.", "It was written by Ewing Sr.", "She came in 5th of 12.", "It was World War II."])
def test_what_looks_like_an_abbreviation_may_end_a_sentence(first: str) -> None:
    assert sentences(f"{first} The meeting ended.") == [first, "The meeting ended."]


def test_a_long_quotation_is_cut_into_its_sentences() -> None:
    expected = ['"The water of the lake reached 27.4 degrees on Friday and there was little oxygen.', 'We found no poison," said Ewing.']
    assert sentences(" ".join(expected)) == expected


def test_headings_captions_and_items_are_no_part_of_the_sentence_beside_them() -> None:
    lines = [
        "Besmera 3, Telmark 1",
        "Hat-trick for Wiltz",
        "By Jon Amber",
        "Lena Wiltz scored three goals on Wednesday as Besmera beat Telmark.",
        "Photo: Wiltz after the third goal",
        "Coach Rita Moll praised the defence.",
        "- free buses",
        "- six months of pay",
        "Goals | Points",
        "61 | 80",
    ]
    assert sentences("\n".join(lines)) == lines
    assert sentences("\r".join(lines)) == lines


def test_wrapped_lines_are_one_sentence() -> None:
    text = "The council agreed on Monday to build a\nbridge over the river at Besmera. Mayor Ada\nLee said that it would open in March."
    assert sentences(text) == [text[:73], text[74:]]
    assert sentences("Bridge to open\n" + text)[0] == "Bridge to open"


def test_an_abbreviation_at_the_end_of_a_heading_ends_there() -> None:
    assert sentences("Talks with Gov.\nThe mayor left.") == ["Talks with Gov.", "The mayor left."]


def test_a_month_at_the_end_of_a_sentence_ends_it() -> None:
    assert sentences("It will open in Jan. The mayor agreed.") == ["It will open in Jan.", "The mayor agreed."]


def test_a_quote_keeps_its_marks() -> None:
    text = '"We are done," he said. “It was hard.” The crowd left.'
    assert sentences(text) == ['"We are done," he said.', "“It was hard.”", "The crowd left."]


def test_an_abbreviation_at_the_end_of_a_paragraph_ends_there() -> None:
    assert sentences("He is a Gov.\n\nThe mayor left.") == ["He is a Gov.", "The mayor left."]


def test_every_character_but_white_space_is_in_exactly_one_sentence() -> None:
    chance = random.Random(14)
    plain = [*map(chr, range(33, 127)), *"éß中。ก•—“”…😀\u0301\u00ad\u200b\u200d\ufeff\u2060\u202e\x7f\U000e0001"]
    for _ in range(1500):
        text = "".join(chance.choice([*plain, *[" "] * 30, *["\n"] * 5, *["\n\n"] * 5, *[". "] * 10, "\u00a0"]) for _ in range(80))
        spans = sentence_spans(text)
        assert [text[a:b] for a, b in spans if text[a:b] != text[a:b].strip()] == []
        covered = [i for a, b in spans for i in range(a, b)]
        assert covered == sorted(set(covered))
        assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)


def test_a_text_longer_than_the_window_is_cut_as_if_there_were_none() -> None:
    expected = [f"Sentence number {n} of the long report is here." for n in range(1500)]
    text = " ".join(expected)
    assert len(text) > 3 * WINDOW
    assert sentences(text) == expected


def test_a_paragraph_longer_than_the_window_after_a_blank_line_is_not_cut_in_a_word() -> None:
    text = "Opening.\n\n" + "word " * WINDOW
    words = [piece for sentence in sentences(text) for piece in sentence.split()]
    assert words == text.split()


def test_a_megabyte_without_a_full_stop_is_cut_between_words() -> None:
    text = "word " * 200_000
    found = sentences(text)
    assert max(map(len, found)) <= WINDOW
    assert " ".join(found) == text.strip()


def test_a_megabyte_without_a_space_is_cut_all_the_same() -> None:
    text = "a" * 1_000_000
    assert sentences(text) == ["a" * WINDOW] * 50


def test_endless_semicolons_are_one_sentence() -> None:
    assert sentence_spans("Ab; " * 20_000) == [(0, 79_999)]


def test_a_text_in_brackets_is_cut_as_any_other() -> None:
    expected = [f"The mayor (who spoke [twice] in {n}) left the hall of the old town." for n in range(1000)]
    assert sentences(" ".join(expected)) == expected


class CountedToken(Token):
    """A token of syntok that counts how often it is looked at."""

    looks = 0

    @property
    def value(self) -> str:
        CountedToken.looks += 1
        return super().value


@pytest.mark.parametrize("piece", ["[1 ", "(A. b ", "[a. ", "(Abcdefghijkl. ", "( a ) "])
def test_a_token_is_looked_at_a_few_times_whatever_the_brackets(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syntok.tokenizer.Token", CountedToken)
    monkeypatch.setattr(CountedToken, "looks", 0)
    text = (piece * WINDOW)[:WINDOW]
    spans = sentence_spans(text)
    assert {n for n, character in enumerate(text) if not character.isspace()} <= {n for a, b in spans for n in range(a, b)}
    assert 0 < CountedToken.looks < 15 * WINDOW  # 57 to 143 times as many without a bound


def test_each_character_of_many_paragraphs_is_given_to_syntok_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    tokenize = Tokenizer.tokenize

    def counted(self: Tokenizer, text: str, base_offset: int = 0) -> Iterator[Token]:
        given.append(base_offset + len(text))
        return tokenize(self, text, base_offset)

    monkeypatch.setattr(Tokenizer, "tokenize", counted)
    assert len(sentence_spans("a\n\n" * WINDOW)) == WINDOW
    assert sum(given) <= 2 * WINDOW * len("a\n\n")
