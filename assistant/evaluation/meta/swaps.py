"""Numbers, dates and names of a text that can stand in one another's place, and putting one there."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.evaluation.meta.claims import Claim, SourceArticle, Span
from assistant.evaluation.meta.name_kinds import NameKinds, name_kinds
from assistant.support.dates import dates
from assistant.support.dates import is_held as is_date_held
from assistant.support.exact_checks import Kind
from assistant.support.held_names import held_words, is_held
from assistant.support.support import Evidence
from index.language.names import Name, is_surely_a_name, names
from index.language.numbers import Number, held_values, numbers
from index.language.times import MONTHS, WEEKDAYS

# A number within this many times the other makes as likely a sentence.
NEAR_TIMES = 20
NEAR_YEARS = 15
ARTICLES_KEPT = 2_000


@dataclass(frozen=True)
class Thing:
    """A number, date or name at `start` to `end` of a sentence; things of the same `kind` and `form` can stand in one another's place."""

    kind: Kind
    form: str
    text: str
    start: int
    end: int
    value: str


@dataclass(frozen=True)
class Placed:
    """A thing of an article and the sentence that holds it."""

    thing: Thing
    article: SourceArticle
    sentence: Span


class Shelf:
    """The things of articles, to be put in one another's place."""

    def __init__(self, articles: Sequence[SourceArticle]) -> None:
        self._kinds = name_kinds(articles)
        self._of_article = {article.id: self._by_form(article) for article in articles}
        self._all: dict[tuple[Kind, str], list[Placed]] = defaultdict(list)
        for by_form in self._of_article.values():
            for form, found in by_form.items():
                self._all[form] += found

    def things(self, claim: Claim) -> list[Thing]:
        """Return what can be swapped in a claim."""
        return things(claim.text, self._kinds.get(claim.article.id, {}))

    def like(self, thing: Thing, article: SourceArticle | None = None) -> list[Placed]:
        """Return the things of the same kind and form in an article, or in all of them."""
        return (self._all if article is None else self._of_article[article.id]).get((thing.kind, thing.form), [])

    def _by_form(self, article: SourceArticle) -> dict[tuple[Kind, str], list[Placed]]:
        found: dict[tuple[Kind, str], list[Placed]] = defaultdict(list)
        for start, end in article.sentences:
            for thing in things(article.text[start:end], self._kinds[article.id]):
                found[thing.kind, thing.form].append(Placed(thing, article, (start, end)))
        return dict(found)


def things(sentence: str, kinds: NameKinds) -> list[Thing]:
    """Return what can be swapped in a sentence; `kinds` are those of its article's names."""
    named = [(one.start, one.end) for one in dates(sentence)]
    return [*_dates(sentence), *_numbers(sentence, named), *_names(sentence, named, kinds)]


def swapped(claim: str, thing: Thing, other: Thing) -> str:
    """Return the claim with `other` in the place of `thing`, "a" and "an" and a first capital made to fit."""
    before, text = claim[: thing.start], other.text
    if re.search(r"\b[Aa]n? $", before):
        before = re.sub(r"(\b[Aa])n? $", rf"\1{'n' if _sounds_open(text) else ''} ", before)
    if not before:
        text = text[:1].upper() + text[1:]
    elif other.kind == "number" and text[:1].isupper():
        text = text[:1].lower() + text[1:]
    return before + text + claim[thing.end :]


def _sounds_open(text: str) -> bool:
    if re.fullmatch(r"[A-Z]{2,6}", text):
        return text[0] in "AEFHILMNORSX"
    if text[:1].isdigit():
        return bool(re.match(r"8|1[18](?!\d)", text))
    return text[:1].casefold() in "aeiou" and not re.match(r"(?i:eu|uni|us[aeiu]|one|uk)", text)


# Numbers.

_SHARE = re.compile(r"\s?%|\s(?:per\s?cent|percent)")
_ONE_OF_A_NAME = re.compile(r"[A-Z][\w.]*[ \u00a0]$")
_PART_OF_MORE = re.compile(r"[\w.][-–—/:]$|[-–—/:+#.]$|\bNo\.? $")
_GOES_ON = re.compile(
    r"[-–—/:]\d|[ \u00a0](?:UTC|GMT|[ap]\.?m\b|years? old)"
    r"|[-–—](?!year|day|month|week|hour|minute|page|mile|foot|metre|meter|member|seat)|°"
)
_FIGURES = re.compile(r"[\d.,]+")


def _numbers(sentence: str, named: Sequence[Span]) -> list[Thing]:
    found = []
    for number in numbers(sentence):
        before, after = sentence[: number.start], sentence[number.end : number.end + 12]
        if not number.is_said or any(number.start < b + 2 and a < number.end + 2 for a, b in named):
            continue
        if _PART_OF_MORE.search(before[-4:]) or _GOES_ON.match(after) or (_ONE_OF_A_NAME.search(before[-30:]) and " " in before.strip()):
            continue
        form = _number_form(sentence, number)
        if form and number.value not in ("1", "0"):
            text = sentence[number.start : number.end]
            found.append(Thing("number", form, text, number.start, number.end, number.value))
    return found


def _number_form(sentence: str, number: Number) -> str | None:
    text, before, after = sentence[number.start : number.end], sentence[: number.start][-1:], sentence[number.end : number.end + 9]
    if number.value.endswith("th"):
        return None if re.match(r"[ -]part", sentence[number.end :]) else "ordinal"  # a third party is no other party's number
    if "/" in number.value or ":" in number.value or re.fullmatch(r"[\d.,]+[a-z]+", text):
        return None
    if _SHARE.match(after):
        return "share" if _FIGURES.fullmatch(text) else "share in words"
    if before and before in "$£€¥":
        return "money"
    if after.startswith("-"):
        return "part of a word" if _FIGURES.fullmatch(text) and "." not in text else None
    return "decimal" if "." in number.value else "count"


# Dates.

_DATE_WORD = re.compile(
    rf"\b(?:(?P<day>{'|'.join(WEEKDAYS)})|(?P<month>{'|'.join(MONTHS)})|(?P<short>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\b"
)
_SWAPPABLE = re.compile(r"[\W\d]*(?:[DM][\W\d]*){1,3}|[\W]*\d{4}|(?:the )?\d{4}s")


def _dates(sentence: str) -> list[Thing]:
    found = []
    for named in dates(sentence):
        text = sentence[named.start : named.end]
        shape = re.sub(r"\d{1,2}(?!\d)", "9", _DATE_WORD.sub(lambda m: "D" if m["day"] else "M", text)) if not text.isdigit() else "9999"
        shape = re.sub(r"\d{3}9(?!\d)", "9999", shape)
        before, after = sentence[: named.start], sentence[named.end : named.end + 6]
        if before.endswith("Fourth of ") or re.match(r" (?:or|to) \d", after):
            continue
        if (
            _SWAPPABLE.fullmatch(text if text.isdigit() else shape)
            and not _PART_OF_MORE.search(before[-4:])
            and after[:1] not in tuple("-–—/")
        ):
            found.append(Thing("date", shape, text, named.start, named.end, named.value))
    return found


# Names.


def _names(sentence: str, named: Sequence[Span], kinds: NameKinds) -> list[Thing]:
    found = []
    every = names(sentence, named)
    words = Counter(word for name in every for word in set(name.words))
    for name in every:
        kind = kinds.get(name.words)
        is_odd = name.opens and not is_surely_a_name(sentence, name)
        in_brackets = sentence[name.start - 1 : name.start] == "[" or sentence[name.end : name.end + 1] == "]"
        if kind is None or is_odd or in_brackets or any(words[word] > 1 for word in name.words):
            continue
        the = " the" if sentence[max(0, name.start - 4) : name.start].casefold() == "the " else ""
        found.append(Thing("name", f"{kind}{the}", sentence[name.start : name.end], name.start, name.end, " ".join(name.words)))
    return found


# What makes a claim wrong when it stands in a thing's place.


def is_elsewhere(claim: Claim, thing: Thing, other: Placed) -> bool:
    """Tell whether the claim's article holds nothing of `other`, which is another article's."""
    article, text = claim.article, other.thing.text
    if other.article.id == article.id or text.casefold() in _folded_text(article):
        return False
    return _is_likely(thing, other.thing) and _says_else(claim, thing, other.thing) and not _holds(other.thing, (_whole(article),))


def is_of_same_article(claim: Claim, thing: Thing, other: Placed) -> bool:
    """Tell whether `other` stands in another sentence of the claim's article, and nothing that it may mean in the claim."""
    if other.article.id != claim.article.id or other.sentence == claim.sentence:
        return False
    if not (_is_likely(thing, other.thing) and _says_else(claim, thing, other.thing)):
        return False
    if f"{thing.text}, {other.thing.text}" in claim.article.text:
        return False  # "in Vark, Kuvelia": what is so of the one may be said of the other
    original = claim.article.text[slice(*claim.sentence)]
    held = (Evidence(claim.text, claim.article.published), Evidence(original, claim.article.published))
    return not any(_holds(other.thing, (one,)) for one in held) and not _holds(
        thing, (Evidence(other.thing.text, claim.article.published),)
    )


def _holds(thing: Thing, evidence: Sequence[Evidence]) -> bool:
    return _HOLDS[thing.kind](thing, evidence)


def _holds_number(thing: Thing, evidence: Sequence[Evidence]) -> bool:
    return any(thing.value in held_values(one.text) for one in evidence)


def _holds_date(thing: Thing, evidence: Sequence[Evidence]) -> bool:
    if any(thing.text in one.text for one in evidence):  # "May" by itself is no date
        return True
    return any(is_date_held(thing.text, named, evidence) for named in dates(thing.text))


def _holds_name(thing: Thing, evidence: Sequence[Evidence]) -> bool:
    words = tuple(thing.value.split())
    texts = [one.text for one in evidence]
    return is_held(Name(0, len(thing.text), words), texts) or any(word in held_words(text).capitals for text in texts for word in words)


_HOLDS: dict[Kind, Callable[[Thing, Sequence[Evidence]], bool]] = {"number": _holds_number, "date": _holds_date, "name": _holds_name}


def _is_likely(thing: Thing, other: Thing) -> bool:
    """Tell whether a number or a year is of about the size of the other's."""
    if thing.kind == "number":
        one, two = _size(thing.value), _size(other.value)
        return max(one, two) <= NEAR_TIMES * min(one, two)
    if thing.form == "9999":
        return abs(int(thing.value) - int(other.value)) <= NEAR_YEARS
    return True


_NOT_BELOW = re.compile(
    r"\b(?:at least|more than|over|above|exceed(?:ed|ing|s)?|upwards of|older than|age of|a minimum of) [$£€¥]?$", re.IGNORECASE
)
_NOT_ABOVE = re.compile(
    r"\b(?:at most|less than|fewer than|under|below|up to|as (?:many|much|high) as|a maximum of|younger than|within) [$£€¥]?$",
    re.IGNORECASE,
)


def _says_else(claim: Claim, thing: Thing, other: Thing) -> bool:
    """Tell whether the claim says something else with the other number: of fifty dead, "at least twelve" is as true."""
    if thing.kind != "number":
        return True
    before = claim.text[max(0, thing.start - 24) : thing.start]
    if _NOT_BELOW.search(before):
        return _size(other.value) > _size(thing.value)
    return not _NOT_ABOVE.search(before) or _size(other.value) < _size(thing.value)


def _size(value: str) -> float:
    return max(float(value.removesuffix("th")), math.ulp(1.0))


def _whole(article: SourceArticle) -> Evidence:
    return Evidence(article.text, article.published)


@lru_cache(maxsize=ARTICLES_KEPT)
def _folded_text(article: SourceArticle) -> str:
    return article.text.casefold()
