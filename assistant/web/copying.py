"""An answer as plain text with its citations, to be pasted elsewhere."""

from assistant.records import Answer, Citation
from assistant.web.escaping import one_line
from assistant.web.places import date_in_words


def lines_to_copy(answer: Answer) -> list[str]:
    """The answer's lines, and below them each citation: number, outlet, date, file and the quote."""
    told = [one_line(line) for line in answer.text.splitlines()]
    return [*filter(None, told), *(_cited(citation) for citation in answer.citations)]


def _cited(citation: Citation) -> str:
    place = ", ".join(filter(None, [one_line(citation.source or ""), date_in_words(citation.published), one_line(citation.file)]))
    return f"[{citation.number}] {place}: “{one_line(citation.quote)}”"
