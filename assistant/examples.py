"""Example questions, made from the newest articles of an index."""

import re
from collections import Counter
from collections.abc import Sequence

from index import Article

# Two or more capitalised words inside a sentence: a person, a place, a body. One word alone is too often the start of a sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}(?![\w’'-])")


def example_questions(articles: Sequence[Article]) -> list[str]:
    """Return questions, one about the name that each of the articles repeats most, each name once."""
    questions: list[str] = []
    for article in articles:
        body = article.text[article.body_start :]
        names = [name for name, _ in Counter(_NAME.findall(body)).most_common()]
        questions += [f"What is said about {name}?" for name in names if f"What is said about {name}?" not in questions][:1]
    return questions
