"""What a citation quotes, as HTML: marked within the paragraph that it stands in, the words that answer by themselves in bold."""

from collections.abc import Callable

from assistant.errors import AssistantError
from assistant.records import Citation
from assistant.web.answer_text import between_blank_lines, with_strong
from assistant.web.escaping import escaped
from assistant.web.places import QUOTE_LENGTH
from index import Article
from index.errors import DatelineIndexError

ArticleOf = Callable[[str], Article]

CUT = " …"


def quote_html(citation: Citation, article_of: ArticleOf | None, context: int) -> str:
    """The quote; where `article_of` finds its article, with up to `context` characters of its paragraph on each side."""
    before, after = _around(citation, article_of, context) if article_of else ("", "")
    # The quote stands apart from its neighbours by white space only where the article has it.
    gaps = [" " if edge.isspace() else "" for edge in (before[-1:], after[:1])]
    return f"{escaped(before)}{gaps[0]}<mark>{_marked_html(citation)}</mark>{gaps[1]}{escaped(after)}"


def cut(text: str, length: int) -> str:
    """The first `length` characters, cut between words and marked so."""
    return text if len(text) <= length else (text[:length].rsplit(maxsplit=1) or [""])[0] + CUT


def _marked_html(citation: Citation) -> str:
    shown = cut(citation.quote, QUOTE_LENGTH)
    if citation.answer_start is None or citation.answer_end is None:
        return escaped(shown)
    kept = len(shown) if shown == citation.quote else len(shown) - len(CUT)
    return with_strong(shown, [(citation.answer_start - citation.start, min(kept, citation.answer_end - citation.start))])


def _around(citation: Citation, article_of: ArticleOf, context: int) -> tuple[str, str]:
    """The rest of the paragraphs that the quote stands in; nothing when the article is gone or has changed since."""
    try:
        article = article_of(citation.file)
    except (AssistantError, DatelineIndexError):  # the quote itself is still known
        return "", ""
    if article.text[citation.start : citation.end] != citation.quote:
        return "", ""
    body = min(article.body_start, citation.start)
    spans = [(body + a, body + b) for a, b in between_blank_lines(article.text[body:])]
    start = min((a for a, b in spans if b > citation.start), default=citation.start)
    end = max((b for a, b in spans if a < citation.end), default=citation.end)
    before, after = article.text[start : citation.start], article.text[citation.end : end]
    if len(before) > context:
        before = "… " + before[-context:].split(maxsplit=1)[-1]
    return before, cut(after, context)
