"""The traps of the sample articles: each has a question whose answer is wrong if the trap is not seen."""

from datetime import date

import pytest

from assistant import Answer, Assistant

AS_OF = date(2025, 10, 1)


@pytest.fixture(scope="module")
def assistant(sample_index, minilm):
    opened = Assistant(sample_index, embedder=minilm)
    yield opened
    opened.close()


def values(answer: Answer) -> list[tuple[str, str]]:
    return [(value.text.split()[0].casefold(), str(value.published)) for value in answer.values]


def test_a_revised_figure_is_given_as_it_is_now_with_what_was_said_before(assistant):
    answer = assistant.ask("How many people died in the Pellumar explosion?")
    assert answer.text.startswith("Ten people died") and " Earlier: " in answer.text
    assert values(answer)[-1] == ("ten", "2024-03-29")
    assert set(values(answer)) <= {("six", "2024-03-13"), ("nine", "2024-03-14"), ("eleven", "2024-03-18"), ("ten", "2024-03-29")}
    assert len(values(answer)) >= 2
    assert len({(citation.file, citation.start) for citation in answer.citations}) == len(answer.citations)


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many people died in the explosion at the Pellumar grain terminal?", ["six people", "nine", "ten people"]),
        ("How many countries sent delegates to the Rivers Forum?", ["31 countries", "38 countries", "42 countries"]),
    ],
)
def test_the_figures_of_other_days_count_what_was_asked_for(assistant, question, counted):
    assert [value.text.casefold() for value in assistant.ask(question, as_of=AS_OF).values] == counted


def test_a_figure_as_of_a_day_is_that_days(assistant):
    answer = assistant.ask("How many people were known to have died at Pellumar, as of March 14, 2024?")
    assert "nine" in answer.text.split("[1]")[0] and "Ten people" not in answer.text.split("[1]")[0]


@pytest.mark.parametrize(
    ("question", "said", "file"),
    [
        ("How many delegates came to the Upland Rivers Forum in 2023?", "180 delegates", "2023-09-21-rivers-forum-opens-jolmet.txt"),
        ("How many delegates came to the Upland Rivers Forum in 2024?", "240 delegates", "031_0c6be4.txt"),
        ("How many delegates came to last year's Upland Rivers Forum?", "240 delegates", "031_0c6be4.txt"),
        ("How many delegates came to this year's Upland Rivers Forum?", "215 delegates", "2025-09-18-rivers-forum-tenth-year.txt"),
    ],
)
def test_the_same_event_of_another_year_is_not_mistaken_for_it(assistant, question, said, file):
    answer = assistant.ask(question, as_of=AS_OF)
    assert said in answer.text.split("[1]")[0]
    assert file in {citation.file for citation in answer.citations}


def test_the_figure_of_a_year_that_no_article_tells_of_is_not_given_as_that_years(assistant):
    answer = assistant.ask("How many delegates attended the Upland Rivers Forum in 2019?")
    notice = "Nothing was found on the time asked about (2019): what is quoted is of another time."
    assert answer.abstained or notice in answer.notices


def test_one_story_in_two_files_is_one_answer_with_both_cited(assistant):
    answer = assistant.ask("How much did the bridge between Varndel and Anskeld cost to build?")
    assert "147 million drens. [1][2]" in answer.text
    files = {"2024-11-09-anskeld-bridge-osvarin.txt", "2024-11-09-anskeld-bridge-ruskelin-wire.txt"}
    assert {citation.file for citation in answer.citations} == files


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many people will Halvesk Rotor Works employ in Tuskary?", "1,140"),
        ("Which deputy economy minister signed the agreement on the Halvesk rotor plant?", "Karrel Hasp"),
    ],
)
def test_a_correction_outranks_what_it_corrects(assistant, question, right):
    answer = assistant.ask(question)
    assert answer.citations[0].file == "2024-06-06-correction-rotor-works.txt"
    assert right in answer.text.split("[1]")[0]


@pytest.mark.parametrize(
    ("question", "speaker", "said"),
    [
        ("What did Ilvar Densk say about the inspection of the dust filters?", "Ilvar Densk", "inspected in January"),
        ("What did Mareta Holvin say about the cleaning of the filters?", "Mareta Holvin", "not been cleaned since October"),
    ],
)
def test_of_two_who_contradict_each_other_each_keeps_their_own_words(assistant, question, speaker, said):
    answer = assistant.ask(question)
    (citation,) = [citation for citation in answer.citations if said in citation.quote]
    assert citation.speaker == speaker
    assert f"[{speaker}:]" in answer.text or speaker.split()[-1] in citation.quote


@pytest.mark.parametrize(
    ("question", "dated"),
    [
        ("When was the bridge joining Varndel and Anskeld opened to traffic?", "8 November 2024"),
        ("On which day did the National Chamber elect Ennika Varsholt prime minister?", "2 November 2023"),
    ],
)
def test_a_relative_day_is_dated_by_its_article(assistant, question, dated):
    assert f"[{dated}]" in assistant.ask(question).text


def test_an_undated_article_is_cited_as_undated(assistant):
    (citation,) = assistant.ask("How many clocks does the museum at Ystrel own?").citations
    assert (citation.file, citation.published) == ("050_9c4e1f.txt", None)


def test_the_latest_comes_with_how_new_it_is(assistant):
    answer = assistant.ask("What is the latest death toll of the Pellumar explosion?")
    assert "Newest article: 18 September 2025; newest on this: 29 March 2024." in answer.notices
