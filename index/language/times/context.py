"""What the words around an expression tell: whether its time lies ahead, and whether it is a name or a part of a word.

No function looks further around an expression than AROUND characters.
"""

import re

from index.language.times.words import SPACE, WEEKDAY

AROUND = 160

# Before an expression, and naming a part of it; no further from it than BEFORE characters.
BEFORE = 60
PART = re.compile(
    rf"(?<![\w-])(?P<part>(?:the{SPACE})?(?:very{SPACE})?(?:beginning|start|middle|end|close|rest|remainder|turn){SPACE}of"
    rf"|(?:the{SPACE})?(?:first|second|third|fourth|last|final){SPACE}(?:half|quarter){SPACE}of"
    rf"|(?:the{SPACE})?(?:very{SPACE})?(?:(?:early|mid)[\s-]{{1,3}}to[\s-]{{1,3}}(?:mid|late)|early|late|mid|earlier|later|sometime)(?:{SPACE}(?:in|on))?)"
    rf"(?:{SPACE}(?:the{SPACE})?|-)$",
    re.IGNORECASE,
)


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


_FROM_THEN_ON = re.compile(r"\b(?:effective|payable|(?<!been )due)\s{1,3}(?:on\s{1,3})?$", re.IGNORECASE)
_MAY_BE_PAST = re.compile(r"['’]s\b")
_PLANNED = re.compile(
    r"\b(?:by|until|till|as\s(?:soon|early)\sas|through|(?<!had been )due|effective"
    r"|planned|planning|scheduled|expected|slated|would)\b[^.;]*$",
    re.IGNORECASE,
)


def speaks_of_it_as_to_come(match: re.Match[str]) -> bool | None:
    """Tell what lies_ahead tells, and of "effective Feb. 1" that it is to come."""
    return True if _FROM_THEN_ON.search(words_before(match)) else lies_ahead(match)


def is_ahead(match: re.Match[str]) -> bool:
    """Decide also what lies_ahead leaves open: by a deadline or a plan close before, unless it is "Friday's vote"."""
    ahead = speaks_of_it_as_to_come(match)
    if ahead is None:
        return not _MAY_BE_PAST.match(words_after(match)) and bool(_PLANNED.search(words_before(match, 60)))
    return ahead


_GOES_ON_BEFORE = re.compile(r"(?:\w[-‑]|[@/#&$£€¥+]|\d[.,]|\w\.)\Z")
_GOES_ON_AFTER = re.compile(r"[-‑]\w|[.,:]\d|[/@%$€°]")
_BEGINS_A_RANGE = re.compile(r"[-‑/]\d{1,4}\b(?![-‑/.,]\d)")
_ENDS_A_RANGE = re.compile(r"(?<![\w@/#&.,-])(?:\d{1,4}[-‑]|[12]\d{3}/)\Z")


def is_part_of_a_word(start: int, end: int, text: str) -> bool:
    """Tell whether an expression goes on at either end: "Monday-to-Friday", "@today", "1.5 days ago"; a range is no word."""
    before = text[max(0, start - 6) : start]
    if _GOES_ON_BEFORE.search(before) and not (text[start].isdecimal() and _ENDS_A_RANGE.search(before)):
        return True
    return bool(_GOES_ON_AFTER.match(text, end)) and not (text[end - 1].isdecimal() and _BEGINS_A_RANGE.match(text, end))


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
    """Tell whether "today" or "tomorrow" is none: "USA Today", "the Tonight Show", "the leaders of tomorrow", "the last night"."""
    if is_capital_in_a_sentence(match) or re.match(r"\s+(?:show|program(?:me)?)\b", words_after(match)):
        return True
    return bool(re.search(r"(?<!\b[Aa]s )\bof\s+$|\bthe\s+$", words_before(match)))
