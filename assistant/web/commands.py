"""What the page's own buttons ask for, as page.js sends it."""

import json
from dataclasses import dataclass
from typing import Literal, cast, get_args

Act = Literal["again", "edit", "time", "up", "down", "markdown", "html", "refresh"]

LONGEST_COMMAND = 4000  # characters; the longest word of feedback is a quarter of it


@dataclass(frozen=True)
class Command:
    """One press of a button: `exchange` is the number of the question it belongs to, `since` and `until` the dates given with it.

    `time` tells which time to ask about: those dates, none at all, or the one that the question names. `serial` is named in
    what is sent back.
    """

    act: Act
    exchange: int = -1
    serial: int = 0
    time: Literal["dates", "none", "infer"] = "infer"
    since: str = ""
    until: str = ""
    word: str = ""


def read_command(sent: str) -> Command | None:
    """The command, None for what our own page does not send."""
    try:
        found = json.loads(sent) if len(sent) <= LONGEST_COMMAND else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("act") not in get_args(Act):
        return None
    time = found.get("time")
    return Command(
        cast(Act, found["act"]),
        _number(found.get("exchange"), -1),
        _number(found.get("serial"), 0),
        time if time in ("dates", "none") else "infer",
        *(_text(found.get(name)) for name in ("since", "until", "word")),
    )


def _number(found: object, otherwise: int) -> int:
    return found if isinstance(found, int) and not isinstance(found, bool) else otherwise


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""
