"""Rules for times named in full: days, months, quarters, seasons, years, decades and centuries."""

import re
from collections.abc import Callable
from datetime import date

from index.language.times.context import words_after, words_before
from index.language.times.periods import Period, day_in, from_month, whole
from index.language.times.rules import NOTHING, Named, Reading, Rule
from index.language.times.words import (
    COUNTS,
    DAY_NUMBER,
    MONTH,
    OR_SUCH,
    ORDINAL,
    SEASON,
    SEASONS,
    TENS,
    WEEKDAY,
    YEAR,
    day_number,
    month_number,
    ordinal,
)

NAMED_MONTH = rf"(?-i:{MONTH})"
ON = rf"(?:(?P<on>(?-i:{WEEKDAY}))(?: (?:morning|afternoon|evening|night))?,? (?P<bracket>\()?(?:the )?)?"
DAYS_OF_A_MONTH = (
    rf"(?P<month>{NAMED_MONTH}) (?:the )?(?P<number>{DAY_NUMBER})",
    rf"(?:the )?(?P<number>{DAY_NUMBER}) (?:of )?(?P<month>{NAMED_MONTH})",
)
# Days of a list or a range that take their month from the one after or before.
DAYS_OF_A_LIST = (
    rf"(?P<month>{NAMED_MONTH}) {DAY_NUMBER}\s{{0,2}}{OR_SUCH}\s{{0,2}}(?P<here>(?P<number>{DAY_NUMBER})%s)",
    rf"(?P<here>(?P<number>{DAY_NUMBER}))\s{{0,2}}(?!,){OR_SUCH}\s{{0,2}}{DAY_NUMBER} (?:of )?(?P<month>{NAMED_MONTH})%s",
)
_OF_YEAR = rf",? \(?(?P<year>{YEAR})"
_LAST_OF_A_LIST = rf"(?=\s{{0,2}}{OR_SUCH}\s{{0,2}}(?:{NAMED_MONTH} )?{DAY_NUMBER}(?: {NAMED_MONTH})?,? (?P<year>{YEAR}))"


def _day(match: re.Match[str], reading: Reading) -> Named:
    month = match["month"] if match["month"].isdecimal() else month_number(match["month"])
    return _whole_day(day_in(int(match["year"]), int(month), day_number(match["number"])))


def _slashed_day(match: re.Match[str], reading: Reading) -> Named:
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if a > 12 or a == b:
        return _whole_day(day_in(year, b, a))
    return _whole_day(day_in(year, a, b)) if b > 12 else NOTHING  # 4/5/2019 is a day in April or one in May


def _whole_day(day: date | None) -> Named:
    return whole("day", day) if day else NOTHING


def _month(match: re.Match[str], reading: Reading) -> Named:
    return from_month("month", int(match["year"]), month_number(match["month"]))


def _part_of_year(match: re.Match[str], reading: Reading) -> Named:
    unit, months = ("half", 6) if match["unit"][0] in "hH" else ("quarter", 3)
    number = int(match["which"]) if match["which"].isdecimal() else ordinal(match["which"], 12 // months)
    return from_month(unit, int(match["year"]), (number - 1) * months + 1) if number <= 12 // months else NOTHING


def _season(match: re.Match[str], reading: Reading) -> Named:
    return from_month("season", int(match["year"]), SEASONS[match["season"].casefold()])


_DECADES = tuple(f"{word[:-1]}ies" for word in TENS)
_SHORTENED = re.compile("['’]\\d")
_THE_DECADE = re.compile(r"\bthe\s(?:(?:very\s)?(?:early|mid|late)[\s-])?$", re.IGNORECASE)


def _decade(match: re.Match[str], reading: Reading) -> Named:
    said = match[0].casefold().startswith("the") or _THE_DECADE.search(words_before(match))
    if (match["name"] and not said) or (match["tens"] and not _SHORTENED.search(match[0]) and (reading.looks == "told" or not said)):
        return None  # "a woman in her eighties", "temperatures in the 80s"
    if match["year"] and match["year"].endswith("0") and match["year"] != "200":  # the 1800s are a century to most
        return NOTHING
    tens = match["tens"] or (match["name"] and str(_DECADES.index(match["name"].casefold()) + 2))
    return from_month("decade", int(f"19{tens}0" if tens else f"{match['year']}0"), 1)


_CENTURIES = {"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21}


def _century(match: re.Match[str], reading: Reading) -> Named:
    nth = match["nth"].casefold()
    number = int(nth[:-2]) if nth[0].isdecimal() else _CENTURIES[nth]
    return from_month("century", (number - 1) * 100, 1) if 1 <= number <= 21 else None


# What a number of four figures counts or measures where it is no year.
_COUNTED = re.compile(
    r"\s{0,3}%|\s{1,3}(?:(?:or|to|and)\s\d{1,7}\s)?(?:\w{1,12}\s)?(?:people|persons|men|women|children|troops|soldiers|workers|jobs|employees"
    r"|students|residents|passengers|migrants|refugees|visitors|fans|participants|delegates|voters|members|guests|police|officers|homes"
    r"|houses|buildings|families|dead|victims|cases|deaths|tests|sheep|cattle|tons|tonnes|kilomet(?:er|re)s?|km|miles?|met(?:er|re)s?|m|feet|ft"
    r"|acres?|hectares?|square|cubic|kilograms|kg|kilos?|pounds|dollars|euros?|crowns?|francs|yen|percent|per\scent|points?|shares|units|times"
    r"|hours|minutes|GMT|UTC|EST|EDT|years|days|weeks|months|pages|copies|words|seats|votes|barrels?|degrees?|calories|[kKmMgG]?[hH]z|mph"
    r"|rpm|BCE?)\b"
    r"|-(?:year|foot|mile|meter|metre|member|seat|page|strong|odd)"
)
_NO_YEAR_BEFORE = re.compile(
    r"(?:[$£€¥#+*=:@]|(?<!\d)/|\b(?:No|Nos|number|flight|room|page|pages|route|highway|area|code|roughly|approximately|nearly|almost|than|least"
    r"|section|article|channel|top|some)\b\.?)\s{0,2}$",
    re.IGNORECASE,
)
_YEAR_FOLLOWS = re.compile(r"\b(?:in|since|during|until|throughout|as of)\s(?:(?:early|mid|late)[\s-])?$", re.IGNORECASE)


def _year(match: re.Match[str], reading: Reading) -> Named:
    before, after, year = words_before(match), words_after(match), int(match["year"])
    if _COUNTED.match(after) or _NO_YEAR_BEFORE.search(before):
        return None
    if (other := _ON_TO.match(after)) and not _goes_on(year, int(other["last"]), other["dash"]):
        return NOTHING
    early = 1500 if reading.looks == "told" else 1000
    return _whole_year(year) if match["said"] or early <= year or _YEAR_FOLLOWS.search(before) else None


def _whole_year(year: int) -> Period | None:
    return from_month("year", year, 1)


_SECOND = r"(?P<dash>[-–/])(?P<here>(?P<last>\d\d))"
_ON_TO = re.compile(rf"{_SECOND}(?![\w-])")


def _goes_on(year: int, last: int, dash: str) -> bool:
    """Tell whether "2019-20" and "1914-18" are years: the 12 of "2010-12" may be a month."""
    return last == (year + 1) % 100 or last > max(0 if dash == "–" else 12, year % 100)


def _second_year(match: re.Match[str], reading: Reading) -> Named:
    year, last = int(match["year"]), int(match["last"])
    return _whole_year(year + (last - year) % 100) if _goes_on(year, last, match["dash"]) else NOTHING


_HUNDREDS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")


def _year_in_words(match: re.Match[str], reading: Reading) -> Named:
    if not match["hundreds"]:
        return _whole_year(2000)
    hundreds, rest = 10 + _HUNDREDS.index(match["hundreds"].casefold()), match["rest"].casefold()
    units = re.split(r"[\s-]", rest)
    return _whole_year(100 * hundreds + (10 + _HUNDREDS.index(rest) if rest in _HUNDREDS else sum(COUNTS[unit] for unit in units)))


_FISCAL = r"(?:fiscal (?:year )?)?"
_Q = r"(?P<unit>[QH])(?P<which>[1-4])"
_RULES: tuple[tuple[str, Callable[[re.Match[str], Reading], Named]], ...] = (
    (r"(?P<year>[12]\d{3})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<number>\d{1,2})(?:T[\d:.+Z-]{2,25})?", _day),
    (rf"(?P<number>{DAY_NUMBER})-(?P<month>{NAMED_MONTH})-(?P<year>{YEAR})", _day),
    (r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>\d{4})", _slashed_day),
    *((rf"{ON}{day}{_OF_YEAR}(?(bracket)\)?)", _day) for day in DAYS_OF_A_MONTH),
    *((rf"{ON}{day}{_LAST_OF_A_LIST}", _day) for day in DAYS_OF_A_MONTH),
    *((day % _OF_YEAR, _day) for day in DAYS_OF_A_LIST),
    (rf"(?P<month>{NAMED_MONTH}),? (?:of )?(?P<year>{YEAR})", _month),
    (
        rf"(?:the )?(?:fiscal )?(?P<which>{ORDINAL})[\s-](?:fiscal )?(?P<unit>quarter|half) (?:of |in )?{_FISCAL}(?P<year>{YEAR})",
        _part_of_year,
    ),
    (rf"(?:the )?{_FISCAL}(?P<year>{YEAR})(?:['’]s)? (?:fiscal )?(?P<which>{ORDINAL})[\s-](?P<unit>quarter|half)", _part_of_year),
    (rf"{_Q}(?: of)? (?P<year>{YEAR})", _part_of_year),
    (rf"(?P<year>{YEAR}) {_Q}", _part_of_year),
    (rf"(?:the )?(?P<season>{SEASON})(?: of)?,? (?P<year>{YEAR})(?:[-–/]\d{{2,4}})?", _season),
    (rf"(?:the )?(?:(?P<year>(?:1\d|20)\d)0['’]?s|['’]?(?P<tens>[2-9])0['’]?s|(?P<name>{'|'.join(_DECADES)}))", _decade),
    (rf"(?:the )?(?P<nth>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_CENTURIES)})[\s-]century", _century),
    (rf"(?P<said>(?:the )?(?:fiscal|calendar) (?:year )?|(?:the )?year )?(?P<year>{YEAR})", _year),
    (rf"(?P<year>{YEAR}){_SECOND}", _second_year),
    (
        r"(?:the year )?(?P<hundreds>seventeen|eighteen|nineteen)[\s-]"
        rf"(?P<rest>{'|'.join(_HUNDREDS)}|(?:{'|'.join(TENS)})(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?)"
        r"|the year two thousand",
        _year_in_words,
    ),
)
FIXED_RULES = tuple(Rule(pattern, read, relative=False) for pattern, read in _RULES)
