"""Downloads from news databases, which hold many articles in one text: Nexis, Factiva, ProQuest."""

import re
from collections.abc import Callable

from index.dating.statements import Stated, read_date
from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.fields import line
from index.formats.records import held
from index.formats.text import decode

_NEXIS = re.compile(r"^[ \t\f]*\d{1,6} of \d{1,6} DOCUMENTS[ \t]*\r?$", re.MULTILINE)
_NEXIS_END = re.compile(r"^[ \t]*End of Document[ \t]*\r?$", re.MULTILINE)
_FACTIVA_END = re.compile(r"^Document [A-Z]{2,12}[0-9][0-9A-Za-z]{8,30}[ \t]*\r?$", re.MULTILINE)
_PROQUEST = re.compile(r"^_{40,}[ \t]*\r?$", re.MULTILINE)

# What stands in the lines before and after an article's text.
_LABEL = re.compile(r"[ \t]*([A-Z][A-Za-z]*(?:[- ][A-Za-z]+){0,3}):[ \t]*(.*)")
_BEFORE = frozenset("byline section length dateline highlight author".split())
_AFTER = re.compile(
    r"^[ \t]*(?:(?:load-date|language|publication-type|graphic|subject|company|organization|person|country|city|state|industry"
    r"|geographic|document-type|journal-code|classification|notes|correction-date|type|doc)[ \t]*:"
    r"|copyright (?:©|\(c\)|[12]\d{3}\b)|©|\(c\) [12]\d{3}\b"
    r"|all rights reserved|classification[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_WORDS = re.compile(r"[\d,.]+ words")
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")
_WEEKDAY = re.compile(r"\s+[^\W\d]+\Z|\A[^\W\d]+,\s+")

_MARKS = re.compile(rb" DOCUMENTS|End of Document|Document [A-Z]{2,12}[0-9]|_{40}")

Reader = Callable[[str], Draft | None]


def may_be(data: bytes) -> bool:
    """Whether it is worth to look closer: plain text holds none of what the databases write."""
    return _MARKS.search(data) is not None


def splitter(text: str) -> tuple[list[str], Reader] | None:
    """The articles of a download and what reads one; None for a text that is no download."""
    if len(starts := [match.end() for match in _NEXIS.finditer(text)]) > 0:
        ends = [match.start() for match in _NEXIS.finditer(text)][1:] + [len(text)]
        return [text[start:end] for start, end in zip(starts, ends, strict=True)], _nexis
    if _NEXIS_END.search(text):
        return _NEXIS_END.split(text), _nexis_uni
    if _FACTIVA_END.search(text):
        return _FACTIVA_END.split(text), _factiva
    if len(parts := _PROQUEST.split(text)) > 2 and re.search(r"^Publication title: ", text, re.MULTILINE):
        return parts, _proquest
    return None


def read_export(data: bytes) -> list[Draft | Rejected]:
    """The articles of a download, numbered by their place in it."""
    text, notes = decode(data)
    split = splitter(text)
    if split is None:
        raise BadContent("no download of a news database")
    parts, reader = split
    found: list[Draft | Rejected] = []
    for part in (part for part in parts if part.strip()):
        number = len(found) + 1
        draft = reader(part.replace("\r\n", "\n").replace("\f", "\n"))
        if draft:
            found.append(
                Draft(draft.text, "header", 0, draft.stated, draft.title, draft.source, None, draft.author, number, notes, collected=True)
            )
        elif reader is not _proquest and part is not parts[-1]:
            found.append(Rejected(number, "an article of the download that has no text"))
    if not found:
        raise BadContent("a download of a news database without an article")
    return held(found)


def _blocks(text: str) -> list[str]:
    return [block.strip() for block in re.split(r"\n[ \t]*\n", text) if block.strip()]


def _nexis(part: str) -> Draft | None:
    """Outlet, day, headline, labels, text, labels, each a block of its own."""
    blocks = _blocks(part)
    after = next((number for number, block in enumerate(blocks) if number > 2 and _AFTER.match(block)), len(blocks))
    day_at = next((number for number, block in enumerate(blocks[:6]) if len(block) < 100 and _YEAR.search(block)), None)
    if day_at is None:
        return None
    labels = {match[1].lower(): match[2] for block in blocks[:after] if (match := _LABEL.match(block)) and match[1].lower() in _BEFORE}
    last = max((number for number, block in enumerate(blocks[:after]) if _is_label(block)), default=day_at + 1)
    title = blocks[day_at + 1] if day_at + 1 < last else None
    outlet = next((block for block in reversed(blocks[:day_at]) if not _AFTER.match(block)), None)
    return _draft(blocks[last + 1 : after], _day(blocks[day_at]), title, outlet, labels.get("byline"))


def _nexis_uni(part: str) -> Draft | None:
    """Headline, outlet, day, copyright and labels in lines, "Body", the text, labels."""
    head, mark, body = part.partition("\nBody\n")
    lines = [one.strip() for one in head.split("\n") if one.strip()]
    day_at = next((number for number, one in enumerate(lines[:12]) if _day(one).day), None)
    if not mark or day_at is None or day_at < 1:
        return None
    labels = {match[1].lower(): match[2] for one in lines if (match := _LABEL.match(one))}
    blocks = _blocks(_AFTER.split(body, maxsplit=1)[0])
    return _draft(blocks, _day(lines[day_at]), lines[day_at - 2] if day_at > 1 else None, lines[day_at - 1], labels.get("byline"))


def _factiva(part: str) -> Draft | None:
    """Section, headline, byline, "312 words", day, outlet, code, language, copyright, and the text."""
    lines = [one.strip() for one in part.split("\n")]
    words = next((number for number, one in enumerate(lines) if _WORDS.fullmatch(one)), None)
    day_at = next((number for number, one in enumerate(lines) if words is not None and words < number < words + 4 and _day(one).day), None)
    rights = next((number for number, one in enumerate(lines) if day_at is not None and number > day_at and _AFTER.match(one)), None)
    if words is None or day_at is None or rights is None:
        return None
    before = [one for one in lines[:words] if one]
    byline = next((one for one in before if one.lower().startswith("by ")), None)
    titles = [one for one in before if one != byline]
    outlet = next((one for one in lines[day_at + 1 :] if one and not re.fullmatch(r"\d{1,2}:\d\d.*", one)), None)
    return _draft(_blocks("\n".join(lines[rights + 1 :])), _day(lines[day_at]), titles[-1] if titles else None, outlet, byline)


def _proquest(part: str) -> Draft | None:
    """Labels in lines, of which "Full text:" holds the article."""
    labels: dict[str, str] = {}
    name = ""
    for one in part.split("\n"):
        match = _LABEL.match(one)
        if match and (
            name.lower() != "full text" or match[1].lower() in ("subject", "title", "publication title", "copyright", "database")
        ):
            name = match[1]
            labels.setdefault(name.lower(), match[2])
        elif name:
            labels[name.lower()] += f"\n{one}"
    day = _day(labels.get("publication date", "").split("\n")[0])
    title = labels.get("title", "").split("\n")[0] or _blocks(part)[0]
    outlet = re.split(r"[;\n]", labels.get("publication title", ""))[0]
    return _draft(_blocks(labels.get("full text", "")), day, title, outlet, labels.get("author"))


def _is_label(block: str) -> bool:
    match = _LABEL.match(block)
    return bool(match and match[1].lower() in _BEFORE)


def _day(text: str) -> Stated:
    text = " ".join(text.split())
    stated = read_date(text)
    return stated if stated.day else read_date(_WEEKDAY.sub("", text))


def _draft(blocks: list[str], day: Stated, title: str | None, outlet: str | None, author: str | None) -> Draft | None:
    text = "\n\n".join(" ".join(block.split()) for block in blocks)
    if not text:
        return None
    return Draft(text, "header", stated=day, title=line(title), source=line(outlet), author=line(author))
