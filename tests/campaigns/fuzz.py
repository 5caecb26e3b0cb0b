"""Asks hostile questions of the sample index, indexes mutated articles, and times files made to be slow.

    python tests/campaigns/fuzz.py --questions 500 --articles 200 --files 60

A question must be answered or refused as a question, with quotes that stand in their articles; every mutated file must be
indexed or reported; nothing may raise. The questions and the slow files are read with the real models. Other work on the
machine adds to the seconds but little to the CPU seconds, which all threads share.
"""

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parents[1]), str(HERE.parent)]

from hashing_embedder import HashingEmbedder  # noqa: E402
from pathological_files import pathological_files  # noqa: E402

from assistant import Assistant  # noqa: E402
from assistant.assistant import QUESTION_CHARACTERS  # noqa: E402
from assistant.errors import QuestionError  # noqa: E402
from index import Embedder, IndexSettings, load_embedder, update_index  # noqa: E402
from index.catalog import Catalog  # noqa: E402

SAMPLE = HERE.parents[2] / "assistant" / "sample" / "articles"
SIZE = 500_000

WORDS = "who what when where why how many did said the of in since before last year latest after according to and not no".split()
MARKS = [*"()[]{}*+?|^$\\.,;:!'\"-–—“”’%#@&<>/=_~`", "...", "--", "\u200b", "\u00a0", "\u202e", "\ufeff"]
QUERIES = (
    "' OR 1=1 --",
    "'; DROP TABLE articles; --",
    '" OR "a" NEAR/3 "b"',
    "a AND b NOT c",
    "title : x",
    "^x*",
    "{text} : y",
    "words MATCH 'x'",
    "UNION SELECT NULL",
    "(a+)+$",
    "(?:a|aa)*b",
    "[^]]",
    "%s%n{0}",
    "\\x00\\u0000",
    "../../etc/passwd",
    "${jndi:x}",
)
DATES = (
    "2024-05-03|3 May 2024|May 3, 2024|5/3/24|20240503|3.5.2024|Q3 2024|the 1990s|2019-20|May-June 2024|last Friday|two weeks ago"
    "|29 February 2023|99 May|0000-00-00"
).split("|")
TONGUES = ("что сказал мэр", "谁当选了总理", "ماذا قال الوزير", "पुल कब खुला", "누가 이겼나", "ποιος μίλησε", "מי ניצח", "ใครชนะ")
REPEATED = (
    *("a", "1", "?", "(", "[1 ", '"', "'", "“a ", "-", ". ", "a. ", "Mr. ", "A. B. ", "\n", "\n\n", "e\u0301", "İ", "中", "😀", "a\u200b"),
    *(
        "the ",
        "and ",
        "said ",
        "who said ",
        "what did he say ",
        "according to ",
        "he ",
        "it ",
        "A B said ",
        "and what about ",
        "not ",
        "one two ",
    ),
    *(
        "May ",
        "10 May ",
        "2024 ",
        "May 10, 2024, ",
        "last year ",
        "since ",
        "before ",
        "between 2019 and ",
        "the day before ",
        "in May in ",
        "Q3 ",
    ),
    *("the 1990s ", "2019-20 ", "a year ago ", "the past two years ", "early in the ", "as of ", "latest ", "Monday ", "now ", "the "),
    *('"a" OR ', "a* ", "NEAR(", "million ", "1,000 ", "1.5 per cent ", "Mc", "O'", "U.S. ", "in the ", "of the year of the ", "'s "),
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Hostile questions, mutated articles and slow files.")
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--files", type=int, default=6, help="Of the slow files, evenly chosen; there are 62.")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        embedder = load_embedder(threads=2)
        if options.questions:
            faults += ask_questions(work, embedder, options.questions, random.Random(options.seed))
        if options.articles:
            faults += index_mutants(work, options.articles, random.Random(options.seed))
        if options.files:
            faults += index_slow(work, embedder, options.files)
    print(f"total: {faults} faults")
    return 1 if faults else 0


def timed(action: Callable[[], object]) -> tuple[object, float, float]:
    """Do something and return what came of it, or what it raised, with its seconds and its CPU seconds."""
    wall, cpu = time.monotonic(), time.process_time()
    try:
        found = action()
    except Exception as error:
        found = error
    return found, time.monotonic() - wall, time.process_time() - cpu


def told(fault: object, what: str) -> None:
    print(f"FAULT: {what}", flush=True)
    if isinstance(fault, Exception):
        traceback.print_exception(fault, limit=-6, file=sys.stdout)


def ask_questions(work: Path, embedder: Embedder, count: int, chance: random.Random) -> int:
    """Ask, half of the questions as follow-ups of others; returns how many were not answered as they must be."""
    settings = IndexSettings(index_dir=work / "sample")
    update_index(SAMPLE, settings, embedder)
    assistant = Assistant(index_settings=settings, embedder=embedder)
    assistant.ask("How many clocks does the museum at Ystrel own?")  # models are loaded when they are first used
    words = [word for file in sorted(SAMPLE.iterdir()) for word in file.read_text("utf-8").split()]
    questions = hostile_questions(words, chance)
    outcomes: Counter[str] = Counter()
    slowest: list[tuple[float, float, str]] = []
    asked: list[tuple[str, str]] = []
    for number in range(count):
        question, history = next(questions), asked[-2:] if number % 2 else []
        answer, seconds, cpu = timed(lambda q=question, h=history: assistant.ask(q, history=h))
        slowest.append((seconds, cpu, question))
        if isinstance(answer, QuestionError):
            outcomes["refused"] += 1
            continue
        wrong = [c for c in getattr(answer, "citations", ()) if assistant.article(c.file).text[c.start : c.end] != c.quote]
        if isinstance(answer, Exception) or wrong:
            outcomes["faults"] += 1
            told(answer, f"question {question!r}, after {history!r}, {len(wrong)} wrong quotes")
            continue
        outcomes["declined" if answer.abstained else "answered"] += 1
        asked.append((question, answer.text))
    assistant.close()
    slowest.sort(reverse=True)
    print(f"{count} questions: {dict(outcomes)}; slowest {slowest[0][0]:.2f} s ({slowest[0][1]:.2f} s CPU)")
    for seconds, cpu, question in slowest[:10]:
        print(f"  {seconds:.2f} s, {cpu:.2f} s CPU: {question[:60]!r} of {len(question)} characters")
    return outcomes["faults"]


def hostile_questions(words: list[str], chance: random.Random) -> Iterator[str]:
    """Yield questions without end: the repeated ones in turn, the others by chance."""

    def some(least: int, most: int, *of: object) -> list[str]:
        pool = [one for kind in of for one in kind]
        return chance.choices(pool, k=chance.randint(least, most))

    def mutated() -> str:
        text = list(" ".join(some(4, 14, words, WORDS)))
        for _ in range(chance.randint(1, 8)):
            text[chance.randrange(len(text))] = chance.choice([*MARKS, "", " ", "x", "é", "7"])
        return "".join(text)

    repeated = iter(())
    while True:
        piece = next(repeated, None)
        if piece is None:
            repeated = iter(chance.sample(REPEATED, len(REPEATED)))
            piece = next(repeated)
        yield (piece * QUESTION_CHARACTERS)[: chance.choice([300, QUESTION_CHARACTERS - 20])] + " ferry Osvarin?"
        yield mutated() + "?"
        yield " ".join(some(3, 300, DATES, WORDS, words))[:QUESTION_CHARACTERS]
        yield " ".join(some(2, 40, QUERIES, WORDS, words))
        yield "".join(some(1, 400, MARKS, WORDS, [" "]))
        yield " ".join(some(1, 8, TONGUES, words))
        yield (
            "".join(chr(code) for code in chance.choices(range(0x110000), k=chance.randint(1, 300)) if not 0xD800 <= code < 0xE000)
            + " ferry"
        )
        yield "".join(chr(chance.choice([*range(32), 0x7F, *range(0x80, 0xA0), 97, 98])) for _ in range(chance.randint(1, 200)))
        yield "".join(some(4, 300, [chance.choice(REPEATED) for _ in range(4)]))[:QUESTION_CHARACTERS]
        yield chance.choice(["", " ", "?", "half \ud83d a face", "a" * 5000, "why " * 1250, "\0", "é" * QUESTION_CHARACTERS, str(date.max)])


def index_mutants(work: Path, count: int, chance: random.Random) -> int:
    """Index mutated copies of the sample articles in all formats; returns how many are neither indexed nor reported."""
    folder = work / "mutants"
    folder.mkdir()
    good = good_files()
    for number in range(count):
        suffix, data = chance.choice(good)
        for _ in range(chance.randint(1, 4)):
            data = mutation(data, chance, [other for _, other in good])
        (folder / f"{number:03}{suffix}").write_bytes(data)
    settings = IndexSettings(index_dir=work / "mutants-index")
    report, seconds, _ = timed(lambda: update_index(folder, settings, HashingEmbedder()))
    if isinstance(report, Exception):
        told(report, f"{count} mutated articles cannot be indexed")
        return 1
    catalog = Catalog(settings.index_dir)
    indexed = set(catalog.article_files().values())
    damage = catalog.damage()
    catalog.close()
    reported = {failure.file.partition("#")[0] for failure in report.failed}
    lost = [file.name for file in folder.iterdir() if file.name not in indexed | reported]
    multiline = [failure for failure in report.failed if len(failure.reason.splitlines()) != 1]
    for fault in [*lost, *multiline, *([damage] if damage else [])]:
        told(fault, f"{fault} of the mutated articles")
    again = update_index(folder, settings, HashingEmbedder())
    if again.added or again.changed or again.removed or set(again.failed) != set(report.failed):
        lost.append("again")
        told(again, f"indexed again, the mutated articles change: {again}")
    print(f"{count} mutated articles: {len(indexed)} files indexed, {len(reported)} reported, {len(lost)} neither; {seconds:.1f} s")
    return len(lost) + len(multiline) + bool(damage)


def good_files() -> list[tuple[str, bytes]]:
    """Return (suffix, content) of the sample articles in every format that is read."""
    found = []
    for file in sorted(SAMPLE.iterdir()):
        text = file.read_text("utf-8")
        paragraphs = "".join(f"<p>{one}</p>" for one in text.split("\n\n"))
        record = json.dumps({"title": "Sample", "date": "2024-12-05", "text": text}).encode()
        found += [
            (file.suffix, text.encode()),
            (".md", f"---\ntitle: Sample\ndate: 2024-12-05\nsource: Ruskelin Wire\n---\n\n{text}".encode()),
            (".html", f"<html><head><title>Sample</title></head><body><article>{paragraphs}</article></body></html>".encode()),
            (".json", record),
            (".jsonl", (record + b"\n") * 3),
        ]
    return found


def mutation(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Return the bytes flipped, cut, doubled, spliced with another file, or in another encoding in part."""
    at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    kind = chance.randrange(7)
    if kind == 0:
        flipped = bytearray(data)
        for _ in range(chance.choice([1, 4, 60]) if data else 0):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(flipped)
    if kind == 1:
        return data[:at]
    if kind == 2:
        return data[:end] + data[at:end] * chance.choice([1, 2, 30]) + data[end:]
    if kind == 3:
        return data[:at] + chance.choice(others)[at:]
    if kind == 4:
        part = data[at:end].decode("utf-8", "replace")
        return data[:at] + part.encode(chance.choice(["utf-16", "latin-1", "cp1251", "utf-7", "shift_jis"]), "replace") + data[end:]
    if kind == 5:
        return (
            data[:at] + bytes(chance.choice(mark) for mark in [b"\0\xff\xfe\x80\r\n<>{}[]\"'\\-#&;\x1b"] * chance.randint(1, 9)) + data[at:]
        )
    return data[:at] + data[end:]


def index_slow(work: Path, embedder: Embedder, count: int) -> int:
    """Index the slow files one by one, each in an index of its own; returns how many raised."""
    files = list(pathological_files(SIZE))
    chosen = files[:: max(1, len(files) // count)][:count] if count < len(files) else files
    slowest: list[tuple[float, float, str]] = []
    faults = 0
    for number, (name, suffix, data) in enumerate(chosen):
        folder = work / f"slow-{number}"
        folder.mkdir()
        (folder / f"file{suffix}").write_bytes(data)
        settings = IndexSettings(index_dir=work / f"slow-index-{number}", threads=2)
        report, seconds, cpu = timed(lambda f=folder, s=settings: update_index(f, s, embedder))
        if isinstance(report, Exception):
            faults += 1
            told(report, name)
            continue
        slowest.append((seconds, cpu, name))
        outcome = f"{report.added} articles, {report.embedded} embedded"
        if report.failed:
            outcome += f", {len(report.failed)} reported: {report.failed[0].reason}"
        print(f"  {seconds:5.2f} s, {cpu:5.2f} s CPU: {name}, {suffix}, {len(data):,} bytes: {outcome}", flush=True)
    slowest.sort(reverse=True)
    print(f"{len(chosen)} slow files: {faults} faults; slowest {slowest[0][0]:.2f} s ({slowest[0][1]:.2f} s CPU): {slowest[0][2]}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
