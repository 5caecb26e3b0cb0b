"""A conversation as the page holds it, over scripted answers, without a browser."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_assistant import NAMED_YEAR, Call, FakeAssistant, obituary_answer
from scripted_llm import ScriptedLLM, hangs

from assistant import Assistant, OpenAICompatible
from assistant.web.conversation import EXCHANGES_KEPT, Answering, Asking, converse, history_of
from assistant.web.copying import lines_to_copy
from assistant.web.exchanges import Conversation, Exchange, messages
from assistant.web.filters import FilterBoxes
from assistant.web.turns import Turn
from assistant.web.waiting import TooBusy, WaitingLine
from index import Embedder, Filters

BESMERA = Asking("Who died in Besmera?")
HARBOUR = Asking("Why was the harbour closed?")


@pytest.fixture
def scripted() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def answering(scripted: FakeAssistant) -> Answering:
    return Answering(scripted, WaitingLine(answering=1, waiting=1))  # type: ignore[arg-type]  # it is used like one


def asked(answering: Answering, *askings: Asking) -> Conversation:
    """The conversation after these questions."""
    conversation: Conversation = ()
    for asking in askings:
        *_, conversation = converse(answering, Turn(), conversation, asking)
    return conversation


def summarised(conversation: Conversation) -> list[tuple[str, bool, bool]]:
    return [(exchange.question, exchange.complete, exchange.refused) for exchange in conversation]


def test_answered_question_keeps_its_answer_and_its_filters(answering: Answering) -> None:
    boxes = FilterBoxes("2019-01-01", "", "Osvarin")
    (exchange,) = asked(answering, replace(BESMERA, boxes=boxes))
    answer = obituary_answer(BESMERA.typed)
    assert replace(exchange, body="") == Exchange(
        BESMERA.typed, "", Filters(date(2019, 1, 1), None, "Osvarin"), "infer", answer, complete=True
    )


def test_refused_questions_do_not_make_the_conversation_longer_for_ever(answering: Answering) -> None:
    conversation = asked(answering, BESMERA, *[Asking("x" * 3000)] * EXCHANGES_KEPT)
    assert len(conversation) == EXCHANGES_KEPT and all(exchange.refused for exchange in conversation)
    assert len(asked(answering, *[Asking("x" * 3000)] * EXCHANGES_KEPT, BESMERA)) == 1


def test_answers_so_far_are_the_history_of_the_next_question(answering: Answering, scripted: FakeAssistant) -> None:
    conversation = asked(answering, HARBOUR, Asking("broken"), Asking("unready"), BESMERA)
    history = ((HARBOUR.typed, "The harbour was closed for two days. [1]"),)
    assert scripted.calls[-1] == Call(BESMERA.typed, None, None, None, history)
    assert history_of(conversation) == (*history, (BESMERA.typed, obituary_answer("").text))


def test_question_asked_in_place_of_another_drops_what_came_after(answering: Answering, scripted: FakeAssistant) -> None:
    conversation = asked(answering, HARBOUR, BESMERA, HARBOUR)
    *_, changed = converse(answering, Turn(), conversation, Asking("Who won?"), place=1)
    assert summarised(changed) == [(HARBOUR.typed, True, False), ("Who won?", True, False)]
    assert scripted.calls[-1].history == history_of(conversation[:1])


def test_question_that_cannot_be_asked_in_place_of_another_drops_nothing(answering: Answering) -> None:
    conversation = asked(answering, HARBOUR, BESMERA)
    *_, changed = converse(answering, Turn(), conversation, Asking(" "), place=0)
    assert changed[:2] == conversation
    assert summarised(changed[2:]) == [("", False, True)]


def test_refused_question_goes_when_the_next_is_asked(answering: Answering) -> None:
    bad = Asking(BESMERA.typed, FilterBoxes(since="2020-02-30"))
    conversation = asked(answering, HARBOUR, bad)
    assert summarised(conversation) == [(HARBOUR.typed, True, False), (BESMERA.typed, False, True)]
    assert "From: &quot;2020-02-30&quot; is not a date." in conversation[-1].body
    *_, conversation = converse(answering, Turn(), conversation, BESMERA)
    assert summarised(conversation) == [(HARBOUR.typed, True, False), (BESMERA.typed, True, False)]


def test_time_that_was_chosen_reaches_the_assistant(answering: Answering, scripted: FakeAssistant) -> None:
    asked(answering, replace(BESMERA, time=None), replace(BESMERA, time=NAMED_YEAR))
    assert [call.time_frame for call in scripted.calls] == [None, NAMED_YEAR]


def test_question_beyond_the_line_is_told_so_and_can_be_asked_again(answering: Answering) -> None:
    release = threading.Event()

    def held() -> Iterator[str]:
        yield "begun"
        release.wait(timeout=10)

    first, second = (answering.line.serve(held, lambda: False) for _ in range(2))
    next(first), next(second)
    *_, (exchange,) = converse(answering, Turn(), (), BESMERA)
    assert exchange.refused
    assert "The assistant is busy with 2 questions; ask again in a moment." in exchange.body
    release.set()


def test_waiting_question_is_told_its_place_and_can_be_stopped(answering: Answering, scripted: FakeAssistant) -> None:
    held = answering.line.serve(lambda: iter(["begun", "more"]), lambda: False)
    next(held)
    turn = Turn()
    growing = converse(answering, turn, (), BESMERA)
    searching, waiting = next(growing), next(growing)
    assert "Searching the articles" in searching[0].body
    assert "Other questions are being answered. Yours is the next question." in waiting[0].body
    turn.stop()
    assert [one[0].body for one in growing] == ['<p class="notice">Stopped.</p>']
    assert scripted.calls == []


@pytest.mark.parametrize("pieces", [(), ("The ",)], ids=["no headers", "in the middle"])
def test_stop_ends_the_request_of_a_hanging_model_and_frees_the_place(
    sample_index: Path, minilm: Embedder, pieces: tuple[str, ...]
) -> None:
    with ScriptedLLM([hangs(*pieces)]) as llm:
        assistant = Assistant(sample_index, embedder=minilm, language_model=OpenAICompatible(llm.url, "tiny", timeout=600, deadline=600))
        line, turn = WaitingLine(answering=1, waiting=0), Turn()
        page = converse(Answering(assistant, line), turn, (), Asking("How many clocks does the museum own?"))
        next(page)
        threading.Thread(target=lambda: (_wait_for(lambda: bool(llm.requests)), turn.stop())).start()
        *_, last = page
        assert "Stopped." in last[-1].body and llm.hung_up.wait(10)
        _wait_for(lambda: _is_free(line))
        assistant.close()


def _wait_for(there: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not there() and time.monotonic() < until:
        time.sleep(0.01)
    assert there()


def _is_free(line: WaitingLine) -> bool:
    """Whether a question would be answered at once."""
    try:
        return list(line.serve(lambda: iter(["answered"]), lambda: False)) == ["answered"]
    except TooBusy:
        return False


def test_copied_answer_names_number_outlet_date_file_and_quote() -> None:
    assert lines_to_copy(obituary_answer("")) == [
        "Marel Oskwin, who led Besmera for ten years, died aged 81 [1]. The chamber put off its sittings [2].",
        "[1] Osvarin, Thursday, 12 September 2019, 2019-09-12-oskwin.txt: "
        "“Marel Oskwin, who led Besmera for ten years, died this morning aged 81.”",
        "[2] Osvarin, Thursday, 12 September 2019, 2019-09-12-oskwin.txt: "
        "“After Oskwin's death, Besmera's chamber put off its sittings indefinitely.”",
    ]


@pytest.mark.parametrize("under_way", [True, False])
def test_only_the_last_question_can_be_asked_again_and_not_while_it_is_answered(answering: Answering, under_way: bool) -> None:
    conversation = asked(answering, HARBOUR, BESMERA)
    shown = [message["content"] for message in messages(conversation, under_way=under_way, marking=False)]
    assert ['name="again"' in content for content in shown] == [False, False, False, not under_way]
    assert ['name="edit"' in content for content in shown] == [True, False, True, False]


@pytest.mark.parametrize("marking", [True, False])
def test_thumbs_are_there_only_where_verdicts_are_kept(answering: Answering, marking: bool) -> None:
    shown = messages(asked(answering, BESMERA), under_way=False, marking=marking)
    assert ('name="up"' in shown[1]["content"], 'name="down"' in shown[1]["content"]) == (marking, marking)


def test_messages_are_one_line_and_escaped() -> None:
    hostile = "<img src=x onerror=alert(1)>\n\n# Heading \u202e"
    answer = replace(obituary_answer(hostile), asked=hostile, time_frame=replace(NAMED_YEAR, relative=True, text=hostile))
    exchange = Exchange(hostile, "", Filters(source=hostile), "infer", answer, complete=True, mark="up", remark=hostile)
    for message in messages((exchange,), under_way=False, marking=True):
        assert not {"<img", "\n", "\u202e"} & {found for found in ("<img", "\n", "\u202e") if found in message["content"]}
        assert message["content"].count("&lt;img src=x onerror=alert(1)&gt; # Heading") >= 2
