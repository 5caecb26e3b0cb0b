"""Folders of made-up dated articles, the same on every machine."""

import random
from pathlib import Path

PLACES = ("Pellumar", "Osvarin", "Varsholt", "Kuvelia", "Tuskary", "Jolmet", "Anskeld", "Ruskelin")
OUTLETS = ("Reuters", "AFP", "The Osvarin Post")
SUBJECTS = ("the mayor", "a spokesman", "the ministry", "the harbour board", "the coach", "residents", "a court", "the union")
VERBS = ("announced", "denied", "delayed", "approved", "inspected", "rejected", "reopened", "counted")
OBJECTS = ("the bridge", "a grain terminal", "the budget", "two ferries", "the cup final", "a power cable", "flood walls", "the census")


def article(number: int, *, sentences: int = 12) -> str:
    """Markdown with front matter; one in ten has no date, and each has words of its own."""
    chance = random.Random(number)
    dated = f"date: 2024-{number % 12 + 1:02}-{number % 28 + 1:02}\n" if number % 10 else ""
    head = f"---\ntitle: {chance.choice(PLACES)} story {number}\n{dated}source: {chance.choice(OUTLETS)}\n---\n\n"
    lines = []
    for n in range(sentences):
        who, did, what = chance.choice(SUBJECTS), chance.choice(VERBS), chance.choice(OBJECTS)
        lines.append(
            f"On day {n} {who} {did} {what} in {chance.choice(PLACES)}, report{number}n{n} said, at a cost of {chance.randrange(999)}."
        )
    paragraphs = ["\n".join(lines[n : n + 4]) for n in range(0, len(lines), 4)]
    return head + "\n\n".join(paragraphs) + "\n"


def write_articles(folder: Path, count: int, *, sentences: int = 12) -> None:
    """Write articles 0 to `count` - 1; four sentences and more make one passage, 12 make two."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        write_article(folder, number, sentences=sentences)


def write_article(folder: Path, number: int, *, content: int | None = None, sentences: int = 12) -> None:
    """Write one file; with the `content` of another number it is an edited article."""
    text = article(number if content is None else content, sentences=sentences)
    (folder / f"{number:05}.md").write_text(text, "utf-8")
