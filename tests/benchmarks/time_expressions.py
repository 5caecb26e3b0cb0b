"""Dates in news text: Dateline, and where installed two libraries, against the TIMEX3 of TempEval-3's training articles.

    python tests/benchmarks/time_expressions.py ../tempeval3-tbaq

The folder holds the .tml files of TimeBank and AQUAINT. Files are sorted by name; those at even places were used to
tune, those at odd places are held out. Gold is every TIMEX3 of type DATE inside TEXT. An expression is found when its
span overlaps a gold one (relaxed) or equals it (strict), each gold and each found span counting once; the value score
also asks for the same value. What overlaps only a TIME, a DURATION or a SET counts as wrong. Values of the libraries
are written as a day, a month, a year, a week or a *_REF, whichever they gave.
"""

import argparse
import importlib.util
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

from report import existing, print_heading, print_table

from assistant.relative_days import relative_days
from index.language.times import times_in


@dataclass(frozen=True)
class Timex:
    """A span of an article's text and the TIMEX3 value given to it."""

    start: int
    end: int
    value: str
    type: str = "DATE"


@dataclass(frozen=True)
class Annotated:
    """An article of the data set; `published` is its document creation time."""

    name: str
    text: str
    published: date
    timexes: tuple[Timex, ...]


@dataclass(frozen=True)
class Score:
    """How many gold dates there are, how many were given, and of those the overlapping, the equal and the right ones."""

    gold: int
    given: int
    overlapping: int
    same_span: int
    same_value: int

    def row(self, name: str) -> list[str]:
        """The cells of the table: relaxed precision, recall and F1, strict F1, value F1 and accuracy of values."""
        relaxed = [_ratio(self.overlapping, self.given), _ratio(self.overlapping, self.gold)]
        f1s = [_ratio(2 * n, self.gold + self.given) for n in (self.overlapping, self.same_span, self.same_value)]
        accuracy = _ratio(self.same_value, self.overlapping)
        return [name, *(f"{100 * number:.1f}" for number in (*relaxed, *f1s, accuracy))]


Finder = Callable[[str, date], list[Timex]]


def main() -> None:
    """Print the scores on both halves, and of the days of relative_days."""
    parser = argparse.ArgumentParser(description="Score dates found in news text against TempEval-3's TIMEX3.")
    parser.add_argument("folder", type=Path, help="Folder with the .tml files of TimeBank and AQUAINT.")
    parser.add_argument("--ours", action="store_true", help="Leave the libraries out.")
    options = parser.parse_args()
    files = sorted(existing(options.folder).rglob("*.tml"), key=lambda file: file.name)
    finders = {"Dateline": _ours} if options.ours else {"Dateline": _ours, **_libraries()}
    print_heading(files=len(files))
    for half, part in (("tuning half", files[::2]), ("held-out half", files[1::2])):
        articles = [_read(file) for file in part]
        rows = [[half, "P", "R", "F1", "strict F1", "value F1", "right values"]]
        for name, finder in finders.items():
            began = time.process_time()
            rows.append(_score(articles, finder).row(name))
            rows[-1][0] += f" ({1000 * (time.process_time() - began) / len(articles):.1f} ms an article)"
        print_table(rows)
        _print_relative_days(articles)


def _read(file: Path) -> Annotated:
    root = ElementTree.parse(file).getroot()
    created = root.find("DCT/TIMEX3")
    body = root.find("TEXT")
    if created is None or body is None:
        raise ValueError(f"{file} has no DCT or no TEXT: it is no article of TempEval-3")
    text, timexes = _flattened(body, 0)
    return Annotated(file.name, text, date.fromisoformat(created.attrib["value"][:10]), tuple(timexes))


def _flattened(element: ElementTree.Element, offset: int) -> tuple[str, list[Timex]]:
    text, timexes = element.text or "", []
    for child in element:
        inner, found = _flattened(child, offset + len(text))
        if child.tag == "TIMEX3":
            start = offset + len(text)
            timexes.append(Timex(start, start + len(inner), child.attrib["value"], child.attrib["type"]))
        timexes += found
        text += inner + (child.tail or "")
    return text, timexes


def _score(articles: list[Annotated], finder: Finder) -> Score:
    gold = given = overlapping = same_span = same_value = 0
    for article in articles:
        dates = [timex for timex in article.timexes if timex.type == "DATE"]
        found = finder(article.text, article.published)
        pairs = _pairs(dates, found)
        gold, given, overlapping = gold + len(dates), given + len(found), overlapping + len(pairs)
        same_span += sum((a.start, a.end) == (b.start, b.end) for a, b in pairs)
        same_value += sum(a.value == b.value for a, b in pairs)
    return Score(gold, given, overlapping, same_span, same_value)


def _pairs(gold: list[Timex], given: list[Timex]) -> list[tuple[Timex, Timex]]:
    """Each given expression with the first gold one that it overlaps and that no other was given for."""
    free, pairs = list(gold), []
    for expression in given:
        match = next((timex for timex in free if timex.start < expression.end and expression.start < timex.end), None)
        if match:
            free.remove(match)
            pairs.append((match, expression))
    return pairs


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _ours(text: str, published: date) -> list[Timex]:
    return [Timex(found.start, found.end, found.value) for found in times_in(text, published) if found.granularity != "stretch"]


def _print_relative_days(articles: list[Annotated]) -> None:
    """Print how many days relative_days gave inside a gold DATE or TIME, and how many of them are the gold day."""
    given = right = 0
    for article in articles:
        for found in relative_days(article.text, article.published):
            over = [timex for timex in article.timexes if timex.start < found.end and found.start < timex.end]
            if found.day and over and over[0].type in ("DATE", "TIME"):
                given += 1
                right += over[0].value[:10] == found.day.isoformat()
    print(f"relative_days: {right} of {given} days right ({100 * _ratio(right, given):.1f} %)\n")


# The libraries.


def _libraries() -> dict[str, Finder]:
    known = {"recognizers_date_time": ("recognizers-text-date-time", _recognizers), "dateparser": ("dateparser.search", _dateparser)}
    return {name: finder for module, (name, finder) in known.items() if importlib.util.find_spec(module)}


def _recognizers(text: str, published: date) -> list[Timex]:
    from recognizers_date_time import recognize_datetime  # type: ignore[import-not-found,unused-ignore]

    at = datetime(published.year, published.month, published.day)
    found = []
    for result in recognize_datetime(text, "en-us", reference=at):
        kind = result.type_name.rpartition(".")[2]
        if kind in ("date", "daterange", "datetime"):
            values = [_recognized(value) for value in (result.resolution or {}).get("values", [])]
            # Of two readings of a day, the last before and the next after the article, the past is the likelier in news.
            found.append(Timex(result.start, result.end + 1, next((value for value in values if value), "")))
    return found


def _recognized(value: dict[str, str]) -> str:
    timex = value.get("timex", "")
    start = value.get("start", "")
    if timex.endswith(("P3M)", "P10Y)")):
        return f"{start[:4]}-Q{(int(start[5:7]) + 2) // 3}" if timex.endswith("P3M)") else start[:3]
    if timex.startswith("XXXX"):
        return value.get("value") or (start[:7] if len(timex) == len("XXXX-10") else start)
    return timex[:10] if timex[:1].isdigit() else timex


def _dateparser(text: str, published: date) -> list[Timex]:
    from dateparser.search import search_dates  # type: ignore[import-untyped,import-not-found,unused-ignore]

    settings = {"RELATIVE_BASE": datetime(published.year, published.month, published.day), "PREFER_DATES_FROM": "past"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = search_dates(text, languages=["en"], settings=settings) or []
    found, at = [], 0
    for words, day in results:
        start = text.find(words, at)
        if start >= 0:
            at = start + len(words)
            found.append(Timex(start, at, _parsed(words, day)))
    return found


def _parsed(words: str, day: datetime) -> str:
    """Write the day as coarse as the words were: a bare year or a month stays one."""
    if words.strip().isdigit() and len(words.strip()) == 4:
        return f"{day:%Y}"
    return f"{day:%Y-%m-%d}" if any(map(str.isdigit, words)) or "day" in words.casefold() else f"{day:%Y-%m}"


if __name__ == "__main__":
    main()
