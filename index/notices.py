"""Notices by which outlets take something back: corrections, retractions, and agencies' kills."""

import re
from typing import Literal

NoticeKind = Literal["correction", "retraction", "kill"]

# A notice says in its headline, or where its text begins, that it is one.
OPENING = 400
_STORY = r"(?:article|story|stories|report|dispatch|item|piece|column|version|interview)"
_KILL = re.compile(
    r"(?:^|[\s,;:(–—-])KILL(?:ED)?(?:$|[\s,;:)–—-])|(?i:\b(?:mandatory|bulletin) kill\b)"
    rf"|(?:^|[.:!]\s{{1,3}})(?i:kill (?:the|this|that|its|our) (?:[\w-]+ )?{_STORY}\b)"
)
_RETRACTION = re.compile(
    r"^\W{0,3}(?:retraction|retracted|retracts|withdrawn|withdrawal|rétractation|retractación)\b\s{0,3}[:;—–-]"
    r"|\bretraction (?:notice|of (?:the|an|our|its))\b"
    r"|\b(?:retract(?:s|ed)?|withdr(?:aws?|ew|awn)|(?:have|has) (?:removed|deleted|unpublished))"
    rf" (?:the|an|this|that|its|our|a) (?:[\w-]+ )?{_STORY}\b"
    rf"|\b{_STORY} (?:of [\w ]{{3,40}} |on [\w ]{{3,60}} )?(?:is|was|has been|have been) (?:retracted|withdrawn)\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"\bcorrect(?:ion|s|ed)\b\s{0,3}[:;—–-]|\b(?:correction|clarification|erratum|corrigendum)\b(?:\s{1,3}(?:to|of)\b|\s{0,3}[:.;—–-])"
    r"|^\W{0,3}(?:correction|clarification|erratum|corrigendum|corrected|corrects)\b"
    r"|^\W{0,3}(?:berichtigung|richtigstellung|korrektur|rectificatif|correction|fe de erratas|rectificación|corrección|errata|rettifica)\b"
    r"\s{0,3}[:;.—–-]"
    r"|\bcorrect(?:s|ed|ing) (?:an?|the|its|our) (?:earlier|previous)\b"
    r"|\b(?:in|with) an? (?:earlier|previous) (?:version|story|article|report|dispatch)\b"
    r".{0,120}\b(?:wrong|incorrect|misspel|mistaken|error)"
    r"|\b(?:earlier|previous) (?:version|story|article|report|dispatch)\b"
    r".{0,80}\b(?:gave|said|stated|misstated|misspelled|wrongly|incorrectly)\b",
    re.IGNORECASE,
)
_PATTERNS: tuple[tuple[NoticeKind, re.Pattern[str]], ...] = (("kill", _KILL), ("retraction", _RETRACTION), ("correction", _CORRECTION))


def notice_kind(title: str | None, body: str) -> NoticeKind | None:
    """Tell what an article takes back by its headline and the beginning of its text; None for one that is no notice."""
    opening = body[: 2 * OPENING].strip()[:OPENING]
    return next((kind for kind, pattern in _PATTERNS if pattern.search(title or "") or pattern.search(opening)), None)


def says_so(sentence: str) -> bool:
    """Tell whether a sentence of a notice is the one by which it is one."""
    return any(pattern.search(sentence) for _, pattern in _PATTERNS)
