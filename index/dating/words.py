"""The names of months and days of the week in the languages that news is written in, as dateparser's locale data spells them."""

import importlib
import unicodedata
from collections import defaultdict
from functools import cache

LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "ru", "pl", "tr", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "bg", "hr", "sr", "sl"),
    *("uk", "el", "he", "ar", "fa", "id", "ms", "vi", "th", "hi", "ca", "et", "lv", "lt", "is"),
)
_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
# Spanish of the River Plate, and abbreviations that the data lacks.
_ALSO = {"setiembre": 9, "gen": 1, "mrt": 3, "sept": 9}
# Some locales write the month by its number, or take in the English names.
_SHORTEST = 2


def plain(word: str) -> str:
    """The word as it is looked up: small, composed, without full stops."""
    return unicodedata.normalize("NFC", word).casefold().replace(".", "").strip()


def _english(names: list[str]) -> dict[str, int]:
    return {part: number for number, name in enumerate(names) for part in (name, name[:3], name[:4])}


_ENGLISH_MONTHS = {name: number + 1 for name, number in _english(_MONTHS).items()}
_ENGLISH_WEEKDAYS = {**_english(_WEEKDAYS), "tues": 1, "thur": 3, "thurs": 3}


@cache
def _names() -> tuple[dict[str, dict[int, frozenset[str]]], dict[str, frozenset[int]]]:
    months: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    weekdays: dict[str, set[int]] = defaultdict(set)
    for language in LANGUAGES:
        info = importlib.import_module(f"dateparser.data.date_translation_data.{language}").info
        for number, month in enumerate(_MONTHS, 1):
            for name in map(plain, info[month]):
                if len(name) >= _SHORTEST and not name.isdecimal():
                    months[name][number].add(language)
        for number, weekday in enumerate(_WEEKDAYS):
            for name in map(plain, info[weekday]):
                weekdays[name].add(number)
    for name, number in _ALSO.items():
        months[name][number].add("en")
    found = {name: {number: frozenset(of) for number, of in numbers.items()} for name, numbers in months.items()}
    return found, {name: frozenset(numbers) for name, numbers in weekdays.items()}


def months_named(word: str) -> dict[int, frozenset[str]]:
    """The numbers of the months that a word names, each with the languages in which it does; an English name is only that."""
    name = plain(word)
    if name in _ENGLISH_MONTHS:  # without the 0.5 s that the other languages take to load
        return {_ENGLISH_MONTHS[name]: frozenset(LANGUAGES)}
    return _names()[0].get(name, {})


def weekdays_named(word: str) -> frozenset[int]:
    """The days of the week, 0 for Monday, that a word names in any of the languages."""
    name = plain(word)
    return frozenset({_ENGLISH_WEEKDAYS[name]}) if name in _ENGLISH_WEEKDAYS else _names()[1].get(name, frozenset())


@cache
def day_first(language: str) -> bool | None:
    """Whether 2/5/2019 is in May in a language; None for English, which writes it both ways, and where it is not known."""
    if language not in LANGUAGES or language == "en":
        return None
    order = importlib.import_module(f"dateparser.data.date_translation_data.{language}").info.get("date_order", "")
    return True if order == "DMY" else None
