"""Judgements kept by content: the same answer, judged by the same model with the same words, is asked about once."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.errors import EvaluationError
from assistant.evaluation.judging.records import Judgement
from assistant.evaluation.judging.sending import PROMPTS
from assistant.evaluation.records import Response
from assistant.evaluation.run_folder import replace_file
from assistant.language_model import OpenAICompatible
from prompts import load

_JUDGEMENT = TypeAdapter(Judgement)

# One more whenever what is sent, how a reply is read or what is kept changes without a prompt's text changing.
VERSION = 2


def key_of(response: Response, model: OpenAICompatible, citations: bool) -> str:
    """Return the SHA-256, in hex, of all that a judgement comes from; an address holds no credentials, and the key is left out."""
    content = {
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
    # ASCII, so that a lone surrogate in somebody's answer does not stop the run.
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()


class Cache:
    """A folder with a JSON file for each judgement; what is no judgement any more counts as not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise self._unwritable(err) from err

    def get(self, key: str) -> Judgement | None:
        """Return the judgement that was put under the key, None without one."""
        with suppress(OSError, ValidationError):
            return _JUDGEMENT.validate_json(self._path(key).read_bytes())
        return None

    def put(self, key: str, judgement: Judgement) -> None:
        """Keep the judgement whole or not at all; raises EvaluationError when the folder cannot be written."""
        try:
            replace_file(self._path(key), _JUDGEMENT.dump_json(judgement, indent=1))
        except OSError as err:
            raise self._unwritable(err) from err

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _unwritable(self, err: OSError) -> EvaluationError:
        return EvaluationError(f"The judge's cache {self._folder} cannot be written ({err.strerror}). Choose another folder.")
