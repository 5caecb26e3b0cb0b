"""What the names of articles stand for, as far as the words around them tell: persons, places, peoples, bodies of a kind."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assistant.evaluation.meta.claims import SourceArticle
from assistant.support.dates import dates
from index.language.names import Name, is_institution, names
from index.language.words import TITLES

NameKinds = Mapping[tuple[str, ...], str]

# "in Python" and "in Minecraft" stand once where places stand again and again.
LEAST_PLACED = 2
_BODIES = {
    "party": "party",
    **dict.fromkeys(("university", "college", "institute", "academy", "school"), "place of learning"),
    **dict.fromkeys(("ministry", "department", "agency", "commission", "committee", "council", "bureau", "authority"), "authority"),
    **dict.fromkeys(("news", "times", "post", "journal", "herald", "tribune", "press", "magazine"), "press"),
    **dict.fromkeys(("hospital", "court", "union", "association", "foundation", "company", "bank", "airport", "county", "church"), "body"),
}
_PLACED = re.compile(r"\b(?:in|near|across|throughout|outside) (?:the )?$")
# Nothing that the name may only describe: "in the Kuvelian capital".
_ENDS_THERE = re.compile(
    r"[,.;)]|['’]s\b|\s(?:in|on|and|or|to|for|that|who|was|is|were|are|has|had|since|after|before|from|with|at|by|during|as|where|when)\b"
)
_OF_A_PERSON = re.compile(r"\s(?:said|says|told|added|wrote|tweeted|argued|stated|who)\b|, \d\d,|, who\b")
_OF_A_PEOPLE = re.compile(r"[A-Z][a-z]{2,}(?:ian|ean|ese|ish|can|li|qi|ani)")
_NO_PEOPLE_NOR_PLACE = frozenset("republican republicans islam christianity judaism hinduism buddhism".split())
_COMMON = re.compile(r"\s[a-z]{3,}")
_TITLE_BEFORE = re.compile(r"\b([\w-]+)\.? $")
_NO_TITLES = frozenset("of first second state private".split())


def name_kinds(articles: Sequence[SourceArticle]) -> dict[str, NameKinds]:
    """Return article id -> the kinds of its names, where all that is told of a name agrees."""
    seen = {article.id: list(_told_of_names(article)) for article in articles}
    told: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for mentions in seen.values():
        for words, kind in mentions:
            told[words].update([kind] if kind else [])
    kinds = {words: next(iter(found)) for words, found in told.items() if len(found) == 1}
    kinds = {words: kind for words, kind in kinds.items() if kind != "place" or told[words][kind] >= LEAST_PLACED}
    return {id: _of_article({words for words, _ in mentions}, kinds, told) for id, mentions in seen.items()}


def _of_article(mentioned: set[tuple[str, ...]], kinds: NameKinds, told: Mapping[tuple[str, ...], Counter[str]]) -> NameKinds:
    """Return the kinds of an article's names; a last name stands for a person whom it names in full."""
    found = {words: kinds[words] for words in mentioned if words in kinds and kinds[words] != "person"}
    full = {words for words in mentioned if kinds.get(words) == "person" and len(words) > 1}
    surnames = {words[-1:] for words in full if words[-1:] in mentioned and set(told[words[-1:]]) <= {"person"}}
    surnames = {words for words in surnames if not _OF_A_PEOPLE.fullmatch(words[0].capitalize())}
    return found | dict.fromkeys(full, "person in full") | dict.fromkeys(surnames, "person by the last name")


def _told_of_names(article: SourceArticle) -> Iterator[tuple[tuple[str, ...], str | None]]:
    for start, end in article.sentences:
        sentence = article.text[start:end]
        for name in names(sentence, [(one.start, one.end) for one in dates(sentence)]):
            yield name.words, _told(sentence, name)


def _told(sentence: str, name: Name) -> str | None:
    """Return what the words around a name tell of what it is."""
    text, before, after = sentence[name.start : name.end], sentence[max(0, name.start - 30) : name.start], sentence[name.end :]
    if re.search(r"[^\w\s'’-]", text) or not all(word[0].isupper() for word in text.split()) or len(name.words) > 4:
        return None
    if name.words[0] in _NO_PEOPLE_NOR_PLACE:
        return None
    if is_institution(name.words) and text not in ("United States", "United Kingdom"):
        return _BODIES.get(name.words[-1]) if len(name.words) > 1 else None
    if _PLACED.search(before) and not text.isupper():
        return "place" if _ENDS_THERE.match(after) else None
    if _OF_A_PEOPLE.fullmatch(text):
        return "people" if _COMMON.match(after) and not _OF_A_PERSON.match(after) else None
    title = _TITLE_BEFORE.search(before)
    has_title = title is not None and title[1].casefold() in TITLES - _NO_TITLES
    if not text.isupper() and len(text.split()) <= 3 and (_OF_A_PERSON.match(after) or has_title):
        return "person"
    return None
