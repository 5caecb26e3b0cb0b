"""What a run asks of what: two runs with the same plan may share a folder."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from assistant.assistant import Assistant
from assistant.evaluation.records import Example, Response

# Where and with what key a model is reached changes no answer.
UNSAID = {"llm_key", "llm_url", "llm_timeout", "llm_deadline"}


def plan_of(assistant: Assistant, examples: Sequence[Example]) -> dict[str, Any]:
    """Return the plan of asking an assistant: the questions, by hash, what is indexed, and the settings."""
    there = assistant.summary()
    settings = {name: value for name, value in asdict(assistant.settings).items() if name not in UNSAID}
    indexed = {"articles": there.articles, "passages": there.passages, "newest": there.newest.isoformat() if there.newest else None}
    return {"questions": _hash(list(examples)), "index": indexed, "settings": settings}


def plan_of_answers(pairs: Sequence[tuple[Example, Response]]) -> dict[str, Any]:
    """Return the plan of scoring answers that are already there."""
    return {"questions": _hash([example for example, _ in pairs]), "answers": _hash([response for _, response in pairs])}


def _hash(records: list[Any]) -> str:
    return hashlib.sha256(TypeAdapter(list[Any]).dump_json(records)).hexdigest()
