"""Text fields that hold HTML: tags, entities and scripts removed, blocks kept apart."""

import html
import re

from index.formats.drafts import BadContent

# The parser's time grows with the square of an element's attributes: 54,000 take 21 s.
MAX_ATTRIBUTES = 1_000

# Comments, and tags with what is no markup behind some, by HTML's own rules; `more` is an attribute too many.
_SPACE = r"[ \t\n\r\f]"
_ATTRIBUTE = rf"""[ \t\n\r\f/]*+[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+(?:{_SPACE}*+={_SPACE}*+(?:"[^"]*+"|'[^']*+'|[^ \t\n\r\f>]*+))?+"""
_MARKUP = re.compile(
    r"<!--(?:-?>|.*?--!?>|.*)|<(?:[!?]|/(?![a-z]))[^>]*+"
    r"|<(?:(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[ \t\n\r\f/>])|/?[a-z][^ \t\n\r\f/>]*+)"
    rf"(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+(?P<more>{_ATTRIBUTE})?"
    rf"(?(raw)(?:{_SPACE}*+(?:/++{_SPACE}++)*+>(?:.*?(?=</(?P=raw)[ \t\n\r\f/>])|.*))?)",
    re.IGNORECASE | re.DOTALL,
)

# Elements that editors and feeds write; "<b" in "a<b" is none, and neither is "<sic>".
_INLINE = "a|abbr|acronym|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
_BLOCK = (
    "address|article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|img|li"
    "|main|nav|ol|p|picture|pre|section|table|tbody|td|tfoot|th|thead|title|tr|ul|video|audio|source|embed|object|param|input|button|link|meta"
)
_DROPPED = "script|style|iframe|noscript|template|svg|form|button|select|textarea|object|video|audio"
_TAG = re.compile(rf"</?(?:{_INLINE}|{_BLOCK}|{_DROPPED})(?=[\s/>])[^<>]{{0,5000}}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,8});")
_REMOVED = re.compile(rf"<!--.*?(?:-->|\Z)|<({_DROPPED})(?=[\s/>])[^<>]*+>(?:(?!</?\1[\s/>]).)*+</\1\s*+>", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<(?:t[dh])(?=[\s/>])[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/?li|/?tr|/?d[td]|hr)(?=[\s/>])[^<>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})(?=[\s/>])[^<>]*>", re.IGNORECASE)


def check_attributes(page: str) -> None:
    """Raises `BadContent` for an element with so many attributes that an HTML parser would not end."""
    if any(markup["more"] for markup in _MARKUP.finditer(page)):
        raise BadContent(f"an element of more than {MAX_ATTRIBUTES:,} attributes")


def plain_text(text: str) -> str:
    """The text without tags and entities, a blank line between its blocks; text that holds neither is returned as it is.

    What was escaped twice, "&lt;p&gt;", is read twice.
    """
    for _ in range(2):
        if not _TAG.search(text) and not _ENTITY.search(text):
            break
        text = _strip(text) if _TAG.search(text) else html.unescape(text).replace("\xa0", " ")
    return text


def _strip(text: str) -> str:
    # Spaces and line ends within markup mean nothing, but two line ends are a paragraph where an editor adds its tags later.
    text = _REMOVED.sub(" ", text)
    paragraphs = "\n\n" if not re.search(r"<p[\s>]", text, re.IGNORECASE) else " "
    text = re.sub(r"\s+", lambda space: paragraphs if space[0].count("\n") > 1 else " ", text)
    text = _BLOCK_TAG.sub("\n\n", _BREAK.sub("\n", _CELL.sub(" ", text)))
    text = html.unescape(_TAG.sub("", text)).replace("\xa0", " ")
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]{2,}", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()
