"""Sentences of a text, as character offsets: what passages are cut on and what citations quote."""

import re
from functools import lru_cache

from syntok import segmenter
from syntok.tokenizer import Token, Tokenizer

from index.language.lines import blocks
from index.language.words import common_words

# What syntok takes for the end of a sentence and news copy does not mean as one.
_GOES_ON = re.compile(
    r"\b(?:Gov|Lt|Rep|Sen|Gen|Col|Maj|Capt|Sgt|Cpl|Pvt|Adm|Cmdr|Pres|Supt|Insp|Rev|Hon|Fr|Mr|Mrs|Ms|Dr|Prof|St|Mt|Ft|vs|approx"
    r"|z\.\s?B|d\.\s?h|h\.\s?c|u\.\s?a|i\.\s?d|Mio|Mrd|Tsd|Nr|bzw|ca|vgl|inkl|Hr|Frh"  # German
    r"|Mme|Mlle|Mgr|p\.\s?ex|Srta|Dña|núm|pág|EE)\.$|;$"  # French and Spanish
)
_BEFORE_NUMBER = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|Art|Sec|pp?|approx|c|ca)\.$")
# "am 5. Dezember", "der 1. FC": an ordinal after a word that asks for one, before a month, or that opens the sentence.
_ORDINAL = re.compile(r"(?:(?:\A|\b(?:am|vom|zum|der|dem|den|des|im|ab|bis|seit|und|beim|die|das|Der|Am|Den)\s)\d{1,3})\.$")
_NUMBER = re.compile(r"\b\d{1,2}\.$")
_MONTH = re.compile(r"(?:Jan|Feb|M[äa]r|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)\w{0,6}\b")
# "J. R. Ewing", "M. Dupont", "Sr. Ruiz"; "vitamin C. The rest" and "Ewing Sr. He left" are two sentences.
_INITIAL = re.compile(r"(?:\A|[\s.-])(?:[^\W\d_a-zß-ÿ]|MM|Sra?)\.$")
_WORD = re.compile(r"\w+")
# A quotation of several sentences goes on to its speaker: “We are done. It is over,” Ewing said.
_SPEAKER_FOLLOWS = re.compile(r"[^“”„«»\"\n]{0,80}(?:,[”\"]|[!?][”\"]\s[a-zà-ÿ]|[“”»\"],)")
_OPENING, _CLOSING = "“„«", "”»"
# A quotation that is longer is cut into its sentences, for these can be quoted alone.
QUOTATION = 80
# syntok looks at a text as a whole; a window keeps one that never ends a sentence from taking minutes.
WINDOW = 20_000
# syntok looks for a bracket's end anew from every bracket, within this many tokens.
BRACKET_REACH = 50
# Tokens that it may so look at in a window. All of a window in brackets is half of it; "[1 [1 [1" would be 650,000 and take 3 s.
BRACKET_STEPS = 10_000
# More than the longest of the endings above; a rejoined sentence may be a megabyte.
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
    opened: set[int] = set()
    while start < end:
        limit = _window_end(text, start, end)
        window, of_blocks = _window_spans(text, start, limit)
        if limit < end and len(window) > 1:
            limit = window.pop()[0]  # the window may have cut it short: it opens the next
        spans += window
        opened |= of_blocks
        start = limit
    return _rejoined(text, spans, opened)


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


def _window_spans(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], set[int]]:
    """Return the sentences of a window, and where blocks begin in it but for the first."""
    window = text[start:end]
    # A sentence runs to the start of the next. syntok passes over a zero-width space that a text begins with.
    starts, opened = _starts(window)
    edges = [len(window) - len(window.lstrip()), *sorted(starts)[1:], len(window)]
    spans = [(a, a + len(window[a:b].rstrip())) for a, b in zip(edges, edges[1:], strict=False)]
    return [(start + a, start + b) for a, b in spans if a < b], {start + a for a in opened}


def _starts(window: str) -> tuple[set[int], set[int]]:
    """Return where syntok begins a sentence, and which of these begin a block of lines.

    As its analyze() does, which copies all that stands before for every paragraph.
    """
    texts = [(offset + at, block) for offset, paragraph in segmenter.preprocess_with_offsets(window) for at, block in blocks(paragraph)]
    paragraphs = [(offset, list(_TOKENIZER.tokenize(text))) for offset, text in texts]
    if sum(_bracket_steps(tokens) for _, tokens in paragraphs) > BRACKET_STEPS:
        paragraphs = [(offset, [_no_bracket(token) for token in tokens]) for offset, tokens in paragraphs]
    found: set[int] = set()
    opened: set[int] = set()
    for offset, tokens in paragraphs:
        starts = [offset + sentence[0].offset for sentence in segmenter.segment(iter(tokens)) if sentence]
        found.update(starts)
        opened.update(starts[:1] if found != set(starts) else ())
    return found, opened


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


def _rejoined(text: str, spans: list[tuple[int, int]], opened: set[int]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start not in opened and _goes_on(text, joined[-1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(text: str, sentence: tuple[int, int], following: int) -> bool:
    start, end = sentence
    if "\n\n" in text[end:following]:
        return False
    ending = text[max(start, end - LONGEST_ENDING) : end]
    if _GOES_ON.search(ending) or _ORDINAL.search(ending):
        return True
    if _BEFORE_NUMBER.search(ending) and text[following].isdigit():
        return True
    if _NUMBER.search(ending) and _MONTH.match(text, following):
        return True
    if _INITIAL.search(ending) and text[following].isupper():
        word = _WORD.match(text, following)
        return word is not None and word[0].casefold() not in common_words()
    return _is_quoted_on(text, start, end, following)


def _is_quoted_on(text: str, start: int, end: int, following: int) -> bool:
    """Whether the sentence opens a short quotation that ends, in one of those that follow, before its speaker."""
    if end - start > QUOTATION:
        return False
    rest = _SPEAKER_FOLLOWS.match(text, following, start + QUOTATION)
    opened = sum(text.count(mark, start, end) for mark in _OPENING) - sum(text.count(mark, start, end) for mark in _CLOSING)
    straight = text.count('"', start, end) % 2
    return rest is not None and (opened > 0 or straight == 1)
