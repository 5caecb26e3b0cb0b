"""A conversation on the page: each question with the reply that grows under it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, QuestionError
from assistant.web.cards import answer_html, error_html, notice_html, question_html
from assistant.web.dates import read_date
from assistant.web.escaping import one_line
from assistant.web.turns import Turn
from index.errors import DatelineIndexError

if TYPE_CHECKING:
    from assistant import Assistant

EXCHANGES_KEPT = 50  # what one page can hold and show; older ones go
QUESTION_SHOWN = 160  # characters of a question until it is answered, and then all of it

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Exchange:
    """One question and its reply as HTML.

    `said` is the plain answer, None until it is complete or when there is none. A `refused` question could not be asked
    as it was typed.
    """

    question: str
    reply: str
    said: str | None = None
    refused: bool = False

    @property
    def messages(self) -> list[dict[str, str]]:
        """The two messages that Gradio's Chatbot shows."""
        return [
            {"role": "user", "content": question_html(self.question)},
            {"role": "assistant", "content": self.reply},
        ]


Conversation = tuple[Exchange, ...]


def converse(
    assistant: "Assistant", turn: Turn, earlier: Conversation, question: str, since: str = "", until: str = ""
) -> Iterator[Conversation]:
    """The conversation as the reply to the new question grows; whatever goes wrong becomes the reply."""
    earlier = earlier[-EXCHANGES_KEPT + 1 :]
    last = None
    try:
        for last in _attempts(assistant, turn, earlier, question, since, until):
            yield *earlier, last
        if turn.discarded:
            yield ()
        elif turn.stopped and last and last.said is None:
            yield *earlier, replace(last, reply=last.reply + notice_html("Stopped."))
    finally:
        turn.stop()  # also when the page was closed under way


def _attempts(assistant: "Assistant", turn: Turn, earlier: Conversation, typed: str, since: str, until: str) -> Iterator[Exchange]:
    """The replies, and an error as the last of them."""
    question = one_line(typed)
    shown = question if len(question) <= QUESTION_SHOWN else f"{question[:QUESTION_SHOWN]} …"
    try:
        days = read_date(since, "From"), read_date(until, "Until")
        yield Exchange(shown, '<div class="searching"><p>Searching the articles …</p></div>')
        yield from _replies(assistant, turn, earlier, question, *days)
    except QuestionError as error:
        yield Exchange(shown, error_html(str(error)), refused=True)
    except (AssistantError, DatelineIndexError) as error:
        yield Exchange(shown, error_html(str(error)))
    except Exception:
        _log.exception("A question on the page failed")
        yield Exchange(shown, error_html("Something went wrong; see the terminal."))


def _replies(
    assistant: "Assistant", turn: Turn, earlier: Conversation, question: str, since: date | None, until: date | None
) -> Iterator[Exchange]:
    article_of = cache(assistant.article)  # one reading of each article, however often the answer grows
    history = [(e.question, e.said) for e in earlier if e.said is not None]
    answer = None
    for answer in turn.follow(assistant.stream(question, since=since, until=until, history=history)):
        yield Exchange(question, answer_html(answer, article_of))
    if answer and not turn.stopped:
        yield Exchange(question, answer_html(answer, article_of), said=answer.text)
