"""Names that are spelt otherwise in the articles: "Navalni" for "Navalny", "Space X" for "SpaceX"."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

from index import Filters, Index
from index.language.words import common_words, without_accents

# A word by itself is taken for another that has a letter in so many otherwise, or one such mistake more beside the rest of a name that is
# right. Of some 830 questions without a misspelt name one is changed on Wikinews.
LETTERS_A_MISTAKE = 6
# A shorter word by itself is as likely another name than that one misspelt: "Halley", "Haley".
SHORTEST = 7
MOST_WORDS = 4
# In so many of the passages that hold some form of a word, the word itself is looked for.
PASSAGES_LOOKED_AT = 5
_TOKEN = re.compile(r"[^\W\d_][\w’'-]*")
# What is added to a name without making it another: "Californian", "Yemeni", "Ministers".
_ENDINGS = frozenset("s n an ian i y ese ish ns ans ians is".split())


@dataclass(frozen=True)
class Respelling:
    """A question in the archive's spelling, and what was put in place of what."""

    question: str
    changed: tuple[tuple[str, str], ...]


class Names:
    """The names of an archive and the pairs of their words, to be found by others' spelling; `articles` tells how many hold each."""

    def __init__(self, articles: Mapping[str, int]) -> None:
        self._spelt: dict[str, tuple[int, str]] = {}
        self._by_word: dict[tuple[int, str], set[tuple[str, ...]]] = {}
        for name, count in articles.items():
            words = [_bare(word) for word in name.split()]
            for spelt in {tuple(words), *((word,) for word in words), *pairwise(words)}:
                key = _letters(" ".join(spelt))
                self._spelt[key] = max(self._spelt.get(key, (0, "")), (count, " ".join(spelt)))
                for word in spelt if len(spelt) > 1 else ():
                    self._by_word.setdefault((len(spelt), _letters(word)), set()).add(spelt)
        self._words = [key for key, (_, spelt) in self._spelt.items() if " " not in spelt]

    def spelt(self, words: str) -> str | None:
        """Return how a name, or the words of one, of the same letters is spelt; None where there is none."""
        return self._spelt.get(_letters(words), (0, None))[1]

    def nearest(self, word: str) -> str | None:
        """Return the word of a name that has most of the letters; None where none has nearly all."""
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        letters = _letters(word)
        if len(letters) < SHORTEST:
            return None
        found = process.extract(letters, self._words, scorer=DamerauLevenshtein.distance, score_cutoff=_mistakes(letters), limit=5)
        alike = [(distance, -self._spelt[near][0], near) for near, distance, _ in found if _may_be(letters, near)]
        return self._spelt[min(alike)[2]][1] if alike else None

    def nearest_name(self, words: Sequence[str], strange: Collection[str]) -> str | None:
        """Return the name of so many words that has those which are not `strange`, and nearly the letters of those which are."""
        from rapidfuzz.distance import DamerauLevenshtein

        known = next((word for word in words if word not in strange and len(word) > 2), None)
        alike = []
        for name in self._by_word.get((len(words), _letters(known)), ()) if known else ():
            pairs = [(_letters(said), _letters(spelt)) for said, spelt in zip(words, name, strict=True)]
            distances = [DamerauLevenshtein.distance(said, spelt) for said, spelt in pairs]
            if all(
                far <= (_mistakes(said) + 1 if word in strange else 0) for word, (said, _), far in zip(words, pairs, distances, strict=True)
            ) and all(_may_be(*pair) for pair in pairs):
                alike.append((sum(distances), " ".join(name)))
        return min(alike)[1] if alike else None


def respelt(question: str, index: Index) -> Respelling | None:
    """Return the question with its misspelt names as the archive spells them; None where there are none.

    Misspelt is a word that no article holds and that the embedding model knows no word for, nearly all of whose letters are those of a
    name; where the question begins with a capital, names do too.
    """
    tokens = [(token.start(), token.start() + len(_bare(token[0])), _bare(token[0])) for token in _TOKEN.finditer(question)]
    said = [word for _, _, word in tokens if len(word) > 3 and word.casefold() not in common_words()]
    if question[:1].isupper() and not question.isupper():
        said = [word for word in said if word[:1].isupper()]
    strange = unheard(index, [word for word in said if len(index.embedder.token_offsets(word.lower())) > 1])
    split = [(a, b) for a, b in pairwise(tokens) if a[2][:1].isupper() and b[2][:1].isupper() and question[a[1] : b[0]] == " "]
    if not strange and not split:
        return None
    known = _names_of(index)
    changed: dict[tuple[int, int], str] = {}
    for length in range(MOST_WORDS, 0, -1):
        for run in (tokens[place : place + length] for place in range(len(tokens) - length + 1)):
            start, end, words = run[0][0], run[-1][1], [word for _, _, word in run]
            if any(start < b and a < end for a, b in changed) or question[start:end].split() != words:
                continue
            near = _near(words, strange, known)
            if near and _spaced(near) != _spaced(" ".join(words)):
                changed[start, end] = near
    text = question
    for (start, end), near in sorted(changed.items(), reverse=True):
        text = f"{text[:start]}{near}{text[end:]}"
    return Respelling(text, tuple((question[slice(*place)], near) for place, near in sorted(changed.items()))) if changed else None


_NAMES: WeakKeyDictionary[Index, Names] = WeakKeyDictionary()


def _names_of(index: Index) -> Names:
    if index not in _NAMES:
        _NAMES[index] = Names(index.names())
    return _NAMES[index]


def _near(words: Sequence[str], strange: set[str], names: Names) -> str | None:
    spelt = names.spelt(" ".join(words))
    if strange.isdisjoint(words):
        joined = len(words) > 1 and all(word[:1].isupper() and word.casefold() not in common_words() for word in words)
        return spelt if joined and spelt and " " not in spelt else None
    return spelt or (names.nearest_name(words, strange) if len(words) > 1 else names.nearest(words[0]))


def unheard(index: Index, words: Collection[str]) -> set[str]:
    """Return those of the words that no article holds as they are spelt, but for case and accents; another form is another word."""
    found = index.word_frequencies(list(words))
    return {word for word in words if not found[word] or not _is_held(index, word)}


def _is_held(index: Index, word: str) -> bool:
    passages = index.passages([id for id, _ in index.matching([word], PASSAGES_LOOKED_AT, Filters())])
    return any(_letters(word) in _letters(passage.text) for passage in passages.values())


def _mistakes(letters: str) -> int:
    return (len(letters) + 2) // LETTERS_A_MISTAKE


def _may_be(said: str, spelt: str) -> bool:
    """Tell whether a word may be the other one misspelt: they begin alike, and one is not the other with an ending."""
    short, long = sorted((said, spelt), key=len)
    return said[:1] == spelt[:1] and (short == long or not (long.startswith(short) and long[len(short) :] in _ENDINGS))


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _spaced(words: str) -> str:
    """The words, small and without accents."""
    return "".join(c for c in without_accents(words.casefold()) if c.isalnum() or c == " ")


def _letters(words: str) -> str:
    return _spaced(words).replace(" ", "")
