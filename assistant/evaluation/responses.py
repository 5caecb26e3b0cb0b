"""Dateline's answers as evaluation sees them."""

from collections.abc import Callable
from dataclasses import replace

from assistant.evaluation.records import Cited, Context, Response
from assistant.records import DECLINED, Answer, Citation
from index import Article

ArticleOf = Callable[[str], Article | None]


def response_of(answer: Answer, id: str, article_of: ArticleOf) -> Response:
    """Return an answer as a response; `article_of` gives the article that a citation names, None where there is none."""
    passages = (scored.passage for scored in answer.passages)
    return Response(
        id=id,
        question=answer.question,
        sentences=answer.sentences,
        contexts=tuple(Context(passage.text, passage.article_id, passage.published) for passage in passages),
        citations=tuple(_cited(citation, article_of(citation.file)) for citation in answer.citations),
        abstained=answer.abstained,
        confidence=answer.confidence,
        answerability=answer.answerability,
        seconds=answer.seconds,
        answered_by=answer.answered_by,
    )


def declined_below(response: Response, threshold: float) -> Response:
    """Return the response as it is given at this threshold: one of the reader's below it says that the articles do not.

    What a language model wrote stays: it declines by itself.
    """
    belief = response.confidence if response.answerability is None else response.answerability
    if response.abstained or response.answered_by != "reader" or belief is None or belief >= threshold:
        return response
    return replace(response, sentences=DECLINED, citations=(), abstained=True, withheld=response.sentences)


def is_valid(citation: Citation, article: Article | None) -> bool:
    """Tell whether the file exists, the date is that article's and the quote stands at its offsets."""
    return (
        article is not None
        and citation.published == article.published
        and bool(citation.quote)
        and article.text[citation.start : citation.end] == citation.quote
    )


def _cited(citation: Citation, article: Article | None) -> Cited:
    return Cited(
        number=citation.number,
        text=citation.quote,
        file=citation.file,
        published=citation.published,
        valid=is_valid(citation, article),
        also_in=tuple(file.id for file in citation.also_in),
    )
