"""Passages: the pieces of an article that are embedded, searched and quoted from."""

import hashlib
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from index.articles import Article
from index.errors import ArticleTooLong
from index.language.sentences import sentence_spans

TokenOffsets = Callable[[str], list[tuple[int, int]]]
Span = tuple[int, int]

# Tokens a passage should not pass: long enough to hold a paragraph or two of wire copy, short enough to be about one thing.
TARGET_TOKENS = 160
# A headline goes before each of its passages when they are embedded; one longer than this is cut there (not in the text).
TITLE_TOKENS = 40
# One word of a hundred thousand letters is a single token: bound characters too.
MAX_CHARACTERS = 4000
# Of one article: 240,000 words of English, three reports of inquiries. Each takes 34 ms of a core to embed, so this is 34 s of two.
MAX_PASSAGES = 2000
# Raised when passages are cut otherwise, so that an index made before is known to be old.
PASSAGE_RULES = 2


@dataclass(frozen=True)
class Passage:
    """`text == article.text[start:end]`; `start` and `end` are character offsets into the article."""

    id: str
    article_id: str
    source: str | None
    published: date | None
    text: str
    start: int
    end: int


def cut_passages(article: Article, token_offsets: TokenOffsets, max_tokens: int, max_passages: int = MAX_PASSAGES) -> list[Passage]:
    """Cut an article's body into passages of whole sentences, none over `max_tokens` tokens with its headline.

    A sentence that is longer by itself is cut between words. Every character of the body but white space between
    passages is in exactly one passage. Raises ArticleTooLong when there would be more than `max_passages`.
    """
    _check(len(article.text) - article.body_start, "characters", max_passages * MAX_CHARACTERS)  # before megabytes are looked at
    most = max_tokens - (TITLE_TOKENS + 2 if article.title else 0)  # some tokenizers count the line break between them
    room = min(TARGET_TOKENS, most)
    body = article.text[article.body_start :]
    tokens = [(a + article.body_start, b + article.body_start) for a, b in token_offsets(body)]
    starts = [a for a, _ in tokens]
    _check(len(tokens), "tokens", max_passages * room)
    pieces: list[Span] = []
    for sentence in sentence_spans(article.text, article.body_start):
        pieces += _fitting(article.text, sentence, starts, room)
    packed = [span for piece in _packed(pieces, starts, room) for span in _measured(article.text, piece, token_offsets, most)]
    _check(len(packed), "passages", max_passages)
    return [_passage(article, span) for span in packed]


def embedded_text(article: Article, passage: Passage, token_offsets: TokenOffsets) -> str:
    """Return what is embedded for a passage: its text, behind the article's headline where there is one."""
    if not article.title:
        return passage.text
    offsets = token_offsets(article.title)
    title = article.title[: offsets[TITLE_TOKENS - 1][1]] if len(offsets) > TITLE_TOKENS else article.title
    return f"{title}\n{passage.text}"


def _check(count: int, what: str, limit: int) -> None:
    if count > limit:
        over = f"{count:,} {what} are over the limit of {limit:,} in an article"
        raise ArticleTooLong(f"{over}; raise DATELINE_MAX_ARTICLE_PASSAGES to index it")


def _count(starts: list[int], span: Span) -> int:
    return bisect_left(starts, span[1]) - bisect_left(starts, span[0])


def _fitting(text: str, span: Span, starts: list[int], room: int) -> list[Span]:
    """Cut a span that is too long between words; a span that fits comes back as it is."""
    start, end = span
    pieces = []
    while _count(starts, (start, end)) > room or end - start > MAX_CHARACTERS:
        limit = start + MAX_CHARACTERS
        over = bisect_left(starts, start) + room
        if over < len(starts):
            limit = min(limit, starts[over])
        space = max(text.rfind(" ", start + 1, limit), text.rfind("\n", start + 1, limit))
        cut = space if space > start else limit
        pieces.append((start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    return [*pieces, (start, end)] if start < end else pieces


def _packed(pieces: list[Span], starts: list[int], room: int) -> list[Span]:
    """Join neighbouring pieces while they fit together, evenly, so that no short rest is left at an article's end."""
    total = sum(_count(starts, piece) for piece in pieces)
    aim = total / -(-total // room) if total else room
    packed: list[Span] = []
    for piece in pieces:
        joined = (packed[-1][0], piece[1]) if packed else piece
        fits = _count(starts, joined) <= room and joined[1] - joined[0] <= MAX_CHARACTERS
        if packed and fits and _count(starts, packed[-1]) + _count(starts, piece) / 2 <= aim:
            packed[-1] = joined
        else:
            packed.append(piece)
    return packed


def _measured(text: str, span: Span, token_offsets: TokenOffsets, most: int) -> list[Span]:
    """Halve a span that is too long after all: a word that was cut has other tokens than the whole had, often more."""
    start, end = span
    tokens = token_offsets(text[start:end])
    if len(tokens) <= most:
        return [span]
    cut = start + tokens[len(tokens) // 2][0]
    halves = [(start, start + len(text[start:cut].rstrip())), (cut, end)]
    return [piece for half in halves for piece in _measured(text, half, token_offsets, most)]


def passage_id(article_id: str, start: int, text: str, published: str | None, source: str | None, title: str | None) -> str:
    """Return the id that stands for a passage's text and place, and for its article's date (ISO), outlet and headline."""
    identity = "\0".join([article_id, str(start), text, published or "", source or "", title or ""])
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


def _passage(article: Article, span: Span) -> Passage:
    start, end = span
    text = article.text[start:end]
    published = article.published.isoformat() if article.published else None
    return Passage(
        id=passage_id(article.id, start, text, published, article.source, article.title),
        article_id=article.id,
        source=article.source,
        published=article.published,
        text=text,
        start=start,
        end=end,
    )
