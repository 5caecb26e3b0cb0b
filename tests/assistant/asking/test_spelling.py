from datetime import date

import pytest

from assistant.asking.spelling import Names, respelt
from index import Index, IndexSettings, update_index
from tests.hashing_embedder import HashingEmbedder


class WordPieces(HashingEmbedder):
    """Knows "summer" as a word and cuts all others in two, as a model does with names."""

    def token_offsets(self, text):
        return [(0, len(text))] if text in ("summer", "sang") else [(0, 1), (1, len(text))]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    told = "Mareta Holvinska met Ricardo Rossello Nevares near SeaCrest. Prime Minister Anders Sumner of Besmera sang. The governor spoke."
    (folder / "a.txt").write_text(f"May 3, 2024\n\nThe talks went on. {told}")
    settings = IndexSettings(index_dir=tmp_path_factory.mktemp("index"))
    update_index(folder, settings, embedder=WordPieces())
    with_names = Index(settings, WordPieces())
    yield with_names
    with_names.close()


def test_the_names_of_an_index_are_told_with_the_number_of_their_articles(index):
    assert index.names()["Mareta Holvinska"] == 1 and date(2024, 5, 3) == index.summary().newest


@pytest.mark.parametrize(
    ("question", "spelt"),
    [
        ("Whom did Holvinzka meet?", "Whom did Holvinska meet?"),
        ("Whom did Ricardo Roselo meet?", "Whom did Ricardo Rossello meet?"),
        ("Who was near Sea Crest?", "Who was near SeaCrest?"),
        ("who met holvinzka", "who met Holvinska"),
    ],
)
def test_a_name_is_spelt_as_in_the_articles(index, question, spelt):
    found = respelt(question, index)
    assert found and found.question == spelt


@pytest.mark.parametrize(
    "question",
    [
        "Whom did Mareta Holvinska meet?",
        "Whom did HOLVINSKA meet?",
        "Whom did Olvinska meet?",  # begins otherwise
        "Did Besmeran voters agree?",  # a form of a name
        "What did the governors say?",
        "Who sang in the summer?",  # a word, though Sumner is near
        "Who is Pilar Rodell?",  # another name
        "Is it in or out?",
        "",
        "?" * 300,
        "x" * 5000,
    ],
)
def test_what_is_no_misspelt_name_stays(index, question):
    assert respelt(question, index) is None


def test_a_short_word_is_as_likely_another_name():
    names = Names({"Nancy": 3, "Lorenzo": 2})
    assert names.nearest("Nandy") is None and names.nearest("Lorenso") == "Lorenzo"
