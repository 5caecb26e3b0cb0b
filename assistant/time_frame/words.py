"""The words that a time is named with. Every pattern is bounded."""

import re

# Between two words.
S = r"\s{1,3}"
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
WEEKDAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SEASON = "(?:spring|summer|autumn|fall|winter)"
_NUMBER = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?\b"
YEAR = r"[12][0-9]{3}"
COUNTS = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "ninety": 90},
}
_COUNT = rf"(?:[0-9]{{1,3}}|{'|'.join(COUNTS)})"
_UNIT = "(?:hour|day|week|fortnight|month|quarter|year|decade)"
WHICH = {"last": -1, "past": -1, "this": 0, "next": 1, "coming": 1}
_OF_WHICH_YEAR = rf"{S}(?:of{S})?(?:last|this|next){S}year\b"
_TO = r"\s?(?:-|–|—|to|and|until|through)\s?"
EXPRESSION = re.compile(
    rf"""
    (?: (?<=mid-) | (?<![\w$€£¥\#@/.,:+-]) )
    (?:
      (?P<iso> {YEAR}(?P<mark>[-/.])(?:0[1-9]|1[0-2])(?P=mark)[0-3][0-9](?:T[0-9:.+Z-]{{2,25}})? )
    | (?P<days> (?: {_NUMBER}{_TO}{_NUMBER}{S}(?:of{S})?{MONTH} | {MONTH}{S}{_NUMBER}{_TO}{_NUMBER} )
        (?:,?{S}{YEAR}|{_OF_WHICH_YEAR})? )
    | (?P<day> (?:{_WEEKDAY},?{S}(?:the{S})?)?
        (?: {_NUMBER}{S}(?:of{S})?{MONTH} | (?<!in[ ]){MONTH}{S}{_NUMBER} )(?:,?{S}{YEAR}|{_OF_WHICH_YEAR})? )
    | (?P<month> {MONTH}(?:(?:,|{S}of)?{S}{YEAR}|{_OF_WHICH_YEAR})? )
    | (?P<season> (?:the{S})?{_SEASON}(?:,?{S}(?:of{S})?{YEAR}(?:[-–/][0-9]{{2,4}})?|{_OF_WHICH_YEAR}) )
    | (?P<bare_season> the{S}(?:spring|summer|autumn|winter) )
    | (?P<weekend> the{S}weekend )
    | (?P<quarter> [QH][1-4]{S}(?:of{S})?{YEAR} | {YEAR}{S}[QH][1-4] )
    | (?P<years> {YEAR}\s?[-–—/]\s?(?:{YEAR}|[0-9]{{2}}) )
    | (?P<decade> [12][0-9]{{2}}0s | the{S}['’]?[3-9]0s )
    | (?P<year> {YEAR} )
    | (?P<past> the{S}(?:past|last|next|coming){S}(?:{_COUNT}{S})?{_UNIT}s? | (?:past|last|next|coming){S}{_COUNT}{S}{_UNIT}s? )
    | (?P<unit> (?:this{S}past|last|past|this|next|coming){S}(?:week|weekend|month|quarter|year|decade|{_SEASON}|{_WEEKDAY}|{MONTH}) )
    | (?P<ago> {_COUNT}{S}{_UNIT}s?{S}ago )
    | (?P<near> the{S}day{S}before{S}yesterday | the{S}day{S}after{S}tomorrow | yesterday | today | tonight | tomorrow
        | last{S}(?:night|evening) | this{S}(?:morning|afternoon|evening) )
    | (?P<weekday> {_WEEKDAY} )
    | (?P<now> now | (?:the{S})?present(?:{S}day)? )
    )
    (?P<own>['’]s)? (?![\w%€$@/:°-]|[.,][0-9]|['’]\w)""",
    re.VERBOSE | re.IGNORECASE,
)
