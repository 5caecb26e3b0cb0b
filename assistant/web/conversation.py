"""A conversation on the page: asking a question, and the reply that grows under it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, QuestionError
from assistant.records import Answer
from assistant.web.cards import answer_html, error_html, notice_html
from assistant.web.escaping import one_line
from assistant.web.exchanges import Conversation, Exchange, TimeChoice
from assistant.web.filters import OUTLETS_OFFERED, FilterBoxes, read_filters
from assistant.web.turns import Turn
from assistant.web.waiting import TooBusy, Waiting, WaitingLine
from index import Filters
from index.errors import DatelineIndexError

if TYPE_CHECKING:
    from assistant import Assistant

EXCHANGES_KEPT = 50  # what one page can hold and show; older ones go
QUESTION_SHOWN = 160  # characters of a question until it is answered, and then all of it
OUTLET_SHOWN = 80  # characters of one that there is not
SEARCHING = '<div class="searching"><p>Searching the articles …</p></div>'

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asking:
    """A question as it was typed, the filters beside it, and the time chosen for it."""

    typed: str
    boxes: FilterBoxes = FilterBoxes()
    time: TimeChoice = "infer"


@dataclass(frozen=True)
class Answering:
    """What answers the questions of every page."""

    assistant: "Assistant"
    line: WaitingLine


def converse(
    answering: Answering, turn: Turn, conversation: Conversation, asking: Asking, place: int | None = None
) -> Iterator[Conversation]:
    """The conversation as the reply to the new question grows; whatever goes wrong becomes the reply.

    With a `place` the question is asked instead of the one there, and what came after it goes, unless it cannot be asked.
    """
    earlier = tuple(exchange for exchange in conversation[:place] if not exchange.refused)[-EXCHANGES_KEPT + 1 :]
    last = None
    try:
        for last in _attempts(answering, turn, earlier, asking):
            yield (*conversation, last)[-EXCHANGES_KEPT:] if last.refused else (*earlier, last)
        if turn.discarded:
            yield ()
        elif turn.stopped and last and not last.complete:
            yield *earlier, replace(last, body=(last.body if last.answer else "") + notice_html("Stopped."))
    finally:
        turn.stop()  # also when the page was closed under way
        answering.line.nudge()


def history_of(conversation: Conversation) -> tuple[tuple[str, str], ...]:
    """The questions that were answered, each with its answer's text, oldest first."""
    return tuple((e.question, e.answer.text) for e in conversation if e.answer and e.complete)


def _attempts(answering: Answering, turn: Turn, earlier: Conversation, asking: Asking) -> Iterator[Exchange]:
    """The replies, and an error as the last of them."""
    question = one_line(asking.typed)
    shown = question if len(question) <= QUESTION_SHOWN else f"{question[:QUESTION_SHOWN]} …"
    begun = Exchange(shown, SEARCHING, time=asking.time)
    try:
        begun = replace(begun, filters=_offered(answering, read_filters(asking.boxes)))
        yield begun
        yield from _replies(answering, turn, earlier, replace(begun, question=question))
    except (QuestionError, TooBusy) as error:
        yield replace(begun, body=error_html(str(error)), refused=True)
    except (AssistantError, DatelineIndexError) as error:
        yield replace(begun, body=error_html(str(error)))
    except Exception:
        _log.exception("A question on the page failed")
        yield replace(begun, body=error_html("Something went wrong; see the terminal."))


def _offered(answering: Answering, filters: Filters) -> Filters:
    """The filters; raises QuestionError for an outlet that the page does not offer, or no more since the index was changed."""
    if filters.source is not None:
        offered = {outlet.casefold() for outlet in answering.assistant.outlets(OUTLETS_OFFERED)}
        if filters.source.casefold() not in offered:
            raise QuestionError(f"There is no outlet {one_line(filters.source)[:OUTLET_SHOWN]}: choose one of the list.")
    return filters


def _replies(answering: Answering, turn: Turn, earlier: Conversation, begun: Exchange) -> Iterator[Exchange]:
    article_of = cache(answering.assistant.article)  # one reading of each article, however often the answer grows
    growing = None
    for found in turn.follow(answering.line.serve(lambda: _answers(answering, turn, earlier, begun), lambda: turn.stopped)):
        if isinstance(found, Waiting):
            yield replace(begun, body=_waiting_html(found))
            continue
        growing = replace(begun, body=answer_html(found, article_of), answer=found)
        yield growing
    if growing and not turn.stopped:
        yield replace(growing, complete=True)


def _answers(answering: Answering, turn: Turn, earlier: Conversation, begun: Exchange) -> Iterator[Answer]:
    narrowed = begun.filters
    return answering.assistant.stream(
        begun.question,
        since=narrowed.since,
        until=narrowed.until,
        source=narrowed.source,
        history=history_of(earlier),
        time_frame=begun.time,
        gone=lambda: turn.stopped,
    )


def _waiting_html(waiting: Waiting) -> str:
    ahead = "Yours is the next question." if waiting.place == 1 else f"Yours is number {waiting.place} in the line."
    return f'<div class="searching"><p>Other questions are being answered. {ahead}</p></div>'
