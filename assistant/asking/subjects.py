"""What a question is about, without the frame of its kind."""

import re

from assistant.asking.courtesies import spoken, without_courtesies
from assistant.asking.frames import unframed
from assistant.kinds import Kind
from index.language.names import is_surely_a_name, names

_ARTICLES = (
    r"articles?|stor(?:y|ies)|reports?|(?:press )?releases?|statements?|bulletins?|dispatch(?:es)?|columns?|posts?|readouts?|pieces?|items?"
    r"|news|coverage|notices?|headlines?|documents?|docs?|files?|texts?"
)
_DIGESTS = (
    r"summar(?:y|ies)|overviews?|synopsis|précis|digest|outline|recap|rundown|round-?up|gist|tl;?dr|brief(?:ing)?|background|story|account|version"
    r"|timeline|time line|chronology|sequence|order|history|dates|updates?|info(?:rmation)?|(?:key|main) (?:facts|points|events)"
)
_ON = r"on|about|of|for|regarding|concerning|re|over|with|in|to|from|mention\w*|nam(?:e|es|ing)|cover\w*"
# "all the articles that you have about X", "a short summary of X": what follows is the subject.
_ANCHOR = re.compile(
    rf"\b(?:{_ARTICLES}|{_DIGESTS})\s(?:[\w'’]+\s){{0,5}}?(?:{_ON})\s(?=\S)|\b(?:about|concerning|regarding)\s(?=\S)", re.IGNORECASE
)
# How a timeline is to be laid out says nothing of what it is on.
_ORDER = re.compile(
    r",?\s*\b(?:in (?:the )?(?:order|sequence)(?: of (?:date|time|events)\b)?|in chronological order|chronologically|step by step|by date"
    r"|one by one|(?:from )?first to last|earliest first|oldest first)\b(?=\W|$)(?! of\b)[:,]?",
    re.IGNORECASE,
)


def subject_of(question: str, kind: Kind) -> str:
    """Return the words that name what is asked about, "" where nothing is, as in a question for help; of the archive, a name."""
    asked = _asked_sentence(question)
    if kind in ("archive", "help"):
        return _named(asked) if kind == "archive" else ""
    if kind in ("fact", "yesno", "how_why", "multi_part", "compare"):
        return _named(asked) or unframed(asked)
    asked = _ORDER.sub("", asked)
    anchors = list(_ANCHOR.finditer(asked))
    found = unframed(asked[anchors[-1].end() :], opens=False) if anchors else unframed(asked)
    return found or (asked if kind == "keywords" else "")


def _named(asked: str) -> str:
    return next((asked[name.start : name.end] for name in names(asked) if is_surely_a_name(asked, name)), "")


def _asked_sentence(question: str) -> str:
    """The last sentence that is a question, else the last; what is told before it is not asked."""
    sentences = [sentence for sentence in re.split(r"(?<=[a-z\d]\.)\s+|(?<=[?!])\s+", spoken(question)) if re.search(r"\w{2}", sentence)]
    asked = [sentence for sentence in sentences if "?" in sentence]
    return without_courtesies((asked or sentences or [question])[-1]).rstrip(" ?!.,")
