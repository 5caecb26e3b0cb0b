"""A conversation as the file that the page's Save buttons give, sent to page.js as text: the page has no files to fetch."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from assistant.web.exchanges import Conversation
from assistant.web.export import Exported, as_html, as_markdown

if TYPE_CHECKING:
    from assistant import Assistant

SavedAs = Literal["markdown", "html"]

TITLE_LENGTH = 120  # characters of the first question


def saved_file(assistant: "Assistant", conversation: Conversation, kind: SavedAs, serial: int, *, made: datetime) -> str:
    """JSON of the file's `name`, `type` and `text`, with the `serial` that it was asked for with."""
    exchanges = exported(conversation)
    title = exchanges[0].question[:TITLE_LENGTH] if exchanges else "Nothing was answered yet"
    text = (
        as_html(title, exchanges, made=made, article_of=assistant.article) if kind == "html" else as_markdown(title, exchanges, made=made)
    )
    name = f"dateline-{made:%Y-%m-%d-%H%M}.{'html' if kind == 'html' else 'md'}"
    return json.dumps({"serial": serial, "name": name, "type": f"text/{kind};charset=utf-8", "text": text})


def exported(conversation: Conversation) -> Sequence[Exported]:
    """The questions that were answered."""
    return [
        Exported(
            exchange.question,
            exchange.answer.asked,
            exchange.answer,
            exchange.filters.since,
            exchange.filters.until,
            exchange.filters.source,
        )
        for exchange in conversation
        if exchange.answer and exchange.complete
    ]
