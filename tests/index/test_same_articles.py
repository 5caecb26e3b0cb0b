"""The articles that folders give stay what they are: a hash of all ids, dates, titles, outlets and texts of each.

Where one differs, what is read has changed for every index there is: say so in the changelog, and put the new hash here.
"""

import hashlib
from contextlib import closing
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from index import IndexSettings, update_index
from index.catalog import Catalog

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


@pytest.mark.parametrize(
    ("folder", "count", "expected"),
    [
        (ROOT / "assistant/sample/articles", 24, "7a958f509c2d8242"),
        (SHARED / "articles/wikinews", 294, "a7c8807f06c241a3"),
        (SHARED / "seeds", 2, "7fa9b14bb9ee3b8d"),
    ],
    ids=["the sample", "Wikinews", "the seeds"],
)
def test_the_articles_are_what_they_were(folder: Path, count: int, expected: str, hashing: HashingEmbedder, tmp_path: Path) -> None:
    if not folder.exists():
        pytest.skip(f"{folder} is not there: it is not part of the repository")
    settings = IndexSettings(index_dir=tmp_path / "index")
    assert update_index(folder, settings, hashing).failed == ()
    digest = hashlib.sha256()
    with closing(Catalog(settings.index_dir)) as catalog:
        ids = sorted(catalog.article_files())
        for article in map(catalog.article, ids):
            assert article
            facts = (article.id, article.published, article.title, article.source, article.text)
            digest.update("\0".join(map(str, facts)).encode())
    assert (len(ids), digest.hexdigest()[:16]) == (count, expected)
