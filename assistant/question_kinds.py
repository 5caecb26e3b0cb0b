"""What kind of thing a question asks for, and whether a sentence holds one."""

import re
from typing import Literal

Kind = Literal["number", "when", "who", "where", "why", "said", "how", "other"]

# The first that matches decides.
QUESTIONS: tuple[tuple[Kind, str], ...] = (
    (
        "number",
        r"\bhow (many|much|old|long|far|tall|large|big|high|fast|often|heavy|deep|wide)\b"
        r"|\bwhat (percentage|proportion|share|number|age|fraction|score|magnitude)\b",
    ),
    ("when", r"\bwhen\b|\b(what|which) (date|year|day|month)\b"),
    ("who", r"\bwh(o|om|ose)\b"),
    ("where", r"\bwhere\b|\bwhich (city|country|town|state|province|place|village|island|region|nation)\b|\b(in|from|at) (what|which)\b"),
    ("why", r"\bwhy\b|\bwhat (caused|led|prompted|reason)\b|\bfor what reason\b"),
    ("said", r"\b(say|said|describe|call|tell|told|comment|claim|respond|quote)\b"),
    ("how", r"\bhow\b"),
    ("other", r""),
)
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|third|quarter|dozen|twice"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NUMBER = re.compile(rf"\b(\d[\d,.]*|(?i:{_ONES}|{_TENS}))\b")
DATE = re.compile(
    rf"\b({_MONTHS}|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|tomorrow|(19|20)\d\d|last (week|month|year|night)|decade)\b"
)
NAME = re.compile(r"\b[A-Z][\w’'-]+( (of |de |bin |al |van |von |the )?[A-Z][\w’'-]+)*")
PLACE = re.compile(r"\b(in|at|near|from|to|outside|of|on) (the )?[A-Z]\w+")
CAUSE = re.compile(
    r"\b(because|due to|after|since|owing|caused?|reason|so that|in order|as a result|citing|over|to avoid|blamed|led to|following"
    r"|for (fear|failing|not))\b",
    re.IGNORECASE,
)
SAYING = re.compile(
    r"[\"“”]|\b(said|told|called|described|wrote|tweeted|stated|according|says|announced|claimed|argued|added)\b", re.IGNORECASE
)
MEANS = re.compile(r"\b(by|using|through|via|with)\b", re.IGNORECASE)

SEVERAL = re.compile(
    r"\b(both|each|list|name all|reasons|(which|what) (two|three|four|five|several|other|are|were))\b",
    re.IGNORECASE,
)

FIGURE = re.compile(
    r"\bwhat\b.{1,60}\b(toll|number|figure|total|price|cost|rate|count|share|percentage|turnout|score|budget|inflation|population)\b",
    re.IGNORECASE,
)


def question_kind(question: str) -> Kind:
    """Tell what a question asks for, from its question words."""
    return next(kind for kind, pattern in QUESTIONS if re.search(pattern, question, re.IGNORECASE))


def asks_several(question: str) -> bool:
    """Tell whether a question asks for reasons, ways, statements or several things, which a second sentence may complete."""
    return question_kind(question) in ("why", "said", "how") or bool(SEVERAL.search(question))


def asks_figure(question: str) -> bool:
    """Tell whether a question asks for a figure, which may have changed: "how many", "what is the latest toll"."""
    return question_kind(question) == "number" or bool(FIGURE.search(question))


def holds_kind(kind: Kind, sentence: str, question: str) -> bool:
    """Tell whether a sentence holds a thing of the kind asked for that the question does not name itself."""
    match kind:
        case "number":
            return _news(NUMBER, sentence, question)
        case "when":
            return _news(DATE, sentence, question)
        case "who" | "other":
            return _news(NAME, sentence[1:], question) or (kind == "other" and _news(NUMBER, sentence, question))
        case "where":
            return _news(PLACE, sentence, question)
        case "why":
            return bool(CAUSE.search(sentence))
        case "said":
            return bool(SAYING.search(sentence))
        case "how":
            return bool(MEANS.search(sentence))


def _news(pattern: re.Pattern[str], sentence: str, question: str) -> bool:
    asked = question.casefold()
    return any(match.group().casefold() not in asked for match in pattern.finditer(sentence))
