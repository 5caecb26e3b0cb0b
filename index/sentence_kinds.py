"""What a sentence is by its form alone: the story's own words, or a byline, a dateline, a credit, the mark where a story ends."""

import re
from typing import Literal

SentenceKind = Literal["body", "byline", "dateline", "credit", "end mark", "boilerplate"]

# What is longer tells of something.
_LONGEST = 200
_NAME = r"[^\W\d_a-z][\w.'’-]{0,30}"
_NAMES = rf"{_NAME}(?: (?:(?:de|da|van|von|der|al|bin) )?{_NAME}){{1,4}}"
_PLACE = r"[A-Z][A-Z .'’-]{2,40}(?:, [\w .'’-]{1,40}){0,3}"
# PELLUMAR, Besmera, July 1.     LONDON (Reuters) -     WASHINGTON, May 3, 2024 (AP)
_DATELINE = re.compile(
    rf"{_PLACE}(?:[ ,]\d{{1,2}}(?:, \d{{4}})?\.?|(?:[ ,]\d{{1,2}}(?:, \d{{4}})?)? ?\([\w/ ]{{2,30}}\)\.?)(?:\s?(?:--?|[–—]))?"
)
# By Ana Belun     BY ANA BELUN, Associated Press     By Ana Belun and Oskar Trell in Marno
_BYLINE = re.compile(
    rf"(?:By|BY|by) {_NAMES}(?:(?:,| and| AND| &|, and) {_NAMES}){{0,4}}(?:,? (?:in|of|for|at) {_NAME}(?: {_NAME}){{0,3}})?[.]?"
)
_CREDIT = re.compile(
    r"[(\[]?(?:(?:additional |further )?(?:reporting|writing|editing|photography|translation)|compiled|edited|written|translated"
    r"|photos?(?:graphs?)?|pictures?|images?|graphics?|video)(?: (?:by|courtesy(?: of)?)|:| ?©)(?:\s.{1,160})?"
    r"|[(\[]?(?:(?:AP|AFP|EPA|Reuters|Getty) (?:photo|images?)|photo/|image/).{0,160}"
    r"|(?:©|\(c\)|copyright(?: ©| \(c\)| (?=\d)|$)).{0,160}|all rights reserved\.?|(?:this material|this article) may not be .{1,160}",
    re.IGNORECASE,
)
_END_MARK = re.compile(
    r"[\W_]{0,10}(?:ENDS?|(?i:end of (?:story|text|article)))[\W_]{0,10}|- ?(?:30|0|0-0) ?-|#{2,10}|(?:# ){1,9}#|\*{3,10}"
)


def sentence_kind(sentence: str) -> SentenceKind:
    """Return what a sentence is; "boilerplate" is told by other articles, never by its form."""
    if len(sentence) > _LONGEST:
        return "body"
    if _END_MARK.fullmatch(sentence):
        return "end mark"
    if is_dateline(sentence):
        return "dateline"
    if _BYLINE.fullmatch(sentence):
        return "byline"
    return "credit" if _CREDIT.fullmatch(sentence) else "body"


def is_dateline(sentence: str) -> bool:
    """Tell whether a sentence is only where and when a story was filed: "PELLUMAR, Besmera, July 1."."""
    return bool(_DATELINE.fullmatch(sentence))
