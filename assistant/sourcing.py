"""Where else a quote stands, and who says it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.quoting import says_the_same
from assistant.records import Citation, ScoredPassage
from index import Article, Index, StoryFile
from index.annotations import AnnotatedSentence, said_in
from index.errors import ArticleDamaged
from index.language.sentences import sentence_spans

# Of a story in hundreds of files, as many are searched for the quote; all of them would take longer than reading does.
FILES_SEARCHED = 20
# Whom one of these means cannot always be told; then nobody is named.
PRONOUNS = frozenset(("he", "she", "it", "they", "we", "i"))


class Sourcing:
    """Adds to citations who says what they quote, and the other files of the same story that hold it."""

    def __init__(self, index: Index, passages: Sequence[ScoredPassage] = ()) -> None:
        self._index = index
        self._sentences = {scored.passage.article_id: scored.sentences for scored in passages}

    def __call__(self, citation: Citation) -> Citation:
        """Return the citation with `speaker` and `also_in`; as it is when its article is gone."""
        sentences = self._sentences.get(citation.file) or self._index.sentences([citation.file]).get(citation.file)
        if sentences is None:
            return citation
        return replace(citation, speaker=_speaker(sentences, citation), also_in=self._copies(citation))

    def _copies(self, citation: Citation) -> tuple[StoryFile, ...]:
        story = self._index.stories([citation.file]).get(citation.file)
        if story is None:
            return ()
        others = [file for file in self._index.story_articles(story) if file.id != citation.file]
        return tuple(file for file in _ends(others) if self._holds(file.id, citation.quote))

    def _holds(self, id: str, quote: str) -> bool:
        try:
            article = self._index.article(id)
        except ArticleDamaged:
            return False
        return article is not None and _holds(article, quote)


def _speaker(sentences: Sequence[AnnotatedSentence], citation: Citation) -> str | None:
    """Return who says it by the fullest name there is; an outlet that reports it itself is named in the citation already."""
    said = said_in(sentences, citation.start, citation.end)
    if said is None:
        return None
    name = said.name or said.speaker
    if name.casefold() in PRONOUNS:
        return None
    own, speaker = ((text or "").casefold().removeprefix("the ") for text in (citation.source, name))
    return None if own == speaker else name


def _ends(files: list[StoryFile]) -> list[StoryFile]:
    """Return the earliest and the newest of many files."""
    return files if len(files) <= FILES_SEARCHED else [*files[: FILES_SEARCHED // 2], *files[-FILES_SEARCHED // 2 :]]


def _holds(article: Article, quote: str) -> bool:
    text = re.sub(r"\s+", " ", article.text)
    if re.sub(r"\s+", " ", quote) in text:
        return True
    return any(says_the_same(article.text[start:end], quote) for start, end in sentence_spans(article.text, article.body_start))
