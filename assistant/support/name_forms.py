"""The forms in which news copy writes one name: accents, points and hyphens, acronyms, the adjective of a country."""

from functools import lru_cache

# Names that share too few letters to be told for one.
_SAME = (
    ("us", "usa", "united states", "united states of america", "america", "american", "americans"),
    ("uk", "united kingdom", "great britain", "britain", "british"),
    ("eu", "european union"),
    ("un", "united nations"),
    ("uae", "united arab emirates"),
    ("drc", "dr congo", "democratic republic of the congo", "democratic republic of congo"),
)
_ALIASES = {form: frozenset(group) for group in _SAME for form in group}
# The endings of what comes from a place, and those of the place that they are put in place of.
_OF_PLACE = ("ians", "ian", "eans", "ean", "ans", "an", "ns", "n", "ese", "ish", "is", "i")
_PLACE = ("ia", "ea", "a", "y", "e", "o")
# What is left of a shorter word fits too many others.
LEAST_ROOT = 4


def aliases(name: str) -> frozenset[str]:
    """Return the other ways of saying a name in small letters, and that one."""
    return _ALIASES.get(name, frozenset([name]))


def is_same_place(name: str, other: str) -> bool:
    """Tell whether one of two words, in small letters, may be what comes from the other: "kuvelia" and "kuvelians"."""
    return (
        name[:LEAST_ROOT] == other[:LEAST_ROOT]
        and not _roots(name).isdisjoint(_roots(other))
        and (_is_adjective(name) or _is_adjective(other))
    )


def _is_adjective(word: str) -> bool:
    return word.endswith(_OF_PLACE)


@lru_cache(maxsize=10_000)
def _roots(word: str) -> frozenset[str]:
    endings = [ending for ending in (*_OF_PLACE, *_PLACE) if word.endswith(ending) and len(word) - len(ending) >= LEAST_ROOT]
    return frozenset([word, *(word[: -len(ending)] for ending in endings)])
