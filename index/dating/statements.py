"""What a statement of a date gives: its day, time and zone, or the reason why it gives none."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from index.dating.words import day_first, months_named, weekdays_named
from index.language.times import day_in

EARLIEST = date(1600, 1, 1)
# Weekdays of before Britain's change of calendar are those of another one.
_GREGORIAN = date(1753, 1, 1)
# Room for what JavaScript writes: "Thu Dec 05 2024 14:30:00 GMT+0400 (Azerbaijan Standard Time)".
MAX_VALUE = 100
_SHOWN = 60


@dataclass(frozen=True)
class Stated:
    """What one statement says: a day, or several that it may mean (`readings`, each with the order or languages it takes), or neither.

    `reason` tells why there is no day; `time` and `zone` are as written, the day is that of the zone. `order` is "day first" or
    "month first" where the numbers themselves prove it.
    """

    day: date | None = None
    reason: str | None = None
    time: str | None = None
    zone: str | None = None
    readings: tuple[tuple[frozenset[str], date], ...] = ()
    order: str | None = None

    def settled(self, *, order: str | None = None, language: str | None = None) -> "Stated":
        """The same with the one day that is meant in such an order of numbers, or in such a language."""
        order = order or (DAY_FIRST if language and day_first(language) else None)
        days = {day for takes, day in self.readings if order in takes or language in takes}
        return replace(self, day=days.pop(), reason=None, readings=()) if len(days) == 1 else self


DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day first", "month first", "year first"
NOTHING = Stated()

_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}(?:{_LETTER}|[\u0300-\u036f'’.-](?={_LETTER})){{0,20}}"
_OF = r"(?:(?:de|of|del|di|do|den)\s{1,2})?"
_NTH = r"(?:st|nd|rd|th|er|re|ère|[.ºª°])?"
_YEAR = r"(?:[12]\d{3}|['’]\d{2})"
_FORMS = tuple(
    re.compile(rf"(?<![\w/])(?<!\d[.,-]){form}(?!(?!T\d)[\w/])(?![.,-]\d)", re.IGNORECASE)
    for form in (
        # 2024-12-05, 20241205, 2024/12/5; the day of a week or of a year.
        r"(?P<year>[12]\d{3})(?P<mark>[-/.]?)(?P<month>[01]\d)(?P=mark)(?P<day>[0-3]\d)",
        r"(?P<year>[12]\d{3})\s?(?P<mark>[-/.])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})\.?",
        r"(?P<year>[12]\d{3})-?W(?P<week>[0-5]\d)-?(?P<day>[1-7])",
        r"(?P<a>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<b>\d{1,2})\s?(?P=mark)\s?(?P<c>\d{4}|\d{2})\.?",
        rf"(?P<day>\d{{1,2}}){_NTH}(?:\s{{0,3}}[-/]\s?|\s{{1,3}}{_OF}|(?<=[.ºª]))(?P<name>{_WORD})\.?"
        rf"(?:\s?[-/,]\s?|\s{{1,3}}){_OF}(?P<year>{_YEAR}|\d{{2}}(?!\s?[:.hap]))",
        rf"(?P<name>{_WORD})\.?\s{{1,3}}(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?(?:\s{{1,3}}|,)"
        rf"(?:(?P<between>\d{{1,2}}:\d\d(?::\d\d)?\s(?:[A-Z]{{2,5}}\s)?))?(?P<year>{_YEAR})",
        rf"(?P<year>[12]\d{{3}})[.,]?\s{{1,3}}(?P<name>{_WORD})\.?\s{{1,3}}(?P<day>\d{{1,2}})\.?",
    )
)
_CJK = re.compile(r"(?<!\d)(?P<year>[12]\d{3})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]")
_COMPACT_TIME = re.compile(r"(?P<date>[12]\d{3}[01]\d[0-3]\d)T?(?P<time>[0-2]\d[0-5]\d(?:[0-5]\d)?)(?P<zone>Z)?")
_PART_OF_YEAR = re.compile(
    rf"(?P<year>[12]\d{{3}})(?:[-/.](?P<month>\d{{1,2}}))?|(?P<name>{_WORD})\.?,?\s(?:de\s|of\s)?(?P<of>[12]\d{{3}})"
)
_EPOCH = re.compile(r"(?:/Date\()?(?P<number>\d{9,13}(?:\.\d{1,9})?|\d{16})(?:[+-]\d{4})?(?:\)/)?")

# What may stand beside a date: its time of day, zone and weekday, and words that say no more than that it is the date.
_TIME = re.compile(
    r"(?P<time>(?<![\d.])[0-2]?\d(?:(?P<dot>[:.h])[0-5]\d(?:[:.][0-5]\d(?:[.,]\d{1,9})?)?|\s?時\s?[0-5]?\d分?|h(?![a-z])|(?=\s?(?:uhr|uur|[ap]\.?m\b))))"
    r"(?:\s?(?P<half>[ap]\.?\s?m)\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?P<zone>(?<![^\W\d])(?:Z|(?:UTC|GMT)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[ECMP][SD]?T|A[CEW]?[SD]T|N[SDZ]T|NZ[SD]T|BST|IST|JST"
    r"|KST|HKT|SGT|MSK|W?E?C?EE?S?T|MESZ|MEZ)(?!\w)|(?<=[\d\s])[+-]\d{1,2}:?\d{2}(?!\d))(?:\s?\([A-Za-z ]{1,40}\))?"
)
_FILLERS = frozenset(
    "at on the of uhr um ab à a á al às as alle ore om uur kl kl. klo saat h hs hrs hora horas le el il la den dne del della di de do em o"
    " г года р r r. roku v v. в им d dated time eastern pacific local year early morning the, and um."
    " published publish posted post first online date date. released issued created filed veröffentlicht erschienen am erstellt publié"
    " publiée mis mise en ligne publicado publicada pubblicato pubblicata publicerad publicerat gepubliceerd"
    " geplaatst op opublikowano dodano"
    " опубликовано publisert julkaistu offentliggjort yayınlanma publicat 发布时间 发布 发表 公開 配信 更新日 입력 stand vom"
    " embargo embargoed until release immediate not for before".split()
)
_PUNCTUATION = re.compile(r"(?:[\s,;:|·•–—/.()\[\]*_#<>~=]|-(?!\d{2}:?\d{2})){1,10}")
_TOKEN = re.compile(rf"{_WORD}\.?")
_OTHER_DATE = re.compile(
    r"updat|modif|correct|expir|aktualisiert|geändert|mis à jour|actualizado|aggiornato|更新|last|zuletzt", re.IGNORECASE
)
# 火 in brackets and the like.
_CJK_WEEKDAY = re.compile(r"[（(]?(?:星期|周|週)?[一二三四五六日天月火水木金土월화수목금토](?:曜日?|요일)?[)）]?")


def latest() -> date:
    """The last day on which anything can have been published: tomorrow, for the day begins earlier elsewhere."""
    return datetime.now(UTC).date() + timedelta(days=1)


def read_date(value: object) -> Stated:
    """What the value of a date field states; one that holds nothing states nothing."""
    if isinstance(value, datetime):
        return _in_range(value.date(), str(value), time=value.strftime("%H:%M:%S"), zone=value.strftime("%z") or None)
    if isinstance(value, date):
        return _in_range(value, str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = repr(value) if abs(value) < 1e17 else ""
    if not isinstance(value, str) or not value.strip():
        return NOTHING
    text = normal(value[: MAX_VALUE + 1])
    shown = " ".join(value.split())[:_SHOWN]
    if len(value) > MAX_VALUE:
        return Stated(reason=f"'{shown}…' is too long for a date")
    if (epoch := _EPOCH.fullmatch(text)) and not _COMPACT_TIME.fullmatch(text):
        return _epoch(epoch["number"], shown)
    if compact := _COMPACT_TIME.fullmatch(text):
        clock = compact["time"]
        time = ":".join(clock[n : n + 2] for n in range(0, len(clock), 2))
        number = compact["date"]
        return _in_range(day_in(int(number[:4]), int(number[4:6]), int(number[6:])), shown, time=time, zone=compact["zone"])
    if _OTHER_DATE.search(text):
        return Stated(reason=f"'{shown}' tells of another day than that of publication")
    found = list(dates_stated(text))
    if len(found) != 1:
        return Stated(reason=_why_none(text, shown, len(found)))
    (start, end, stated) = found[0]
    beside = read_beside(text[:start], text[end:])
    if beside is None:
        return Stated(reason=f"'{shown}' is not a date alone")
    return weighed(stated, beside, shown)


def first_date(values: Iterable[object]) -> Stated:
    """The first of several fields that states a day, else the first that may state one, else why the first that holds any does not."""
    found = [stated for value in values if (stated := read_date(value)) != NOTHING]
    return min(found, key=lambda stated: (stated.day is None, not stated.readings), default=NOTHING)


def normal(text: str) -> str:
    """The text with digits and widths as a pattern expects them, the directions of Arabic and Hebrew left out."""
    text = unicodedata.normalize("NFKC", re.sub("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", text))
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text).strip()


@dataclass(frozen=True)
class Beside:
    """What stands beside a date: a time of day, a zone, and the days of the week that are named."""

    time: str | None
    zone: str | None
    weekdays: frozenset[int] | None


def read_beside(before: str, after: str) -> Beside | None:
    """What these words beside a date say, None where they are more than a date has beside it."""
    time = zone = weekdays = None
    for part in (before, after):
        at = 1 if part is after and part.startswith("T") else 0
        while at < len(part):
            if found := _TIME.match(part, at):
                time = time or _clock(found)
            elif found := _ZONE.match(part, at):
                zone = zone or found["zone"]
            elif found := _PUNCTUATION.match(part, at):
                pass
            elif found := _TOKEN.match(part, at):
                named = weekdays_named(found[0]) if found[0].casefold().rstrip(".") not in _FILLERS else frozenset()
                weekdays = weekdays or named or None
                if not named and found[0].casefold() not in _FILLERS and found[0].casefold().rstrip(".") not in _FILLERS:
                    found = _CJK_WEEKDAY.match(part, at)
            else:
                found = None
            if found is None or found.end() == at:
                return None
            at = found.end()
    return Beside(time, zone, weekdays)


def weighed(stated: Stated, beside: Beside, shown: str) -> Stated:
    """What is stated, once the day of the week beside it is heard."""
    stated = replace(stated, time=beside.time, zone=beside.zone)
    if not beside.weekdays:
        return stated
    if stated.readings:
        agreed = [(takes, day) for takes, day in stated.readings if day.weekday() in beside.weekdays]
        return replace(stated, day=agreed[0][1], reason=None, readings=()) if len(agreed) == 1 else stated
    if stated.day and stated.day >= _GREGORIAN and stated.day.weekday() not in beside.weekdays:
        return Stated(reason=f"'{shown}': that day is a {stated.day:%A}")
    return stated


def dates_stated(text: str) -> Iterator[tuple[int, int, Stated]]:
    """The dates in normal text that name a day, with their places; of those that overlap the first form's."""
    taken: list[tuple[int, int]] = []
    for match in chain(_CJK.finditer(text), *(form.finditer(text) for form in _FORMS)):
        start, end = match.span()
        if any(start < b and a < end for a, b in taken):
            continue
        if stated := _stated(match):
            taken.append((start, end))
            yield start, end, stated


def _stated(match: re.Match[str]) -> Stated | None:
    groups, shown = match.groupdict(), match[0]
    if "a" in groups:
        return _numbers(int(groups["a"]), int(groups["b"]), groups["c"], shown)
    if "week" in groups:
        try:
            return _in_range(date.fromisocalendar(int(groups["year"]), int(groups["week"]), int(groups["day"])), shown)
        except ValueError:
            return Stated(reason=f"'{shown}' is no day of the calendar")
    if "name" not in groups:
        return _in_range(day_in(int(groups["year"]), int(groups["month"]), int(groups["day"])), shown)
    months = months_named(groups["name"])
    if not months:
        return None
    found = [(languages, _with_year(groups["year"].lstrip("'’"), month, int(groups["day"]))) for month, languages in months.items()]
    return _one_of(found, shown)


def _numbers(a: int, b: int, c: str, shown: str) -> Stated:
    orders = [(DAY_FIRST, _with_year(c, b, a)), (MONTH_FIRST, _with_year(c, a, b))]
    if len(c) == 2 and "/" not in shown:
        orders.append((YEAR_FIRST, _with_year(f"{a:02}", b, int(c))))
    stated = _one_of([(frozenset({order}), day) for order, day in orders], shown)
    proof = [order for order, day in orders if day] if stated.day and a != b else []
    return replace(stated, order=proof[0]) if len(proof) == 1 else stated


def _one_of(found: list[tuple[frozenset[str], date | None]], shown: str) -> Stated:
    """What is stated where several days may be meant; those that there cannot be are not."""
    known = [(takes, day) for takes, day in found if day and EARLIEST <= day <= latest()]
    days = sorted({day for _, day in known})
    if len(days) > 1:
        told = " or ".join(f"{day.day} {day:%B} {day.year}" for day in days)
        return Stated(reason=f"'{shown}' may be {told}", readings=tuple(known))
    return _in_range(days[0] if days else next((day for _, day in found if day), None), shown)


def _with_year(year: str, month: int, day: int) -> date | None:
    """The day of a year of four figures, or of the last such year that there was."""
    if len(year) == 4:
        return day_in(int(year), month, day)
    near = day_in(2000 + int(year), month, day)
    return near if near and near <= latest() else day_in(1900 + int(year), month, day)


def _in_range(day: date | None, shown: str, *, time: str | None = None, zone: str | None = None) -> Stated:
    if day is None:
        return Stated(reason=f"'{shown}' is no day of the calendar")
    if day < EARLIEST:
        return Stated(reason=f"{day} is before {EARLIEST.year}")
    if day > latest():
        return Stated(reason=f"{day} is later than tomorrow")
    return Stated(day, time=time, zone=zone)


def _epoch(number: str, shown: str) -> Stated:
    """Seconds, milliseconds or microseconds since 1970, as a day of universal time."""
    whole = number.partition(".")[0]
    seconds = float(number) / {13: 1000, 12: 1000, 16: 1_000_000}.get(len(whole), 1)
    if len(whole) == 11 or not 10**8 <= seconds < 10**11:
        return Stated(reason=f"'{shown}' is no date")
    moment = datetime.fromtimestamp(seconds, UTC)
    return _in_range(moment.date(), shown, time=f"{moment:%H:%M:%S}", zone="Z")


def _clock(match: re.Match[str]) -> str:
    parts = [int(part) for part in re.findall(r"\d+", match["time"])[:3]]
    if half := match["half"]:
        parts[0] = parts[0] % 12 + (12 if half[0] in "pP" else 0)
    return ":".join(f"{part:02}" for part in (parts + [0])[: max(2, len(parts))])


def _why_none(text: str, shown: str, found: int) -> str:
    if found:
        return f"'{shown}' names several days"
    part = _PART_OF_YEAR.fullmatch(text)
    if part and part["year"]:
        return f"'{shown}' names no day" if part["month"] or len(text) == 4 else f"'{shown}' is no date"
    if part and months_named(part["name"]):
        return f"'{shown}' names no day"
    return f"'{shown}' is not a date that is read"
