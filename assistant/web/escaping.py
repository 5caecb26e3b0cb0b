"""Text from articles, questions, models and file names, made safe to put on a page."""

import html
import re

from assistant.joiners import at_home

# Characters that show nothing and can hide or reorder what is shown: control characters, soft hyphen, Arabic letter
# mark, Hangul and Mongolian fillers, zero-width and bidi marks, line and paragraph separators, word joiners and bidi
# isolates, the byte order mark, interlinear annotations, tag characters, and variation selectors that smuggle bytes.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# A run of folders, on any system; not the two slashes of a web address.
_FOLDERS = re.compile(r"(?<![\w.:/\\])(?:[A-Za-z]:|~)?[/\\](?:[^\s/\\:'\"]+[/\\])+")


def visible(text: str) -> str:
    """The text without characters that hide or reorder, and with lone surrogates, which no page can carry, replaced."""
    places = at_home(text)
    return _SURROGATE.sub("\ufffd", _INVISIBLE.sub(lambda match: match[0] if match.start() in places else "", text))


def one_line(text: str) -> str:
    """The visible text with every run of white space as one space."""
    return " ".join(visible(text).split())


def escaped(text: str) -> str:
    """One line of HTML that shows the text and can be nothing else.

    It holds no line break, because Gradio reads a message as Markdown, where a blank line ends a block of HTML.
    """
    return html.escape(one_line(text))


def without_folders(message: str) -> str:
    """The message with each absolute path cut to its last name: a page does not tell where things are on the disk."""
    return _FOLDERS.sub("…/", message)
