"""Judgements kept by content: the same answer, judged by the same model with the same words, is asked about once."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import EvaluationError
from assistant.evaluation.judging.records import JudgedClaim, Judgement
from assistant.evaluation.judging.sending import PROMPTS
from assistant.evaluation.records import Response
from assistant.language_model import OpenAICompatible
from prompts import load

# One more whenever what is sent, how a reply is read or what is kept changes without a prompt's text changing.
VERSION = 2


def key_of(response: Response, model: OpenAICompatible, citations: bool) -> str:
    """Return the SHA-256, in hex, of all that a judgement comes from; an address holds no credentials, and the key is left out."""
    return _sha256(
        {
            "version": VERSION,
            "model": model.name,
            "url": model.url,
            "prompts": {name: load(name) for name in PROMPTS},
            "question": response.question,
            "answer": response.text,
            "abstained": response.abstained,
            "contexts": [[context.text, str(context.published)] for context in response.contexts],
            "citations": [[cited.number, cited.text, str(cited.published)] for cited in response.citations] if citations else None,
        }
    )


class Cache:
    """A folder with a JSON file for each judgement; an entry that is not just as it was written counts as not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise self._unwritable(err) from err

    def get(self, key: str) -> Judgement | None:
        """Return the judgement that was put under the key, None without one."""
        try:
            entry = json.loads(self._path(key).read_bytes())
            kept = entry["judgement"]
            # The key too is under the checksum, or an entry could stand in for another one.
            return _judgement(kept) if entry["sha256"] == _sha256([key, kept]) else None
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            return None

    def put(self, key: str, judgement: Judgement) -> None:
        """Keep the judgement whole or not at all; raises EvaluationError when the folder cannot be written."""
        kept = asdict(judgement)
        entry = json.dumps({"judgement": kept, "sha256": _sha256([key, kept])}, indent=1).encode()
        try:
            self._write(self._path(key), entry)
        except OSError as err:
            raise self._unwritable(err) from err

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _write(self, path: Path, data: bytes) -> None:
        handle, unfinished = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".unfinished")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(unfinished, path)
        finally:
            Path(unfinished).unlink(missing_ok=True)

    def _unwritable(self, err: OSError) -> EvaluationError:
        return EvaluationError(f"The judge's cache {self._folder} cannot be written ({err.strerror}). Choose another folder.")


def _judgement(kept: dict[str, Any]) -> Judgement:
    claims = tuple(JudgedClaim(**claim) for claim in kept["claims"])
    return Judgement(**{**kept, "claims": claims, "unclaimed": tuple(kept["unclaimed"])})


def _sha256(content: object) -> str:
    # ASCII, so that a lone surrogate in somebody's answer does not stop the run.
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()
