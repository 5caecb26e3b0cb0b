"""What the words around an expression tell: whether its day lies ahead, and whether it is a name or a part of a word.

No function looks further around an expression than AROUND characters.
"""

import re

from assistant.time_expressions.words import WEEKDAY

AROUND = 160

# Not the full stop of "Mr.", "Gen." or an initial.
_CLAUSE_BREAK = re.compile(r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?][\"”’)\]]{0,3}\s+(?=[A-Z\"“‘])|;|\n\s*\n")
_PLAN = re.compile(
    r"\b(?P<open>(?:would|could|might|may|should)\b(?!\s+(?:have|not)\b)|(?:was|were|been)\s+(?:due|expected|planned|scheduled|set|supposed|to)\b"
    r"|(?:was|were|been)\s+planning\s+to\b|planned\s+an?\b"
    r"|(?:agreed|asked|decided|hoped|intended|ordered|planned|promised|urged|vowed|wanted|wants?)\s+to\b)"
    r"|\b(?:will|shall)\b|['’]ll\b|\b(?:is|are)\s+(?:due|to)\b|\b(?:scheduled|expected|set|slated|planned)\s+(?:to|for)\b"
    r"|\b(?:going|about|plans?|hopes?|intends?|aims?)\s+to\b|\bplans?\s+an?\b|\bto\s+be\s+(?:buried|held|opened|published|released|signed|unveiled)\b"
    r"|\bahead\s+of\b"
    r"|\b(?:opens|begins|starts|resumes|meets|ends|closes|expires)\b|\btakes\s+place\b"
)
_REPORTING = re.compile(
    r"\b(?:said|says|told|announced|reported|reports|wrote|declared|stated|confirmed|added|warned|found|ruled|learned|heard)\b"
)
_TURN = re.compile(r"[,:()—–]|\s--?\s|\b(?:after|since|because|who|which|that|when|where|as|but)\b")
_PRESENT = re.compile(r"\b(?:is|are|can|must)\b")
_PAST = re.compile(r"\b(?:was|were|had|did|after|since|\w+ed)\b")
_PRESENT_AFTER = re.compile(rf"\s+(?:(?:and|or)\s+{WEEKDAY}\s+)?(?:is|are|can|must|will)\b")
_DEADLINE = re.compile(r"\b(?:[Bb]y|[Uu]ntil|[Tt]ill|[Bb]efore|as\s+(?:soon|early|late)\s+as)\s+(?:the\s+)?$")
_OPENING = re.compile(r"\W*(?:(?:On|From|By|Until|Before|Late|Early|Starting|Beginning)\b[\s\w]{0,9})?")


def words_before(match: re.Match[str], length: int = 24) -> str:
    """Return up to `length` characters before the expression."""
    return match.string[max(0, match.start() - length) : match.start()]


def words_after(match: re.Match[str], length: int = 64) -> str:
    """Return up to `length` characters after the expression."""
    return match.string[match.end() : match.end() + length]


def lies_ahead(match: re.Match[str]) -> bool | None:
    """Tell whether the sentence speaks of the day as one to come; None when it may be either."""
    before = _CLAUSE_BREAK.split(words_before(match, AROUND))[-1]
    *_, plan = (None, *_PLAN.finditer(before))
    if plan:
        between = before[plan.end() :]
        if _REPORTING.search(between):
            return False  # "It will close, he said on Monday"
        return None if plan["open"] or _TURN.search(between) else True
    *_, present = (None, *_PRESENT.finditer(before))
    if present and not _PAST.search(before, present.end()):
        return None  # "Rain is forecast from Monday"
    if _DEADLINE.search(before):
        return None
    if _OPENING.fullmatch(before) and (plan := _PLAN.search(words_after(match))):
        between = words_after(match)[: plan.start()]
        if _CLAUSE_BREAK.search(between) or _REPORTING.search(between):
            return False  # "On Monday he said that it will close"
        return None if plan["open"] or _TURN.search(between.lstrip(",")) else True
    return None if _PRESENT_AFTER.match(words_after(match)) else False


def is_part_of_a_word(match: re.Match[str]) -> bool:
    """Tell whether the expression goes on at either end: "mid-Friday", "Monday-to-Friday", "@today", "1.5 days ago"."""
    return bool(
        re.search(r"(?:\w[-‑]|[@/#&]|\d[.,]|\w\.)$", words_before(match)[-2:]) or re.match(r"[-‑]\w|[.,]\d|[/@]", words_after(match)[:2])
    )


def is_capital_in_a_sentence(match: re.Match[str]) -> bool:
    """Tell whether a word that is written small is written large though it opens no sentence: "USA Today", "Last Friday"."""
    return match[0][0].isupper() and not opens_a_sentence(match.start(), match.string)


def opens_a_sentence(start: int, text: str) -> bool:
    """Tell whether a sentence, a line or a quotation begins at `start`."""
    before = text[max(0, start - 8) : start].rstrip(" \t\r([—–-*")
    return not before or before[-1] in ".!?:;\n\"“‘'`"


_DAY_WITH_A_NAME = re.compile(
    r"\b(?:Ash|Black|Blue|Bloody|Clean|Cyber|Easter|Fat|Giving|Good|Holy|Maundy|Orange|Palm|Pentecost|Red|Shrove|Spy|Super|Whit)\s+$"
)
_NAME_OF_A_DAY = re.compile(
    r"\s{1,3}(?:Afternoon|Evening|Express|Football|Herald|Independent|Live|Mail|Market|Mass|Mirror|Morning|Night|Post|School|Show|Star"
    r"|Sun|Telegraph|Times|Tribune)\b"
)


def is_name_of_a_day(match: re.Match[str]) -> bool:
    """Tell whether a weekday is part of a name: "Black Friday", "Sunday Times"."""
    return bool(_DAY_WITH_A_NAME.search(words_before(match)) or _NAME_OF_A_DAY.match(words_after(match)))


def is_no_near_day(match: re.Match[str]) -> bool:
    """Tell whether "today" or "tomorrow" is none: "USA Today", "the Tonight Show", "the leaders of tomorrow"."""
    if is_capital_in_a_sentence(match) or re.match(r"\s+(?:show|program(?:me)?)\b", words_after(match)):
        return True
    return bool(re.search(r"(?<!\b[Aa]s )\bof\s+$", words_before(match)))
