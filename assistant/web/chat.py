"""The page itself as Gradio blocks. Gradio is imported here and nowhere else."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

from assistant.web.conversation import Conversation, converse
from assistant.web.escaping import one_line
from assistant.web.masthead import masthead_html
from assistant.web.turns import Turn

if TYPE_CHECKING:
    from assistant import Assistant

EXAMPLES_SHOWN = 4
ANSWERING_AT_ONCE = 4  # questions in work; the rest wait
WAITING_AT_MOST = 32  # questions in the queue; the next is told that it is full

# Gradio's themes load fonts of their own; these are what the reader's machine has.
_SANS = [gr.themes.Font(name) for name in ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")]
_MONO = [gr.themes.Font(name) for name in ("ui-monospace", "Menlo", "Consolas", "monospace")]

Update = tuple[Any, ...]


def mount_chat(app: FastAPI, assistant: "Assistant") -> None:
    """Put the page at `/` of the app."""
    assets = files("assistant.web")
    gr.mount_gradio_app(
        app,
        build_chat(assistant),
        path="/",
        theme=gr.themes.Base(primary_hue="red", neutral_hue="stone", font=_SANS, font_mono=_MONO),
        css=assets.joinpath("page.css").read_text("utf-8"),
        head='<script src="page.js" defer></script>',
        favicon_path=str(assets.joinpath("favicon.svg")),
        footer_links=[],
        run_history=False,  # it would keep every question in the browser
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        max_file_size=1,  # byte; uploads are refused before they get here
    )


def build_chat(assistant: "Assistant") -> gr.Blocks:
    """The page: masthead, conversation, question box, dates."""
    blocks = gr.Blocks(title="Dateline", analytics_enabled=False)
    with blocks:
        masthead = gr.Markdown(masthead_html(assistant), elem_id="masthead")
        # The index may have grown since the server started.
        blocks.load(lambda: masthead_html(assistant), None, masthead, **_quiet())
        _Page(assistant).listen()
    blocks.queue(max_size=WAITING_AT_MOST, default_concurrency_limit=ANSWERING_AT_ONCE, api_open=False)
    return blocks


class _Page:
    """The parts of the page that change, and what happens to them."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._turn = gr.State(None)
        self._conversation = gr.State(())
        self._chat = _chatbot()
        self._examples, self._example_buttons = _examples(assistant.example_questions(EXAMPLES_SHOWN))
        with gr.Column(elem_id="composer"):
            with gr.Row(elem_id="ask-row"):
                self._question = _question_box()
                self._ask = gr.Button("Ask", variant="primary", elem_id="ask", min_width=72, scale=0)
                self._stop = gr.Button("Stop", elem_id="stop", min_width=72, scale=0, visible=False)
            with gr.Row(elem_id="below-row"):
                self._since, self._until = _dates()
                self._clear = gr.Button("Clear", elem_id="clear", scale=0, visible=False)

    def listen(self) -> None:
        """Connect the buttons and boxes with what they do."""
        shown = [self._turn, self._conversation, self._chat, self._question, self._examples]
        shown += [self._ask, self._stop, self._clear]
        given = [self._since, self._until, self._conversation]
        asked = [self._question.submit, self._ask.click]
        gr.on(asked, self._answer, [self._question, *given], shown, **_quiet())
        for example in self._example_buttons:
            example.click(self._answer, [example, *given], shown, **_quiet())
        self._stop.click(_stop, [self._turn], None, concurrency_limit=None, **_quiet())
        self._clear.click(_clear, [self._turn], shown, concurrency_limit=None, **_quiet())

    def _answer(self, question: str | None, since: str | None, until: str | None, earlier: Conversation) -> Iterator[Update]:
        turn = Turn()
        conversation = earlier
        # Gradio gives None for a box that was never typed into.
        growing = converse(self._assistant, turn, earlier, question or "", since or "", until or "")
        for count, conversation in enumerate(growing):
            # The box is emptied once, so that the next question can be typed meanwhile.
            yield _shown(conversation, gr.skip() if count else "", turn)
        refused = bool(conversation) and conversation[-1].refused
        yield _shown(conversation, question if refused else gr.skip(), None)


def _stop(turn: Turn | None) -> None:
    if turn:
        turn.stop()


def _clear(turn: Turn | None) -> Update:
    if turn:
        turn.stop(discard=True)
    return _shown((), "", None)


def _shown(conversation: Conversation, question: Any, turn: Turn | None) -> Update:
    """The new state of everything that changes, in the order that `listen` names; `turn` is the one under way."""
    return (
        turn,
        conversation,
        [message for exchange in conversation for message in exchange.messages],
        question,
        gr.update(visible=not conversation),
        gr.update(visible=turn is None),
        gr.update(visible=turn is not None),
        gr.update(visible=bool(conversation)),
    )


def _quiet() -> dict[str, Any]:
    return {"api_visibility": "private", "show_progress": "hidden"}


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
        buttons = [gr.Button(one_line(question), elem_classes="example", size="sm") for question in questions]
    return column, buttons


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Question",
        show_label=False,
        container=False,
        placeholder="Ask about the articles",
        lines=1,
        max_lines=6,
        scale=1,
        min_width=120,
        autofocus=True,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
    )


def _dates() -> tuple[gr.Textbox, gr.Textbox]:
    with gr.Accordion("Dates", open=False, elem_id="dates"), gr.Row():
        return _date_box("From", "since"), _date_box("Until", "until")


def _date_box(label: str, name: str) -> gr.Textbox:
    attributes = gr.InputHTMLAttributes(autocomplete="off", spellcheck=False)
    return gr.Textbox(label=label, elem_id=name, placeholder="YYYY-MM-DD", max_lines=1, min_width=120, html_attributes=attributes)
