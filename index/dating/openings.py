"""The date that a plain text states in its first lines: in a label, on a line of its own, in a byline or in a dateline."""

import re
from typing import Literal

from index.dating.statements import MAX_VALUE, NOTHING, Stated, dates_stated, normal, read_beside, read_date, weighed
from index.dating.words import weekdays_named

# A dateline opens a line, after at most "WASHINGTON, District of Columbia, Wednesday, ".
MAX_OPENING = 200
MAX_PREFIX = 80
# Headline, subhead, byline, outlet, edition, section, date: what stands before the story.
MAX_LINES = 12
# Where a second line that is a date shows that the text is a list of days.
TIMELINE = 4000

_LABEL = re.compile(r"\s*[*_#>]{0,3}(?P<label>[^\W\d_][^:：\n]{1,30}?)\s?[*_]{0,2}[:：][*_]{0,2}\s{0,3}(?P<value>\S.{0,150})")
_PUBLISHED = re.compile(
    r"(?:(?:first|date|originally) )?(?:published|posted|issued|released|sent|filed|created)(?: (?:on|at|online|date))?"
    r"|date(?: (?:of )?publi\w+| posted)?"
    r"|(?:publication|publish|posting|issue|release)[ -]?date|pubdate"
    r"|embargo(?:ed)?(?: until)?|(?:erscheinungs|veröffentlichungs)?datum"
    r"|veröffentlicht(?: am)?|erschienen(?: am)?|erstellt|publiée?(?: le)?|date de (?:publication|parution)|fecha(?: de publicación)?"
    r"|publicad[oa](?: el| em)?|data(?: di pubblicazione| de publicação)?|pubblicato(?: il)?|publicerad|gepubliceerd"
    r"|дата|опубликовано|data publikacji"
    r"|发布时间|发布日期|日期|日付|公開日|날짜|tarih|التاريخ",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:by|von|par|por|di|da|door|av|af|от|tarafından)\s", re.IGNORECASE)
# Punctuation at the end of a line of prose; a byline or date may end with one too, but not after so many words.
_PROSE = re.compile(r"[.!?。！？:…][\"”’»)]?(?:\s*\Z|\s+[^\W\d_a-z])")
PROSE_WORDS = 8
_GOES_ON = re.compile(
    r"(?:,|\b(?:on|of|by|to|in|at|the|and|from|for|since|until|between|before|after|am|vom|bis|seit|den|der|und|ab|le|du|de|au|et|depuis|el|del"
    r"|y|desde|hasta|il|dal|op|van|em|do|в|с|на|до|и))\Z",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s+[|·•–—]\s+|\s*[|·•]\s*")
_PLACE_AND_AGENCY = re.compile(r"[^\W\d_a-zà-ÿ][^\d(\n]{1,40}\([^()\d]{2,40}\)\s*[–—-]{1,2}\s*\Z")

# What ends a dateline: "2024.", "2019 -", "2020 (Reuters)", "2020 /PRNewswire/", the end of the line. After a name that
# is not in capitals only some: "Paris Attacks, November 13, 2015" is a headline.
_ENDS = re.compile(r"\s*(?:[.|/(–—-]|\Z)")
_ENDS_AFTER_NAME = re.compile(r"\s*[/(–—-]")
_SENTENCE = re.compile(r"\s+[\"“‘']?[A-Z]")
_NO_PLACE = frozenset(
    "a after an and as at before between but by for from in it its last next of on since the this until when".split()
    + "am ab bis seit vom im der die das le la les en du depuis avant après el los las desde hasta il nel dal op de het em no na".split()
)
# Articles before the day, not part of the place: "BESMERA, le 13 février 2021".
_BEFORE_DAY = re.compile(r"(?<=,)\s*(?:den|le|el|il)\s*\Z")


def opening_date(text: str) -> tuple[Stated, Literal["header", "dateline"] | None]:
    """What the first lines of a text state, and whether it is a "header" or a "dateline"; what is no date there states nothing."""
    lines = _first_lines(text)
    unread = NOTHING
    for number, (line, _) in enumerate(lines):
        if label := _LABEL.fullmatch(line):
            if _PUBLISHED.fullmatch(label["label"].strip()):
                stated = _alone(label["value"])
                if stated.day or stated.readings:
                    return stated, "header"
                unread = unread if unread.reason else stated
        elif number == 0 and (day := dateline_date(text)).day:
            return day, "dateline"
    for number, (line, follows) in enumerate(lines):
        stated = _of_line(line, first=number == 0)
        if (stated.day or stated.readings) and not follows:
            return (NOTHING, None) if _is_timeline(text, stated) else (stated, "header")
        if number and (stated := _dateline(line, named=True)).day:
            return stated, "dateline"
    return unread, None


def line_date(line: str) -> Stated:
    """What one line of a page's head states: a date alone, labelled, or beside an outlet, a place or an author."""
    if label := _LABEL.fullmatch(line):
        return _alone(label["value"]) if _PUBLISHED.fullmatch(label["label"].strip()) else _of_line(line, first=False)
    return _of_line(line, first=False)


def dateline_date(text: str) -> Stated:
    """What a dateline with its year states that opens the text: "LONDON, March 3, 2020 (Reuters) -"."""
    return _dateline(text[: 2 * MAX_OPENING].lstrip().partition("\n")[0])


def _first_lines(text: str) -> list[tuple[str, bool]]:
    """The lines before the story and its first, each with whether it goes on a sentence of the line above or is gone on with below."""
    found: list[tuple[str, bool]] = []
    above = ""
    raw = text[:TIMELINE].splitlines()
    for number, line in enumerate(raw):
        line = line.strip()
        if line:
            below = raw[number + 1].strip() if number + 1 < len(raw) else ""
            found.append((line, bool(_GOES_ON.search(above)) or below[:1].islower()))
            if len(found) == MAX_LINES or len(line) > MAX_OPENING or (len(line.split()) >= PROSE_WORDS and _PROSE.search(line)):
                break
        above = line
    return found


def _alone(value: str) -> Stated:
    """What the value of a label states, a weekday or a place in brackets after it apart."""
    return read_date(value.strip(" *_\t")) if len(value) <= MAX_VALUE else NOTHING


def _of_line(line: str, *, first: bool) -> Stated:
    """What a line states that is a date, alone or beside an outlet, a place or an author."""
    first = first and not line.startswith(("*", "_"))
    line = line.strip(" *_#>\t")
    if len(line) > MAX_OPENING or not any(char.isdecimal() for char in line):
        return NOTHING
    if len(line) <= MAX_VALUE:
        stated = read_date(line) if not line.isdecimal() or len(line) == 8 else NOTHING
        if stated.day or stated.readings:
            return stated
    parts = _BETWEEN.split(line)
    for part in parts if len(parts) > 1 else ():
        stated = read_date(part) if not part.isdecimal() else NOTHING
        if stated.day or stated.readings:
            return stated
    text = normal(line)
    found = list(dates_stated(text))
    if len(found) != 1:
        return NOTHING
    start, end, stated = found[0]
    before, after = _without_author(text[:start], text[end:])
    if before is None or (first and before):
        return NOTHING
    beside = read_beside("", after)
    return weighed(stated, beside, text) if beside else NOTHING


def _without_author(before: str, after: str) -> tuple[str | None, str]:
    """The words around a date without the names of a place, an outlet or an author; None where they are more than names."""
    if author := re.search(r"\bby\s[^\d.]{2,40}\Z", after, re.IGNORECASE):
        after = after[: author.start()]
    if read_beside(before, "") is not None:
        return "", after
    byline = _BYLINE.match(before)
    names = before[byline.end() :] if byline else before
    parts = [part.strip() for part in re.split(r"[,–—|(]|\s-\s", names) if part.strip()]
    fit = (
        before.rstrip().endswith((",", "-", "–", "—", "|"))
        and len(parts) <= 4
        and all(_is_name(part) or _is_weekday(part) for part in parts)
    )
    return (before if fit else None), after


def _is_timeline(text: str, stated: Stated) -> bool:
    """Whether another line of its own has another date."""
    lines = (line.strip(" *_#>\t") for line in text[:TIMELINE].splitlines())
    dates = (read_date(line).day for line in lines if len(line) <= 40 and any(char.isdecimal() for char in line) and not line.isdecimal())
    return any(day and day != stated.day for day in dates)


def _dateline(line: str, *, named: bool = False) -> Stated:
    """What a dateline states; with `named` only one that begins with a place in capitals."""
    line = normal(line[:MAX_OPENING])
    if named and not line.partition(",")[0].partition(" (")[0].isupper():
        return NOTHING
    for start, end, stated in sorted(dates_stated(line), key=lambda found: found[0]):
        if stated.day and _is_dateline(_BEFORE_DAY.sub(" ", line[:start]), line[end:]):
            return stated
    return NOTHING


def _is_dateline(before: str, after: str) -> bool:
    """Whether a date between these two stands alone, after nothing but a place and a weekday."""
    if _PLACE_AND_AGENCY.fullmatch(before):
        return bool(_ENDS_AFTER_NAME.match(after))
    parts = [part.strip() for part in re.split(r"[,–—]|\s-", before.strip()) if part.strip()]
    if len(before) > MAX_PREFIX or len(parts) > 4 or not all(_is_name(part) for part in parts):
        return False
    if all(_is_weekday(part) for part in parts):
        return bool(_ENDS.match(after) or _SENTENCE.match(after))
    if not before.rstrip().endswith((",", "-", "–", "—")) and not _is_weekday(parts[-1]) and not parts[-1].isupper():
        return False
    if parts[0].isupper():
        return bool(_ENDS.match(after) or _SENTENCE.match(after))
    return bool(_ENDS_AFTER_NAME.match(after))


def _is_name(part: str) -> bool:
    words = part.split()
    capitalised = words[0][0].isupper() and words[-1][0].isupper()
    digits = any(char.isdigit() for char in part)
    return capitalised and not digits and len(words) <= 4 and words[0].lower() not in _NO_PLACE


def _is_weekday(part: str) -> bool:
    return len(part.split()) == 1 and bool(weekdays_named(part.rstrip(".")))
