"""Days counted from another: so many days away, a day of the week, a day of a month without its year."""

from datetime import date, timedelta

from assistant.time_expressions.words import WEEKDAYS


def day_in(year: int, month: int, number: int) -> date | None:
    """Return the day, or None for one that there is not: 29 February, 31 June, a year that no date can have."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def shifted(day: date, days: int) -> date | None:
    """Return the day so many days later, or None before the first and after the last that a date can be."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def near_day(words: str, published: date) -> date | None:
    """Return the day of "yesterday", "last night", "the day after tomorrow" and the like; any other words are the day itself."""
    starts = {"the day before": -2, "the day after": 2, "yesterday": -1, "last": -1, "tomorrow": 1}
    words = " ".join(words.casefold().split())
    return shifted(published, next((days for start, days in starts.items() if words.startswith(start)), 0))


def day_of_week(name: str, which: str, ahead: bool, published: date) -> date | None:
    """Return the day that "Monday" names; `which` is the word before it ("last", "this past", "next" ...) or empty."""
    back = (published.weekday() - WEEKDAYS.index(name)) % 7
    match which.casefold().split()[-1:]:
        case ["last" | "past"]:
            return shifted(published, -(back or 7))
        case ["previous" | "preceding"]:
            return shifted(published, -(back or 7) - 7)
        case ["next" | "coming" | "following"]:
            return shifted(published, 7 - back)
        case ["this"]:
            return shifted(published, -back if back <= 3 else 7 - back)
    return shifted(published, (7 - back) % 7 if ahead else -back)


def past_and_coming(month: int, number: int, published: date) -> tuple[date | None, date | None]:
    """Return the last such day up to the publication date and the first after it, in the years around it."""
    days = [day for year in range(-1, 2) if (day := day_in(published.year + year, month, number))]
    return max((day for day in days if day <= published), default=None), min((day for day in days if day > published), default=None)
