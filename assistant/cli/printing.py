"""What commands print: plain text, safe to show on a terminal."""

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from assistant.joiners import at_home

if TYPE_CHECKING:
    from assistant import Answer

# Into a file or a pipe tables are as wide as they need.
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(record: dict[str, Any]) -> None:
    """Print one object on one line, characters that the output lacks in JSON's own way."""
    print(json.dumps(record, ensure_ascii=not sys.stdout.encoding.lower().startswith("utf")))


def print_answer(answer: "Answer") -> None:
    """Print an answer with its quotes, and its notices on stderr."""
    from assistant.quoted_text import TAKEN_BACK
    from assistant.records import rendered
    from assistant.support import SUPPORTED

    for notice in answer.notices:
        err.print(f"dateline: {safe(notice)}", markup=False)
    out.print(_highlighted(answer))
    for sentence in answer.sentences:
        if sentence.support is not None and sentence.support < SUPPORTED:
            missing = f" Not found: {safe(', '.join(sentence.missing))}." if sentence.missing else ""
            said = safe(rendered([sentence])[0])
            out.print(f"\nWeakly supported by what it cites: \u201c{said}\u201d{missing}", markup=False)
    if answer.sure == "unsure":
        out.print(f"\nUnsure: check it.{' It may also be:' if answer.others else ''}", markup=False)
        for other in answer.others:
            place = _place(other.file, other.published, other.source)
            out.print(f"  \u201c{safe(' '.join(other.quote.split()))}\u201d ({place})", markup=False)
    if answer.time_frame:
        out.print(f"\nTime asked about: {safe(answer.time_frame.describe())}", markup=False)
    for citation in answer.citations:
        place = _place(citation.file, citation.published, citation.source, citation.time and citation.time.text)
        out.print(f"\n[{citation.number}] {place}\n    \u201c{safe(' '.join(citation.quote.split()))}\u201d", markup=False)
        if citation.url:
            out.print(f"    {safe(citation.url)}", markup=False)
        if citation.withdrawn:
            out.print(f"    {TAKEN_BACK[citation.withdrawn.kind].lower()} by: {safe(citation.withdrawn.by)}", markup=False)
        if citation.speaker:
            out.print(f"    said by: {safe(citation.speaker)}", markup=False)
        if citation.also_in:
            copies = "; ".join(_place(file.id, file.published, file.source) for file in citation.also_in)
            out.print(f"    also in: {copies}", markup=False)
    if answer.abstained and answer.passages:
        out.print("\nNearest passages:", markup=False)
        for scored in answer.passages[:3]:
            published = str(scored.passage.published or "undated")
            start = " ".join(scored.passage.text.split())[:120]
            out.print(f"  {safe(scored.passage.article_id)}, {published}: {safe(start)}...", markup=False)


def safe(text: str) -> str:
    """Keep characters that would steer the terminal or turn the line round from being acted on: they are shown escaped."""
    places = at_home(text)
    return "".join(c if c.isprintable() or c == "\n" or n in places else c.encode("unicode_escape").decode() for n, c in enumerate(text))


def _place(file: str, published: date | None, source: str | None, time: str | None = None) -> str:
    day = f"{published:%A}, {published}" if published else "undated"
    return safe(", ".join(part for part in (file, day, time, source) if part))


def _highlighted(answer: "Answer") -> Text:
    """Return the answer's text with its highlights in bold, which rich leaves out where it does not print to a terminal."""
    shown, end = Text(), 0
    for first, last in answer.highlights:
        shown.append(safe(answer.text[end:first])).append(safe(answer.text[first:last]), style="bold")
        end = last
    return shown.append(safe(answer.text[end:]))
