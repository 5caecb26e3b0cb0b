"""What looks like a time and is none.

A wrong time is worse than none: a number that may be a count, a word that may be a name, and a time that only another event
fixes ("before the election", "a year later") give no frame. Every pattern is bounded.
"""

import re

from assistant.time_frame.expressions import BEFORE, Expression
from assistant.time_frame.words import MONTH, YEAR

# A bare number is a year from here on; as part of a name only from here on.
EARLIEST_YEAR = 1400
EARLIEST_NAMED_YEAR = 1900

_QUANTITIES = (
    r"people|persons|men|women|children|cases|deaths|victims|votes|seats|jobs|homes|houses|buildings|soldiers|troops|workers|employees"
    r"|students|residents|passengers|migrants|refugees|visitors|fans|participants|delegates|members|sheep|cattle|fish|percent|per\s{1,3}cent"
)
_UNITS = (
    r"miles?|km|kilomet\w{1,5}|met(?:er|re)s?|m|feet|ft|acres?|hectares?|ton(?:ne)?s?|kg|kilos?|pounds?|dollars?|euros?|crowns?|points?|hours?|hrs"
    r"|minutes?|days?|weeks?|months?|years?|degrees?|megawatts?|mw|litres?|barrels?|copies|pages|words|times|kcal|calories|bc|bce"
)
_COUNTED = re.compile(
    r"(?:\s{1,3}(?:to|and|or)\s{1,3}[0-9]{1,7})?"
    rf"\s{{1,3}}(?:(?:new|more|other|extra|confirmed|civilian|local|foreign|square|cubic|us)\s{{1,3}})?(?:{_QUANTITIES}|{_UNITS})\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\s{1,3}(?!(?:was|is|has|does|as|his|its|this|us|across|towards|versus|onwards|thus|always|less)\b)[a-z]{2,30}s\b")
_WAS = re.compile(r"(?:was|is)\s{1,3}$", re.IGNORECASE)
_NOUN_PHRASE = re.compile(r"\s{1,3}(?:an?|the)\b")
_DETERMINER = re.compile(r"(?:\b(?:the|its|his|her|their|an?|this|our|my|your)|['’]s|s['’])\s{1,3}$", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"\b(?P<name>[A-Z][\w'’.&-]{0,30})\s{1,3}$")
_CAPITAL_AFTER = re.compile(r"\s{1,3}[A-Z]")
_NO_NAME_OF_AN_EVENT = frozenset(
    "did do does was were is are has have had will would can could should may might who whom whose what which when where why how if that "
    "about agenda vision horizon strategy plan project boeing airbus flight route room area class type model series windows office studio "
    "highway interstate road resolution article section directive regulation asteroid sector gate unit number no nr page line bus train "
    "psalm radio only some over than nearly almost least exactly".split()
)


def is_something_else(match: re.Match[str], expression: Expression) -> bool:
    """Tell whether the words, where they stand, are not a time: a count, a name, the years of something else."""
    before, after = match.string[max(0, expression.start - BEFORE) : expression.start], match.string[match.end() : match.end() + BEFORE]
    match expression.kind:
        case "year":
            return not _is_year(int(match["year"]), expression, before, after)
        case "month" | "day" | "days":
            return not _is_date(match, expression, before, after)
        case "weekday":
            return _is_capital_name(before, after) or not (match["own"] or expression.lead)
        case "bare_season" | "season":
            return (expression.kind == "bare_season" and expression.lead in ("", "joined")) or bool(
                re.match(r"\s{1,3}(?:[A-Z]|(?:games|olympics|paralympics|palace|school|camp|house|break|solstice)\b)", after)
            )
        case "past" | "weekend":
            return _is_reckoned_otherwise(before, after)
        case "unit":
            return _is_unit_of_something(match, before, after)
        case "ago":
            return bool(re.search(r"\b(?:than|over|least|nearly|almost|half|and)\s{1,3}$|[0-9][.,]$", before, re.IGNORECASE))
        case "near":
            return _is_capital_in_a_sentence(match, before)
    return False


def _is_capital_in_a_sentence(match: re.Match[str], before: str) -> bool:
    return match[0][0].isupper() and bool(re.search(r"[\w,]\s{0,3}$", before))  # "USA Today"


def _is_year(number: int, expression: Expression, before: str, after: str) -> bool:
    if _COUNTED.match(after):
        return False
    if not expression.weak and expression.lead not in ("joined", "in", "since", "until", "as of") and number < EARLIEST_NAMED_YEAR:
        return not _PLURAL.match(after) and number >= EARLIEST_YEAR
    if not expression.weak:
        plain = re.search(r"\b(?:in|since|during|until|throughout|as\s{1,3}of|year)\s{1,3}$", before, re.IGNORECASE)
        return number >= EARLIEST_YEAR and (bool(plain) or not _PLURAL.match(after))
    return number >= EARLIEST_NAMED_YEAR and _is_in_a_name(before, after)


def _is_in_a_name(before: str, after: str) -> bool:
    """Tell whether a number stands where the year of an event does: "the 2020 election", "Expo 2020", "(2020)"."""
    if _DETERMINER.search(before):
        return bool(re.match(r"\s{1,3}[^\W\d]", after))
    if _WAS.match(before) and _NOUN_PHRASE.match(after):
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
    r"\s{0,3}(?:$|[?.!,;:)]|(?:and|or|to|until|through|in|at|did|does|has|have|had|was|were|is|are|who|what|how|which|where|why|[0-9])\b)",
    re.IGNORECASE,
)
_MARCHING = re.compile(r"\s{1,3}(?:on|through|for|against|towards?|past)\b", re.IGNORECASE)
_NO_ATTRIBUTE = re.compile(
    r"\s{1,3}(?!(?:on|for|to|of|in|at|by|through|against|towards?|and|or|was|were|is|has|had|from|with|that)\b)[a-z]{3,}"
)
# After these a person may be named as well: "by May", "after April left".
_WITH_PERSONS = re.compile(
    r"\b(?:by|after|before|from|of|for|to|and|or|between|following|at|over|around|on)\s{1,3}(?:the\s{1,3})?$", re.IGNORECASE
)


def _is_date(match: re.Match[str], expression: Expression, before: str, after: str) -> bool:
    found = re.search(MONTH, match[0], re.IGNORECASE)
    name = found[0] if found else ""
    if expression.reading.in_year and re.match(r",?\s{0,3}[0-9]{3}", after):
        return False
    small = name.islower() and name.casefold() in ("may", "march", "mar", "sep", "dec", "jun", "jan")
    if re.search(r"[0-9]", match[0]) or not expression.reading.in_year:
        return not small or bool(expression.lead) or bool(re.search(YEAR, match[0]))
    if name == "May" and match["own"]:
        return False
    if name.casefold() == "may" and _TITLE_OF_MAY.search(match.string):
        return False
    if not expression.lead or (expression.event and expression.lead == "joined"):
        return _is_attribute(name, before, after)
    if name.casefold() == "march" and (expression.event or name.islower()) and _MARCHING.match(after):
        return False
    if name.casefold() == "march" and expression.event and not _NO_ATTRIBUTE.match(after):
        return False
    if len(name) <= 4 and name.casefold() not in ("may", "june", "july") and not name[0].isupper():
        return False
    if not _WITH_PERSONS.search(before) or name.islower():
        return True
    if name == "May" and not expression.event:
        return not match["own"] and bool(_AFTER_MONTH.match(after)) and not re.match(r"\s{1,3}(?:did|does|has|have|had|was|is)\b", after)
    return not _CAPITAL_AFTER.match(after)


def _is_attribute(name: str, before: str, after: str) -> bool:
    """Tell whether a month describes what follows: "the September vote", which "Theresa May" and "the March on Rome" do not."""
    if name.casefold() in ("may", "mar", "sep", "jan", "jun", "dec") or not name[0].isupper():
        return False
    return bool(_DETERMINER.search(before) and _NO_ATTRIBUTE.match(after))


def _is_capital_name(before: str, after: str) -> bool:
    """Tell whether a weekday is part of a name: "Black Friday", "the Sunday Herald"."""
    return (
        bool(_CAPITAL_AFTER.match(after))
        or bool(re.search(r"\b(?:an?|every|each|the|one)\s{1,3}$|\b[A-Z][a-z]+\s{1,3}$", before))
        and not (re.search(r"\b(?:On|Since|By|Until|Before|After|From|For)\s{1,3}$", before))
    )


def _is_reckoned_otherwise(before: str, after: str) -> bool:
    """Tell whether "the last two years" are those of something else, or not those up to now."""
    if re.match(r"\s{1,3}(?:of|that|before|when)\b", after):
        return True
    return not re.search(r"\b(?:in|over|during|within|for|throughout|at|since)\s{1,3}$", before, re.IGNORECASE)


def _is_unit_of_something(match: re.Match[str], before: str, after: str) -> bool:
    if re.match(rf"\s{{1,3}}(?:of\b|in\s{{1,3}}(?:office|power|{MONTH}))", after, re.IGNORECASE):
        return True
    if _is_capital_in_a_sentence(match, before) and not re.search(r",\s{0,3}$", before):
        return True
    return bool(re.search(r"\b(?:the|an?|his|her|its|their|our|my|your|every|each|one)\s{1,3}$", before, re.IGNORECASE))
