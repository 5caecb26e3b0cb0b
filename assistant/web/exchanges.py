"""An exchange, one question with its reply, as the two messages that the page shows for it."""

from dataclasses import dataclass
from typing import Literal

from assistant.records import Answer
from assistant.time_frame import TimeFrame
from assistant.web.cards import question_html
from assistant.web.copying import lines_to_copy
from assistant.web.escaping import escaped
from assistant.web.filters import filters_in_words
from index import Filters

TimeChoice = TimeFrame | Literal["infer"] | None
Mark = Literal["up", "down"]


@dataclass(frozen=True)
class Exchange:
    """One question and its reply; `body` is the reply as HTML.

    `time` is the time that was chosen for it, "infer" for the one that it names. The `answer` still grows until it is `complete`;
    a question that went wrong or was stopped has none. A `refused` question could not be asked as it was typed. `mark` is the
    reader's verdict, and `remark` what is told about keeping it.
    """

    question: str
    body: str
    filters: Filters = Filters()
    time: TimeChoice = "infer"
    answer: Answer | None = None
    complete: bool = False
    refused: bool = False
    mark: Mark | None = None
    remark: str = ""


Conversation = tuple[Exchange, ...]


@dataclass(frozen=True)
class _Place:
    """Where an exchange stands, and so what can be done with it."""

    number: int
    can_be_asked_again: bool
    can_be_marked: bool


def messages(conversation: Conversation, *, under_way: bool, marking: bool) -> list[dict[str, str]]:
    """What Gradio's Chatbot shows; the last reply still grows when `under_way`, and can be marked when `marking`."""
    shown = []
    for number, exchange in enumerate(conversation):
        last = number == len(conversation) - 1
        place = _Place(number, last and not under_way, marking)
        shown.append({"role": "user", "content": _question_html(exchange, number)})
        shown.append({"role": "assistant", "content": _reply_html(exchange, place)})
    return shown


def _question_html(exchange: Exchange, number: int) -> str:
    asked = exchange.answer.asked if exchange.answer else None
    below = f'<p class="asked">asked as: {escaped(asked)}</p>' if asked else ""
    edit = _button("edit", number, "Edit", "Put this question back into the box")
    return f'<div class="asking">{question_html(exchange.question)}{edit}</div>{below}'


def _reply_html(exchange: Exchange, place: _Place) -> str:
    return f'{_chips_html(exchange, place)}<div class="reply">{exchange.body}</div>{_tools_html(exchange, place)}'


def _chips_html(exchange: Exchange, place: _Place) -> str:
    narrowed = filters_in_words(exchange.filters)
    chips = _time_html(exchange, place) + (f'<span class="chip">{escaped(narrowed)}</span>' if narrowed else "")
    return f'<div class="chips">{chips}</div>' if chips else ""


def _time_html(exchange: Exchange, place: _Place) -> str:
    """The time asked about; on the last answer it can be changed and taken away."""
    frame = exchange.answer.time_frame if exchange.answer else None
    if frame is None and exchange.time is not None:
        return ""
    told = f"Time: {escaped(frame.describe())}" if frame else "Time: any"
    if not (exchange.complete and place.can_be_asked_again):
        return f'<span class="chip">{told}</span>'
    days = [day.isoformat() if day else "-" for day in ((frame.since, frame.until) if frame else (None, None))]
    change = _button("time", " ".join([str(place.number), *days]), told, "Change the time asked about")
    without = _button("without-time", place.number, "", "Ask without this time") if frame else ""
    again = _button("own-time", place.number, "", "Ask with the time that the question names") if not frame else ""
    return f'<span class="chip">{change}{without}{again}</span>'


def _tools_html(exchange: Exchange, place: _Place) -> str:
    tools = _button("copy", place.number, "Copy", "Copy the answer with its citations") if exchange.complete else ""
    if place.can_be_asked_again and not exchange.refused:
        tools += _button("again", place.number, "Ask again", "Ask this question again")
    if exchange.complete and place.can_be_marked:
        tools += _verdict_html(exchange, place)
    copied = _copied_html(exchange.answer) if exchange.complete and exchange.answer else ""
    return f'<div class="tools">{tools}</div>{copied}' if tools else ""


def _verdict_html(exchange: Exchange, place: _Place) -> str:
    thumbs = _thumb("up", "Good answer", exchange, place) + _thumb("down", "Bad answer", exchange, place)
    remark = f'<span class="remark">{escaped(exchange.remark)}</span>' if exchange.remark else ""
    word = _button("word", f"{place.number} {exchange.mark}", "Add a word", "Say why in a word") if exchange.mark else ""
    return f'<span class="verdict">{remark}{word}{thumbs}</span>'


def _thumb(mark: Mark, name: str, exchange: Exchange, place: _Place) -> str:
    pressed = " pressed" if exchange.mark == mark else ""
    return _button(mark, place.number, "", name, f"thumb{pressed}")


def _copied_html(answer: Answer) -> str:
    """What Copy copies, a paragraph a line; it is never shown."""
    return f'<div class="to-copy" hidden>{"".join(f"<p>{escaped(line)}</p>" for line in lines_to_copy(answer))}</div>'


def _button(act: str, value: int | str, label: str, title: str, more: str = "") -> str:
    """A button that page.js acts on; the Chatbot's sanitising leaves it its class, name, value and title, and little else."""
    classes = f"do {act} {more}".rstrip()
    return f'<button type="button" class="{classes}" name="{act}" value="{value}" title="{title}">{label}</button>'
