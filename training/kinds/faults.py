"""The same question typed in haste."""

import random

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def hasty(text: str, rng: random.Random) -> str:
    """Return the text in lower case, without its last question mark, with one letter wrong in a word of ten."""
    words = text.lower().rstrip("?! .").split()
    return " ".join(_mistyped(word, rng) if len(word) > 2 and rng.random() < 0.1 else word for word in words) or text


def _mistyped(word: str, rng: random.Random) -> str:
    place = rng.randrange(len(word) - 1)
    here, following = word[place], word[place + 1]
    return word[:place] + rng.choice((following + here, following, rng.choice(_LETTERS) + following)) + word[place + 2 :]
