from contextlib import closing
from datetime import date

import pytest

from assistant.retrieval import PASSAGES_AN_ARTICLE, fuse, retrieve, search_words
from assistant.time_frame import time_frame
from index import Filters, Index, IndexSettings, update_index


@pytest.fixture
def index(tmp_path, hashing):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "old.txt").write_text(" date 2023-05-01 The harbour bridge was closed to lorries, Osvarin reports.", "utf-8")
    (folder / "new.txt").write_text(" date 2024-05-01 The harbour bridge was opened to lorries, Vestnor reports.", "utf-8")
    (folder / "none.txt").write_text("The harbour bridge has two lanes for lorries.", "utf-8")
    long = "\n\n".join(
        f"The harbour bridge and its pillar number {n} carry lorries. " + "Filler words follow here. " * 30 for n in range(8)
    )
    (folder / "long.txt").write_text(f" date 2024-06-01 {long}", "utf-8")
    settings = IndexSettings(index_dir=tmp_path / "index")
    update_index(folder, settings, hashing)
    opened = Index(settings, hashing)
    yield opened
    opened.close()


def files(found):
    return [scored.passage.article_id for scored in found]


def test_fusing_adds_reciprocal_ranks():
    assert fuse([["a", "b"], ["b", "c"]]) == {"b": 1 / 62 + 1 / 61, "a": 1 / 61, "c": 1 / 62}
    assert list(fuse([["a", "b"], ["b", "c"]])) == ["b", "a", "c"]


def test_an_article_gives_only_a_few_passages(index):
    assert files(retrieve(index, "harbour bridge lorries", 20, Filters())).count("long.txt") == PASSAGES_AN_ARTICLE


def test_scores_fall(index):
    scores = [scored.score for scored in retrieve(index, "harbour bridge lorries", 20, Filters())]
    assert scores == sorted(scores, reverse=True)


def test_dates_narrow_with_both_ends_included_and_leave_out_the_undated(index):
    found = retrieve(index, "harbour bridge lorries", 20, Filters(since=date(2023, 5, 1), until=date(2024, 5, 1)))
    assert sorted(files(found)) == ["new.txt", "old.txt"]


def test_an_outlet_narrows_whatever_its_case(index):
    assert files(retrieve(index, "harbour bridge lorries", 20, Filters(source="osvarin"))) == ["old.txt"]


def test_an_unknown_outlet_finds_nothing(index):
    assert retrieve(index, "harbour bridge lorries", 20, Filters(source="Nobody")) == []


def test_common_words_are_not_searched_unless_there_are_no_others():
    assert search_words("Who was on the bridge?") == ["bridge"]
    assert search_words("Who was it?") == ["who", "was", "it"]


def test_a_passage_comes_with_its_articles_first_sentence_unless_it_begins_with_it(index):
    found = [scored for scored in retrieve(index, "pillar number 7", 20, Filters()) if scored.passage.article_id == "long.txt"]
    abouts = {scored.passage.text[:45]: scored.about for scored in found}
    first = "The harbour bridge and its pillar number 0 carry lorries."
    assert len(abouts) > 1 and all(
        about == ("June 1, 2024." if text in first else f"June 1, 2024. {first}") for text, about in abouts.items()
    )


def test_a_passage_comes_with_its_articles_headline(tmp_path, hashing):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: Ferries stand still\ndate: 2024-05-01\n---\nThe crews of Varndel stopped work.", "utf-8")
    settings = IndexSettings(index_dir=tmp_path / "index")
    update_index(folder, settings, hashing)
    with closing(Index(settings, hashing)) as index:
        (scored,) = retrieve(index, "Who stopped work?", 5, Filters())
    assert scored.about == "May 1, 2024. Ferries stand still"


STORY = (
    "The ferry Good Intent ran aground off Varndel in thick fog on Monday evening with sixty people on board, the coast guard said."
    " Nobody was hurt. Two tugs from Pellumar pulled the ship free at high water, and divers looked for holes in its hull until midnight."
    " The shipping office has opened an inquiry, and the ferry stays in port until it ends, probably before the weekend."
)


@pytest.fixture
def stories(tmp_path, hashing):
    folder = tmp_path / "articles"
    folder.mkdir()
    for day, text in ((6, STORY), (7, STORY), (8, STORY.replace("sixty", "ninety"))):
        (folder / f"{day}.txt").write_text(f" date 2024-05-0{day} {text}", "utf-8")
    (folder / "correction.txt").write_text(" date 2024-06-09 Correction: The ferry that ran aground is called Fair Intent.", "utf-8")
    (folder / "later.txt").write_text(" date 2025-05-06 The ferry Good Intent was sold to Kuvelia with sixty people on board.", "utf-8")
    settings = IndexSettings(index_dir=tmp_path / "index")
    update_index(folder, settings, hashing)
    with closing(Index(settings, hashing)) as opened:
        yield opened


def test_of_one_story_in_several_files_only_what_differs_is_read(stories):
    found = [f for f in files(retrieve(stories, "ferry Good Intent aground people", 20, Filters())) if f[0].isdigit()]
    assert len(found) == 2 and "8.txt" in found


def test_a_correction_notice_is_known_for_one(stories):
    found = retrieve(stories, "ferry Good Intent aground people", 20, Filters())
    assert [scored.passage.article_id for scored in found if scored.correction] == ["correction.txt"]


def test_a_time_is_preferred_and_filters_nothing(stories):
    question = "How many people were on the ferry Good Intent in May 2025?"
    frame = time_frame(question, as_of=None, today=date(2026, 1, 1), newest=date(2025, 5, 6), earliest=date(2024, 5, 6))
    without, within = (files(retrieve(stories, question, 20, Filters(), given)) for given in (None, frame))
    assert without[0] != "later.txt" and within[0] == "later.txt"
    assert sorted(without) == sorted(within)


def test_a_time_outside_the_filters_changes_nothing(stories):
    question = "Who sold the ferry in May 2025?"
    frame = time_frame(question, as_of=None, today=date(2026, 1, 1), newest=date(2025, 5, 6), earliest=date(2024, 5, 6))
    narrow = Filters(until=date(2024, 12, 31))
    assert retrieve(stories, question, 20, narrow, frame) == retrieve(stories, question, 20, narrow)
