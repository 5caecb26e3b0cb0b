"""Expressions that name their time in full: days, months, quarters, seasons, years, decades and centuries."""

import re

from assistant.time_expressions.context import words_after, words_before
from assistant.time_expressions.days import day_in
from assistant.time_expressions.kinds import ExplicitKind, words
from assistant.time_expressions.values import day_value, month_value
from assistant.time_expressions.words import DAY_NUMBER, MONTH, ORDINAL, SEASON, SEASONS, WEEKDAY, YEAR, day_number, month_number, ordinal

# In front of a month or a year, and part of the expression.
PART = (
    r"(?:(?:(?:the )?(?:very )?(?:beginning|start|middle|end|close|rest|remainder|turn) of (?:the )?)"
    r"|(?:early|late|mid|earlier|later|sometime)(?: in |[\s-]))"
)
NAMED_DAY = rf"(?:(?-i:{WEEKDAY})(?: (?:morning|afternoon|evening|night))?,? \(?(?:the )?)?"
NAMED_MONTH = rf"(?-i:{MONTH})"
_OR_SUCH = r"(?:to|and|or|through|thru|until|till|[-–—,&/])"
_LAST_OF_A_LIST = rf"(?=\s{{0,2}}{_OR_SUCH}\s{{0,2}}(?:{NAMED_MONTH} )?{DAY_NUMBER}(?: {NAMED_MONTH})?,? (?P<year>{YEAR}))"


def _day(match: re.Match[str]) -> str | None:
    return day_value(day_in(int(match["year"]), month_number(match["month"]), day_number(match["number"])))


def _iso_day(match: re.Match[str]) -> str | None:
    return day_value(day_in(int(match["year"]), int(match["month"]), int(match["number"])))


def _slashed_day(match: re.Match[str]) -> str | None:
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if a > 12 or a == b:
        return day_value(day_in(year, b, a))
    return day_value(day_in(year, a, b)) if b > 12 else None  # 4/5/2019 is a day in April or one in May


def _month(match: re.Match[str]) -> str | None:
    return month_value(int(match["year"]), month_number(match["month"]))


def _part_of_year(match: re.Match[str]) -> str | None:
    half = match["unit"].casefold() == "half"
    number = int(match["which"]) if match["which"].isdecimal() else ordinal(match["which"], 2 if half else 4)
    return f"{match['year']}-{'H' if half else 'Q'}{number}" if number <= (2 if half else 4) else None


def _season(match: re.Match[str]) -> str | None:
    return f"{match['year']}-{SEASONS[match['season'].casefold()]}"


_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")


def _decade(match: re.Match[str]) -> str | None:
    if match["tens"]:
        return f"19{match['tens']}"
    if match["name"] and not match[0].casefold().startswith("the"):  # "a woman in her eighties"
        return None
    return f"19{_DECADES.index(match['name'].casefold()) + 2}" if match["name"] else match["year"]


_CENTURIES = {"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21}


def _century(match: re.Match[str]) -> str | None:
    nth = match["nth"].casefold()
    number = int(nth[:-2]) if nth[0].isdecimal() else _CENTURIES[nth]
    return f"{number - 1:02d}" if 1 <= number <= 21 else None


# What a number of four figures counts or measures where it is no year.
_COUNTED = re.compile(
    r"\s{0,3}%|\s{1,3}(?:(?:or|to|and)\s\d{4}\s)?(?:\w{1,12}\s)?(?:people|persons|men|women|children|troops|soldiers|workers|jobs|employees"
    r"|students|voters|members|guests|police|officers|homes|houses|families|dead|victims|cases|deaths|tests|tons|tonnes|kilometers"
    r"|kilometres|km|miles|meters|metres|feet|acres|hectares|square|cubic|kilograms|kg|pounds|dollars|euros|francs|yen|percent|per\scent"
    r"|points|shares|units|times|hours|minutes|GMT|UTC|EST|EDT|years|days|pages|seats|votes|[kKmMgG]?[hH]z|mph|rpm)\b"
    r"|-(?:year|foot|mile|meter|metre|member|seat|page|strong|odd)"
)
_NO_YEAR_BEFORE = re.compile(
    r"(?:[$£€¥#+*=:@/]|\b(?:No|Nos|number|flight|room|page|pages|route|highway|area|code|roughly|approximately|nearly|almost|than|least"
    r"|section|article|channel|top|some)\b\.?)\s{0,2}$",
    re.IGNORECASE,
)


def _year(match: re.Match[str]) -> str | None:
    before, after = words_before(match), words_after(match)
    if _COUNTED.match(after) or _NO_YEAR_BEFORE.search(before):
        return None
    return match["year"] if match["said"] or 1500 <= int(match["year"]) or re.search(r"\b(?:in|since)\s$", before, re.IGNORECASE) else None


def _year_in_words(match: re.Match[str]) -> str | None:
    if not match["hundreds"]:
        return "2000"
    hundreds = _TEENS.index(match["hundreds"].casefold()) + 10
    rest = match["rest"].casefold()
    if rest in _TEENS:
        return str(hundreds * 100 + _TEENS.index(rest) + 10)
    tens, _, unit = rest.replace(" ", "-").partition("-")
    return str(hundreds * 100 + (_TENS.index(tens) + 2) * 10 + (_UNITS.index(unit) + 1 if unit else 0))


_FISCAL = r"(?:fiscal (?:year )?)?"
EXPLICIT_KINDS = (
    ExplicitKind(words(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<number>\d\d)"), _iso_day),
    ExplicitKind(words(r"(?P<year>\d{4})/(?P<month>\d\d)/(?P<number>\d\d)"), _iso_day),
    ExplicitKind(words(r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>\d{4})"), _slashed_day),
    ExplicitKind(words(rf"{NAMED_DAY}(?P<month>{NAMED_MONTH}) (?:the )?(?P<number>{DAY_NUMBER}),? \(?(?P<year>{YEAR})"), _day),
    ExplicitKind(words(rf"{NAMED_DAY}(?P<number>{DAY_NUMBER}) (?:of )?(?P<month>{NAMED_MONTH}),? (?P<year>{YEAR})"), _day),
    ExplicitKind(words(rf"{NAMED_DAY}(?P<month>{NAMED_MONTH}) (?P<number>{DAY_NUMBER}){_LAST_OF_A_LIST}"), _day),
    ExplicitKind(
        words(
            rf"(?P<month>{NAMED_MONTH}) {DAY_NUMBER}\s{{0,2}}{_OR_SUCH}\s{{0,2}}"
            rf"(?P<here>(?P<number>{DAY_NUMBER}),? (?P<year>{YEAR}))"
        ),
        _day,
    ),
    ExplicitKind(words(rf"{PART}?(?P<month>{NAMED_MONTH}),? (?:of )?(?P<year>{YEAR})"), _month),
    ExplicitKind(
        words(rf"(?:the )?(?:fiscal )?(?P<which>{ORDINAL})[\s-](?:fiscal )?(?P<unit>quarter|half) (?:of |in )?{_FISCAL}(?P<year>{YEAR})"),
        _part_of_year,
    ),
    ExplicitKind(
        words(rf"(?:the )?{_FISCAL}(?P<year>{YEAR})(?:['’]s)? (?:fiscal )?(?P<which>{ORDINAL})[\s-](?P<unit>quarter|half)"), _part_of_year
    ),
    ExplicitKind(words(rf"(?P<unit>Q)(?P<which>[1-4])(?: of)? (?P<year>{YEAR})"), _part_of_year),
    ExplicitKind(words(rf"(?:the )?{PART}?(?P<season>{SEASON})(?: of)?,? (?P<year>{YEAR})"), _season),
    ExplicitKind(
        words(
            r"(?:(?:the )?(?:first|second|last) half of )?(?:the )?(?:(?:early|mid|late)[\s-](?:to[\s-](?:mid|late)[\s-])?)?"
            rf"(?:(?P<year>(?:1\d|20)\d)0['’]?s|['’](?P<tens>[2-9])0['’]?s|(?P<name>{'|'.join(_DECADES)}))"
        ),
        _decade,
    ),
    ExplicitKind(words(rf"(?:the )?{PART}?(?P<nth>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_CENTURIES)})[\s-]century"), _century),
    ExplicitKind(words(rf"(?P<said>{PART}|(?:the )?(?:fiscal|calendar) (?:year )?|(?:the )?year )?(?P<year>{YEAR})"), _year),
    ExplicitKind(
        words(
            r"(?:the year )?(?P<hundreds>seventeen|eighteen|nineteen)[\s-]"
            rf"(?P<rest>{'|'.join(_TEENS)}|(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_UNITS)}))?)"
            r"|the year two thousand"
        ),
        _year_in_words,
    ),
)
