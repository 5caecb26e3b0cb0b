"""Which outlet a story comes from, where its own first paragraph says so."""

import re

# A first paragraph in newspaper style stays below 600 characters; the rest is room for texts without paragraphs.
MAX_PARAGRAPH = 1500
_PARAGRAPH_END = re.compile(r"\n[ \t\r]{0,80}\n")

_WORD = r"[A-Z][A-Za-z0-9&.'’-]{0,30}"
_NAME = rf"{_WORD}(?: {_WORD}){{0,3}}"

_CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]{1,30}"
_PLACE = rf"{_CAPITALS}(?: {_CAPITALS}){{0,3}}(?:, ?[A-Z0-9][^,()/\n]{{0,30}}){{0,4}},?\s{{1,2}}"

# LONDON (Reuters) -     LONDON, March 3 (Reuters) -     (AP) —     NEW YORK, Dec. 5, 2024 /PRNewswire/ --
_DATELINE = re.compile(rf"(?:{_PLACE})?(?:\(({_NAME}(?:/{_NAME})?)\)|/({_NAME})/)\s?[-–—]")
# ..., Trend reports.     ..., Trend reports, citing the ministry.     Trend reports with reference to the ministry ...
_CITING = r"(?:citing|quoting|referring to|with reference to|via)\b"
_REPORTS = re.compile(rf",[\"”’']?\s(?:the )?({_NAME}) reports(?=[.,;]|\s*\Z|\s{_CITING})")
_CITES = re.compile(rf"(?:\A|[.!?][\"”’']?\s)(?:The )?({_NAME}) reports,?\s{_CITING}")
# ... died on Monday. — AP
_SIGNED = re.compile(r"[.!?]\s{1,3}(?:[–—]|--)\s?([A-Z]{2,6}|Reuters|Xinhua|Kyodo|Interfax|Bloomberg)\s*\Z")

# A name that begins so is a person, an authority or the start of another sentence.
_NO_OUTLET = frozenset(
    "a according and as but he her his i it mr mr. mrs mrs. ms ms. dr dr. president minister prime professor prof."
    " secretary police she sir senator some there these they this those we who witnesses you".split()
)
# One that ends so is an authority reporting on its work.
_AUTHORITY = frozenset("ministry government police department council court office parliament".split())


def outlet(text: str) -> str | None:
    """The outlet that the first paragraph names as its own, None where it names none.

    ", Smith reports." is taken as an outlet: nothing in the text tells a person from a paper.
    """
    opening = text[: 2 * MAX_PARAGRAPH].lstrip()[:MAX_PARAGRAPH]
    paragraph = _PARAGRAPH_END.split(opening, maxsplit=1)[0]
    found = (_DATELINE.match(paragraph), *(form.search(paragraph) for form in (_REPORTS, _CITES, _SIGNED)))
    names = (name for match in found if match for name in match.groups() if name)
    return next((name for name in names if _is_outlet(name.lower().split())), None)


def _is_outlet(words: list[str]) -> bool:
    return words[0] not in _NO_OUTLET and words[-1] not in _AUTHORITY
