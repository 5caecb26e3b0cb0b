"""What the catalog answers by itself, exactly: lists and counts of articles, what the archive holds, and how to ask."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from textwrap import shorten

from assistant.answering.subject import OnSubject, read_undamaged
from assistant.records import Sentence
from index import Article, Filters, Index
from index.language.sentences import sentence_spans
from index.language.times import in_words
from index.sentence_kinds import SentenceKind, sentence_kind

LISTED = 20
SOURCES_NAMED = 8
NAMES_SHOWN = 12
TITLE_CHARACTERS = 200
# In so many a byline and the story's first sentence are looked for.
FIRST_SENTENCES = 4
MOST_BY_ONE = 100


def title_of(article: Article) -> str:
    """Return an article's title or, where it has none, the first sentence of its story, on one line."""
    first = next((words for words, kind in _first_sentences(article) if kind == "body"), "")
    return shorten(article.title or first, TITLE_CHARACTERS, placeholder=" …")


def author_of(article: Article) -> str:
    """Return who wrote an article, as its fields or its byline tell, "" where they do not."""
    byline = next((words for words, kind in _first_sentences(article) if kind == "byline"), "")
    return article.author or re.sub(r"^by\s", "", byline, flags=re.IGNORECASE)


def written_by(index: Index, name: str, filters: Filters) -> list[OnSubject]:
    """Return the articles that somebody of the name wrote, the newest first."""
    rows = index.list_articles(search=phrase(name), filters=filters, limit=MOST_BY_ONE).rows if re.search(r"\w", name) else ()
    articles = (read_undamaged(index, row.id) for row in rows)
    return [OnSubject(article, 1.0) for article in articles if article and name.casefold() in author_of(article).casefold()]


def _first_sentences(article: Article) -> Iterator[tuple[str, SentenceKind]]:
    for start, end in islice(sentence_spans(article.text, article.body_start), FIRST_SENTENCES):
        yield article.text[start:end], sentence_kind(article.text[start:end])


def listed(found: Sequence[OnSubject], total: int) -> tuple[Sentence, ...]:
    """Return the articles a line each, as many as a list shows, and how many there are in all."""
    lines = [Sentence(f"{_counted(total)}:")]
    for one in found[:LISTED]:
        day = in_words(one.article.published) if one.article.published else "undated"
        author = author_of(one.article)
        told = f"{title_of(one.article)}{f', by {author}' if author else ''} ({one.article.id})"
        lines.append(Sentence(told, lead=f"{day}:", paragraph=True))
    if total > LISTED:
        lines.append(Sentence(f"and {total - LISTED:,} more", paragraph=True))
    return tuple(lines)


def counted(number: int, what: str) -> Sentence:
    """Return how many articles there are of something."""
    return Sentence(f"{_counted(number)} {what}.")


def holdings(index: Index) -> Sentence:
    """Return what the archive holds: how many articles, of which days, from whom, and whom and what most of them name."""
    there, outlets = index.summary(), index.outlets(SOURCES_NAMED + 1)
    text = _counted(there.articles)
    if there.earliest and there.newest:
        text += f", from {in_words(there.earliest)} to {in_words(there.newest)}"
    if outlets:
        more = " and others" if len(outlets) > SOURCES_NAMED else ""
        text += f"; sources: {', '.join(outlets[:SOURCES_NAMED])}{more}"
    else:
        text += "; none tells its source"
    if named := _named_most(index.names()):
        text += f"; named most: {', '.join(named)}"
    return Sentence(f"{text}.")


def _named_most(articles: Mapping[str, int]) -> list[str]:
    """Return the names that most articles hold, at least two, none of which is a part of another."""
    named: list[str] = []
    for name, count in sorted(articles.items(), key=lambda one: (-one[1], one[0])):
        if len(named) == NAMES_SHOWN or count < 2:
            break
        if not any(set(name.split()) & set(other.split()) for other in named):
            named.append(name)
    return named


def helping(index: Index, examples: Sequence[str]) -> tuple[Sentence, ...]:
    """Return what can be asked, what of, and questions to begin with."""
    holds = Sentence(f"It holds {holdings(index).text}")
    asking = [Sentence(f"You could ask: {' '.join(examples)}")] if examples else []
    return (Sentence("I answer from the articles of this archive, with quotes and their sources."), holds, *asking)


def _counted(number: int) -> str:
    return "1 article" if number == 1 else f"{number:,} articles"


def phrase(subject: str) -> str:
    """Return a subject as a search for its words side by side."""
    return '"' + re.sub(r'["\s]+', " ", subject).strip() + '"'
