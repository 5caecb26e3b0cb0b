"""Passages: nothing lost, nothing twice, never too long for the model, and ids that stay."""

import dataclasses
import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from generated_articles import article as generated
from hashing_embedder import HashingEmbedder

from index import Article, Embedder, Passage
from index.errors import ArticleTooLong
from index.passages import MAX_CHARACTERS, TARGET_TOKENS, cut_passages, embedded_text

MAYOR = Article("a/b.txt", "Reuters", "Mayor speaks", date(2024, 12, 5), " date 2024-12-05 The mayor spoke. She left.\n", body_start=17)


def check(article: Article, embedder: Embedder) -> list[Passage]:
    """Cut an article and hold what must be true of all its passages."""
    passages = cut_passages(article, embedder.token_offsets, embedder.max_tokens)
    assert [passage.text for passage in passages] == [article.text[passage.start : passage.end] for passage in passages]
    covered = [i for passage in passages for i in range(passage.start, passage.end)]
    assert covered == sorted(set(covered))
    body = {i for i in range(article.body_start, len(article.text)) if not article.text[i].isspace()}
    assert body <= set(covered) <= set(range(article.body_start, len(article.text)))
    assert [passage for passage in passages if not passage.text.strip()] == []
    lengths = [len(embedder.token_offsets(embedded_text(article, passage, embedder.token_offsets))) for passage in passages]
    assert max(lengths, default=0) <= embedder.max_tokens
    assert len({passage.id for passage in passages}) == len(passages)
    return passages


def cut(article: Article) -> list[Passage]:
    embedder = HashingEmbedder()
    return cut_passages(article, embedder.token_offsets, embedder.max_tokens)


def test_a_short_article_is_one_passage_from_the_start_of_its_body() -> None:
    (passage,) = cut(MAYOR)
    assert passage == Passage(passage.id, "a/b.txt", "Reuters", date(2024, 12, 5), "The mayor spoke. She left.", 17, 43)


@pytest.mark.parametrize("text", ["", "   \n", " date 2024-12-05 "])
def test_an_article_without_a_body_has_no_passages(text: str) -> None:
    assert cut(dataclasses.replace(MAYOR, text=text, body_start=len(text.rstrip()))) == []


@pytest.mark.parametrize("title", [None, "Mayor speaks", "A headline that does not end " * 20, "q" * 500])
def test_articles_of_many_lengths_are_cut_whole(minilm: Embedder, title: str | None) -> None:
    for number in range(8):
        text = generated(number, sentences=5 * number)
        check(Article("x", None, title, None, text, body_start=text.index("\n\n")), minilm)


def test_passages_are_of_even_length_and_whole_sentences(minilm: Embedder) -> None:
    text = "\n\n".join("The mayor of the town spoke at length about the bridge. Nobody left before the end." for _ in range(40))
    passages = check(dataclasses.replace(MAYOR, text=text, body_start=0), minilm)
    lengths = [len(minilm.token_offsets(passage.text)) for passage in passages]
    assert max(lengths) <= TARGET_TOKENS
    assert min(lengths) > TARGET_TOKENS / 2
    assert [passage.text[-1] for passage in passages] == ["."] * len(passages)


def long_word(letters: int) -> str:
    return f"The mayor spoke. {'a' * letters} was all she said. Then she left."


def random_word(letters: int) -> str:
    chance = random.Random(letters)
    return "I am so. " * 40 + "".join(chance.choice("zqxjkvw0123456789") for _ in range(letters)) + " it is" * 150 + "."


@pytest.mark.parametrize(
    "text",
    [
        long_word(100_000),
        long_word(100_099),
        random_word(99),
        random_word(4_099),
        random_word(100_080),
        "word " * 5_000,
        "word\n" * 5_000,
        "word\t" * 5_000,
        "中文没有空格也没有句号" * 500,
        "ข้อความภาษาไทยไม่มีช่องว่าง" * 200,
        "😀" * 2_000,
        "-" * 20_000,
        "e\u0301" * 5_000,
    ],
    ids=lambda text: f"{text[:12]}-{len(text)}",
)
@pytest.mark.parametrize("title", [None, "word " * 60], ids=["no title", "long title"])
def test_a_sentence_or_word_of_any_length_is_cut_to_what_the_model_reads(minilm: Embedder, title: str | None, text: str) -> None:
    passages = check(Article("x", None, title, None, text), minilm)
    assert max(len(passage.text) for passage in passages) <= MAX_CHARACTERS


def test_a_model_that_reads_little_gets_shorter_passages() -> None:
    embedder = HashingEmbedder()
    embedder.max_tokens = 80
    text = generated(3, sentences=40)
    check(Article("x", None, "word " * 60, None, text), embedder)


def test_the_headline_is_embedded_with_each_passage_and_cut_at_forty_tokens() -> None:
    offsets = HashingEmbedder().token_offsets
    (passage,) = cut(MAYOR)
    assert embedded_text(MAYOR, passage, offsets) == "Mayor speaks\nThe mayor spoke. She left."
    assert embedded_text(dataclasses.replace(MAYOR, title=None), passage, offsets) == "The mayor spoke. She left."
    assert embedded_text(dataclasses.replace(MAYOR, title="word " * 41), passage, offsets) == ("word " * 40).strip() + "\n" + passage.text


def test_ids_are_the_same_each_time() -> None:
    assert cut(MAYOR) == cut(MAYOR)
    assert [passage.id for passage in cut(MAYOR)] == ["ae53c16d4e23fe869af25def0501f797"]


@pytest.mark.parametrize(
    "change",
    [
        lambda article: dataclasses.replace(article, published=date(2024, 12, 6)),
        lambda article: dataclasses.replace(article, published=None),
        lambda article: dataclasses.replace(article, source="AFP"),
        lambda article: dataclasses.replace(article, source=None),
        lambda article: dataclasses.replace(article, title="Mayor talks"),
        lambda article: dataclasses.replace(article, title=None),
        lambda article: dataclasses.replace(article, id="a/c.txt"),
        lambda article: dataclasses.replace(article, text=article.text.replace("left", "wept")),
        lambda article: dataclasses.replace(article, text=" " + article.text, body_start=18),
    ],
    ids=["date", "no date", "source", "no source", "title", "no title", "file", "text", "offset"],
)
def test_an_id_changes_with_all_that_is_stored_with_it(change: Callable[[Article], Article]) -> None:
    assert {passage.id for passage in cut(MAYOR)} & {passage.id for passage in cut(change(MAYOR))} == set()


def test_an_id_stays_when_only_the_address_changes() -> None:
    assert cut(dataclasses.replace(MAYOR, url="https://example.org/1", date_origin="meta")) == cut(MAYOR)


def test_tiny_paragraphs_are_packed_into_passages_of_even_length() -> None:
    passages = check(dataclasses.replace(MAYOR, text="No comment.\n\n" * 1000, body_start=0), HashingEmbedder())
    assert len(passages) == 3 * 1000 // (TARGET_TOKENS - TARGET_TOKENS % 3) + 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The mayor spoke of it. " * 10 + "\n" * 12_000, "12,230 characters are over the limit of 12,000"),
        ("The mayor spoke of it. " * 100, "600 tokens are over the limit of 480"),
        ("word " * 90 + "\n\n" + "word " * 90 + "\n\n" + "word " * 90 + "\n\n" + "word " * 90, "4 passages are over the limit of 3"),
        ("word " * 90 + "\n\n" + "word " * 90 + "\n\n" + "word " * 90, None),
    ],
)
def test_an_article_of_too_many_pieces_is_refused_whole(text: str, reason: str | None) -> None:
    article = dataclasses.replace(MAYOR, text=text, body_start=0)
    embedder = HashingEmbedder()
    if reason is None:
        assert 0 < len(cut_passages(article, embedder.token_offsets, embedder.max_tokens, max_passages=3)) <= 3
        return
    with pytest.raises(ArticleTooLong) as error:
        cut_passages(article, embedder.token_offsets, embedder.max_tokens, max_passages=3)
    assert str(error.value) == f"{reason} in an article; raise DATELINE_MAX_ARTICLE_PASSAGES to index it"


class CountedText(str):
    """A text that counts the characters that are copied out of it."""

    copied = 0

    def __getitem__(self, key: Any) -> str:
        piece = super().__getitem__(key)
        self.copied += len(piece)
        return piece


@pytest.mark.parametrize("text", ["Mr. " * 20_000, "Ab; " * 20_000, "word\n" * 20_000, "a" * 80_000, "- " * 30_000])
def test_each_character_is_copied_a_few_times_however_long_its_sentence(text: str) -> None:
    counted = CountedText(text)
    embedder = HashingEmbedder()
    assert len(cut_passages(dataclasses.replace(MAYOR, text=counted, body_start=0), embedder.token_offsets, embedder.max_tokens)) > 10
    assert counted.copied < 20 * len(text)
