"""LlamaIndex data sets: LabelledRagDataset, RagPredictionDataset, rows that hold both, and EmbeddingQAFinetuneDataset."""

from collections.abc import Mapping, Sequence

from assistant.evaluation.formats.citations import answer_text, response_of
from assistant.evaluation.formats.rows import SHOWN, Row
from assistant.evaluation.records import Example, Response


def example(id: str, row: Row) -> Example:
    """Return an example of a LabelledRagDataset, or of a row that holds a `query`."""
    answer = row.text_or_none("reference_answer")
    return Example(id, row.text("query"), references=(answer,) if answer else (), contexts=row.texts("reference_contexts"))


def response(id: str, row: Row) -> Response:
    """Return a prediction of a RagPredictionDataset, whose questions are not in it, or of a row that holds both."""
    retrieved = row.texts_or_none("contexts", "retrieved_contexts")
    return response_of(id, row.text_or_none("query") or "", answer_text(row, "response"), retrieved)


def read_embedding_pairs(rows: Sequence[Row]) -> list[Example]:
    """Return the queries of an EmbeddingQAFinetuneDataset with the passages that answer them.

    Its ids are those of LlamaIndex nodes, which name no article, so `relevant` stays empty.
    """
    (row,) = rows
    queries, corpus = _texts_by_id(row, "queries"), _texts_by_id(row, "corpus")
    relevant = row.fields.get("relevant_docs")
    if not isinstance(relevant, dict):
        raise row.error("`relevant_docs` is not an object", 'write it as {"query id": ["passage id", ...], ...}')
    passages = Row(row.path, f"{row.where}{', ' if row.where else ''}relevant_docs", 1, relevant)
    return [Example(id, query, contexts=_contexts(passages, id, corpus)) for id, query in queries.items()]


def _texts_by_id(row: Row, name: str) -> dict[str, str]:
    value = row.fields.get(name)
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise row.error(f"`{name}` is not an object of texts", 'write it as {"id": "text", ...}')
    held = Row(row.path, f"{row.where}{', ' if row.where else ''}{name}", 1, value)
    return {str(id): held.text(id) for id in value}


def _contexts(passages: Row, query: str, corpus: Mapping[str, str]) -> tuple[str, ...]:
    ids = passages.texts(query)
    missing = next((id for id in ids if id not in corpus), None)
    if missing is not None:
        raise passages.error(f"the passage {missing[:SHOWN]!r} is not in `corpus`", "add it there or take it out here")
    return tuple(corpus[id] for id in ids)
