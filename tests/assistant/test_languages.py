"""What the bundled models do not read is said, and only that."""

from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from assistant import Assistant
from assistant.languages import is_english, unread_articles
from assistant.reading.reader import Reading, Span
from index import IndexSettings, load_embedder, update_index

GERMAN = "Der Stadtrat von Osvarin hat am Donnerstag den Bau eines neuen Hallenbads beschlossen. Es kostet 23 Millionen Drens."


@pytest.mark.parametrize("question", ["Who leads Besmera?", "Pellumar filters", "latest on Densk", "What did Eva Glawischnig say?"])
def test_english_is_taken_for_english(question: str) -> None:
    assert is_english(question)


@pytest.mark.parametrize(
    "question", ["Wie viel kostet das neue Hallenbad in Osvarin?", "Was kostet die neue Brücke?", "כמה ספרים יש בספרייה?"]
)
def test_other_languages_are_told(question: str) -> None:
    assert not is_english(question)


def test_articles_in_other_languages_are_counted() -> None:
    assert unread_articles({"en": 4}, ["A"]) is None
    assert unread_articles({"en": 4, "de": 2, "zh": 1}, ["A", "B"]) == (
        "Not in English, which is what the bundled models read: 2 in German, 1 in Chinese. "
        "For other languages set A and B to models that read them."
    )


class AnyReader:
    """A reader that a person configured: it reads every language, and finds the first passage's first words."""

    def read(self, question, passages):
        return Reading(tuple(Span(n, 0, 10, 0, len(p.passage.text), 0.9) for n, p in enumerate(passages[:1])), 0.9)


def asked(tmp_path: Path, question: str, **models: object):
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "2024-03-01.txt").write_text(GERMAN, "utf-8")
    settings = IndexSettings(index_dir=tmp_path / "index")
    embedder = models.pop("embedder", None) or load_embedder(threads=2)
    report = update_index(articles, settings, embedder)
    assert report.languages == {"de": 1}
    return Assistant(index_settings=settings, embedder=embedder, **models).ask(question)


def test_the_answer_says_what_the_models_do_not_read(tmp_path: Path) -> None:
    answer = asked(tmp_path, "Wie viel kostet das neue Hallenbad in Osvarin?")
    assert answer.kind == "fact" and any(notice.startswith("The bundled models read English, not German.") for notice in answer.notices)


def test_models_of_ones_own_lift_it(tmp_path: Path) -> None:
    answer = asked(tmp_path, "Wie viel kostet das neue Hallenbad in Osvarin?", embedder=HashingEmbedder(), reader=AnyReader())
    assert answer.text and not [notice for notice in answer.notices if "English" in notice]
