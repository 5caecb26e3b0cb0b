"""Rules for weeks, months, seasons, years around the text's day, and for times counted in them: "last week", "two months ago"."""

import re
from dataclasses import replace
from functools import partial

from index.language.times.caution import is_sure_ago, is_sure_unit
from index.language.times.context import BEFORE, PART, is_ahead, is_capital_in_a_sentence, lies_ahead, words_after, words_before
from index.language.times.periods import Period, from_month, nearest, shifted, stretch, which_of, whole
from index.language.times.rules import NOTHING, Named, Reading, Rule
from index.language.times.words import COUNT, ORDINAL, OTHER_WHICH, SEASON, SEASONS, STEPS, WHICH, number_of, ordinal

PRESENT, PAST, FUTURE = "PRESENT_REF", "PAST_REF", "FUTURE_REF"

# Which of some event: "the last week of the war".
_OF_SOMETHING = re.compile(r"\s{1,3}(?:of|that|when|before)\b")
_ROLLING = re.compile(r"the\s{1,3}(?:past|last|next|coming)", re.IGNORECASE)


def _unit(match: re.Match[str], reading: Reading) -> Named:
    unit, which = match["unit"].casefold().split()[-1], match["which"].casefold().split()[-1]
    if is_capital_in_a_sentence(match):
        return NOTHING
    if unit == "quarter" and which == "latest" and reading.quarter:
        return reading.quarter
    if unit in SEASONS:
        return which_of(lambda year: from_month("season", year, SEASONS[unit]), STEPS[which], reading.written)
    if unit == "day" and STEPS[which]:  # "the next day" is that after the one told of, "the last day" that of some event
        told = reading.named.first if reading.named and reading.named.granularity == "day" else None
        start = told or (reading.written if which == "previous" else None)
        return whole("day", start, STEPS[which]) if start and which not in ("last", "latest") else NOTHING
    period = whole(unit, reading.written, STEPS[which])
    if not _ROLLING.fullmatch(match["which"]) or unit in ("day", "weekend", "century"):
        return period
    if _OF_SOMETHING.match(words_after(match)):
        return NOTHING
    days = stretch(reading.written, STEPS[which], unit)  # "the past year" ends today
    return replace(period, first=days.first, last=days.last) if period and days else None


def _stretch(match: re.Match[str], reading: Reading) -> Named:
    if _OF_SOMETHING.match(words_after(match)):
        return NOTHING
    return stretch(reading.written, STEPS[match["which"].casefold()] * number_of(match["count"]), match["unit"].casefold())


def _ago(match: re.Match[str], reading: Reading) -> Named:
    unit = match["unit"].casefold()
    if not re.fullmatch(COUNT, match["count"], re.IGNORECASE):
        return PAST  # "several years ago"
    number = number_of(match["count"])
    if unit == "year" and number == 1 and reading.quarter:
        return a_year_before(reading.quarter)
    if unit == "decade":
        year = whole("year", reading.written, -10 * number)
        return replace(year, value=year.value[:3]) if year else None
    number, unit = (2 * number, "week") if unit == "fortnight" else (number, unit)
    period, day = whole(unit, reading.written, -number), shifted(reading.written, -7 * number)
    return replace(period, value=day.isoformat()) if period and day and unit == "week" else period


def _earlier(match: re.Match[str], reading: Reading) -> Named:
    """Count from the day named before it, or else from the text's own; a year also from the reported quarter."""
    unit = match["unit"].casefold()
    steps = number_of(match["count"]) * (1 if match["later"] else -1)
    if unit == "year" and steps == -1 and reading.quarter:
        return a_year_before(reading.quarter)
    if reading.named is None and reading.looks != "told":
        return NOTHING
    start = reading.named.first if reading.named else reading.written
    return whole("day", start, 7 * steps) if unit == "week" else whole(unit, start, steps)


def _that(match: re.Match[str], reading: Reading) -> Named:
    named, unit = reading.named, match["unit"].casefold()
    finer = {"day": ("day",), "month": ("day", "month")}.get(unit)
    holds = named and (named.granularity in finer if finer else named.granularity not in ("decade", "century"))
    return whole(unit, named.first) if named and holds else NOTHING


def _this(match: re.Match[str], reading: Reading) -> Named:
    """Read "the year" after "the end of" and the like, where it is the one of the text."""
    unit = match["unit"].casefold()
    if reading.looks != "told" or not PART.search(words_before(match, BEFORE)):
        return None
    return reading.quarter if unit == "quarter" and reading.quarter else whole(unit, reading.written)


_IN = re.compile(r"\b(?:in|over|during|by|for|since|until)\s{1,3}$", re.IGNORECASE)


def _season(match: re.Match[str], reading: Reading) -> Named:
    if not _IN.search(words_before(match)):
        return None
    of = partial(from_month, "season", month=SEASONS[match["unit"].casefold()])
    told = reading.looks == "told"
    season = which_of(of, 0, reading.written) if told else nearest(of, reading.written, reading.looks == "ahead")
    return replace(season, yearless=True) if season else None


def _weekend(match: re.Match[str], reading: Reading) -> Named:
    if _OF_SOMETHING.match(words_after(match)):
        return None
    ahead = is_ahead(match) if reading.looks == "told" else reading.looks == "ahead"
    return whole("weekend", reading.written, 0 if ahead or reading.written.weekday() >= 5 else -1)


# Quarters without their year, in texts that report results: "the third quarter", "the year-earlier period".

_QUARTER = re.compile(r"\b(?:quarter\b(?!-)|Q[1-4]\b)")
# Not a game, whose quarters have no dates.
_MONEY = re.compile(
    r"\b(?:revenues?|earnings|income|profits?|sales|econom(?:y|ic)|results|shares?|net|inflation|growth|GDP|company)\b|[$£€¥]|%",
    re.IGNORECASE,
)


def reported_quarter(text: str, reading: Reading) -> Period | None:
    """Return the quarter that an article on money reports: the last that was over, or None where it speaks of no quarter."""
    spoken_of = reading.looks == "told" and _QUARTER.search(text) and _MONEY.search(text)
    return whole("quarter", reading.written, -1) if spoken_of else None


def a_year_before(quarter: Period) -> Period | None:
    """Return the same quarter of the year before."""
    return whole("quarter", quarter.first, -4)


def _ordinal_quarter(match: re.Match[str], reading: Reading) -> Named:
    if not reading.quarter:
        return None
    number, written = int(match["short"][1]) if match["short"] else ordinal(match["nth"], 4), reading.written
    now = (written.month + 2) // 3
    if match["of_year"]:
        year = written.year + STEPS[match["of_year"].casefold()]
    elif match["year_ago"]:
        year = written.year - 1 - (number > now)
    elif number < now:
        year = written.year + bool(lies_ahead(match))
    else:
        year = written.year - (number > now and not is_ahead(match))
    return from_month("quarter", year, 3 * number - 2)


def _the_quarter(match: re.Match[str], reading: Reading) -> Named:
    if not reading.quarter:
        return None
    return a_year_before(reading.quarter) if "year_ago" in match.re.groupindex else reading.quarter


_YEAR_AGO = r"(?:comparable |same )?year-(?:earlier|ago)(?: comparable)?"

# The present, the past and the future as such.

# What follows "the past" where it is a length of time: "the past two years".
_LENGTH = rf"(?:\w{{1,12}}[\s-])?(?:hour|day|week|weekend|month|quarter|year|decade|century|centurie|season|{SEASON})s?\b"
_UNITS = r"(?:days|weeks|months|quarters|years)"

_ITS_OWN = rf"(?P<which>%s) (?P<unit>day|week|weekend|month|quarter|(?:fiscal |calendar )?year|decade|century|{SEASON})"
UNIT_RULES = (
    Rule(_ITS_OWN % WHICH, _unit, sure=is_sure_unit),
    Rule(_ITS_OWN % OTHER_WHICH, _unit, points_back=True),
    Rule(
        rf"(?:the )?(?P<which>past|last|next|coming) (?P<count>{COUNT}) (?P<unit>hour|day|week|fortnight|month|quarter|year|decade)s?",
        _stretch,
    ),
    Rule(
        rf"(?P<count>{COUNT}|several|some|many|a few|few|a couple of)(?: or so)? "
        r"(?P<unit>day|week|fortnight|month|quarter|year|decade)s?(?: or so)? ago",
        _ago,
        sure=is_sure_ago,
    ),
    Rule(
        rf"(?P<count>{COUNT}) (?P<unit>day|week|month|quarter|year)s? (?:earlier|before(?=[.,;])|(?P<later>later))",
        _earlier,
        points_back=True,
    ),
    Rule(r"(?:that|(?:the|that) same) (?P<unit>day|month|year)", _that, points_back=True),
    Rule(r"the (?P<unit>week|month|quarter|year|decade|century)", _this, points_back=True),
    Rule(rf"the (?P<unit>{SEASON})(?! of)", _season, points_back=True),
    Rule(r"the weekend", _weekend, points_back=True),
    Rule(
        rf"(?:(?:the|its) )?(?:(?P<year_ago>{_YEAR_AGO} )|(?P<of_year>last|this|next) year['’]s )?(?:fiscal )?"
        rf"(?:(?P<nth>{ORDINAL})[\s-](?:fiscal )?quarter|(?P<short>Q[1-4]))",
        _ordinal_quarter,
        points_back=True,
    ),
    Rule(rf"(?:the )?(?P<year_ago>{_YEAR_AGO})(?: quarter| period)?", _the_quarter, points_back=True),
    Rule(r"(?:the|that|this) quarter", _the_quarter, points_back=True),
    Rule(
        r"now|currently|at present|at the moment|these days|(?:the present(?: day)?|(?<=\bto\s)present)(?=\W{0,3}(?:$|[?.,;]))",
        lambda match, reading: PRESENT,
    ),
    Rule(rf"recently|lately|in (?P<here>the past)(?! {_LENGTH})|the (?:last|past) (?:few|several) {_UNITS}", lambda match, reading: PAST),
    Rule(
        rf"(?<!as\s)soon|(?:in )?the (?:near )?future|the near term|the short term|(?:the )?coming {_UNITS}", lambda match, reading: FUTURE
    ),
)
