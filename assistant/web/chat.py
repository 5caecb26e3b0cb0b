"""The page itself as Gradio blocks. Gradio is imported here and in composer.py, and nowhere else."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

from assistant.errors import AssistantError, QuestionError
from assistant.time_frame import TimeFrame
from assistant.web.assets import script_tags, styles
from assistant.web.commands import Command, read_command
from assistant.web.composer import Composer, offered_outlets, shown_chips
from assistant.web.conversation import Answering, Asking, converse, history_of
from assistant.web.dates import read_date
from assistant.web.escaping import one_line, visible, without_folders
from assistant.web.exchanges import Conversation, Exchange, TimeChoice, messages
from assistant.web.filters import OUTLETS_OFFERED, FilterBoxes
from assistant.web.masthead import masthead_html
from assistant.web.open_pages import OpenPages
from assistant.web.payloads import PayloadCheck, page_requests
from assistant.web.saving import saved_file
from assistant.web.turns import Turn
from assistant.web.waiting import ANSWERING_AT_ONCE, WAITING_AT_MOST, WaitingLine

if TYPE_CHECKING:
    from assistant import Assistant
    from assistant.web.feedback import Feedback
    from index import IndexSummary

EXAMPLES_SHOWN = 4
THREADS = 100  # a question that is answered or waits holds one: 36 of them, and the rest for the pages' other buttons

# Gradio's themes load fonts of their own; these are what the reader's machine has.
_SANS = [gr.themes.Font(name) for name in ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")]
_MONO = [gr.themes.Font(name) for name in ("ui-monospace", "Menlo", "Consolas", "monospace")]

Update = dict[Any, Any]


def mount_chat(
    app: FastAPI,
    assistant: "Assistant",
    *,
    answering: int = ANSWERING_AT_ONCE,
    waiting: int = WAITING_AT_MOST,
    feedback: "Feedback | None" = None,
) -> None:
    """Put the page at `/` of the app; so many questions are answered at once, so many wait, and `feedback` keeps verdicts."""
    line = WaitingLine(answering=answering, waiting=waiting)
    blocks = build_chat(Answering(assistant, line), feedback)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=gr.themes.Base(primary_hue="red", neutral_hue="stone", font=_SANS, font_mono=_MONO),
        css=styles(),
        head=script_tags(),
        favicon_path=str(files("assistant.web").joinpath("favicon.svg")),
        footer_links=[],
        run_history=False,  # it would keep every question in the browser
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        max_file_size=1,  # byte; uploads are refused before they get here
    )
    app.add_middleware(PayloadCheck, requests=page_requests(blocks), pages=OpenPages(blocks))


def build_chat(answering: Answering, feedback: "Feedback | None" = None) -> gr.Blocks:
    """The page: masthead, and below it the tabs."""
    blocks = gr.Blocks(title="Dateline", analytics_enabled=False)
    with blocks:
        masthead = gr.Markdown(masthead_html(answering.assistant), elem_id="masthead")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask", elem_id="tab-ask"):
                page = _Page(answering, masthead, feedback)
            # gr.HTML would run its template as code, which the page's policy forbids: archive.js and indexing.js fill these
            with gr.Tab("Archive", id="archive", elem_id="tab-archive"):
                gr.Column(elem_id="archive-root", min_width=0)
            with gr.Tab("Index", id="index", elem_id="tab-index"):
                gr.Column(elem_id="index-root", min_width=0)
        page.listen(blocks)
    blocks.max_threads = THREADS  # read by the next two
    blocks.create_limiter()  # type: ignore[no-untyped-call]
    # The waiting line decides who is answered and who waits; Gradio's own queue, whose refusals are no answers, only passes on.
    blocks.queue(default_concurrency_limit=None, api_open=False)
    return blocks


class _Page:
    """The parts of the Ask tab that change, and what happens to them."""

    def __init__(self, answering: Answering, masthead: gr.Markdown, feedback: "Feedback | None") -> None:
        self._answering = answering
        self._masthead = masthead
        self._feedback = feedback
        self._turn = gr.State(None)
        self._conversation = gr.State(())
        self._editing = gr.State(None)
        self._chat = _chatbot()
        self._questions: tuple[IndexSummary, list[str]] | None = None
        self._examples, self._example_buttons = _examples(self._example_questions())
        self._composer = Composer()
        self._command = gr.Textbox(elem_id="command", label="Command", visible="hidden")
        self._outbox = gr.Textbox(elem_id="outbox", label="Outbox", visible="hidden", interactive=False)

    def listen(self, blocks: gr.Blocks) -> None:
        """Connect the buttons and boxes with what they do."""
        foot = self._composer
        boxes = [foot.since, foot.until, foot.outlet]
        held = [self._conversation, self._turn, self._editing]
        changing = [*held, self._chat, self._examples, foot.question, foot.ask, foot.stop, foot.whole, foot.editing]
        gr.on([foot.question.submit, foot.ask.click], self._ask, [foot.question, *boxes, *held], changing, **_quiet())
        for example in self._example_buttons:
            example.click(self._ask, [example, *boxes, *held], changing, **_quiet())
        obeying = [*changing, self._outbox, self._masthead, foot.outlet, *self._example_buttons]
        self._command.change(self._obey, [self._command, *boxes, *held], obeying, trigger_mode="multiple", **_quiet())
        foot.stop.click(_stop, [self._turn], None, **_quiet())
        foot.clear.click(self._clear, [self._turn], changing, **_quiet())
        foot.keep.click(self._not_editing, None, [self._editing, foot.question, foot.editing], **_quiet())
        self._listen_to_filters(boxes)
        # The index may have grown since the server started.
        blocks.load(self._refreshed, None, [self._masthead, foot.outlet, *self._example_buttons], **_quiet())

    def _listen_to_filters(self, boxes: list[Any]) -> None:
        foot = self._composer
        gr.on([box.change for box in boxes], _chips, boxes, [foot.narrowed, *foot.chips], **_quiet())
        for chip, box in zip(foot.chips, boxes, strict=True):
            chip.click(lambda: "", None, box, **_quiet())

    def _ask(
        self,
        typed: str | None,
        since: str | None,
        until: str | None,
        outlet: str | None,
        conversation: Conversation,
        turn: Turn | None,
        editing: int | None,
    ) -> Iterator[Update]:
        # Gradio gives None for a box that was never typed into.
        boxes = FilterBoxes(since or "", until or "", outlet or "")
        yield from self._answer(conversation, turn, Asking(typed or "", boxes), editing, emptied=True)

    def _answer(
        self, conversation: Conversation, busy: Turn | None, asking: Asking, place: int | None, *, emptied: bool
    ) -> Iterator[Update]:
        """The page as the answer grows; `emptied` tells that the question came from the box."""
        if busy and not busy.stopped:
            yield {self._turn: gr.skip()}
            return
        turn, box, growing = Turn(), self._composer.question, conversation
        # The box is emptied once, so that the next question can be typed meanwhile.
        begun = {box: "", **self._editing_at(None)} if emptied else {}
        for growing in converse(self._answering, turn, conversation, asking, place):
            yield {**self._shown(growing, turn), **begun}
            begun = {}
        refused = bool(growing) and growing[-1].refused
        kept = {box: visible(asking.typed), **self._editing_at(place)} if refused and emptied else {}
        yield {**self._shown(growing, None), **kept}

    def _obey(
        self,
        sent: str,
        since: str | None,
        until: str | None,
        outlet: str | None,
        conversation: Conversation,
        turn: Turn | None,
        editing: int | None,
    ) -> Iterator[Update]:
        """Do what one of the page's own buttons asks for; nothing for what is not, or no longer, there."""
        command = read_command(sent)
        boxes = FilterBoxes(since or "", until or "", outlet or "")
        if command is None:
            yield {self._turn: gr.skip()}
        elif command.act == "refresh":
            yield dict(zip([self._masthead, self._composer.outlet, *self._example_buttons], self._refreshed(), strict=True))
        elif command.act == "markdown" or command.act == "html":
            kept = saved_file(self._answering.assistant, conversation, command.act, command.serial, made=datetime.now())
            yield {self._outbox: kept}
        elif not 0 <= command.exchange < len(conversation):
            yield {self._turn: gr.skip()}
        elif command.act == "edit":
            yield {self._composer.question: conversation[command.exchange].question, **self._editing_at(command.exchange)}
        elif command.act in ("up", "down"):
            yield self._marked(command, conversation, turn)
        else:
            asking = Asking(conversation[command.exchange].question, boxes, _time(command, conversation[command.exchange]))
            yield from self._answer(conversation, turn, asking, command.exchange, emptied=False)

    def _marked(self, command: Command, conversation: Conversation, turn: Turn | None) -> Update:
        exchange = conversation[command.exchange]
        if self._feedback is None or exchange.answer is None or not exchange.complete or command.act not in ("up", "down"):
            return {self._turn: gr.skip()}
        history = history_of(conversation[: command.exchange])
        try:
            self._feedback.record(exchange.answer, command.act, one_line(command.word), history=history)
            marked = replace(exchange, mark=command.act, remark="Kept with your word." if command.word.strip() else "Kept.")
        except AssistantError as error:
            marked = replace(exchange, remark=without_folders(str(error)))
        conversation = (*conversation[: command.exchange], marked, *conversation[command.exchange + 1 :])
        return {self._conversation: conversation, self._chat: self._messages(conversation, turn)}

    def _clear(self, turn: Turn | None) -> Update:
        if turn:
            turn.stop(discard=True)
        return {**self._shown((), None), **self._not_editing()}

    def _shown(self, conversation: Conversation, turn: Turn | None) -> Update:
        """The new state of everything that changes with the conversation; `turn` is the one under way."""
        foot = self._composer
        return {
            self._turn: turn,
            self._conversation: conversation,
            self._chat: self._messages(conversation, turn),
            self._examples: gr.update(visible=not conversation),
            foot.ask: gr.update(visible=turn is None),
            foot.stop: gr.update(visible=turn is not None),
            foot.whole: gr.update(visible=bool(conversation)),
        }

    def _messages(self, conversation: Conversation, turn: Turn | None) -> list[dict[str, str]]:
        under_way = turn is not None and not turn.stopped
        return messages(conversation, under_way=under_way, marking=self._feedback is not None)

    def _editing_at(self, place: int | None) -> Update:
        return {self._editing: place, self._composer.editing: gr.update(visible=place is not None)}

    def _not_editing(self) -> Update:
        return {self._composer.question: "", **self._editing_at(None)}

    def _refreshed(self) -> list[Any]:
        """The masthead, the outlet box and the example buttons as the index is now."""
        assistant = self._answering.assistant
        outlets = gr.update(choices=offered_outlets(assistant.outlets(OUTLETS_OFFERED)))
        examples = [gr.update(value=question, visible=bool(question)) for question in self._example_questions()]
        return [masthead_html(assistant), outlets, *examples]

    def _example_questions(self) -> list[str]:
        """As many as there are buttons, "" where there are fewer; made anew, which takes a second, only when the index is another."""
        assistant = self._answering.assistant
        summary, made = assistant.summary(), self._questions
        if made is None or made[0] != summary:
            found = [one_line(question) for question in assistant.example_questions(EXAMPLES_SHOWN)]
            made = self._questions = summary, [*found, *[""] * EXAMPLES_SHOWN][:EXAMPLES_SHOWN]
        return made[1]


def _stop(turn: Turn | None) -> None:
    if turn:
        turn.stop()


def _chips(since: str | None, until: str | None, outlet: str | None) -> list[object]:
    return shown_chips(FilterBoxes(since or "", until or "", outlet or ""))


def _time(command: Command, exchange: Exchange) -> TimeChoice:
    """The time to ask about: the dates of the command in place of those that the question was taken to ask about."""
    if command.act == "again":
        return exchange.time
    if command.time != "dates":
        return None if command.time == "none" else "infer"
    try:
        since, until = read_date(command.since, "From"), read_date(command.until, "Until")
    except QuestionError:  # the page's date boxes give no such thing
        return "infer"
    frame = exchange.answer.time_frame if exchange.answer else None
    order = frame.order if frame else None
    return TimeFrame("", 0, 0, since, until, order, date.today(), "given", relative=False) if since or until else None


def _quiet() -> dict[str, Any]:
    # Gradio's own reading of the values would fail on an outlet that it no longer offers; PayloadCheck let texts through only.
    return {"api_visibility": "private", "show_progress": "hidden", "preprocess": False}


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="conversation",
        label="Conversation",
        show_label=False,
        container=False,
        height=None,
        layout="panel",
        buttons=[],
        autoscroll=False,  # it would scroll to the last card; page.js keeps the question in view
        latex_delimiters=[],
        allow_tags=False,
        allow_file_downloads=False,
        group_consecutive_messages=False,
        sanitize_html=True,  # the messages are escaped already; this is the second lock
    )


def _examples(questions: Sequence[str]) -> tuple[gr.Column, list[gr.Button]]:
    with gr.Column(elem_id="examples") as column:
        gr.Markdown("Ask a question. Every answer quotes the articles word for word.", elem_id="examples-title")
        buttons = [gr.Button(question, elem_classes="example", size="sm", visible=bool(question)) for question in questions]
    return column, buttons
