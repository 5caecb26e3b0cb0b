"""An update or a removal killed with SIGKILL at any moment: the index opens, and the next update makes it whole."""

from pathlib import Path

import pytest
from generated_articles import write_article, write_articles
from hashing_embedder import HashingEmbedder
from killed_indexing import Killed, SlowEmbedder, kill, moments, start_from, timed_build

KILLS = 10
ARTICLES = 120
SEED = 7


@pytest.mark.parametrize("kind", ["first update", "later update", "rebuild", "a second source", "remove"])
def test_an_update_killed_at_any_moment_loses_nothing_and_doubles_nothing(tmp_path: Path, kind: str) -> None:
    edited, rebuild = kind in ("later update", "rebuild"), kind == "rebuild"
    articles, index_dir = tmp_path / "articles", tmp_path / "index"
    write_articles(articles, ARTICLES, sentences=8)
    sources = [articles]
    if kind == "a second source":
        timed_build(articles, tmp_path / "old", HashingEmbedder())
        sources += [tmp_path / "more"]
        write_articles(tmp_path / "more", ARTICLES // 2, sentences=9)
    if kind == "remove":
        write_articles(tmp_path / "more", ARTICLES, sentences=8)
        timed_build([articles, tmp_path / "more"], tmp_path / "old", HashingEmbedder())
    if edited:
        timed_build(articles, tmp_path / "old", HashingEmbedder())
        for number in range(0, ARTICLES, 2):
            write_article(articles, number, content=1000 + number, sentences=8)
        for number in range(1, ARTICLES, 10):
            (articles / f"{number:05}.md").unlink()
    expected, articles_seconds, publish_seconds = timed_build(sources, tmp_path / "clean", SlowEmbedder())
    files = sum(len(list(source.iterdir())) for source in sources)
    at = moments(SEED, KILLS // 2, files=files, articles_seconds=articles_seconds, publish_seconds=publish_seconds)
    killed: list[Killed] = []
    remove = tmp_path / "more" if kind == "remove" else None
    for moment in at:
        start_from(index_dir, tmp_path / "old" if kind != "first update" else None)
        question, embedder = "Who reopened the bridge?", HashingEmbedder()
        killed.append(kill(sources, index_dir, expected, moment, SlowEmbedder, embedder, question=question, rebuild=rebuild, remove=remove))
    assert [str(one) for one in killed if one.fault] == []
    assert [one for one in killed if not one.finished] != []
