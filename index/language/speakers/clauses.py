"""Reporting clauses: "Ana Belun said", "said the minister", "according to police", "was quoted by Reuters as saying"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.language.speakers.phrases import Speaker, is_name, is_time, name_after, speaker_before, speaker_from
from index.language.speakers.tokens import BREAK, QUOTATION, Token
from index.language.words import (
    ADVERBS,
    AFTER_QUOTATION,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE,
    INTRODUCTORY,
    NO_REPORT,
    PARTICIPLES,
    PREPOSITIONS,
    QUOTING,
    SAYING,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIMES,
    WEAK,
    can_speak,
)

REACH = 14  # words after a verb in which a reported clause shows its own verb
_MOST_COMMAS = 6
_MARKS = frozenset([",", ";", ":", BREAK, ")", "(", ".", "!", "?", QUOTATION])
_STOPS = frozenset([";", ":", BREAK, QUOTATION, ".", "!", "?"])
_REPORTED = frozenset("quoted reported cited described".split())
_INTRODUCE = DETERMINERS | frozenset("on in at by late early last during shortly hours days weeks months years".split())
_OCCASIONS = "speech interview statement press news conference briefing rally debate hearing address letter tweet post message email"
_INTRODUCED = DETERMINERS | INTRODUCTORY | ADVERBS | frozenset(f"the of in on last after before ago {_OCCASIONS}".split())
_PASSIVE = frozenset("was were been is are being".split())
_NOT_ITS_SUBJECT = frozenset("who which by and as while".split())
_OTHER_CLAUSE = frozenset("who which where when after before because while whose since although though".split())


@dataclass(frozen=True)
class Clause:
    """Who reports, from token `first` to `last` (exclusive) with the verb; `relays` where it passes on what another said."""

    speaker: Speaker
    first: int
    last: int
    relays: bool = False


def reporting_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """Return the reporting clauses of a sentence that govern it, not those inside what somebody else reports, in order."""
    found: list[Clause] = []
    for place in range(len(tokens)):
        clause = _clause_at(tokens, place)
        if clause and not any(clause.first <= other.first < clause.last or clause.speaker == other.speaker for other in found):
            found.append(clause)
    return found


def _clause_at(tokens: Sequence[Token], place: int) -> Clause | None:
    word = tokens[place].lower
    if word == "according":
        return _according(tokens, place)
    if word in _REPORTED and (clause := _passive(tokens, place)):
        return clause
    if word in ("described", "describes", "called", "calls"):
        return _describing(tokens, place)
    if word in PARTICIPLES:
        return _participle(tokens, place)
    if word in SAYING or word in WEAK or word in QUOTING:
        return _inverted(tokens, place) or _direct(tokens, place)
    return None


def _direct(tokens: Sequence[Token], place: int) -> Clause | None:
    """Return "X said", with what stands between the two and what is reported after or before."""
    speaker = subject_of(tokens, place)
    if speaker is None or not _reports(tokens, speaker, place):
        return None
    return Clause(speaker, speaker.first, place + 1, relays=tokens[place].lower in ("reported", "reports"))


def subject_of(tokens: Sequence[Token], place: int) -> Speaker | None:
    """Return the subject of the verb at `place`, where its clause is a main one."""
    end = place
    while end and (tokens[end - 1].lower in AUXILIARIES | ADVERBS or tokens[end - 1].lower.endswith("ly")):
        end -= 1
    end = _without_time(tokens, end)
    if end < 1 or tokens[end - 1].lower in NO_REPORT:
        return None
    if tokens[end - 1].text == ",":
        return _interrupted(tokens, end - 1)
    if tokens[end - 1].text == ")":
        opening = next((i for i in range(end - 2, max(-1, end - 10), -1) if tokens[i].text == "("), 0)
        end = opening or end
    speaker = speaker_before(tokens, end)
    return speaker if speaker and opens_clause(tokens, speaker) else None


def _without_time(tokens: Sequence[Token], end: int) -> int:
    """Return `end` moved before an "on Tuesday" or "last week" that stands there."""
    place = end
    while place and (tokens[place - 1].lower in TIMES or tokens[place - 1].text.isdigit()):
        place -= 1
    while place < end and place and tokens[place - 1].lower in ("on", "in", "late", "early", "last", "this", "earlier", "that", "the"):
        place -= 1
    return place


def opens_clause(tokens: Sequence[Token], speaker: Speaker) -> bool:
    """Tell whether a noun phrase is the subject of a clause that depends on no other, by what stands before it."""
    place = speaker.first
    if tokens[speaker.last - 1].is_capital or speaker.named:
        place = _before_description(tokens, place)
    while place and (
        is_time(tokens[place - 1]) or tokens[place - 1].lower in INTRODUCTORY | ADVERBS or tokens[place - 1].lower.endswith("ly")
    ):
        place -= 1
    if not place or tokens[place - 1].text in _MARKS:
        return True
    if tokens[place - 1].lower in CONJUNCTIONS:
        return place == 1 and tokens[0].lower in ("and", "but", "so", "yet")
    return _is_introduction(tokens, place)


def _before_description(tokens: Sequence[Token], place: int) -> int:
    """Return where the "Kuvelian foreign minister" before a name starts, the name's own place where something else stands there."""
    stop = SUBORDINATORS | PREPOSITIONS | FINITE | NO_REPORT | CONJUNCTIONS | SAYING | WEAK | SUBJECT_PRONOUNS
    start = place
    while start and place - start < 6 and tokens[start - 1].is_word and tokens[start - 1].lower not in stop:
        start -= 1
    described = any(can_speak(token.lower.removesuffix("'s")) for token in tokens[start:place])
    owned = place > start and tokens[place - 1].is_possessive
    opens = not start or tokens[start - 1].text in _MARKS
    return start if opens and (described or owned or place - start <= 3) else place


def _is_introduction(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether the sentence opens with no more than an "In March 2020" or "On Twitter" before `end`."""
    start = max((i + 1 for i in range(end) if tokens[i].text in _STOPS), default=0)
    words = tokens[start:end]
    if not 1 < len(words) <= 6 or words[0].lower not in _INTRODUCE:
        return False
    return all(is_time(t) or is_name(t) or t.text.isdigit() or t.lower in _INTRODUCED for t in words[1:])


def _interrupted(tokens: Sequence[Token], comma: int) -> Speaker | None:
    """Return the subject before the commas of "X, who was there, said"."""
    found: Speaker | None = None
    place = comma
    for _ in range(_MOST_COMMAS):
        place = next((i for i in range(place - 1, -1, -1) if tokens[i].text in _MARKS), -1)
        if place < 0 or tokens[place].text != ",":
            break
        speaker = speaker_before(tokens, place)
        if speaker is None or not opens_clause(tokens, speaker) or not _is_aside(tokens, place + 1, comma):
            continue
        if _is_list_of_places(tokens, speaker) or tokens[speaker.last - 1].is_possessive:
            continue
        found = speaker
    return _name_in_apposition(tokens, found, comma) if found and found.named is None else found


def _name_in_apposition(tokens: Sequence[Token], speaker: Speaker, comma: int) -> Speaker:
    """Return the X of "the minister, X," where nothing else stands there."""
    start = speaker.last + 1
    name = speaker_before(tokens, comma) if start < comma and all(token.is_word for token in tokens[start:comma]) else None
    return name if name and name.named and name.first == start else speaker


def _is_aside(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether `tokens[start:end]` holds no verb of its own but in a relative clause."""
    if start >= end:
        return False
    if tokens[start].lower in ("who", "which", "whose", "where", "whom"):
        return True
    return not any(token.lower in (FINITE | SAYING | SUBJECT_PRONOUNS) - _OTHER_CLAUSE for token in tokens[start:end])


def _is_list_of_places(tokens: Sequence[Token], speaker: Speaker) -> bool:
    """Tell whether a lone name follows "In Austin," and so is the place's country."""
    if speaker.last - speaker.first > 1 or speaker.first < 2 or tokens[speaker.first - 1].text != ",":
        return False
    start = next((i + 1 for i in range(speaker.first - 2, -1, -1) if tokens[i].text in _MARKS), 0)
    return any(token.lower in PREPOSITIONS for token in tokens[start : speaker.first - 1])


def _reports(tokens: Sequence[Token], speaker: Speaker, place: int) -> bool:
    """Tell whether the verb at `place` has something that it reports."""
    verb = tokens[place].lower
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if verb.endswith("s") and following is not None and following.lower in SAYING:
        return False  # "police reports said": a noun
    if _follows_report(tokens, speaker) and verb in AFTER_QUOTATION and _ends_there(tokens, place + 1):
        return True
    if verb in ("reported", "reports") and following is not None and following.is_word and following.lower not in PREPOSITIONS | TIMES:
        return True
    if verb in SAYING:
        if verb in ("tell", "tells", "told") and tokens[speaker.first].lower == "it":
            return False
        return following is None or following.lower not in ("goodbye", "hello", "yes")
    return _has_content(tokens, place + 1, quotation_only=verb in QUOTING and verb not in WEAK)


def _follows_report(tokens: Sequence[Token], speaker: Speaker) -> bool:
    return speaker.first > 0 and tokens[speaker.first - 1].text in (",", QUOTATION, BREAK, "!", "?", ".")


def _ends_there(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether nothing but a mark, a time or a place follows a reporting verb."""
    if place >= len(tokens):
        return True
    following = tokens[place]
    return not following.is_word or following.lower in PREPOSITIONS | TIMES | ADVERBS or following.lower.endswith("ly")


def _has_content(tokens: Sequence[Token], place: int, *, quotation_only: bool = False) -> bool:
    """Tell whether a quotation or a clause follows, not a mere object."""
    if place + 1 < len(tokens) and _introduces(tokens, place):
        return True
    for at in range(place, min(len(tokens), place + REACH)):
        token = tokens[at]
        if token.text == QUOTATION:
            return at == place or tokens[at - 1].text in (",", ":") or tokens[at - 1].lower == "that" or token.end - token.start > 25
        if quotation_only:
            if token.text in _STOPS - {":"}:
                return False
            continue
        if token.lower in ("that", "whether", "why", "how") and (at == place or tokens[at - 1].lower in TIMES):
            return True
        if at == place and (token.lower in SUBJECT_PRONOUNS - {"these", "those", "this", "it", "you"}):
            return True
        if token.lower == "to" and any(_introduces(tokens, i) for i in range(at, min(len(tokens) - 1, place + REACH))):
            return True  # "explained to the press, ..."
        if token.lower in _OTHER_CLAUSE or token.lower in ("that", "to") or token.text in _MARKS:
            return False
        if token.lower in FINITE:
            return at > place
    return False


def _introduces(tokens: Sequence[Token], place: int) -> bool:
    return tokens[place].text in (",", ":") and tokens[place + 1].text == QUOTATION


def _inverted(tokens: Sequence[Token], place: int) -> Clause | None:
    """Return "said X" after a quotation or a comma."""
    before = tokens[place - 1].text if place else ""
    if tokens[place].lower not in AFTER_QUOTATION or before not in (QUOTATION, ",", ";"):
        return None
    speaker = speaker_from(tokens, place + 1)
    if speaker is None or tokens[speaker.first].lower in SUBJECT_PRONOUNS:
        return None
    following = tokens[speaker.last] if speaker.last < len(tokens) else None
    if following is not None and following.is_word and following.lower not in PREPOSITIONS | TIMES | ADVERBS | {"who", "and"}:
        return None
    quoted = before == QUOTATION or (place > 1 and tokens[place - 2].text == QUOTATION)
    if not quoted and (following is not None and following.text not in (",", ".") or _interrupted(tokens, place - 1)):
        return None
    return Clause(name_after(tokens, speaker), place, speaker.last)


def _according(tokens: Sequence[Token], place: int) -> Clause | None:
    """Return "according to X", where it speaks of the whole sentence."""
    before = tokens[place - 1].lower if place else ""
    if place + 1 >= len(tokens) or tokens[place + 1].lower != "to" or before in SUBORDINATORS | CONJUNCTIONS | NO_REPORT:
        return None
    speaker = speaker_from(tokens, place + 2)
    return Clause(speaker, place, speaker.last, relays=True) if speaker else None


def _passive(tokens: Sequence[Token], place: int) -> Clause | None:
    """Return the X of "was quoted by X as", "was quoted as saying", "X quoted Y as saying" and "is described by X as"."""
    following = [token.lower for token in tokens[place + 1 : place + REACH]]
    passive = any(token.lower in _PASSIVE for token in tokens[max(0, place - 2) : place])
    if passive and following[:1] == ["by"]:
        speaker = speaker_from(tokens, place + 2)
        if speaker is None or (tokens[place].lower == "reported" and "to" not in following and "as" not in following):
            return None
        quoted = subject_of_passive(tokens, place) if tokens[place].lower == "quoted" else None
        return Clause(quoted or speaker, place, speaker.last)
    if tokens[place].lower != "quoted" or "saying" not in following:
        return None
    if passive:
        quoted = subject_of_passive(tokens, place)
        return Clause(quoted, quoted.first, place + 1) if quoted else None
    quoted = speaker_from(tokens, place + 1)
    return Clause(quoted, place, quoted.last) if quoted and following[quoted.last - place - 1 :][:2] == ["as", "saying"] else None


def subject_of_passive(tokens: Sequence[Token], place: int) -> Speaker | None:
    """Return the subject of "was quoted", the participle at `place`."""
    while place and tokens[place - 1].lower in _PASSIVE | AUXILIARIES | ADVERBS:
        place -= 1
    return subject_of(tokens, place)


def _describing(tokens: Sequence[Token], place: int) -> Clause | None:
    """Return "X described Y as" and "X called Y" with a quotation."""
    speaker = subject_of(tokens, place)
    if speaker is None:
        return None
    following = tokens[place + 1 : place + REACH]
    words = list(_until_mark(following))
    as_quoted = any(token.text == QUOTATION for token in following[: len(words) + 1])
    told = "as" in words if tokens[place].lower.startswith("describe") else words[:1] != ["for"] and as_quoted
    return Clause(speaker, speaker.first, place + 1) if told else None


def _until_mark(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.text in _STOPS:
            return
        yield token.lower


def _participle(tokens: Sequence[Token], place: int) -> Clause | None:
    """Return the subject that the sentence opens with, in "X thanked the crowd, saying"."""
    if not place or tokens[place - 1].text != "," or not _has_content_or_colon(tokens, place + 1):
        return None
    speaker = speaker_from(tokens, 0)
    if speaker is None or speaker.last >= place - 1:
        return None
    between = [token.lower for token in tokens[speaker.last : place]]
    passive = between[0] in FINITE - AUXILIARIES - {"had", "did"} or not between[0].isalpha()
    if passive or _NOT_ITS_SUBJECT & set(between):
        return None
    return Clause(speaker, speaker.first, place + 1)


def _has_content_or_colon(tokens: Sequence[Token], place: int) -> bool:
    return _has_content(tokens, place) or any(token.text == QUOTATION for token in tokens[place : place + 3])


def governing(clauses: Sequence[Clause], tokens: Sequence[Token]) -> Clause | None:
    """Return the clause whose speaker the sentence is owed to; None where two speak side by side."""
    first = next((clause for clause in clauses if not clause.relays), None) or next(iter(clauses), None)
    if first is None or any(_stands_beside(tokens, first, later) for later in clauses if later.first > first.first and not later.relays):
        return None
    return None if _is_joined_by_another(tokens, first) else first


def _stands_beside(tokens: Sequence[Token], first: Clause, later: Clause) -> bool:
    """Tell whether a later clause is none that the first one's speaker reports: "X said it was wrong; Y said it was not"."""
    between = tokens[first.last : later.first]
    marked = any(token.text in (BREAK, QUOTATION) for token in between[-4:]) or any(token.text == ";" for token in between)
    return marked and _words(tokens, later.speaker) != _words(tokens, first.speaker)


def _is_joined_by_another(tokens: Sequence[Token], first: Clause) -> bool:
    """Tell whether the sentence goes on with an "and Y said", Y no "he"."""
    for place in range(first.last, len(tokens)):
        other = speaker_before(tokens, place) if tokens[place].lower in SAYING else None
        if other is None or other.first <= first.last or tokens[other.first - 1].lower not in CONJUNCTIONS:
            continue
        words = _words(tokens, other)
        named = tokens[first.speaker.first].lower not in SUBJECT_PRONOUNS
        if words != _words(tokens, first.speaker) and not (named and words[0] in SUBJECT_PRONOUNS):
            return True
    return False


def _words(tokens: Sequence[Token], speaker: Speaker) -> list[str]:
    return [token.text.lower() for token in tokens[speaker.first : speaker.last]]
