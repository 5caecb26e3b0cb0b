"""Noun phrases that may say something, read backwards from a verb or forwards from "said" and "according to"."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.language.speakers.tokens import Token
from index.language.words import (
    ADVERBS,
    AUXILIARIES,
    BODIES,
    BODY_WORDS,
    CONJUNCTIONS,
    DETERMINERS,
    DOCUMENTS,
    EMPTY_DETERMINERS,
    FINITE,
    INTRODUCTORY,
    NAME_LINKS,
    NO_REPORT,
    PERSON_LINKS,
    PREPOSITIONS,
    QUANTIFIERS,
    SAYING,
    SPEAKING_PRONOUNS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIMES,
    TITLES,
    WEAK,
    can_speak,
)

# The words of a speaker, with what belongs to it; longer ones are read wrong more often than right.
LONGEST_PHRASE = 7
LONGEST_NAME = 10
LONGEST_DESCRIPTION = 2
_FUNCTION = PREPOSITIONS | CONJUNCTIONS | FINITE | SUBORDINATORS | NO_REPORT | SUBJECT_PRONOUNS | INTRODUCTORY | AUXILIARIES | ADVERBS
_NOT_IN_PHRASE = _FUNCTION | SAYING | (WEAK - DOCUMENTS) | frozenset("i you him them me us himself whose according".split())
_OFFICES = ("woman", "person", "sman", "nman", "lyman")  # assemblyman, congressman, alderwoman; not Freeman
_OF_PERSON = frozenset("of for from at with in on by to".split())


@dataclass(frozen=True)
class Speaker:
    """The tokens `first` to `last` (exclusive) of a sentence; `named` are those of its proper name, if it has just one."""

    first: int
    last: int
    named: tuple[int, int] | None = None


def speaker_before(tokens: Sequence[Token], end: int) -> Speaker | None:
    """Return the noun phrase that ends just before the token `end`, if it is somebody or something that makes statements."""
    speaker = _head_before(tokens, end)
    if speaker is None:
        preposition = _preposition_before(tokens, end)
        head = speaker_before(tokens, preposition) if preposition else None
        return head if head is None or head.named or tokens[preposition or 0].lower != "of" else Speaker(head.first, end)
    before = tokens[speaker.first - 1].lower if speaker.first else ""
    if before in _OF_PERSON and speaker.first > 1:
        if tokens[speaker.first - 2].lower in QUANTIFIERS | {"one", "two", "three", "both", "members"}:
            return Speaker(speaker.first - 2, end)
        return _with_head(tokens, speaker)
    return _coordinated(tokens, speaker) if before in ("and", "or") else speaker


def is_name(token: Token) -> bool:
    """Tell whether a token may be a word of a proper name."""
    return token.is_capital and token.lower not in _FUNCTION and token.lower not in TIMES and token.lower not in DETERMINERS


def is_time(token: Token) -> bool:
    """Tell whether a token is a weekday, a year, a date in figures."""
    return token.lower in TIMES or (token.text[0].isdigit() and token.text[:4].isdigit())


def person_name(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name without the titles, parties and offices before it; nothing where they are all there is."""
    bare = [word.lower().rstrip(".").replace("’", "'") for word in words]
    title = max((place for place, word in enumerate(bare) if word in TITLES or word.endswith(_OFFICES)), default=-1)
    name = tuple(words[title + 1 :])
    return () if name and name[0].lower() in ("of", "for", "the") else name  # "President of Kuvelia Ana Belun"


def is_body(words: Sequence[str]) -> bool:
    """Tell whether a run of capitals names an institution or a place by one of its words."""
    return any(word.lower().rstrip(".").replace("’", "'") in BODY_WORDS | BODIES | {"the", "of"} for word in words)


def _head_before(tokens: Sequence[Token], end: int) -> Speaker | None:
    if end < 1 or not tokens[end - 1].is_word:
        return None
    last = tokens[end - 1]
    if last.lower in SPEAKING_PRONOUNS or last.lower in QUANTIFIERS:
        return Speaker(end - 1, end)
    in_name = end > 1 and last.is_capital and (is_name(tokens[end - 2]) or tokens[end - 2].lower in NAME_LINKS)
    if can_speak(last.lower) and not in_name:
        return _phrase_before(tokens, end)
    if is_name(last) and not last.is_possessive:
        return _name_before(tokens, end)
    return None


def _name_before(tokens: Sequence[Token], end: int) -> Speaker | None:
    first = _run_start(tokens, end)
    last = _before_affiliation(tokens, first, end)
    named = (first, last) if person_name([t.text for t in tokens[first:last]]) else None
    if first and tokens[first - 1].lower in ("a", "an"):
        return Speaker(first - 1, last)
    if first and tokens[first - 1].lower == "the":
        first -= 1
    return Speaker(first, last, named)


def _run_start(tokens: Sequence[Token], end: int) -> int:
    """Return where the run of capitals that ends at `end` starts, links such as "of the" and "van" within it."""
    first = end - 1
    body = tokens[first].lower in BODY_WORDS
    while first > max(0, end - LONGEST_NAME):
        previous = first - 1
        while previous > max(0, first - 3) and tokens[previous].lower in NAME_LINKS and not tokens[previous].is_capital:
            previous -= 1
        links = {t.lower for t in tokens[previous + 1 : first]}
        if not is_name(tokens[previous]) or (tokens[previous].is_possessive and not body):
            break
        if links & {"and", "on", "for"} and not any(
            t.lower in BODY_WORDS or t.lower in BODIES for t in tokens[max(0, previous - 3) : first]
        ):
            break
        first = previous
    return first


def _before_affiliation(tokens: Sequence[Token], first: int, end: int) -> int:
    """Return where the name of a person ends whose institution or country the run of capitals goes on with."""
    for place in range(first + 1, end):
        if tokens[place].lower in NAME_LINKS - PERSON_LINKS or tokens[place].lower == "and":
            words = [t.text for t in tokens[first:place]]
            whole = person_name(words)
            return place if whole and len(words) > 1 and not is_body(whole) else end
    return end


def _phrase_before(tokens: Sequence[Token], end: int) -> Speaker | None:
    """Return the common noun before `end` with the adjectives, names and determiner before it."""
    first = end - 1
    while first > max(0, end - LONGEST_PHRASE) and tokens[first].lower not in DETERMINERS:
        previous = tokens[first - 1]
        if not previous.is_word or previous.lower in _NOT_IN_PHRASE - DETERMINERS or is_time(previous):
            break
        first -= 1
        if previous.lower in DETERMINERS:
            break
    if tokens[first].lower in EMPTY_DETERMINERS:
        return None
    return Speaker(first, end, _owner(tokens, first, end))


def _owner(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int] | None:
    """Return the name whose document speaks: "Belun's statement" is Belun's."""
    owners = [place for place in range(first, end - 1) if tokens[place].is_possessive and tokens[place].is_capital]
    if tokens[end - 1].lower not in DOCUMENTS or not owners:
        return None
    return _run_start(tokens, owners[0] + 1), owners[0] + 1


def _preposition_before(tokens: Sequence[Token], end: int) -> int | None:
    """Return where "in a statement" or "at the scene" opens that ends at `end`."""
    for place in range(end - 1, max(0, end - LONGEST_PHRASE), -1):
        token = tokens[place]
        if token.lower in _OF_PERSON:
            return place if place < end - 1 else None
        if not token.is_word or (token.lower in _NOT_IN_PHRASE and token.lower not in DETERMINERS):
            return None
    return None


def _with_head(tokens: Sequence[Token], speaker: Speaker) -> Speaker | None:
    """Return the whole of "a spokesman for the ministry", the noun before the preposition leading; None where that cannot speak."""
    head = speaker_before(tokens, speaker.first - 1)
    if head is None:
        return None
    return head if head.named else Speaker(head.first, speaker.last)


def _coordinated(tokens: Sequence[Token], speaker: Speaker) -> Speaker | None:
    """Return "A and B" as one speaker without a name, None where "and" joins something else."""
    other = _head_before(tokens, speaker.first - 1)
    if other is None or tokens[other.last].lower not in ("and", "or"):
        return None
    if other.first and tokens[other.first - 1].text == "," and _head_before(tokens, other.first - 1):
        return None
    return Speaker(other.first, speaker.last)


def speaker_from(tokens: Sequence[Token], first: int) -> Speaker | None:
    """Return the noun phrase that starts at the token `first`, if it is somebody or something that makes statements."""
    if first >= len(tokens) or tokens[first].lower in EMPTY_DETERMINERS:
        return None
    if tokens[first].lower in SPEAKING_PRONOUNS - {"it"}:
        return Speaker(first, first + 1)
    place = first + (tokens[first].lower in DETERMINERS)
    best: Speaker | None = None
    while place < min(len(tokens), first + LONGEST_PHRASE) and _is_in_phrase(tokens[place]):
        token = tokens[place]
        if is_name(token):
            last = _run_end(tokens, place)
            best = _named_from(tokens, first, place, last) or best
            place = last
            continue
        if can_speak(token.lower) and not token.is_possessive:
            best = Speaker(first, place + 1, _owner(tokens, first, place + 1))
        elif best is not None and best.named and place - best.last >= LONGEST_DESCRIPTION:
            break
        place += 1
    return _with_second(tokens, _with_tail(tokens, best)) if best else None


def name_after(tokens: Sequence[Token], speaker: Speaker) -> Speaker:
    """Return the X of "the minister, X.", a full name, where nothing else stands there."""
    start = speaker.last + 1
    if speaker.named or start >= len(tokens) or tokens[speaker.last].text != "," or not is_name(tokens[start]):
        return speaker
    last = _run_end(tokens, start)
    ends = last == len(tokens) or not tokens[last].is_word
    return Speaker(start, last, (start, last)) if ends and len(person_name([t.text for t in tokens[start:last]])) > 1 else speaker


def _with_second(tokens: Sequence[Token], speaker: Speaker) -> Speaker:
    """Return "A and B" as one speaker, where it ends there."""
    if speaker.last + 1 >= len(tokens) or tokens[speaker.last].lower != "and":
        return speaker
    end = next((i for i in range(speaker.last + 1, len(tokens)) if not tokens[i].is_word), len(tokens))
    second = _head_before(tokens, end) if end - speaker.last <= LONGEST_PHRASE else None
    return Speaker(speaker.first, end) if second and second.first == speaker.last + 1 else speaker


def _is_in_phrase(token: Token) -> bool:
    return token.is_word and token.lower not in _NOT_IN_PHRASE and token.lower not in TIMES


def _run_end(tokens: Sequence[Token], first: int) -> int:
    last = first + 1
    while last < min(len(tokens), first + LONGEST_NAME) and not tokens[last - 1].is_possessive:
        following = last
        while following < min(len(tokens) - 1, last + 2) and tokens[following].lower in NAME_LINKS - {"and", "on", "for"}:
            following += 1
        if not is_name(tokens[following]):
            break
        last = following + 1
    return last


def _named_from(tokens: Sequence[Token], first: int, start: int, last: int) -> Speaker | None:
    last = _before_affiliation(tokens, start, last)
    if tokens[last - 1].is_possessive:
        return None
    named = (start, last) if person_name([t.text for t in tokens[start:last]]) else None
    if can_speak(tokens[last - 1].lower) and start == first + 1:
        named = None
    return Speaker(start if start > first and tokens[start - 1].lower != "the" else max(first, start - 1), last, named)


def _with_tail(tokens: Sequence[Token], speaker: Speaker) -> Speaker:
    """Return a phrase with the "for the ministry" after it, where that ends before a mark."""
    last = speaker.last
    if speaker.named or last >= len(tokens) or tokens[last].lower not in _OF_PERSON:
        return speaker
    for place in range(last + 1, min(len(tokens), last + LONGEST_PHRASE)):
        if not tokens[place].is_word:
            return Speaker(speaker.first, place) if place > last + 1 else speaker
        if tokens[place].lower in _NOT_IN_PHRASE - {"of", "for", "the"} or tokens[place].lower in TIMES:
            return speaker
    return speaker
