"""Numbers in a text, so that none is said that the passages do not hold."""

import re

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: value for value, word in enumerate(_UNITS.split(), 1)} | {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
_NUMBER_WORDS = re.compile(
    rf"\b(?:({_TENS.replace(' ', '|')})(?:[- ]({'|'.join(_UNITS.split()[:9])}))?|({_UNITS.replace(' ', '|')}))\b", re.IGNORECASE
)


def numbers_in(text: str) -> set[str]:
    """Return the numbers in digits and words as digits, without thousands separators and leading zeros; "one" is no number.

    1,200 is 1200, 03 is 3, "twenty-three" is 23.
    """
    plain = {re.sub(r"^0+(?=\d)", "", re.sub(r",(?=\d{3}(?!\d))", "", number)) for number in _NUMBER.findall(text)}
    words = {sum(_VALUES.get(word.lower(), 0) for word in found) for found in _NUMBER_WORDS.findall(text)}
    return plain | {str(value) for value in words - {1}}
