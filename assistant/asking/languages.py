"""Questions in a language that the models do not read."""

import re

from index.dating.language import language_of
from index.language.words import common_words

# Of 2,736 questions in English none is taken for another language so, of 140 in others 112 are: fewer words say too little.
FEWEST_WORDS = 3
# A question in English has common words of it, or it is made of names.
COMMON_WORDS = 0.2
_LAST_LATIN = "\u024f"


def is_english(question: str) -> bool:
    """Tell whether a question may be in English; what is too short to tell may."""
    letters = [letter for letter in question if letter.isalpha()]
    if 2 * sum(letter > _LAST_LATIN for letter in letters) > len(letters):
        return False
    words = re.findall(r"[^\W\d_]+", question.casefold())
    told = len(words) < FEWEST_WORDS or sum(word in common_words() for word in words) > COMMON_WORDS * len(words)
    return told or language_of(question) in (None, "en")
