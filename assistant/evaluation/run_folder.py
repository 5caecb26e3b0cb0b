"""The folder of a run: answers as they come, so that what was interrupted goes on, and what came of scoring them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.errors import EvaluationError
from assistant.evaluation.records import Response, Result
from assistant.evaluation.summary import Summary

PLAN, ANSWERS, RESULTS, SUMMARY, REPORT = "plan.json", "answers.jsonl", "results.jsonl", "summary.json", "report.html"
_RESPONSE, _RESULT = TypeAdapter(Response), TypeAdapter(Result)


class RunFolder:
    """A folder, made where there is none, for one run over one set of questions with one configuration.

    `plan` tells what is asked of what; a folder begun with another plan is refused with EvaluationError, so that no answers of two
    configurations are mixed.
    """

    def __init__(self, path: Path, plan: Mapping[str, Any]) -> None:
        self.path = path
        text = json.dumps(plan, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        try:
            path.mkdir(parents=True, exist_ok=True)
            if not (path / PLAN).exists() and any((path / name).exists() for name in (ANSWERS, RESULTS, SUMMARY)):
                raise EvaluationError(f"{path} holds files of something else: give a folder of its own for the run.")
            if (path / PLAN).exists() and (path / PLAN).read_text("utf-8") != text:
                raise EvaluationError(f"{path} holds a run with other questions or settings: give another folder, or remove it.")
            (path / PLAN).write_text(text, "utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise EvaluationError(f"{path} cannot be used for a run ({error}): give a folder that can be written.") from error

    def answers(self) -> list[Response]:
        """Return the answers already there; a last line that was cut off in the middle is taken away, to be asked again."""
        file = self.path / ANSWERS
        if not file.exists():
            return []
        lines = file.read_bytes().splitlines(keepends=True)
        if lines and not lines[-1].endswith(b"\n"):
            del lines[-1]
            file.write_bytes(b"".join(lines))
        return [_parsed(_RESPONSE, line, file, number) for number, line in enumerate(lines, start=1)]

    def add(self, response: Response) -> None:
        """Keep an answer, on disk when this returns."""
        with (self.path / ANSWERS).open("ab") as file:
            file.write(_RESPONSE.dump_json(response) + b"\n")

    def finish(self, results: Iterable[Result], summary: Summary, report: str) -> None:
        """Write what came of scoring: the same answers give the same bytes."""
        replace_file(self.path / RESULTS, b"".join(_RESULT.dump_json(result) + b"\n" for result in results))
        replace_file(self.path / SUMMARY, (json.dumps(summary.as_json(), ensure_ascii=False, indent=1) + "\n").encode())
        replace_file(self.path / REPORT, report.encode("utf-8", "replace"))


def read_run(path: Path) -> list[Result]:
    """Return the results of a run by its folder; raises EvaluationError where it has none."""
    file = path / RESULTS
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise EvaluationError(f"{path} holds no finished run ({error.strerror}): give the folder that `--out` named.") from error
    return [_parsed(_RESULT, line, file, number) for number, line in enumerate(lines, start=1)]


def _parsed(adapter: TypeAdapter[Any], line: bytes, file: Path, number: int) -> Any:
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        raise EvaluationError(f"{file}, line {number}: {first_fault(error)}. Remove the line to have it asked again.") from error


def first_fault(error: ValidationError) -> str:
    """Return in a few words where the first fault is, and what."""
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}"


def replace_file(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises OSError."""
    new = file.with_name(file.name + ".new")
    new.write_bytes(content)
    new.replace(file)
