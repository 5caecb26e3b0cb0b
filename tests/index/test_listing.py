"""The list of articles: searched, narrowed, sorted and paged, whatever is typed."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from index import Article, Failure, Filters, Index, IndexSettings, ListedArticle, Listing, MonthCount, update_index
from index.annotations import annotate
from index.catalog import Catalog
from index.errors import IndexDamaged
from index.fingerprints import fingerprint
from index.listing import TERM_CHARACTERS, TERMS, SortColumn, list_articles, months
from index.passages import cut_passages

EMBEDDER = HashingEmbedder()
HEAD = "---\n---\n"
ARTICLES = [
    Article(
        "2024/bridge.txt",
        "Reuters",
        "Anskeld bridge reopens",
        date(2024, 11, 9),
        "The bridge is open. Ferries stop.",
        "header",
        author="Ana Belun",
    ),
    Article("2024/Budget_1.json#1", "AFP", None, date(2024, 12, 5), "\n\n  The budgets were\nagreed in Pellumar.", "meta"),
    Article("2024/budget-11.json", "afp", "", date(2024, 12, 5), "Budgets 100% done. " + "Nothing else was said there. " * 150),
    Article(
        "ferry.md", None, "Café ferries", None, f"{HEAD}Ferries stop at noon in Pellumar.", None, len(HEAD), undated="'May' names no day"
    ),
    Article(
        "zoo.txt",
        "Osvarin Post",
        "zebra born",
        date(2023, 1, 31),
        "A zebra was born.",
        "dateline",
        section="Animals",
        url="https://post.example/zebra",
    ),
]
BRIDGE, BUDGET, LONG, FERRY, ZOO = (article.id for article in ARTICLES)


def filled(folder: Path) -> Catalog:
    catalog = Catalog.create(folder)
    for article in ARTICLES:
        passages = cut_passages(article, EMBEDDER.token_offsets, EMBEDDER.max_tokens)
        texts = [passage.text for passage in passages]
        digests = [text.encode() for text in texts]
        vectors = EMBEDDER.embed_passages(texts)
        catalog.put_article(article, article.id, passages, digests, list(vectors), fingerprint(article), annotate(article))
    return catalog


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    with closing(filled(tmp_path_factory.mktemp("listed"))) as catalog:
        yield catalog


def ids(listing: Listing) -> list[str]:
    return [row.id for row in listing.rows]


def found(catalog: Catalog, search: str) -> list[str]:
    return sorted(ids(list_articles(catalog, search=search)))


def test_newest_articles_come_first_with_their_title_or_first_words_on_one_line(catalog: Catalog) -> None:
    listing = list_articles(catalog)
    opening = "Budgets 100% done. " + "Nothing else was said there. " * 4 + "Nothing else was said …"
    assert listing == Listing(
        (
            ListedArticle(LONG, "afp", opening, date(2024, 12, 5), 7),
            ListedArticle(BUDGET, "AFP", "The budgets were agreed in Pellumar.", date(2024, 12, 5), 1),
            ListedArticle(BRIDGE, "Reuters", "Anskeld bridge reopens", date(2024, 11, 9), 1),
            ListedArticle(ZOO, "Osvarin Post", "zebra born", date(2023, 1, 31), 1),
            ListedArticle(FERRY, None, "Café ferries", None, 1, "'May' names no day"),
        ),
        5,
    )


@pytest.mark.parametrize(("search", "expected"), [("Belun", BRIDGE), ("animals", ZOO), ("post.example/zebra", ZOO)])
def test_author_section_and_address_are_searched(catalog: Catalog, search: str, expected: str) -> None:
    assert found(catalog, search) == [expected]


@pytest.mark.parametrize(
    ("sort", "ascending", "descending"),
    [
        ("published", [ZOO, BRIDGE, BUDGET, LONG, FERRY], [LONG, BUDGET, BRIDGE, ZOO, FERRY]),
        ("source", [BUDGET, LONG, ZOO, BRIDGE, FERRY], [BRIDGE, ZOO, BUDGET, LONG, FERRY]),
        ("title", [BRIDGE, LONG, FERRY, BUDGET, ZOO], [ZOO, BUDGET, FERRY, LONG, BRIDGE]),
        ("passages", [BUDGET, BRIDGE, ZOO, FERRY, LONG], [LONG, BUDGET, BRIDGE, ZOO, FERRY]),
        ("id", [BRIDGE, LONG, BUDGET, FERRY, ZOO], [ZOO, FERRY, BUDGET, LONG, BRIDGE]),
    ],
)
def test_each_column_sorts_both_ways_without_regard_to_case_and_what_is_absent_last(
    catalog: Catalog, sort: SortColumn, ascending: list[str], descending: list[str]
) -> None:
    assert ids(list_articles(catalog, sort=sort, descending=False)) == ascending
    assert ids(list_articles(catalog, sort=sort, descending=True)) == descending


def test_pages_follow_each_other_and_count_everything(catalog: Catalog) -> None:
    pages = [list_articles(catalog, offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [ids(page) for page in pages] == [[LONG, BUDGET], [BRIDGE, ZOO], [FERRY], []]
    assert [page.total for page in pages] == [5, 5, 5, 5]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", [BRIDGE, BUDGET, LONG, FERRY, ZOO]),
        ("  ", [BRIDGE, BUDGET, LONG, FERRY, ZOO]),
        ("budget", [BUDGET, LONG]),
        ("ferry ", [BRIDGE, FERRY]),  # in the text, the title and the file's name, in another inflection too
        ("CAFE", [FERRY]),
        ("ferries pellumar", [FERRY]),
        ("anskeld stop", [BRIDGE]),  # one in the title, the other in the text
        ("done there", [LONG]),  # in different passages of one article
        ("ansk", [BRIDGE]),
        ("ansk ", []),
        ("ansk stop", []),
        ("afp", [BUDGET, LONG]),
        ("reut", [BRIDGE]),
        ("afp pellumar", [BUDGET]),
        ("2024/", [BRIDGE, BUDGET, LONG]),
        (".json", [BUDGET, LONG]),
        ("budget-11.json", [LONG]),
        ('"agreed in pellumar"', [BUDGET]),
        ('"pellumar in agreed"', []),
        ('"stop at', [FERRY]),
        ("t_1", [BUDGET]),
        ("100%", [LONG]),
        ("%", []),
        ("nothing at all", []),
    ],
)
def test_every_term_has_to_be_held_by_words_or_name(catalog: Catalog, search: str, expected: list[str]) -> None:
    assert found(catalog, search) == sorted(expected)


HOSTILE = ["'", '"', '""', '"""', "\\", "%\\", "_", "(", "NEAR(", "AND", "NOT a", "a OR b", "*", "^", "a*b", "-", "--", ";", "\0", "a\0b"]
HOSTILE += ["\ud83d", "😀", "title:", "{a b}: c", "?", "?1", ":x", "\u202e", "x" * 100_000, "y " * 100_000, '"' * 9_999, "%" * 60_000]


@pytest.mark.parametrize("search", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_typed_breaks_the_search(catalog: Catalog, search: str) -> None:
    listing = list_articles(catalog, search=search)
    assert sum(month.articles for month in months(catalog, search=search)) == listing.total
    assert list_articles(catalog).total == 5


def test_more_terms_than_anybody_types_are_not_read(catalog: Catalog) -> None:
    assert found(catalog, "stop " * TERMS + "nonsense") == [BRIDGE, FERRY]
    assert found(catalog, "nonsense " + "stop " * TERMS) == []
    assert found(catalog, f"{'x' * TERM_CHARACTERS}") == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), [LONG, BUDGET, BRIDGE, ZOO, FERRY]),
        (Filters(since=date(2024, 11, 9)), [LONG, BUDGET, BRIDGE]),
        (Filters(until=date(2024, 11, 9)), [BRIDGE, ZOO]),
        (Filters(date(2024, 11, 10), date(2024, 12, 4)), []),
        (Filters(source="AFP"), [LONG, BUDGET]),
        (Filters(source="nobody"), []),
    ],
)
def test_filters_narrow(catalog: Catalog, filters: Filters, expected: list[str]) -> None:
    listing = list_articles(catalog, filters=filters)
    assert (ids(listing), listing.total) == (expected, len(expected))


def test_search_and_filters_narrow_together(catalog: Catalog) -> None:
    assert ids(list_articles(catalog, search="stop", filters=Filters(since=date(2024, 1, 1)))) == [BRIDGE]
    assert ids(list_articles(catalog, search="stop", undated=True)) == [FERRY]


def test_undated_articles_can_be_listed_alone(catalog: Catalog) -> None:
    assert ids(list_articles(catalog, undated=True)) == [FERRY]


def test_months_are_counted_the_earliest_first_and_the_undated_last(catalog: Catalog) -> None:
    january, november, december = date(2023, 1, 1), date(2024, 11, 1), date(2024, 12, 1)
    assert months(catalog) == [MonthCount(january, 1), MonthCount(november, 1), MonthCount(december, 2), MonthCount(None, 1)]
    assert months(catalog, search="stop") == [MonthCount(november, 1), MonthCount(None, 1)]
    assert months(catalog, search="nothing at all") == []


def test_an_empty_catalog_lists_nothing(tmp_path: Path) -> None:
    catalog = Catalog.create(tmp_path)
    assert (list_articles(catalog), months(catalog)) == (Listing((), 0), [])
    catalog.close()


def test_open_index_lists_what_an_update_put_there_and_what_it_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "2021-03-04-ferry.txt").write_text("Ferries stop at noon in Pellumar.", "utf-8")
    (folder / "bad.json").write_text("{", "utf-8")
    settings = IndexSettings(index_dir=tmp_path / "index")
    report = update_index(folder, settings, EMBEDDER)
    index = Index(settings, EMBEDDER)
    row = ListedArticle("2021-03-04-ferry.txt", None, "Ferries stop at noon in Pellumar.", date(2021, 3, 4), 1)
    assert index.list_articles(search="noon", sort="title", descending=False) == Listing((row,), 1)
    assert index.list_articles(offset=1, limit=1) == Listing((), 1)
    assert index.months(search="noon") == [MonthCount(date(2021, 3, 1), 1)]
    assert index.left_out() == list(report.failed) == [Failure("bad.json", report.failed[0].reason)]
    index.close()


def test_a_date_that_rotted_is_said_in_one_line(tmp_path: Path) -> None:
    with closing(filled(tmp_path)) as catalog:
        catalog.database.execute("UPDATE articles SET published = '20q4-11-09' WHERE id = ?", BRIDGE)
        for ask in (list_articles, months, Catalog.summary):
            with pytest.raises(
                IndexDamaged, match=r"^The catalog holds '20q4-11-0.*' for a date: run `dateline index FOLDER --rebuild`\.$"
            ):
                ask(catalog)
