"""A conversation as one HTML page that needs nothing from anywhere and runs nothing.

Its policy forbids every request, script and style but the one style element, which is named by its hash.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

from assistant.records import Answer, Citation, ScoredPassage, Value
from assistant.web.answer_text import sentences_html
from assistant.web.assets import asset
from assistant.web.escaping import escaped, without_folders
from assistant.web.export.exported import (
    LONGEST_LINE,
    LONGEST_PASSAGE,
    MOST_CITATIONS,
    MOST_VALUES,
    NEAREST_SHOWN,
    Exported,
    kept,
    lines_above,
    lines_below,
    made_in_words,
    newest,
)
from assistant.web.places import date_in_words, place_html
from assistant.web.quotes import ArticleOf, cut, quote_html

# Of a paragraph on each side of its quote; longer ones are no paragraphs of news.
LONGEST_CONTEXT = 1_500  # characters

_POLICY = "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def as_html(title: str, exchanges: Sequence[Exported], *, made: datetime, article_of: ArticleOf | None = None) -> str:
    """The conversation as a page; with `article_of` each quote stands in the paragraph that it is from."""
    style = asset("export.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    shown = newest(exchanges)
    name = _line(title)
    sections = "\n".join(_exchange_html(exchange, number, article_of) for number, exchange in enumerate(shown, 1))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(digest=digest)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f'<meta name="referrer" content="no-referrer">\n<title>{name}</title>\n<style>{style}</style>\n</head>\n<body>\n'
        f'<header><h1>{name}</h1><p class="made">{_line(made_in_words(exchanges, made))}</p></header>\n'
        f"{_contents_html(shown)}<main>\n{sections}\n</main>\n</body>\n</html>\n"
    )


def _contents_html(exchanges: Sequence[Exported]) -> str:
    """The questions, to go to; nothing for a single one."""
    items = "".join(f'<li><a href="#q{number}">{_line(exchange.question)}</a></li>' for number, exchange in enumerate(exchanges, 1))
    return f'<nav aria-label="Questions"><ol>{items}</ol></nav>\n' if len(exchanges) > 1 else ""


def _exchange_html(exchange: Exported, number: int, article_of: ArticleOf | None) -> str:
    answer = exchange.answer
    above = "".join(f'<p class="told">{_line(line)}</p>' for line in lines_above(exchange))
    notices = "".join(f'<p class="notice">{_line(without_folders(notice))}</p>' for notice in answer.notices)
    cited = answer.citations[:MOST_CITATIONS]
    cards = "".join(_card_html(citation, number, article_of) for citation in cited)
    below = f'<div class="sources" role="group" aria-label="Sources">{cards}</div>' if cards else ""
    nearest = _nearest_html(answer.passages[:NEAREST_SHOWN]) if answer.abstained else ""
    return (
        f'<section id="q{number}"><h2>{_line(exchange.question)}</h2>{above}'
        f'<div class="text{" declined" if answer.abstained else ""}">{_text_html(answer, number)}</div>'
        f"{notices}{_values_html(answer, number)}{nearest}{below}</section>"
    )


def _text_html(answer: Answer, number: int) -> str:
    numbers = {citation.number for citation in answer.citations[:MOST_CITATIONS]}
    return sentences_html(kept(answer), lambda n: _marker_html(number, n) if n in numbers else f"[{n}]")


def _marker_html(exchange: int, citation: int) -> str:
    return f'<a class="marker" href="#q{exchange}-{citation}" aria-label="Source {citation}">[{citation}]</a>'


def _values_html(answer: Answer, number: int) -> str:
    rows = "".join(_value_html(value, number) for value in answer.values[:MOST_VALUES])
    return f'<table class="values"><caption>What was reported, oldest first</caption><tbody>{rows}</tbody></table>' if rows else ""


def _value_html(value: Value, number: int) -> str:
    marker = _marker_html(number, value.citation)
    return f'<tr><th scope="row">{date_in_words(value.published)}</th><td>{_line(value.text)}</td><td>{marker}</td></tr>'


def _card_html(citation: Citation, number: int, article_of: ArticleOf | None) -> str:
    place = place_html(citation.file, citation.source, citation.published)
    below = "".join(f'<p class="told">{_line(line)}</p>' for line in lines_below(citation))
    quote = quote_html(citation, article_of, LONGEST_CONTEXT)
    head = f'<p class="place"><span class="number">[{citation.number}]</span> {place}</p>'
    back = f'<p class="back"><a href="#q{number}">Back to the answer</a></p>'
    return f'<div class="card" id="q{number}-{citation.number}">{head}<blockquote>{quote}</blockquote>{below}{back}</div>'


def _nearest_html(passages: Sequence[ScoredPassage]) -> str:
    items = "".join(_passage_html(scored) for scored in passages)
    return f'<div class="sources"><h3>Nearest passages</h3>{items}</div>' if items else ""


def _passage_html(scored: ScoredPassage) -> str:
    passage = scored.passage
    place = place_html(passage.article_id, passage.source, passage.published)
    text = escaped(cut(passage.text.strip(), LONGEST_PASSAGE))
    return f'<div class="card"><p class="place">{place}</p><blockquote>{text}</blockquote></div>'


def _line(text: str) -> str:
    return escaped(cut(text, LONGEST_LINE))
