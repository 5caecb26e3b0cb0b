"""Sentences of a text, as character offsets: what passages are cut on and what citations quote."""

import re
from functools import lru_cache

from syntok import segmenter
from syntok.tokenizer import Token, Tokenizer

# What syntok takes for the end of a sentence and news copy does not mean as one.
_TITLE = re.compile(r"\b(Gov|Lt|Rep|Sen|Gen|Col|Maj|Capt|Sgt|Cpl|Pvt|Adm|Cmdr|Pres|Supt|Insp|Rev|Hon|Fr|Mr|Mrs|Ms|Dr|Prof|St|Mt|Ft)\.$|;$")
_BEFORE_NUMBER = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|Art|Sec|pp?|approx|c|ca)\.$")
# syntok looks at a text as a whole; a window keeps one that never ends a sentence from taking minutes.
WINDOW = 20_000
# syntok looks for a bracket's end anew from every bracket, within this many tokens.
BRACKET_REACH = 50
# Tokens that it may so look at in a window. All of a window in brackets is half of it; "[1 [1 [1" would be 650,000 and take 3 s.
BRACKET_STEPS = 10_000
# More than the longest abbreviation above; a rejoined sentence may be a megabyte.
LONGEST_ENDING = 12
# Passages are asked for again and again while a question is answered: as many as two of a question's searches find.
PASSAGE_CHARACTERS = 4000
PASSAGES_KEPT = 200

_TOKENIZER = Tokenizer(replace_not_contraction=False)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the `(start, end)` offsets into `text` of the sentences of `text[start:end]`, without surrounding white space."""
    end = len(text) if end is None else end
    return list((_of_passage if len(text) <= PASSAGE_CHARACTERS else _of_article)(text, start, end))


@lru_cache(maxsize=PASSAGES_KEPT)
def _of_passage(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    return tuple(_spans(text, start, end))


@lru_cache(maxsize=1)  # asked for twice when it is indexed: for its passages, then for its fingerprint
def _of_article(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    return tuple(_spans(text, start, end))


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    while start < end:
        limit = _window_end(text, start, end)
        window = _window_spans(text, start, limit)
        if limit < end and len(window) > 1:
            limit = window.pop()[0]  # the window may have cut it short: it opens the next
        spans += window
        start = limit
    return _rejoined(text, spans)


def _window_end(text: str, start: int, end: int) -> int:
    """Return where a window from `start` ends: at most WINDOW characters on, at the last blank line or space there is."""
    limit = start + WINDOW
    if limit >= end:
        return end
    first = start + len(text[start:limit]) - len(text[start:limit].lstrip())
    cut = text.rfind("\n\n", first, limit)
    if cut <= first:
        cut = text.rfind(" ", first, limit)
    return cut if cut > first else limit


def _window_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    window = text[start:end]
    # A sentence runs to the start of the next. syntok passes over a zero-width space that a text begins with.
    edges = [len(window) - len(window.lstrip()), *sorted(_starts(window))[1:], len(window)]
    spans = [(a, a + len(window[a:b].rstrip())) for a, b in zip(edges, edges[1:], strict=False)]
    return [(start + a, start + b) for a, b in spans if a < b]


def _starts(window: str) -> set[int]:
    """Return where syntok begins a sentence: as its analyze() does, which copies all that stands before for every paragraph."""
    paragraphs = [(offset, list(_TOKENIZER.tokenize(text))) for offset, text in segmenter.preprocess_with_offsets(window)]
    if sum(_bracket_steps(tokens) for _, tokens in paragraphs) > BRACKET_STEPS:
        paragraphs = [(offset, [_no_bracket(token) for token in tokens]) for offset, tokens in paragraphs]
    sentences = ((offset, sentence) for offset, tokens in paragraphs for sentence in segmenter.segment(iter(tokens)))
    return {offset + sentence[0].offset for offset, sentence in sentences if sentence}


def _bracket_steps(tokens: list[Token]) -> int:
    """Count the tokens that syntok looks at for the ends of the brackets."""
    steps = 0
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.value in segmenter.State.opening_brackets:
            opened.append(at)
        elif token.value in segmenter.State.closing_brackets and opened:
            steps += min(at - opened.pop(), BRACKET_REACH)
    return steps + sum(min(len(tokens) - at, BRACKET_REACH) for at in opened)


def _no_bracket(token: Token) -> Token:
    return Token(token.spacing, "-", token.offset) if token.value in segmenter.State.opening_brackets else token


def _rejoined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and _goes_on(text, joined[-1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(text: str, sentence: tuple[int, int], following: int) -> bool:
    start, end = sentence
    if "\n\n" in text[end:following]:
        return False
    ending = text[max(start, end - LONGEST_ENDING) : end]
    return bool(_TITLE.search(ending)) or (bool(_BEFORE_NUMBER.search(ending)) and text[following].isdigit())
