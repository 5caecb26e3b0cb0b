"""Answers from an index whose articles rotted: nothing of these is quoted, and what to do is said."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant import Assistant
from index import Embedder, IndexSettings, update_index
from index.errors import ArticleDamaged
from index.schema import CATALOG_FILE

QUESTION = "How many clocks does the museum at Ystrel own?"
ANSWERING = "050_9c4e1f.txt"
NOTICE = f"Damaged in the index, and not quoted: {ANSWERING}; run `dateline index FOLDER`, which reads what is damaged again."
ARTICLES = Path(__file__).parents[2] / "assistant" / "sample" / "articles"
ROT = {
    "quote": f"UPDATE articles SET text = replace(text, '430', '480') WHERE id = '{ANSWERING}'",
    "elsewhere": f"UPDATE articles SET text = text || '.' WHERE id = '{ANSWERING}'",
    "address": f"UPDATE articles SET url = 'https://example.org/' WHERE id = '{ANSWERING}'",
    "outlet": f"UPDATE articles SET source = 'Nobody' WHERE id = '{ANSWERING}'",
    "place": f'UPDATE passages SET "start" = "start" + 3 WHERE article_id = \'{ANSWERING}\'',
    "no text": f"UPDATE articles SET text = CAST(x'ff' AS TEXT) WHERE id = '{ANSWERING}'",
}


@pytest.fixture
def index_dir(sample_index: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample_index, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def asked(index_dir: Path, minilm: Embedder) -> Iterator[Assistant]:
    assistant = Assistant(index_dir, embedder=minilm)
    yield assistant
    assistant.close()


def rot(index_dir: Path, statement: str) -> None:
    with closing(sqlite3.connect(index_dir / CATALOG_FILE)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


@pytest.mark.parametrize("statement", ROT.values(), ids=ROT)
def test_nothing_rotten_is_quoted_and_the_remedy_named_mends_it(
    asked: Assistant, index_dir: Path, minilm: Embedder, statement: str
) -> None:
    rot(index_dir, statement)
    answer = asked.ask(QUESTION)
    assert ANSWERING not in {citation.file for citation in answer.citations} | {scored.passage.article_id for scored in answer.passages}
    assert "480" not in answer.text
    assert NOTICE in answer.notices
    if statement != ROT["place"]:  # of which the article itself is whole
        with pytest.raises(ArticleDamaged) as error:
            asked.article(ANSWERING)
        assert str(error.value) == NOTICE
    update_index(ARTICLES, IndexSettings(index_dir=index_dir), minilm)
    mended = asked.ask(QUESTION)
    assert (mended.citations[0].file, mended.notices) == (ANSWERING, ())
    assert "430 clocks" in mended.text


def test_a_copy_that_rotted_is_not_named_beside_a_quote(asked: Assistant, index_dir: Path) -> None:
    question = "How many people died in the Pellumar explosion?"
    copies = {file.id for citation in asked.ask(question).citations for file in citation.also_in}
    for copy in copies:
        rot(index_dir, f"UPDATE articles SET text = text || '.' WHERE id = '{copy}'")
    found = asked.ask(question)
    assert found.citations
    assert not copies & {file.id for citation in found.citations for file in citation.also_in}


def test_examples_are_not_made_of_rotten_articles(asked: Assistant, index_dir: Path) -> None:
    rot(index_dir, "UPDATE articles SET title = 'x'")
    assert asked.example_questions() == []
