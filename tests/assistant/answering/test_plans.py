"""Questions that are no look-ups, of the sample articles; the kind is given."""

import pytest

from assistant import Assistant


@pytest.fixture(scope="module")
def assistant(sample_index, minilm):
    opened = Assistant(sample_index, embedder=minilm)
    yield opened
    opened.close()


def told_days(answer):
    return [citation.told_of or citation.published for citation in answer.citations]


def test_a_summary_tells_in_dated_sentences_of_several_articles_on_the_subject(assistant):
    answer = assistant.ask("Summarise the Pellumar grain terminal explosion", kind="summary")
    files = {citation.file for citation in answer.citations}
    assert len(files) >= 3 and all("pellumar" in file for file in files)
    lines = answer.text.split("\n\n")
    assert len(lines) == len(answer.citations) <= 8
    for number, (line, citation) in enumerate(zip(lines, answer.citations, strict=True), 1):
        assert line.endswith(f" [{number}]") and " ".join(citation.quote.split()) in line
        article = assistant.article(citation.file)
        assert article.text[citation.start : citation.end] == citation.quote
    assert [c.published for c in answer.citations] == sorted(c.published for c in answer.citations)


def test_the_latest_comes_first(assistant):
    answer = assistant.ask("What is new on the Pellumar explosion?", kind="latest")
    published = [citation.published for citation in answer.citations]
    assert published == sorted(published, reverse=True) and len(set(published)) > 2


def test_the_days_of_a_timeline_never_go_down(assistant):
    answer = assistant.ask("Timeline of the Pellumar explosion", kind="timeline")
    assert told_days(answer) == sorted(told_days(answer)) and len(answer.citations) > 3


def test_a_list_names_the_articles_and_quotes_nothing(assistant):
    answer = assistant.ask("Which articles are about the bridge between Varndel and Anskeld?", kind="list")
    assert answer.citations == () and "articles:" in answer.text
    assert all(file in answer.text for file in answer.articles)
    assert any("anskeld-bridge" in file for file in answer.articles)
    assert not any("pellumar" in file for file in answer.articles)


@pytest.mark.parametrize(
    ("question", "counted"), [("How many articles mention Pellumar?", "Pellumar"), ("How many articles mention Zorvant?", "Zorvant")]
)
def test_articles_are_counted_by_the_catalog(assistant, question, counted):
    total = assistant.list_articles(search=f'"{counted}"').total
    answer = assistant.ask(question, kind="count_archive")
    assert answer.text.startswith(f"{total} article") and not answer.abstained


def test_what_the_archive_holds_is_told_without_a_quote(assistant):
    summary = assistant.summary()
    answer = assistant.ask("What period do you cover?", kind="archive")
    assert f"{summary.articles} articles" in answer.text and str(summary.newest.year) in answer.text and not answer.citations


def test_a_greeting_is_answered_with_what_can_be_asked(assistant):
    answer = assistant.ask("hello", kind="help")
    assert "?" in answer.text and answer.citations == () and not answer.abstained


@pytest.mark.parametrize("kind", ["summary", "timeline", "list", "latest", "what_happened"])
def test_nothing_is_made_of_a_subject_that_no_article_is_on(assistant, kind):
    answer = assistant.ask("the Wimbledon tennis final and Roger Federer", kind=kind)
    assert answer.abstained and answer.citations == () and answer.articles == ()


def test_what_is_of_another_time_says_so(assistant):
    answer = assistant.ask("What happened at the Pellumar grain terminal in May 2019?", kind="what_happened")
    assert any("2019" in notice for notice in answer.notices)
