"""Where words stand: outlet, date and file as a card shows them, and the control that opens the article there."""

import json
from collections.abc import Mapping
from datetime import date
from html import escape

from assistant.records import Citation
from assistant.web.escaping import escaped
from index import Passage, StoryFile

# Of the words at an offset, so that the article view sees whether they still stand there, and finds them where they moved.
CHECKED_LENGTH = 300
QUOTE_LENGTH = 2000  # an article without a full stop is one sentence, and so one quote


def date_in_words(day: date | None) -> str:
    """Such as "Thursday, 5 December 2024"; "undated" for None."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}" if day else "undated"


def place_html(file: str, source: str | None, published: date | None) -> str:
    """Outlet, date and file."""
    return f"{outlet_html(source)}{day_html(published)}{file_html(file)}"


def outlet_html(source: str | None) -> str:
    """The outlet, nothing when it is not known."""
    return f'<span class="outlet">{escaped(source)}</span>' if source else ""


def day_html(published: date | None) -> str:
    """The date with its weekday."""
    return f'<span class="date">{date_in_words(published)}</span>'


def file_html(file: str) -> str:
    """The file, as far as its name can be shown."""
    return f'<span class="file">{escaped(file)}</span>'


def opening_html(value: str, label: str = "Open article", *, look: str = "open-article") -> str:
    """A button with what article.js opens; the Chatbot lets its `value` through, and neither data nor ARIA attributes."""
    return f'<button type="button" class="{look}" value="{value}">{escaped(label)}</button>'


def citation_value(citation: Citation) -> str:
    """Opens the article at the quote, the words that answer by themselves in bold."""
    place = {"file": citation.file, "start": citation.start, "end": citation.end, "number": citation.number}
    if citation.answer_start is not None and citation.answer_end is not None:
        place |= {"strong": [citation.answer_start, citation.answer_end]}
    return _value(place | {"quote": citation.quote[:CHECKED_LENGTH]})


def passage_value(passage: Passage) -> str:
    """Opens the article at the passage."""
    return _value({"file": passage.article_id, "start": passage.start, "end": passage.end, "quote": passage.text[:CHECKED_LENGTH]})


def copy_value(file: StoryFile, quote: str) -> str:
    """Opens another file of the story where it has the quote, which article.js looks up."""
    return _value({"file": file.id, "quote": quote[:QUOTE_LENGTH]})


def _value(place: Mapping[str, object]) -> str:
    # ASCII, because a file's name may hold characters that no page shows, and must still be found by it.
    return escape(json.dumps(place, ensure_ascii=True))
