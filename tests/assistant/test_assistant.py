import json
import shutil
from contextlib import closing
from datetime import date

import pytest
from forked_child import in_child
from scripted_llm import ScriptedLLM, fails, says

from assistant import NOT_SAID, Answer, Assistant, AssistantError, AssistantSettings, Reading, Span
from assistant.errors import QuestionError, UnknownArticle
from assistant.evaluation import Example, evaluate
from assistant.support import model as support_model
from index import DatelineIndexError, IndexSettings, IndexSummary, update_index
from index.writer_lock import writer_lock


@pytest.fixture(scope="module")
def asked(sample_index, minilm):
    assistant = Assistant(sample_index, embedder=minilm)
    yield assistant
    assistant.close()


def check_citations(assistant: Assistant, answer: Answer) -> None:
    """Every citation's file, date, outlet and quote are those of the article; the markers are the citations' numbers."""
    for citation in answer.citations:
        article = assistant.article(citation.file)
        assert citation.quote == article.text[citation.start : citation.end]
        assert (citation.published, citation.source) == (article.published, article.source)
        assert f"[{citation.number}]" in answer.text
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_an_answer_quotes_the_article_that_says_it(asked):
    answer = asked.ask("How many clocks does the museum at Ystrel own?")
    assert "430 clocks" in answer.text
    assert answer.citations[0].file == "050_9c4e1f.txt"
    assert answer.citations[0].published is None
    assert not answer.abstained and answer.answered_by == "reader" and answer.notices == ()
    check_citations(asked, answer)


def test_quotes_run_no_support_model_and_carry_no_mark_also_where_they_are_evaluated(asked, monkeypatch):
    monkeypatch.setattr(support_model, "Encoder", lambda *given: pytest.fail("the support model was opened"))
    question = "How many clocks does the museum at Ystrel own?"
    assert [one.support for one in asked.ask(question).sentences] == [None]
    (result,) = evaluate(asked, [Example("q", question)]).results
    assert [(one.support, one.cited_support) for one in result.sentences] == [(1.0, 1.0)]


def test_every_citation_stands_in_its_article(asked):
    questions = [
        "How many people died in the Pellumar explosion?",
        "Who was elected prime minister?",
        "When was the bridge at Anskeld opened?",
        "What did Ilvar Densk say about the dust filters?",
        "How many delegates came to the rivers forum?",
        "Why was the Skarnol Pass closed?",
    ]
    answers = [asked.ask(question) for question in questions]
    assert sum(len(answer.citations) for answer in answers) >= len(questions)
    for answer in answers:
        check_citations(asked, answer)


def test_a_question_about_something_else_is_declined_with_the_nearest_passages(asked):
    answer = asked.ask("How many moons does Jupiter have?")
    assert (answer.text, answer.abstained, answer.citations) == (NOT_SAID, True, ())
    assert answer.passages


def test_answers_keep_nothing_of_the_articles_but_their_passages(asked):
    answer = asked.ask("How many clocks does the museum at Ystrel own?")
    assert answer.passages and not any(scored.sentences or scored.vector is not None for scored in answer.passages)


def test_passages_are_slices_of_their_articles(asked):
    for scored in asked.ask("Who was elected prime minister?").passages:
        passage = scored.passage
        assert passage.text == asked.article(passage.article_id).text[passage.start : passage.end]


def test_dates_and_outlet_narrow(asked):
    answer = asked.ask("How many delegates came to the rivers forum?", since=date(2025, 1, 1))
    assert {s.passage.published.year for s in answer.passages} == {2025}
    assert {s.passage.source for s in asked.ask("What happened at the port?", source="OSVARIN").passages} == {"Osvarin"}


def test_nothing_within_the_dates_is_declined(asked):
    answer = asked.ask("Who was elected prime minister?", until=date(1990, 1, 1))
    assert (answer.text, answer.abstained, answer.passages) == (NOT_SAID, True, ())


def test_a_follow_up_is_answered_from_the_conversation(asked):
    first = asked.ask("How many clocks does the museum at Ystrel own?")
    answer = asked.ask("And how much is admission there?", history=[(first.question, first.text)])
    assert answer.question == "And how much is admission there?"
    assert "050_9c4e1f.txt" in {c.file for c in answer.citations}


def test_a_follow_up_answers_the_new_question_and_tells_both(asked):
    earlier = "When did the bridge between Varndel and Anskeld open?"
    answer = asked.ask("How long is the bridge?", history=[(earlier, "On Friday. [1]")])
    assert answer.asked == f"{earlier} How long is the bridge?"
    assert "612" in answer.text


def test_a_new_question_is_answered_as_without_the_conversation(asked):
    question = "How many seats did Civic Concord take in the election of October 2023?"
    alone = asked.ask(question)
    answer = asked.ask(question, history=[("When did the bridge between Varndel and Anskeld open?", "On Friday. [1]")])
    assert (answer.asked, answer.text, answer.citations) == (None, alone.text, alone.citations)


def test_stream_ends_with_what_ask_returns(asked):
    *_, last = asked.stream("Who was elected prime minister?")
    answer = asked.ask("Who was elected prime minister?")
    assert (last.text, last.citations, last.passages) == (answer.text, answer.citations, answer.passages)


@pytest.mark.parametrize(
    ("question", "dates", "message"),
    [
        ("  ?! ", {}, "The question is empty: ask in words."),
        ("why " * 600, {}, "The question has 2,400 characters; at most 2,000 are read: shorten it."),
        ("Who \ud800?", {}, "The question holds half a character (a lone surrogate): type it again."),
        (
            "Who?",
            {"since": date(2024, 2, 1), "until": date(2024, 1, 1)},
            "The dates are the wrong way round: since 2024-02-01 is after until 2024-01-01.",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(asked, question, dates, message):
    with pytest.raises(QuestionError) as caught:
        asked.ask(question, **dates)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "question",
    ['"', "NEAR(a b)", "a* OR (", "title:x AND NOT -y", "'; DROP TABLE articles; --", "[1] 【2】", "é" * 500, "did he go " * 190],
)
def test_search_syntax_in_a_question_is_only_words(asked, question):
    assert asked.ask(f"Who {question}").passages is not None
    assert asked.summary().articles == 24


def test_the_index_is_summed_up(asked):
    assert asked.summary() == IndexSummary(24, 1, asked.summary().passages, date(2023, 2, 7), date(2025, 9, 18))


def test_an_article_that_is_not_there_is_named(asked):
    with pytest.raises(UnknownArticle, match=r"^No article 'x.txt' is indexed; it may have been removed since.$"):
        asked.article("x.txt")


def test_example_questions_are_answered(asked):
    questions = asked.example_questions(4)
    assert len(set(questions)) == 4
    assert [asked.ask(question).abstained for question in questions] == [False] * 4


def test_a_folder_without_an_index_says_what_to_run(tmp_path, minilm):
    with pytest.raises(
        DatelineIndexError, match=r"^There is no index in .*: run `dateline index FOLDER` first, or name one with --index-dir.$"
    ):
        Assistant(tmp_path / "none", embedder=minilm)


def test_a_citation_has_the_address_of_its_article(tmp_path, minilm):
    told = {"date": "2025-03-04", "text": "The museum at Ystrel owns 430 clocks.", "url": "https://wire.example/clocks"}
    (tmp_path / "a.json").write_text(json.dumps(told))
    update_index(tmp_path / "a.json", IndexSettings(index_dir=tmp_path / "index"), minilm)
    assistant = Assistant(tmp_path / "index", embedder=minilm)
    for question in ("How many clocks does the museum at Ystrel own?", "Summary: the museum at Ystrel"):
        (citation,) = assistant.ask(question).citations
        assert citation.url == "https://wire.example/clocks"


def test_an_empty_index_is_declined(tmp_path, minilm):
    (tmp_path / "articles").mkdir()
    update_index(tmp_path / "articles", IndexSettings(index_dir=tmp_path / "index"), minilm)
    answer = Assistant(tmp_path / "index", embedder=minilm).ask("Who was elected?")
    assert (answer.text, answer.abstained, answer.passages) == (NOT_SAID, True, ())


def test_another_reader_can_be_given(sample_index, minilm):
    class FirstWord:
        def read(self, question, passages):
            start = passages[0].passage.start
            return Reading((Span(0, start, start + 4, start, start + 4, 0.9),), 0.9)

    assistant = Assistant(sample_index, embedder=minilm, reader=FirstWord())
    answer = assistant.ask("Who was elected prime minister?")
    assert answer.text == f"{answer.passages[0].passage.text[:4]} [1]" and 0.5 < answer.confidence < 1


def test_half_a_language_model_is_refused(sample_index, minilm):
    with pytest.raises(AssistantError, match=r"^A language model needs an address and a name: llm_model \(--llm-model\) is missing.$"):
        Assistant(sample_index, embedder=minilm, settings=AssistantSettings(llm_url="http://127.0.0.1:1/v1"))


def test_the_key_is_not_in_the_settings_repr():
    assert "sesame" not in repr(AssistantSettings(llm_key="sesame"))


def written(sample_index, minilm, *replies):
    """Return the answer that a language model playing the replies gives, and what it was sent."""
    with ScriptedLLM(replies) as llm:
        assistant = Assistant(sample_index, embedder=minilm, settings=AssistantSettings(llm_url=llm.url, llm_model="scripted"))
        answers = list(assistant.stream("How many clocks does the museum at Ystrel own?"))
        check_citations(assistant, answers[-1])
        notices = assistant.notices
        assistant.close()
    return answers, llm.requests, notices


def test_a_language_model_writes_and_its_citations_are_quotes(sample_index, minilm):
    answers, requests, notices = written(sample_index, minilm, says("The museum owns ", "430 clocks [1]."))
    assert (answers[-1].text, answers[-1].answered_by) == ("The museum owns 430 clocks [1].", "scripted")
    assert [c.file for c in answers[-1].citations] == ["050_9c4e1f.txt"] and "430 clocks" in answers[-1].citations[0].quote
    assert answers[0].text == "The museum owns"
    assert len(requests) == 1
    assert len(notices) == 1 and notices[0].startswith("Answers are written by scripted: questions and passages go to http://127.0.0.1:")


def test_a_citation_that_was_not_sent_cannot_come_back(sample_index, minilm):
    answers, _, _ = written(sample_index, minilm, says("The museum owns 430 clocks [99]."))
    assert [c.number for c in answers[-1].citations] == [1] and "430 clocks" in answers[-1].citations[0].quote
    assert answers[-1].notices


@pytest.mark.parametrize("reply", [says("The museum owns 512 clocks [1]."), says("It owns", finish=None), fails(500), says("")])
def test_a_model_that_fails_or_makes_things_up_is_replaced_by_quotes_and_told(sample_index, minilm, reply):
    answers, _, _ = written(sample_index, minilm, reply, reply)
    assert answers[-1].answered_by == "reader" and "430 clocks" in answers[-1].text
    assert len(answers[-1].notices) == 1 and answers[-1].notices[0].endswith("Quoted from the articles instead.")


def test_a_model_may_decline(sample_index, minilm):
    answers, _, _ = written(sample_index, minilm, says("The articles do not say."))
    assert (answers[-1].text, answers[-1].abstained, answers[-1].citations) == (NOT_SAID, True, ())


def test_an_answer_says_when_it_was_found_without_chroma(sample_index, tmp_path, minilm):
    shutil.copytree(sample_index, tmp_path / "index")
    shutil.rmtree(tmp_path / "index" / "vectors")
    with writer_lock(tmp_path / "index"), closing(Assistant(tmp_path / "index", embedder=minilm)) as assistant:
        answer = assistant.ask("How many clocks does the museum at Ystrel own?")
    assert "430 clocks" in answer.text
    assert [notice.split(":")[0] for notice in answer.notices] == ["Searched without Chroma, by comparing every passage"]
    assert assistant.notices == ()


def test_an_assistant_that_was_opened_before_a_fork_says_so_in_the_child(asked):
    for act in (
        lambda: asked.ask("Who was elected prime minister?"),
        asked.summary,
        lambda: asked.article("050_9c4e1f.txt"),
        asked.refresh,
    ):
        assert in_child(act).startswith("ForkedProcess: ")
    assert in_child(asked.close) == "nothing"
