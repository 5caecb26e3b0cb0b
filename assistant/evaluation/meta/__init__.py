"""Sanity of a support scorer: whether it scores what articles say above the same made wrong."""

from assistant.evaluation.meta.baselines import EmbeddingScorer, LexicalScorer
from assistant.evaluation.meta.claims import SourceArticle, source_article, source_articles
from assistant.evaluation.meta.edits import Edit, make_edits
from assistant.evaluation.meta.meta_evaluation import Figure, meta_evaluation

__all__ = [
    "Edit",
    "EmbeddingScorer",
    "Figure",
    "LexicalScorer",
    "SourceArticle",
    "make_edits",
    "meta_evaluation",
    "source_article",
    "source_articles",
]
