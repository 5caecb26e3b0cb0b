"""Groups of expressions: those that words such as "and" and "to" make one time, and the days of each group."""

import re
from datetime import date

from assistant.time_expressions.days import shifted
from assistant.time_frame.days import Days, days_from, month_of
from assistant.time_frame.expressions import Expression, candidates
from assistant.time_frame.lookalikes import is_something_else
from assistant.time_frame.words import S

_JOIN = re.compile(
    rf",?\s{{0,3}}(?:(?P<on>to|until|till|through|up{S}to|-|–|—)|and|or)\s{{0,3}}(?:(?:in|on|from){S})?(?:the{S})?", re.IGNORECASE
)
_ONWARDS = re.compile(rf"{S}(?:on|onwards?|forward)\b(?!{S}(?:the|an?|his|her|its|their)\b)", re.IGNORECASE)


def groups_of(text: str) -> list[list[Expression]]:
    """Group neighbours that a word such as "to" and "and" joins; what has only such a word before it is no time by itself."""
    groups: list[list[Expression]] = []
    for match, expression in candidates(text):
        if is_something_else(match, expression):
            continue
        if groups and _joins(groups[-1][-1], expression, text):
            groups[-1].append(expression)
        else:
            groups.append([expression])
    return [group for group in groups if len(group) > 1 or _stands_alone(group[0])]


def _joins(before: Expression, after: Expression, text: str) -> bool:
    if before.kind == after.kind == "year" and re.fullmatch(r",\s{0,3}", text[before.end : after.start]):
        return True
    between = _JOIN.fullmatch(text, before.end, after.start)
    return between is not None and (before.lead in ("", "in", "from", "joined") or (before.lead == "since" and bool(between["on"])))


def _stands_alone(expression: Expression) -> bool:
    dated = expression.kind in ("month", "day", "days") and expression.reading.in_year is not None and not expression.event
    bare = dated or expression.kind == "weekday" or (expression.kind == "year" and not expression.event)  # "came to the 2023 Forum"
    return expression.kind != "now" and not (expression.lead == "joined" and bare)


def days_of(group: list[Expression], as_of: date, ahead: bool, year: int | None) -> Days | None:
    """Return the days of all; one without a year takes it from its neighbour, or from the only `year` of the question."""
    if len(group) == 1:
        in_year = group[0].reading.in_year
        return in_year(year) if in_year and year else group[0].reading.days(as_of, ahead)
    known = next((e for e in group if not e.reading.in_year), group[-1])
    fixed = known.reading.days(as_of, ahead)
    if fixed is None:
        return None
    found = [days for e in group if (days := fixed if e is known else _beside(e, known, fixed, as_of, ahead))]
    return min(first for first, _ in found), max(last for _, last in found)


def _beside(expression: Expression, known: Expression, fixed: Days, as_of: date, ahead: bool) -> Days | None:
    """Return the days of an expression that stands beside one that is known: "March to June 2020", "in May 2019 and 2020"."""
    in_year = expression.reading.in_year
    if known.kind == "month" and expression.kind == "year" and known.lead in ("", "in"):
        return month_of(fixed[0].month, (expression.reading.fixed or fixed)[0].year)
    if in_year is None:
        return expression.reading.days(as_of, ahead)
    years = (fixed[0].year, fixed[0].year - 1) if expression.start < known.start else (fixed[0].year, fixed[0].year + 1)
    found = (days for year in years if (days := in_year(year)))
    return next((days for days in found if (days[0] <= fixed[1] if expression.start < known.start else days[1] >= fixed[0])), None)


def led(expression: Expression, days: Days, text: str) -> tuple[date | None, date | None]:
    """Return from when to when, by the word before the days; an event of a year may have been at any time of it."""
    first, last = days
    lead = expression.lead
    if lead == "beside":
        lead = text[expression.lead_start : expression.start].casefold().split()[2]
        if first == last:
            return days_from(first, 1 if lead == "after" else -1) or days
    if lead == "since" or (lead == "from" and _ONWARDS.match(text, expression.end)) or (lead == "after" and expression.event):
        return first, None
    if lead == "after":
        return shifted(last, 1), None
    if lead in ("until", "as of") or (lead == "before" and expression.event):
        return None, last
    return (None, shifted(first, -1)) if lead == "before" else days
