"""The block of labelled lines that plain text may begin with: "Title: …", "Date: …", "Source: …", after a headline or not."""

import re

from index.formats.fields import AUTHOR, DATE, SECTION, SOURCE, TITLE, URL, field_name

# Labels in other languages, as the field that they are.
_ALSO = {
    "titel": "title",
    "titre": "title",
    "título": "title",
    "titolo": "title",
    "quelle": "source",
    "fuente": "source",
    "fonte": "source",
    "autor": "author",
    "auteur": "author",
    "autore": "author",
    "by": "author",
    "datum": "date",
    "fecha": "date",
    "data": "date",
}
_KNOWN = frozenset((*TITLE, *DATE, *SOURCE, *URL, *AUTHOR, *SECTION, *_ALSO))
# A block of labels is a few lines; what is longer is a list in the text.
MAX_BLOCK = 4000
_LINE = re.compile(r"[ \t]*(?P<label>[^\W\d_][\w .-]{0,30}?)[ \t]?:[ \t]+(?P<value>\S[^\r\n]{0,500})(?:\r?\n|\r|\Z)")
_HEADLINE = re.compile(r"\s*(?P<title>\S[^\r\n:]{0,200})(?:\r?\n|\r)\s*(?=\S)")


def header_block(text: str) -> tuple[dict[str, object], int]:
    """The fields of the block and where the text goes on after it; ({}, 0) where there are not two labels that are known."""
    for headline in (None, _HEADLINE.match(text)):
        fields, end = _labels(text, headline.end() if headline else len(text) - len(text.lstrip()))
        if len(_KNOWN.intersection(fields)) >= 2:
            title = {"title": headline["title"]} if headline else {}
            return {**title, **{_ALSO.get(label, label): value for label, value in fields.items()}}, end
    return {}, 0


def _labels(text: str, at: int) -> tuple[dict[str, object], int]:
    fields: dict[str, object] = {}
    start = at
    while (line := _LINE.match(text, at)) and at - start < MAX_BLOCK:
        fields.setdefault(field_name(line["label"]), line["value"].strip())
        at = line.end()
    return fields, at + len(text[at : at + MAX_BLOCK]) - len(text[at : at + MAX_BLOCK].lstrip())
