"""The two sides of a comparison: "Oslo" and "Bergen" of "Oslo vs Bergen: how do their fares compare?", and what each is asked about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asking.courtesies import spoken
from assistant.asking.frames import content_of, is_of_frame
from index.language.times import times_in

_TOKEN = re.compile(r"[\w$€£][\w'’$€£/-]*|[^\w\s]")
# What stands between two sides, surest first.
_BETWEEN = ("vs v versus against".split(), "than".split(), "or".split(), "and & n w".split(), "with to beside".split(), "from".split())
# A day told by its number, whose month follows with the other: "on 15 and on 18 September 2019".
_SHARED_MONTH = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<and>\s(?:and|or|with|than)\s(?:on\s)?(?:the\s)?)(?P<other>\d{1,2}(?:st|nd|rd|th)?\s(?P<month>(?:of\s)?[A-Z]\w{2,8}(?:\s\d{4})?))"
)
_COMPARING = frozenset(
    """compare compared comparing compares comparison differ differs differed differing different differently differences difference
    contrast contrasted distinguish distinguishes set sets apart separates separate side sides same similar similarities alike unlike
    change changed changes more less most least worse better rather relative shift shifted move moved rise risen rose fall fallen fell
    grow grown grew stand stood stack weigh diverge disagree those that their its his her one two both either which whose up down
    vs versus v""".split()
)
_OF = re.compile(r"(?:\sof(?:\sthe|\san?)?\s[\w'’-]+)?")
_COMPARATIVE = re.compile(r"\w{2,}er|more|less|worse", re.IGNORECASE)


@dataclass(frozen=True)
class Side:
    """What one side is called, and the words that name what it is asked about."""

    name: str
    subject: str


def sides_of(question: str) -> tuple[Side, ...]:
    """Return the two sides that a question compares; () where they cannot be told."""
    text = _SHARED_MONTH.sub(r"\g<day> \g<month>\g<and>\g<other>", spoken(question))
    tokens = list(_TOKEN.finditer(text))
    times = [(time.start, time.end) for time in times_in(text, None, any_case=True)]
    for words in _BETWEEN:
        for place, token in enumerate(tokens):
            if token[0].lower() in words and (found := _beside(text, tokens, place, times)):
                one, other = found
                sides = _side(text, one, other), _side(text, other, one)
                return sides if sides[0].name.casefold() != sides[1].name.casefold() else ()
    return ()


_Span = tuple[int, int]


def _side(text: str, own: _Span, other: _Span) -> Side:
    rest = f"{text[: other[0]]} {text[other[1] :]}"
    return Side(text[slice(*own)], content_of(rest, _COMPARING))


def _beside(text: str, tokens: Sequence[re.Match[str]], place: int, times: Sequence[_Span]) -> tuple[_Span, _Span] | None:
    """Return where the words on both sides of a token stand; None where one of them says nothing."""
    told = frozenset(token[0].lower() for token in tokens[:place])
    after = _skipped(tokens, range(place + 1, len(tokens)), told)
    if after is None:
        return None
    start = tokens[after].start()
    if time := next((time for time in times if time[0] <= start < time[1]), None):
        earlier = [other for other in times if other[1] <= tokens[place].start()]
        if earlier:
            return earlier[-1], time
    before = _skipped(tokens, range(place - 1, -1, -1), comparative=True)
    if before is None:
        return None
    left = _run(text, tokens, range(before, -1, -1))
    right = _run(text, tokens, range(after, len(tokens)))
    if not left or not right:
        return None
    right = right[: max(len(left), _capitalised(tokens, right))]
    end = tokens[right[-1]].end()
    end += len(_OF.match(text, end)[0])  # type: ignore[index]  # it matches nothing too
    return (tokens[left[-1]].start(), tokens[left[0]].end()), (tokens[right[0]].start(), end)


def _skipped(
    tokens: Sequence[re.Match[str]], places: range, told: frozenset[str] = frozenset(), *, comparative: bool = False
) -> int | None:
    """Return the first place of no article, no preposition, no word of `told`, no comparative where those are asked; None at a mark."""
    for place in places:
        word = tokens[place][0]
        if not re.match(r"[\w$€£]", word):
            return None
        if word.lower() in _COMPARING or (comparative and _COMPARATIVE.fullmatch(word)) or word.lower() in _LIGHT or word.lower() in told:
            continue
        return None if word.lower() in _ASKING else place
    return None


_LIGHT = frozenset("the a an in on at of for to by from with as against is was were are".split())
_ASKING = frozenset("what which who whom whose when where how why did does do has have had it they".split())


def _run(text: str, tokens: Sequence[re.Match[str]], places: range) -> list[int]:
    """Return the places from the first on that belong together: up to a mark, a preposition, an auxiliary, a word of comparing."""
    found = []
    for place in places:
        word = tokens[place][0]
        if not re.match(r"[\w$€£]", word) or is_of_frame(word, text) or word.lower() in _LIGHT | _COMPARING:
            break
        found.append(place)
    return found


def _capitalised(tokens: Sequence[re.Match[str]], places: Sequence[int]) -> int:
    """Return how many of the places, from the first on, hold capitalised words."""
    return next((n for n, place in enumerate(places) if not tokens[place][0][:1].isupper()), len(places))
