"""Questions about statements: whose is asked for, and whether an attribution is to the one asked."""

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
)
_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _ASKED)
_NOBODY = SPEAKING_PRONOUNS | frozenset("i we you anyone anybody someone people that this there him her them".split())
_ASKED_FOR = re.compile(r"\bwh(?:om?|ose|ich|at|en)\b", re.IGNORECASE)  # "according to whom", "those who"
_DETERMINER = re.compile(r"^(?:the|a|an|some|its|their|his|her)\s+", re.IGNORECASE)


def says_of(question: str) -> str | None:
    """Return the person or body whose statement a question asks for, as the question writes it."""
    for pattern in _PATTERNS:
        match = pattern.search(question[:LONGEST_QUESTION])
        if match and match["who"].lower().strip() not in _NOBODY and not _ASKED_FOR.search(match["who"]) and _is_told(match):
            return match["who"].strip()
    return None


def _is_told(match: re.Match[str]) -> bool:
    """Tell whether a verb follows the speaker, no noun: "reject Orvin's call", "Fenmark State's team"."""
    return not re.search(r"['’]s?$", match["who"]) and not match.string[match.end("who") : match.end()].strip()[:1].isupper()


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
