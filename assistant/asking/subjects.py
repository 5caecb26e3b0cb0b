"""What a question is about, without the frame of its kind, and the parts of one that asks several things."""

import re

from assistant.asking.courtesies import without_courtesies
from assistant.asking.follow_ups import standalone
from assistant.asking.frames import unframed
from assistant.asking.kinds import LONGEST
from assistant.kinds import Kind
from index.language.names import is_surely_a_name, names

_ARTICLES = r"articles?|stor(?:y|ies)|reports?|pieces?|items?|news|coverage|notices?|headlines?|documents?|docs?|files?|texts?"
_DIGESTS = (
    r"summar(?:y|ies)|overviews?|synopsis|précis|digest|outline|recap|rundown|round-?up|gist|tl;?dr|brief(?:ing)?|background|story|account|version"
    r"|timeline|time line|chronology|sequence|order|history|dates|updates?|info(?:rmation)?|(?:key|main) (?:facts|points|events)"
)
_ON = r"on|about|of|for|regarding|concerning|re|over|with|in|to|from|mention\w*|nam(?:e|es|ing)|cover\w*"
# "all the articles that you have about X", "a short summary of X": what follows is the subject.
_ANCHOR = re.compile(
    rf"\b(?:{_ARTICLES}|{_DIGESTS})\s(?:[\w'’]+\s){{0,5}}?(?:{_ON})\s(?=\S)|\b(?:about|concerning|regarding)\s(?=\S)", re.IGNORECASE
)
_QUESTION_WORD = r"(?:whether|who|whom|whose|what|which|when|where|why|how|whats|wheres)"
_VERB_FIRST = r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)"
_BETWEEN_PARTS = re.compile(
    rf"[?.;]+\s+(?=\w)|,?\s+(?:and|n|&|\+|plus|also)\s+(?:also\s+)?(?=(?:(?:by|to|from|in|on|at|for|of|with|upon|against|through)\s+)?{_QUESTION_WORD}\b|{_VERB_FIRST}\s)"
    rf"|,\s*(?={_QUESTION_WORD}\b|for how\b|{_VERB_FIRST}\s)",
    re.IGNORECASE,
)
# "My mother had all his records. When did ...?"
_TOLD_BEFORE = re.compile(r"^(?:[^?]*[a-z\d]\.\s+)(?=[^?]*\?)")


def subject_of(question: str, kind: Kind) -> str:
    """Return the words that name what is asked about, "" where nothing is: of an archive's or a help question."""
    if kind in ("archive", "help"):
        return ""
    asked = _asked_sentence(question)
    if kind in ("fact", "yesno", "how_why", "multi_part", "compare"):
        return next((asked[name.start : name.end] for name in names(asked) if is_surely_a_name(asked, name)), "") or unframed(asked)
    anchors = list(_ANCHOR.finditer(asked))
    found = unframed(asked[anchors[-1].end() :] if anchors else asked)
    return found or (asked if kind == "keywords" else "")


def parts_of(question: str) -> tuple[str, ...]:
    """Return what is asked one after another, each as a question of its own; () where it cannot be told."""
    asked = without_courtesies(_TOLD_BEFORE.sub("", spoken(question)))
    first, *others = [part for part in (part.strip(" ,?!.") for part in _BETWEEN_PARTS.split(asked)) if part] or [""]
    return (first, *(standalone(part, [(first, "")]).read.rstrip("?") for part in others)) if others else ()


def _asked_sentence(question: str) -> str:
    """The last sentence that is a question, else the last; what is told before it is not asked."""
    sentences = [sentence for sentence in re.split(r"(?<=[a-z\d]\.)\s+|(?<=[?!])\s+", spoken(question)) if re.search(r"\w{2}", sentence)]
    asked = [sentence for sentence in sentences if "?" in sentence]
    return without_courtesies((asked or sentences or [question])[-1]).rstrip(" ?!.,")


def spoken(question: str) -> str:
    """The question without the sounds between its words."""
    return re.sub(r"\b(?:u+m+|u+h+)\b\s*", "", question[:LONGEST], flags=re.IGNORECASE).strip()
