"""What looks like a time in a question and is none.

A wrong time is worse than none: a number that may be a count, a word that may be a name, and a time that only another event
fixes give no frame. Every pattern is bounded.
"""

import re

from assistant.time_frame.leads import AROUND, Led
from index.language.times import MONTH, WEEKDAY, YEAR

# A bare number is a year from here on; as part of a name only from here on.
EARLIEST_YEAR = 1400
EARLIEST_NAMED_YEAR = 1900

_PLURAL = re.compile(r"\s{1,3}(?!(?:was|is|has|does|as|his|its|this|us|across|towards|versus|onwards|thus|always|less)\b)[a-z]{2,30}s\b")
_DETERMINER = re.compile(r"(?:\b(?:the|its|his|her|their|an?|this|our|my|your)|['’]s|s['’])\s{1,3}$", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"\b(?P<name>[A-Z][\w'’.&-]{0,30})\s{1,3}$")
_CAPITAL_AFTER = re.compile(r"\s{1,3}[A-Z]")
_NO_NAME_OF_AN_EVENT = frozenset(
    "did do does was were is are was had have has had will would can could should may might who whom whose what which when where why how "
    "if that about agenda vision horizon strategy plan project boeing airbus flight route room area class type model series windows office "
    "studio highway interstate road resolution article section directive regulation asteroid sector gate unit number no nr page line bus "
    "train psalm radio only some over than nearly almost least exactly".split()
)
_WHICH = re.compile(r"(?:the\s{1,3})?(?:last|this|next|past|coming)\b", re.IGNORECASE)


def is_something_else(led: Led, text: str) -> bool:
    """Tell whether the words, where they stand, are not a time: a count, a name, the years of something else."""
    time, words = led.time, led.words
    before, after = text[max(0, time.start - AROUND) : time.start], text[time.end + 2 * led.owns :][:AROUND]
    if led.is_year:
        return not _is_year(led, before, after)
    if _WHICH.match(words):
        return words.casefold().startswith("the") and not _OVER.search(before)
    if words.casefold().endswith("ago"):
        return bool(re.search(r"\b(?:than|over|least|nearly|almost|half|and)\s{1,3}$", before, re.IGNORECASE))
    if re.search(rf"\b{MONTH}", words, re.IGNORECASE):
        return not _is_date(led, before, after, text)
    if re.match(WEEKDAY, words, re.IGNORECASE):
        return not (led.owns or led.lead) or bool(_CAPITAL_AFTER.match(after) or _OTHER_WEEKDAY.search(before))
    if time.granularity == "season":
        return (time.yearless and led.lead in ("", "joined")) or bool(_OF_A_SEASON.match(after))
    if time.granularity == "weekend":
        return not _OVER.search(before)
    return not led.lead and (time.granularity == "century" or words[0].isupper() or (not time.relative and time.granularity == "year"))


_OVER = re.compile(r"\b(?:in|over|during|within|for|throughout|at|since)\s{1,3}$", re.IGNORECASE)
_OTHER_WEEKDAY = re.compile(r"\b(?:an?|every|each|the|one|(?!(?:On|Since|By|Until|Before|After|From|For)\b)[A-Z][a-z]+)\s{1,3}$")
_OF_A_SEASON = re.compile(r"\s{1,3}(?:[A-Z]|(?:games|olympics|paralympics|palace|school|camp|house|break|solstice)\b)")


def _is_year(led: Led, before: str, after: str) -> bool:
    number = led.time.first.year if led.time.first else 0
    if re.match(r"\s?[-–—/]\s?\d\d(?:\d\d)?\b", after):
        return True  # "the season 2019/20"
    if led.weak:
        return number >= EARLIEST_NAMED_YEAR and _is_in_a_name(before, after)
    if led.lead not in ("joined", "in", "since", "until", "as of") and number < EARLIEST_NAMED_YEAR:
        return not _PLURAL.match(after) and number >= EARLIEST_YEAR
    plain = re.search(r"\b(?:in|since|during|until|throughout|as\s{1,3}of|year)\s{1,3}$", before, re.IGNORECASE)
    return number >= EARLIEST_YEAR and (bool(plain) or not _PLURAL.match(after))


def _is_in_a_name(before: str, after: str) -> bool:
    """Tell whether a number stands where the year of an event does: "the 2020 election", "Expo 2020", "(2020)"."""
    if _DETERMINER.search(before):
        return bool(re.match(r"\s{1,3}[^\W\d]", after))
    if re.match(r"(?:was|is)\s{1,3}$", before, re.IGNORECASE) and re.match(r"\s{1,3}(?:an?|the)\b", after):
        return True
    if name := _NAME_BEFORE.search(before):
        return name["name"].casefold() not in _NO_NAME_OF_AN_EVENT and not _PLURAL.match(after)
    if _CAPITAL_AFTER.match(after):
        return True
    if re.fullmatch(r"\s{0,3}[?.]?\s{0,3}", after):
        last = re.search(r"\b([a-z]{2,30})\s{1,3}$", before)
        return last is not None and last[1] not in _NO_NAME_OF_AN_EVENT
    return bool(re.search(r"(?:^|[(,])\s{0,3}$", before)) and not _PLURAL.match(after)


_TITLE_OF_MAY = re.compile(
    r"\b(?!(?:In|On|Since|By|Before|After|Until|Early|Late|Mid|Last|This|Next|From|To|During|The|And|Of)\b)[A-Z][a-z.]{1,20}\s{1,3}May\b(?!\s{1,3}[0-9])"
)
_AFTER_MONTH = re.compile(
    r"\s{0,3}(?:$|[?.!,;:)]|(?:and|or|to|until|through|in|at|were|are|who|what|how|which|where|why|[0-9])\b)", re.IGNORECASE
)
_MARCHING = re.compile(r"\s{1,3}(?:on|through|for|against|towards?|past)\b", re.IGNORECASE)
_NO_ATTRIBUTE = re.compile(
    r"\s{1,3}(?!(?:on|for|to|of|in|at|by|through|against|towards?|and|or|was|were|is|has|had|from|with|that)\b)[a-z]{3,}"
)
# After these a person may be named as well: "by May", "after April left".
_WITH_PERSONS = re.compile(
    r"\b(?:by|after|before|from|of|for|to|and|or|between|following|at|over|around|on)\s{1,3}(?:the\s{1,3})?$", re.IGNORECASE
)
# Months whose names, or short names, are other words too.
_OTHER_WORDS = frozenset(["may", "march", "mar", "sep", "dec", "jun", "jan"])


def _is_date(led: Led, before: str, after: str, text: str) -> bool:
    found = re.search(rf"\b{MONTH}", led.words, re.IGNORECASE)
    name = found[0] if found else ""
    month, small = name.casefold(), name.islower()
    if led.time.yearless and re.match(r",?\s{0,3}[0-9]{3}", after):
        return False
    if re.search(r"[0-9]", led.words) or not led.time.yearless:
        return not (small and month in _OTHER_WORDS) or bool(led.lead) or bool(re.search(YEAR, led.words))
    if month == "may" and (led.owns or _TITLE_OF_MAY.search(text)):
        return False
    if not led.lead or (led.event and led.lead == "joined"):  # "the September vote", but not "Theresa May"
        is_name = small or month in _OTHER_WORDS - {"march"}
        return not is_name and bool(_DETERMINER.search(before) and _NO_ATTRIBUTE.match(after))
    if month == "march" and (led.event or small) and (_MARCHING.match(after) or (led.event and not _NO_ATTRIBUTE.match(after))):
        return False
    if small:
        return len(name) > 4 or month in ("may", "june", "july")
    if not _WITH_PERSONS.search(before):
        return True
    return bool(_AFTER_MONTH.match(after)) if name == "May" and not led.event else not _CAPITAL_AFTER.match(after)
