"""Questions that are no look-ups, of the sample articles; the kind is given."""

import pytest

from assistant import NOT_SAID, Assistant
from index import IndexSettings, update_index


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


def test_each_side_of_a_comparison_is_told_by_itself_and_no_sentence_twice(assistant):
    answer = assistant.ask("Compare the Anskeld bridge and the Pellumar explosion", kind="compare")
    headings = [sentence.heading for sentence in answer.sentences if sentence.heading]
    assert headings == ["Anskeld bridge", "Pellumar explosion"] and not answer.abstained
    second = next(place for place, sentence in enumerate(answer.sentences) if sentence.heading == headings[1])
    files = [
        {answer.citations[n - 1].file for s in side for n in s.citations} for side in (answer.sentences[:second], answer.sentences[second:])
    ]
    assert all("anskeld" in file for file in files[0]) and all("pellumar" in file for file in files[1]) and all(files)
    assert len({(citation.file, citation.start) for citation in answer.citations}) == len(answer.citations)


def test_a_side_that_nothing_is_told_of_is_said(assistant):
    answer = assistant.ask("Compare the Anskeld bridge and Roger Federer", kind="compare")
    assert NOT_SAID in answer.text and answer.citations and not answer.abstained


def test_who_somebody_is_is_told_by_sentences_that_name_them(assistant):
    answer = assistant.ask("Who is Ennika Varsholt?", kind="who_is")
    assert 1 <= len(answer.citations) <= 3 and all("Varsholt" in citation.quote for citation in answer.citations)


def test_later_parts_keep_to_the_articles_of_the_first(assistant):
    answer = assistant.ask("How much did the bridge between Varndel and Anskeld cost, and when did it open?")
    assert answer.kind == "multi_part" and {sentence.heading for sentence in answer.sentences} >= {"When did it open"}
    assert all("anskeld-bridge" in citation.file for citation in answer.citations)


def test_what_no_article_has_a_word_of_is_declined_unread(assistant, monkeypatch):
    def read(*_):
        raise AssertionError("it was read")

    monkeypatch.setattr(assistant._reader, "read", read)
    answer = assistant.ask("How do I braise a rutabaga?", kind="fact")
    assert (answer.text, answer.abstained) == (NOT_SAID, True) and answer.passages
    with pytest.raises(AssertionError, match="it was read"):  # words of another language are cut otherwise
        assistant.ask("江岭市新大桥全长多少米？", kind="fact")
    with pytest.raises(AssertionError, match="it was read"):  # a time is no word of the articles
        assistant.ask("What was in the news on 24 December 2023?", kind="fact")


def test_an_accent_left_out_keeps_no_article_from_its_subject_and_what_stands_alone_nowhere_is_looked_up(tmp_path, minilm):
    (tmp_path / "2024-05-03_a.txt").write_text("Drell: dam gates open at noon", "utf-8")
    (tmp_path / "2024-05-04_b.txt").write_text("The mayor, Jarosław Kaczmarén, opened the new library in Drell on Friday.", "utf-8")
    settings = IndexSettings(index_dir=tmp_path / "index")
    update_index(tmp_path, settings, minilm)
    opened = Assistant(tmp_path / "index", embedder=minilm)
    assert [c.file for c in opened.ask("Kaczmaren", kind="keywords").citations] == ["2024-05-04_b.txt"]
    answer = opened.ask("When do the dam gates open?", kind="timeline")
    assert (answer.kind, [c.file for c in answer.citations]) == ("fact", ["2024-05-03_a.txt"])
    opened.close()
