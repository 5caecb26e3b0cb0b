"""Which report a question asks for: the latest or the first."""

import re
from typing import Literal

from index.language.times import SPACE as S

Order = Literal["latest", "first"]

_FIGURE = r"(?:counts?|tolls?|tall(?:y|ies)|figures?|estimates?|numbers?(?!\s{1,3}(?:one|1)\b)|assessments?)\b"
_A_WORD = r"(?:[a-z-]{2,20}\s{1,3}){0,2}"
_TOLD = r"(?:reported|announced|given|put|estimated|said|stated|thought|believed|reckoned|counted)\b"
_TELL = r"(?:say|give|admit|want|name|suspect|forecast|expect(?:ed)?|claim(?:ed)?|report|think|plan(?:ned)?|named|suspected|found)\b"
_LATEST = re.compile(
    rf"""(?<![\w-])(?:
      (?<!at[ ]the[ ])latest(?!{S}(?:possible|date|day|time)\b) | most{S}(?:recent(?:ly)?|up-to-date) | newest
    | last{S}(?:known|reported|confirmed) | recently | lately | currently
    | nowadays | these{S}days | at{S}(?:the{S}moment|present) | to{S}date(?=\s{{0,3}}(?:$|[?.,;])|{S}(?:in|by|has|have)\b)
    | so{S}far(?!{S}(?:as|away|from|apart|north|south|east|west|behind|ahead|into)\b)
    | in{S}recent{S}(?:days|weeks|months|years)
    | (?:in|over|during){S}the{S}(?:past|last){S}(?:few|couple{S}of){S}(?:days|weeks|months|years)
    | finally | in{S}the{S}end(?!{S}of\b) | after{S}all(?=\s{{0,3}}(?:$|[?.,;])) | last{S}(?:figures?|counts?|word)\b
    | (?:final|definitive|revised|corrected|updated){S}{_A_WORD}{_FIGURE}
    | (?:(?:right|until|till|up{S}to|as{S}of|by|just){S})?(?<!what[ ]is[ ])(?<!\bthe[ ])now
      (?!{S}(?:known|called|named|defunct|closed|former|that|part|on)\b)
    | (?<!ocean[ ])(?<!electric[ ])(?<!tidal[ ])(?<!strong[ ])(?<!river[ ])(?<!water[ ])(?<!direct[ ])(?<!rip[ ])(?<!alternating[ ])current
      (?={S}[a-z])(?!{S}(?:accounts?|affairs|events?|of|in|that|which|was|is|were|and|or|through|from|can|at|will|near|along|off|on|under
        |between|swept|carried|flow\w{{0,3}}|pull\w{{0,3}})\b)
    )(?![\w-])""",
    re.VERBOSE | re.IGNORECASE,
)
_FIRST = re.compile(
    rf"""(?<![\w-])(?:
      [Ff]irst{S}{_A_WORD}(?:{_FIGURE}|reports?\b) | (?<!\b[Tt]he[ ])first{S}{_TOLD} | [Ii]nitially
    | [Ii]nitial{S}{_A_WORD}(?:{_FIGURE}|(?:reports?|statements?|accounts?|reactions?)\b)
    | [Aa]t{S}first(?!{S}(?:glance|sight|light|hand|instance|base|class)\b) | [Ee]arliest{S}{_A_WORD}(?:{_FIGURE}|reports?\b)
    | [Oo]riginally(?:{S}{_TOLD})? | [Oo]riginal{S}{_A_WORD}{_FIGURE} | [Aa]t{S}the{S}outset | [Ii]n{S}the{S}beginning
    | (?<!\b[Tt]he[ ])first{S}{_TELL} | [Pp]reliminary{S}{_A_WORD}(?:{_FIGURE}|results?\b)
    )(?![\w-])""",
    re.VERBOSE,
)


def order_of(text: str) -> tuple[Order, tuple[int, int]] | None:
    """Return the order that is asked for and the offsets of its words; None also where both are."""
    latest = next((m for m in _LATEST.finditer(text) if not _is_in_a_title(m)), None)
    first = _FIRST.search(text)
    if bool(latest) == bool(first):
        return None
    return ("latest", latest.span()) if latest else ("first", first.span()) if first else None


def _is_in_a_title(match: re.Match[str]) -> bool:
    return match[0][0].isupper() and bool(re.search(r"\w,?\s{0,3}$", match.string[max(0, match.start() - 8) : match.start()]))
