"""The numbers of a text by their value: "23" and "twenty-three", "2.5 million" and "2,500,000"."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from index.language.times import DAY_NUMBER, MONTH

_UNITS = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate([*_UNITS, *_TEENS], 1)} | {word: 10 * value for value, word in enumerate(_TENS, 2)}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_ORDINALS = {
    **{word: value for value, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)},
    **{word: value for value, word in enumerate("eleventh twelfth thirteenth fourteenth fifteenth sixteenth".split(), 11)},
    **{word: value for value, word in enumerate("seventeenth eighteenth nineteenth".split(), 17)},
    **{f"{word[:-1]}ieth": 10 * value for value, word in enumerate(_TENS, 2)},
}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}

_S = r"[\s-]{1,2}"
_UNIT, _TEN = "|".join(_UNITS), "|".join(_TENS)
_SMALL = rf"(?:(?:{_TEN})(?:{_S}(?:{_UNIT})\b)?|{'|'.join(_TEENS)}|{_UNIT})"
_HUNDREDS = rf"(?:(?:{_SMALL}|an?){_S}hundred\b(?:{_S}(?:and\s)?{_SMALL}\b)?|{_SMALL}\b)"
_SCALE = "thousand|million|billion|trillion"
# Letters of ASCII only, so that what matches can be looked up: without it "i" also matches a dotless one.
_NUMBER = re.compile(
    rf"""
    (?<!\w)(?ai:
        (?P<fraction> (?P<over>one|two|three|four){_S}(?P<under>half|third|quarter|fifth|sixth|tenth)s? )
      | (?P<halves> (?:(?P<whole>{_SMALL})\sand\s(?:a\s|one-)half|half{_S}an?){_S}(?P<of>{_SCALE}) )
      | (?P<dozen> (?:(?P<dozens>half\sa|{_SMALL}|a)\s)?dozen )
      | (?P<ordinal> (?:(?P<tens>{_TEN}){_S})?(?P<nth>{"|".join(_ORDINALS)}) )
      | (?P<words> (?:{_HUNDREDS}|an?)(?:{_S}(?:{_SCALE})\b(?:\s(?:and\s)?{_HUNDREDS})?){{0,4}} )
    )(?!\w)
  | (?<!\w)(?<![^\W\d_][-‑])(?<!\d[.,])
    (?: (?P<clock>[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)(?![:\d])
      | (?P<figure> (?:[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,5}}|[0-9]{{1,15}})(?:\.[0-9]{{1,8}})? ) (?!\d|,\d{{3}})
        (?: (?ai: (?P<nth_figure>st|nd|rd|th) | (?P<short>k|m|mn|bn|tn) | {_S}(?P<scale>{_SCALE}|hundred) )(?!\w)
          | (?!\w) | (?=[a-zµ°]{{1,4}}\b)(?!s\b) )
    )""",
    re.VERBOSE,
)
# "an" and "a" alone, "one" that stands for somebody, and the ordinals that count nothing as often as not.
_NOT_SAID = frozenset(["one", "first", "second"])
_DAY_OF_A_MONTH = re.compile(rf"\b(?:{MONTH}\s{{1,3}}(?:the\s)?{DAY_NUMBER}|{DAY_NUMBER}\s{{1,3}}(?:of\s)?{MONTH})(?!\w)")
_MONEY = "$£€¥"


@dataclass(frozen=True)
class Number:
    """The words `text[start:end]` and their value: digits without zeros to spare, "23th" of an ordinal, "2/3", "10:30".

    `is_said` is False of words that seldom count anything: "one", "first", "second".
    """

    start: int
    end: int
    value: str
    is_said: bool = True


@lru_cache(maxsize=5_000)
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text in order, those of its dates among them."""
    found = []
    for match in _NUMBER.finditer(text):
        value = _value(match)
        if value is not None:
            found.append(Number(match.start(), match.end(), value, match[0].casefold() not in _NOT_SAID))
    return tuple(found)


def numbers_in(text: str) -> set[str]:
    """Return the values of the numbers of a text, those of its dates among them; "one", "first" and "second" count nothing."""
    return {number.value for number in numbers(text) if number.is_said}


@lru_cache(maxsize=5_000)
def held_values(text: str) -> frozenset[str]:
    """Return the values of the numbers of a text but those of its days: a toll of 14 is not held by the 14th of May."""
    return frozenset(number.value for number in numbers(_DAY_OF_A_MONTH.sub(lambda match: "·" * len(match[0]), text)))


def _value(match: re.Match[str]) -> str | None:
    """Return the value of what _NUMBER matches; None of the article "a" alone."""
    if match["fraction"]:
        return f"{_VALUES[match['over'].casefold()]}/{_PARTS[match['under'].casefold()]}"
    if match["halves"]:
        return _plain((_small(match["whole"] or "") + Decimal("0.5")) * _SCALES[match["of"].casefold()])
    if match["dozen"]:
        dozens = (match["dozens"] or "a").casefold()
        return "6" if dozens.startswith("half") else str(12 * (_small(dozens) or 1))
    if match["ordinal"]:
        return f"{_small(match['tens'] or '') + _ORDINALS[match['nth'].casefold()]}th"
    if match["words"]:
        return _of_words(re.findall(r"[a-z]+", match[0].casefold()))
    return match["clock"].lstrip("0") if match["clock"] else _figure(match)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _of_words(words: list[str]) -> str | None:
    total = below = 0
    for word in words:
        if word == "hundred":
            below = max(below, 1) * 100
        elif word in _SCALES:
            total, below = total + max(below, 1) * _SCALES[word], 0
        elif word in ("a", "an"):
            below = 1
        else:
            below += _VALUES.get(word, 0)
    return None if words in (["a"], ["an"]) else str(total + below)


def _small(words: str) -> int:
    return sum(_VALUES.get(word, 0) for word in re.findall(r"[a-z]+", words.casefold()))


def _figure(match: re.Match[str]) -> str:
    value = Decimal(match["figure"].replace(",", ""))
    if match["nth_figure"]:
        return f"{int(value)}th"
    if scale := match["scale"]:
        value *= 100 if scale.casefold() == "hundred" else _SCALES[scale.casefold()]
    # "5m" is five metres as often as five million, unless it is money.
    elif (short := match["short"]) and (short != "m" or match.string[max(0, match.start() - 1) : match.start()] in tuple(_MONEY)):
        value *= _SHORT_SCALES[short.casefold()]
    return _plain(value)
