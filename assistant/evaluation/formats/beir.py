"""BEIR folders: `corpus.jsonl`, `queries.jsonl`, and who is relevant to what in `qrels/*.tsv` or `qrels.tsv`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import EvaluationError
from assistant.evaluation.formats.rows import SHOWN, UTF16_BOMS, Row, decode, ids_of, read_row, read_rows, read_text
from assistant.evaluation.records import Example, Relevant

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
# The split that BEIR's results are reported on.
SPLIT = "test.tsv"
# BEIR's grades go to 5; 2 ** 100, as gains are counted, is still a number that can be added.
HIGHEST_GRADE = 100
_GRADE = re.compile(r"-?\d{1,3}(?:\.0{1,6})?")

# Query id -> article id -> grade.
Judgements = dict[str, dict[str, int]]


@dataclass(frozen=True)
class _Document:
    """An article of the corpus: what an index of the folder calls it, and its text."""

    file: str
    text: str


def is_qrels(text: str) -> bool:
    """Tell the text of a qrels file, three columns with tabs between, from JSON."""
    first = next((line for line in text[:10_000].split("\n") if line.strip()), "")
    return not first.lstrip().startswith(("{", "[")) and first.count("\t") >= 2


def read_beir(path: Path, notice: Callable[[str], None]) -> list[Example]:
    """Return the queries that have relevant articles, by the folder or by one of its qrels files.

    `relevant` names articles as `dateline index` does, by file and line (`corpus.jsonl#17`), for it does not read `_id`. What is
    left out is told to `notice`, a line at a time.
    """
    folder, qrels = (path, _qrels(path, notice)) if path.is_dir() else (_folder(path), path)
    judged = _judgements(qrels)
    corpus = _corpus(folder / CORPUS, {article for grades in judged.values() for article in grades})
    queries = read_rows(folder / QUERIES, read_text(folder / QUERIES))
    examples = [_example(id, row, judged.get(id, {}), corpus) for id, row in zip(ids_of(queries, "_id"), queries, strict=True)]
    kept = [example for example in examples if example.relevant]
    if not kept:
        raise EvaluationError(f"{qrels}: no query of {QUERIES} has a relevant article of {CORPUS} here: give files whose ids are the same.")
    _tell(notice, qrels, len(examples) - len(kept), len({a for grades in judged.values() for a in grades} - corpus.keys()))
    return kept


def _tell(notice: Callable[[str], None], qrels: Path, dropped: int, missing: int) -> None:
    if dropped:
        notice(f"{qrels}: queries of {QUERIES} that have no relevant article here, left out: {dropped:,}.")
    if missing:
        notice(f"{qrels}: relevant articles that are not in {CORPUS}, left out: {missing:,}.")
    notice(f"{CORPUS} has to be indexed in a folder of its own: beside it `dateline index` takes {QUERIES} for articles.")


def _example(id: str, row: Row, grades: dict[str, int], corpus: dict[str, _Document]) -> Example:
    found = [(corpus[article], grade) for article, grade in grades.items() if article in corpus]
    relevant = tuple(Relevant(document.file, grade) for document, grade in found)
    contexts = tuple(document.text for document, _ in found if document.text)
    return Example(id, row.text("text"), relevant=relevant, contexts=contexts)


def _qrels(folder: Path, notice: Callable[[str], None]) -> Path:
    """The one file of judgements, or that of the test split."""
    if not (folder / CORPUS).is_file():
        raise EvaluationError(f"{folder} is a folder without `{CORPUS}`: give a BEIR folder, or a file.")
    found = sorted([*folder.glob("qrels/*.tsv"), *folder.glob("qrels.tsv")])
    chosen = found if len(found) == 1 else [file for file in found if file.name == SPLIT]
    if not found:
        raise EvaluationError(f"{folder} has neither `qrels/{SPLIT}` nor `qrels.tsv`: add one.")
    if not chosen:
        raise EvaluationError(
            f"{folder} has {len(found)} files of judgements and none is `{SPLIT}`: give the one to use instead of the folder."
        )
    if len(found) > 1:
        notice(f"{chosen[0]} is used; give another file of judgements instead of the folder to use that.")
    return chosen[0]


def _folder(qrels: Path) -> Path:
    """The folder that a file of judgements belongs to."""
    for folder in (qrels.parent, qrels.absolute().parent.parent):
        if (folder / CORPUS).is_file():
            return folder
    raise EvaluationError(f"{qrels} holds judgements, but `{CORPUS}` is neither beside it nor one folder up: put it there.")


def _judgements(qrels: Path) -> Judgements:
    """The grades of relevant articles; BEIR's 0 and below are judged and not relevant."""
    judged: Judgements = {}
    lines = [(number, line.rstrip("\r")) for number, line in enumerate(read_text(qrels).split("\n"), start=1) if line.strip()]
    for position, (number, line) in enumerate(lines):
        columns = line.split("\t")
        if len(columns) != 3:
            raise _bad_line(qrels, number, f"{len(columns)} columns", "give query-id, corpus-id and score with tabs between them")
        query, article, score = (column.strip() for column in columns)
        if position == 0 and not _GRADE.fullmatch(score):
            continue  # the names of the columns
        grade = _grade(qrels, number, score)
        if judged.setdefault(query, {}).setdefault(article, grade) != grade:
            raise _bad_line(qrels, number, f"another score for the article {article[:SHOWN]!r} than before", "keep one")
    return {query: {article: grade for article, grade in grades.items() if grade > 0} for query, grades in judged.items()}


def _grade(qrels: Path, number: int, score: str) -> int:
    grade = int(score.partition(".")[0]) if _GRADE.fullmatch(score) else HIGHEST_GRADE + 1
    if grade > HIGHEST_GRADE:
        raise _bad_line(qrels, number, "the score is no grade", f"give a whole number up to {HIGHEST_GRADE}")
    return grade


def _bad_line(qrels: Path, number: int, fault: str, remedy: str) -> EvaluationError:
    return EvaluationError(f"{qrels}, line {number}: {fault}: {remedy}.")


def _corpus(path: Path, wanted: set[str]) -> dict[str, _Document]:
    """The wanted articles by their id: a corpus of millions is read line by line, and only these are kept."""
    found: dict[str, _Document] = {}
    for number, line in _lines(path):
        row = read_row(path, number, line)
        id = row.id_or_none("_id")
        if id is None:
            raise row.error("`_id` is missing", "give each article its own")
        if id in found:
            raise row.error(f"the id {id[:SHOWN]!r} is that of {found[id].file} too", "give each its own")
        if id in wanted:
            text, title = row.text_or_none("text") or "", row.text_or_none("title") or ""
            found[id] = _Document(f"{CORPUS}#{number}", text if text.strip() else title)
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, numbered as the index numbers them: at line feeds alone, blank ones counted."""
    try:
        with path.open("rb") as file:
            utf16 = file.read(2) in UTF16_BOMS
            file.seek(0)
            if utf16:
                yield from ((n, line) for n, line in enumerate(decode(path, file.read()).split("\n"), start=1) if line.strip())
                return
            for number, data in enumerate(file, start=1):
                if line := decode(path, data, number).strip():
                    yield number, line
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read ({error.strerror}): give a file that exists and may be read.") from error
