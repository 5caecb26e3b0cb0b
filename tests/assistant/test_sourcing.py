from contextlib import closing
from datetime import date

import pytest

from assistant.records import Citation
from assistant.sourcing import Sourcing
from index import Index, IndexSettings, StoryFile, update_index

BODY = (
    "The ferry Good Intent ran aground off Varndel in thick fog on Monday evening with sixty people on board, the coast guard said."
    " Nobody was hurt. Two tugs from Pellumar pulled the ship free at high water, and divers looked for holes in its hull until midnight."
    " “We were never in danger,” said Orla Tembrit, the captain. She praised the passengers, who had waited in the saloon and sung."
    " The shipping office has opened an inquiry, and the ferry stays in port until it ends, probably before the weekend."
)


@pytest.fixture
def sourcing(tmp_path, hashing):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(f" date 2024-05-06 VARNDEL, Besmera, May 6. {BODY} Osvarin reports.", "utf-8")
    (folder / "b.txt").write_text(f" date 2024-05-07 {BODY} Vestnor reports.", "utf-8")
    (folder / "c.txt").write_text(
        " date 2024-05-08 The mayor of Varndel opened a library with nine reading rooms in the old mill.", "utf-8"
    )
    settings = IndexSettings(index_dir=tmp_path / "index")
    update_index(folder, settings, hashing)
    with closing(Index(settings, hashing)) as index:
        yield index, Sourcing(index)


def citation(index: Index, file: str, quote: str) -> Citation:
    article = index.article(file)
    start = article.text.index(quote)
    return Citation(1, file, article.published, article.source, quote, start, start + len(quote))


def test_a_quote_knows_who_says_it_and_the_other_files_of_its_story(sourcing):
    index, source = sourcing
    found = source(citation(index, "a.txt", "“We were never in danger,” said Orla Tembrit, the captain."))
    assert (found.speaker, found.also_in) == ("Orla Tembrit", (StoryFile("b.txt", None, date(2024, 5, 7)),))


def test_what_stands_in_one_file_of_a_story_only_is_in_no_other(sourcing):
    index, source = sourcing
    assert source(citation(index, "a.txt", "Osvarin reports.")).also_in == ()


def test_a_plain_statement_of_an_article_by_itself_gets_nothing(sourcing):
    index, source = sourcing
    quoted = citation(index, "c.txt", "The mayor of Varndel opened a library with nine reading rooms in the old mill.")
    assert source(quoted) == quoted


def test_a_citation_of_an_article_that_is_gone_stays_as_it_is(sourcing):
    _, source = sourcing
    gone = Citation(1, "gone.txt", None, None, "Nothing.", 0, 8)
    assert source(gone) == gone
