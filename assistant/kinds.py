"""The kinds of questions that are answered by plans of their own."""

from typing import Literal, get_args

Kind = Literal[
    "fact",
    "yesno",
    "how_why",
    "multi_part",
    "compare",
    "summary",
    "what_happened",
    "timeline",
    "list",
    "count_archive",
    "latest",
    "keywords",
    "who_is",
    "archive",
    "help",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
