"""The foot of the page: the question box, the filters beside it, and what is done with the whole conversation."""

import gradio as gr

from assistant.errors import QuestionError
from assistant.web.escaping import one_line
from assistant.web.filters import FilterBoxes, filter_labels, read_filters

EVERY_OUTLET = ("Every outlet", "")


class Composer:
    """The boxes and buttons, made where the page is at when it is built."""

    def __init__(self) -> None:
        with gr.Column(elem_id="composer"):
            with gr.Row(elem_id="editing", visible=False) as self.editing:
                gr.Markdown("Asking replaces this question and what came after it.", elem_id="editing-line")
                self.keep = gr.Button("Leave it as it was", elem_id="keep", elem_classes="quiet", scale=0)
            with gr.Row(elem_id="narrowed", visible=False) as self.narrowed:
                self.chips = tuple(
                    gr.Button("", elem_id=f"chip-{name}", elem_classes="chip", scale=0) for name in ("since", "until", "outlet")
                )
            with gr.Row(elem_id="ask-row"):
                self.question = _question_box()
                self.ask = gr.Button("Ask", variant="primary", elem_id="ask", min_width=72, scale=0)
                self.stop = gr.Button("Stop", elem_id="stop", min_width=72, scale=0, visible=False)
            with gr.Row(elem_id="below-row"):
                self.since, self.until, self.outlet = _filters()
                with gr.Row(elem_id="whole", visible=False) as self.whole:
                    # page.js asks for the text of these two and saves it: Gradio's own file routes are closed
                    gr.Button("Save as Markdown", elem_id="save-markdown", elem_classes="quiet", scale=0)
                    gr.Button("Save as HTML", elem_id="save-html", elem_classes="quiet", scale=0)
                    self.clear = gr.Button("Clear", elem_id="clear", elem_classes="quiet", scale=0)


def shown_chips(boxes: FilterBoxes) -> list[object]:
    """The new state of `narrowed` and of each of `chips`."""
    labels = _labels(boxes)
    return [gr.update(visible=any(labels)), *(gr.update(value=label, visible=bool(label)) for label in labels)]


def offered_outlets(outlets: list[str]) -> list[tuple[str, str]]:
    """The choices of the outlet box, by name."""
    return [EVERY_OUTLET, *sorted(((one_line(outlet), outlet) for outlet in outlets), key=lambda choice: choice[0].casefold())]


def _labels(boxes: FilterBoxes) -> tuple[str, str, str]:
    try:
        return filter_labels(read_filters(boxes))
    except QuestionError:  # told when the question is asked
        return "", "", ""


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


def _filters() -> tuple[gr.Textbox, gr.Textbox, gr.Dropdown]:
    with gr.Accordion("Filters", open=False, elem_id="filters"), gr.Row():
        return _date_box("From", "since"), _date_box("Until", "until"), _outlet_box()


def _date_box(label: str, name: str) -> gr.Textbox:
    """A box that page.js makes a native date box; without it a date is typed."""
    attributes = gr.InputHTMLAttributes(autocomplete="off", spellcheck=False)
    return gr.Textbox(label=label, elem_id=name, placeholder="YYYY-MM-DD", max_lines=1, min_width=120, html_attributes=attributes)


def _outlet_box() -> gr.Dropdown:
    return gr.Dropdown([EVERY_OUTLET], value="", label="Outlet", elem_id="outlet", interactive=True, min_width=160)
