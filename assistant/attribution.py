"""Questions about statements: whose is asked for, whether their speaker is, and whether an attribution is to the one asked."""

import re

from index.language.speakers import Attribution, person_name
from index.language.words import SPEAKING_PRONOUNS

LONGEST_QUESTION = 1_000
_TELL = (
    r"(?:say|said|tell|told|describe[ds]?|think|thought|believe[ds]?|call(?:ed)?|claim(?:ed)?|write|wrote|written|tweet(?:ed)?|add(?:ed)?|announced?"
    r"|argued?|comment(?:ed)?|explain(?:ed)?|respond(?:ed)?|reply|replied|react(?:ed)?|report(?:ed)?|suggest(?:ed)?|warn(?:ed)?|predict(?:ed)?|promised?"
    r"|deny|denied|admit(?:ted)?|state[d]?|mention(?:ed)?|remark(?:ed)?|declared?|insist(?:ed)?|allege[d]?|recall(?:ed)?|cite[d]?|quoted?|urged?|conclude[d]?)"
)
_SUBJECT = r"(?P<who>(?:(?:the|an?|his|her|its|their)\s{1,5})?[^\s,?!;:][^,?!;:\n]{0,80}?)"
_S = r"\s{1,5}"
_ASKED = (
    rf"\bAccording{_S}to{_S}{_SUBJECT}(?=\s{{0,5}}[,?!.;:]|\s{{1,5}}(?:what|who|why|when|where|how|which|is|are|was|were|did|does|has|had)\b|\s{{0,5}}$)",
    rf"\b(?:did|does|do|has|have|had){_S}{_SUBJECT}{_S}(?:(?:also|then|\w{{2,20}}ly){_S})?{_TELL}\b",
    rf"\b(?:reasons?|explanation|response|answer|statement|comment){_S}(?:did|does|do|has|have|had){_S}{_SUBJECT}{_S}(?:give|given|gave|offer|make|made)\b",
    rf"\b(?:is|are|was|were){_S}{_SUBJECT}['’]s?{_S}(?:reaction|response|comments?|opinion|views?|explanation|reply|answer|words|statement|position)\b",
    rf"\b(?:is|was|were|are){_S}{_SUBJECT}{_S}quoted{_S}as\b",
    rf"\bsaid{_S}by{_S}{_SUBJECT}(?=\s{{0,5}}[,?!.;:]|\s{{1,5}}(?:about|on|in|to|after)\b|\s{{0,5}}$)",
)
_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _ASKED)
_NOBODY = SPEAKING_PRONOUNS | frozenset("i we you who whom which what anyone anybody someone people that this there him her them".split())
_WHO_SAID = re.compile(
    rf"\bwho{_S}(?:else{_S})?(?:(?:has|have|had|also|first|\w{{2,20}}ly){_S})?"
    r"(?:says?|said|told|described|thinks?|believes?|claim(?:s|ed)|wrote|tweeted|announced|argue[sd]|explained|reported|warned|predicted|stated|remarked"
    r"|declared|insist(?:s|ed)|alleged|denied|suggested|commented)\b"
    rf"|\b(?:which|what){_S}(?P<named>(?:\w[\w’'-]{{0,30}}{_S}){{1,4}}?)(?:says?|said|told|claimed|wrote|announced|argued|reported|stated|warned)\b"
    rf"|\baccording{_S}to{_S}wh(?:om?|ich|at)\b|\bwho{_S}(?:is|was){_S}quoted\b|\bwhose{_S}(?:words|statement|claim|opinion|view|comment)\b"
    rf"|\bsaid{_S}by{_S}whom\b|\bby{_S}whom{_S}(?:is|was|were){_S}(?:it{_S})?said\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\b(?:did|does|do|has|have|had|is|was|were)\b", re.IGNORECASE)
_DETERMINER = re.compile(r"^(?:the|a|an|some|its|their|his|her)\s+", re.IGNORECASE)


def says_of(question: str) -> str | None:
    """Return the person or body whose statement a question asks for, as the question writes it."""
    question = question[:LONGEST_QUESTION]
    if asks_who_said(question):
        return None
    for pattern in _PATTERNS:
        if (match := pattern.search(question)) and match["who"].lower().strip() not in _NOBODY and _is_told(match):
            return match["who"].strip()
    return None


def _is_told(match: re.Match[str]) -> bool:
    """Tell whether a verb follows the speaker, no noun: "reject Orvin's call", "Fenmark State's team"."""
    return not re.search(r"['’]s?$", match["who"]) and not match.string[match.end("who") : match.end()].strip()[:1].isupper()


def asks_who_said(question: str) -> bool:
    """Tell whether a question asks for the speaker of a statement that it gives."""
    match = _WHO_SAID.search(question[:LONGEST_QUESTION])
    # "Which party did Belun say ..." names who speaks.
    return match is not None and (match["named"] is None or not _AUXILIARY.search(match["named"]))


def speaks(attribution: Attribution, name: str) -> bool:
    """Tell whether what is attributed is the words of the one asked for, who may be named by surname, and with a title."""
    asked = _words(name)
    said_by = _words(attribution.name or attribution.speaker)
    if not asked or not said_by or attribution.name is None and attribution.speaker.lower() in SPEAKING_PRONOUNS:
        return False
    if asked[-1] != said_by[-1]:
        return False
    if len(asked) == 1:
        return True
    if attribution.name is None:
        return said_by[-len(asked) :] == asked
    return len(said_by) == 1 or asked[0] == said_by[0] or (asked[0][0] == said_by[0][0] and 1 in (len(asked[0]), len(said_by[0])))


def _words(name: str) -> tuple[str, ...]:
    words = re.findall(r"[\w’'-]{1,60}", _DETERMINER.sub("", name[:200].strip()))
    plain = [re.sub(r"['’]s?$", "", word).casefold() for word in words]
    return tuple(person_name(plain)) or tuple(plain)
