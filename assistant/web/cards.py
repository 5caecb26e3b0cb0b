"""An answer as HTML: its text, a timeline, a card for each citation, or the nearest passages when it abstains.

Gradio's Chatbot lets elements and classes through, buttons with their `value` among them; article.js gives them what they do.
"""

from assistant.records import Answer, Citation, ScoredPassage
from assistant.web.answer_text import text_html
from assistant.web.escaping import escaped, without_folders
from assistant.web.places import (
    citation_value,
    copy_value,
    date_in_words,
    day_html,
    file_html,
    opening_html,
    outlet_html,
    passage_value,
    place_html,
)
from assistant.web.quotes import ArticleOf, cut, quote_html
from assistant.web.timeline import timeline_html
from index import StoryFile

__all__ = ["ArticleOf", "answer_html", "date_in_words", "error_html", "notice_html", "question_html"]

NEAREST_SHOWN = 3
PREVIEW_LENGTH = 200
COPIES_SHOWN = 5
CONTEXT_LENGTH = 280  # characters of the paragraph on each side of the quote: about three lines at 1280 px


def answer_html(answer: Answer, article_of: ArticleOf) -> str:
    """The whole reply to a question on one line of HTML; `article_of` finds the article that a card quotes from."""
    below = _nearest_html(answer.passages) if answer.abstained else _cards_html(answer, article_of)
    notices = "".join(notice_html(notice) for notice in answer.notices)
    asked = answer.time_frame
    frame = f'<p class="time-frame">Time asked about: {escaped(asked.describe())}</p>' if asked else ""
    above = f"{text_html(answer)}{_unsure_html(answer)}{frame}{notices}{timeline_html(answer)}"
    return f'<div class="{"abstained" if answer.abstained else "answer"}">{above}{below}</div>'


def question_html(question: str) -> str:
    """What the user asked, as shown above the reply."""
    return f'<div class="question">{escaped(question)}</div>'


def notice_html(notice: str) -> str:
    """A quiet line with the answer."""
    return f'<p class="notice">{escaped(without_folders(notice))}</p>'


def error_html(message: str) -> str:
    """A reply that is one line about what went wrong."""
    return f'<div class="problem" role="alert"><p>{escaped(without_folders(message))}</p></div>'


def _unsure_html(answer: Answer) -> str:
    """That an answer is unsure, and what else it may be."""
    if answer.sure != "unsure":
        return ""
    items = "".join(f"<li>“{escaped(other.quote)}” ({day_html(other.published)}, {file_html(other.file)})</li>" for other in answer.others)
    if not items:
        return '<div class="unsure"><p>Unsure: check it.</p></div>'
    return f'<div class="unsure"><p>Unsure: check it. It may also be:</p><ul>{items}</ul></div>'


def _cards_html(answer: Answer, article_of: ArticleOf) -> str:
    cards = "".join(_card_html(citation, article_of) for citation in answer.citations)
    return f'<div class="cards">{cards}</div>' if cards else ""


def _card_html(citation: Citation, article_of: ArticleOf) -> str:
    """The card; it takes the focus when its marker is pressed, so that the next Tab reaches its button."""
    place = place_html(citation.file, citation.source, citation.published)
    head = f'<div class="card-head"><span class="marker">[{citation.number}]</span>{place}</div>'
    speaker = f'<p class="speaker">said by {escaped(citation.speaker)}</p>' if citation.speaker else ""
    quote = f"<blockquote>{quote_html(citation, article_of, CONTEXT_LENGTH)}</blockquote>"
    foot = f'<div class="card-foot">{opening_html(citation_value(citation))}</div>'
    return f'<div class="card card-{citation.number}" tabindex="-1">{head}{quote}{speaker}{_copies_html(citation)}{foot}</div>'


def _copies_html(citation: Citation) -> str:
    """The other files of the story, of many only the earliest and the newest."""
    files = citation.also_in
    shown = files if len(files) <= COPIES_SHOWN else (files[0], files[-1])
    items = "".join(f"<li>{_copy_html(file, citation.quote)}</li>" for file in shown)
    more = f"<li>and {len(files) - len(shown)} more</li>" if len(shown) < len(files) else ""
    return f'<div class="copies">The same story also in<ul>{items}{more}</ul></div>' if files else ""


def _copy_html(file: StoryFile, quote: str) -> str:
    opening = opening_html(copy_value(file, quote), file.id, look="open-article file")
    return f"{outlet_html(file.source)}{day_html(file.published)}{opening}"


def _nearest_html(passages: tuple[ScoredPassage, ...]) -> str:
    items = "".join(_nearest_item_html(p) for p in passages[:NEAREST_SHOWN])
    summary = "<summary>Nearest passages</summary>"
    return f'<details class="nearest">{summary}<ul>{items}</ul></details>' if items else ""


def _nearest_item_html(scored: ScoredPassage) -> str:
    passage = scored.passage
    head = f'<div class="card-head">{place_html(passage.article_id, passage.source, passage.published)}</div>'
    text = f"<p>{escaped(cut(passage.text.strip(), PREVIEW_LENGTH))}</p>"
    foot = f'<div class="card-foot">{opening_html(passage_value(passage))}</div>'
    return f"<li>{head}{text}{foot}</li>"
