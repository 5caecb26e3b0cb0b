"""What stands before a question and asks nothing: "Hello, could you please tell me", "um so"."""

import re

# A question is asked in fewer characters; of a text pasted in, the beginning is read.
LONGEST = 500
# What is read of a long text; the openings below end long before.
_FILLER = (
    r"(?:u+m+|u+h+|e+rm?|ehm|ähm?|hm+|okay|ok|so|well|now|then|right|look|and|but|like|just|please|pls|plz|pray|kindly|hi|hello|hey|dear"
    r"|sir|go on|yo|sorry|actually|ah|oh)\b[\s,:;!.-]*"
)
_ASKED_OF_YOU = (
    r"(?:can|could|would|will|may|might|do|did) (?:you|u|i|we|anyone|someone)(?: (?:please|kindly|be so (?:kind|good) as to|possibly))?"
    r" (?:tell|ask|enquire|know|happen to know|say|remind|inform)(?: (?:me|us))?\b[\s,:]*"
)
_TELL_ME = r"(?:tell|remind|inform) (?:me|us)\b[\s,:]*"
_I_ASK = (
    r"i(?:['’]d|['’]m| would| want| need| am)?(?: (?:just|like|love|be (?:glad|grateful)|curious|wondering|want))?(?: to)?"
    r" (?:know|hear|ask|find out|wonder)\b[\s,:]*"
)
_OPENING = re.compile(rf"\s*(?:{_FILLER}|{_ASKED_OF_YOU}|{_TELL_ME}|{_I_ASK})", re.IGNORECASE)


def without_courtesies(text: str) -> str:
    """Return the text from where it begins to ask; all of it where nothing else is said."""
    rest = text.strip()
    while (opening := _OPENING.match(rest)) and re.search(r"\w", rest[opening.end() :]):
        rest = rest[opening.end() :].lstrip()
    return rest


def spoken(question: str) -> str:
    """The question without the sounds between its words."""
    return re.sub(r"\b(?:u+m+|u+h+)\b\s*", "", question[:LONGEST], flags=re.IGNORECASE).strip()
