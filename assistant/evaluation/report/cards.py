"""A question as a card: the answer with its marks and quotes, what was expected, and all its values."""

from collections.abc import Mapping, Sequence

from assistant.evaluation.records import Cited, Example, Response, Result
from assistant.evaluation.report.outcomes import SIGNS, least_support, marks_of, outcome_of
from assistant.evaluation.report.sentences import sentences_html
from assistant.evaluation.report.text import decimal, escaped
from assistant.records import rendered

QUOTE_LENGTH = 2000  # as much of a quote as the chat shows; some systems cite a whole article
COPIES_SHOWN = 5


def card_html(result: Result, number: int, order: Mapping[str, int]) -> str:
    """Return the card of the question with this number; `order` is the place of each metric among the values."""
    example, response = result.example, result.response
    said = f'<div class="said">{_answer(result)}{_quotes(response.citations)}</div>'
    known = f"{_expected(example)}{_relevant(example, response)}{_values(result.values, order)}"
    beside = f'<div class="known">{known}</div>' if known else ""
    body = f'<div class="body">{said}{beside}</div>'
    return f'<article class="card" id="question-{number}"{_data(result)}>{_head(result, number)}{body}</article>'


def _data(result: Result) -> str:
    """Return the attributes by which the page's script finds and orders cards."""
    support, confidence = least_support(result), result.response.confidence
    data = {
        "kind": escaped(result.example.kind),
        "outcome": outcome_of(result).value,
        "marks": ",".join(marks_of(result)),
        "confidence": "" if confidence is None else repr(float(confidence)),
        "support": "" if support is None else repr(float(support)),
    }
    return "".join(f' data-{name}="{value}"' for name, value in data.items())


def _head(result: Result, number: int) -> str:
    example, response, outcome = result.example, result.response, outcome_of(result)
    told = [
        f'<span class="kind">{escaped(example.kind)}</span>' if example.kind else "",
        "answerable" if example.answerable else "not answerable",
        f"confidence {decimal(response.confidence)}" if response.confidence is not None else "",
        f"{response.seconds:.2f} s" if response.seconds is not None else "",
        f"by {escaped(response.answered_by)}" if response.answered_by else "",
        f'<span class="id">{escaped(example.id)}</span>' if example.id else "",
    ]
    flags = "".join(f'<span class="flag">✗ {mark}</span>' for mark in marks_of(result))
    name = f'<span class="outcome {outcome.name.lower()}">{SIGNS[outcome]} {outcome}</span>'
    line = "".join(f"<span>{part}</span>" for part in told if part)
    question = f'<h3><span class="number">{number}</span> <span class="question">{escaped(example.question)}</span></h3>'
    return f'<header>{question}<p class="told">{name}{flags}{line}</p></header>'


def _answer(result: Result) -> str:
    if not result.response.sentences:
        return '<p class="answer declined">No answer.</p>'
    if result.response.abstained:
        withheld = rendered(result.response.withheld or ())[0]
        held = f'<p class="withheld">Withheld for want of confidence: {escaped(withheld)}</p>' if withheld else ""
        return f'<p class="answer declined">{escaped(result.response.text)}</p>{held}'
    return sentences_html(result.response, result.sentences)


def _quotes(citations: Sequence[Cited]) -> str:
    return f'<ul class="quotes">{"".join(map(_quote, citations))}</ul>' if citations else ""


def _quote(cited: Cited) -> str:
    head = [
        f'<span class="marker">[{cited.number}]</span>',
        f'<span class="file">{escaped(cited.file)}</span>' if cited.file else "<span>no file</span>",
        f"<span>{cited.published.isoformat() if cited.published else 'undated'}</span>",
        {True: "<span>✓ valid</span>", False: '<strong class="bad">✗ invalid</strong>', None: "<span>not looked up</span>"}[cited.valid],
    ]
    quote = f"<blockquote>{escaped(cited.text, QUOTE_LENGTH)}</blockquote>"
    return f'<li><p class="place">{"".join(head)}</p>{quote}{_copies(cited.also_in)}</li>'


def _copies(files: Sequence[str]) -> str:
    shown = "".join(f'<span class="file">{escaped(file)}</span>' for file in files[:COPIES_SHOWN])
    more = f"<span>and {len(files) - COPIES_SHOWN} more</span>" if len(files) > COPIES_SHOWN else ""
    return f'<p class="place">The same story also in {shown}{more}</p>' if files else ""


def _expected(example: Example) -> str:
    lines = [("Gold answer", example.references), ("Accepted", example.accept), ("Not accepted", example.reject)]
    parts = [_terms(name, [f'<dd class="gold">{escaped(text)}</dd>' for text in texts]) for name, texts in lines if texts]
    return f"<dl>{''.join(parts)}</dl>" if parts else ""


def _terms(name: str, items: Sequence[str]) -> str:
    return f"<dt>{name}</dt>{''.join(items)}"


def _relevant(example: Example, response: Response) -> str:
    """Return the articles that hold the answer, each with its rank among the articles of the retrieved passages."""
    found = list(dict.fromkeys(context.file for context in response.contexts if context.file))
    cited = {file for citation in response.citations for file in (citation.file, *citation.also_in)}
    items = []
    for relevant in example.relevant:
        there = relevant.file in found
        rank = f"✓ found, {found.index(relevant.file) + 1} of {len(found)}" if there else '<strong class="bad">✗ not found</strong>'
        grade = f", grade {relevant.grade}" if relevant.grade != 1 else ""
        cites = ", cited" if relevant.file in cited else ""
        items.append(f'<dd><span class="file">{escaped(relevant.file)}</span> <span class="rank">{rank}{cites}{grade}</span></dd>')
    return f"<dl>{_terms('Articles that hold the answer', items)}</dl>" if items else ""


def _values(values: Mapping[str, float], order: Mapping[str, int]) -> str:
    names = sorted(values, key=lambda name: (order.get(name, len(order)), name))
    rows = "".join(f"<tr><th scope='row'>{escaped(name)}</th><td>{_short(values[name])}</td></tr>" for name in names)
    return f'<table class="values"><caption>Values</caption>{rows}</table>' if rows else ""


def _short(value: float) -> str:
    """Return a value of one question: most are 0 or 1, which need no decimals."""
    return f"{value:.0f}" if value in (0, 1) else decimal(value)
