"""Files that cost a reader more than their size should: one piece of text again and again, in every format."""

import json
import random
from collections.abc import Callable, Iterator

SENTENCE = "The mayor of Osvarin spoke about the ferry on Monday. "
PARAGRAPH = "<p>The committee met in the capital and agreed on the budget for the coming year, officials said.</p>"

# Of plain text.
PIECES = {
    "paragraphs of a letter": "a\n\n",
    "paragraphs of a letter, three breaks": "a\n\n\n",
    "paragraphs of a letter, blanks": "a \n \n",
    "paragraphs with carriage returns": "a.\r\n\r\n",
    "brackets": "[",
    "brackets that stay open": "[1 ",
    "brackets with sentences that stay open": "(A. b ",
    "brackets within brackets": "(Abcdefghijkl. (a) ",
    "markers": "[1] ",
    "markup": "<p>a",
    "entities": "&amp;",
    "dots": ". . .",
    "quotation marks": '"a" ',
    "dashes": "-",
    "one word": "a",
    "one word of capitals and small letters": "aB",
    "digits": "1",
    "numbers": "1 ",
    "days": "10 May ",
    "dates": "May 10, 2024. ",
    "abbreviations": "Mr. ",
    "initials": "A. B. C. ",
    "letters and semicolons": "a; ",
    "zero-width spaces": "a\u200b",
    "combining marks": "e\u0301",
    "tabs": "a\t",
    "line separators": "a\u2028",
    "Chinese": "中文",
    "dotted capital I": "İ",
    "outlets": ", Ab Cd reports",
    "a table": "| a | b |\n",
    "a list": "1. a\n",
    "headings": "# a\n\n**b** [c](d)\n\n",
    "prose": SENTENCE,
}
# Inside an article of three good paragraphs.
MARKUP = {
    "paragraphs": "<p>a",
    "nested divisions": "<div>",
    "nested lists": "<ul><li>a",
    "nested tables": "<table><tr><td>a",
    "cells": "<td>a</td>",
    "rows": "<tr>",
    "line breaks": "a<br>",
    "links that stay open": "<a>",
    "links": "<a href='http://a.example/c'>a</a>",
    "comments that stay open": "<!--",
    "scripts that stay open": "<script>",
    "entities": "&#65;",
    "attributes": "<p a=1 b=2>a</p>",
    "times": "<time>Mon, Mon, Mon, Mon</time>",
    "date lines": "<div class='date'>x</div>",
    "descriptions": "<meta name=date content='Thu Dec 05 2024 14:30'>",
    "headings": "<h2>a</h2><p>b</p>",
}


def pathological_files(size: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield (what it is, suffix, content) of files of about `size` bytes."""
    for name, piece in PIECES.items():
        yield name, ".txt", _repeated(piece, size)
    for name, piece in MARKUP.items():
        yield f"page of {name}", ".html", _page(_repeated(piece, size - 600).decode())
    for name, (suffix, make) in _OTHERS.items():
        yield name, suffix, make(size)


def _repeated(piece: str, size: int) -> bytes:
    return (piece.encode() * (size // len(piece.encode()) + 1))[:size].decode("utf-8", "ignore").encode()


def _page(body: str) -> bytes:
    return f"<html><head><title>Budget</title></head><body><article>{PARAGRAPH * 3}{body}</article></body></html>".encode()


def _random_words(size: int) -> bytes:
    chance = random.Random(1)
    return " ".join("".join(chance.choices("abcdefgh", k=5)) for _ in range(size // 6)).encode()


def _random_marks(size: int) -> bytes:
    return "".join(random.Random(2).choices("ab .\n[]()\"'A1-,;:", k=size)).encode()


def _front_matter(lines: str) -> Callable[[int], bytes]:
    return lambda size: f"---\n{lines}\n---\n".encode() + _repeated(SENTENCE, size // 4)


_BOMB = "\n".join(["a: &a [x,x,x,x,x,x,x,x]", *(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 8)}]" for n in range(12))])
_OTHERS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "random words": (".txt", _random_words),
    "random marks": (".txt", _random_marks),
    "an element of many attributes": (".html", lambda size: _page("<p " + " ".join(f"a{n}=1" for n in range(size // 9)) + ">a</p>")),
    "a script of many dates": (".html", lambda size: _page(f"<script>{'datePublished ' * (size // 14)}</script>")),
    "one huge string": (".json", lambda size: json.dumps({"text": SENTENCE * (size // len(SENTENCE))}).encode()),
    "escapes": (".json", lambda size: b'{"text": "' + b"\\u0041" * (size // 6) + b'"}'),
    "deep lists": (".json", lambda size: b'{"text": "a b", "x": ' + b"[" * (size // 2) + b"]" * (size // 2) + b"}"),
    "a number of many digits": (".json", lambda size: b'{"text": "a b", "date": ' + b"1" * size + b"}"),
    "lines that are no JSON": (".jsonl", lambda size: b"x\n" * (size // 2)),
    "front matter of aliases": (".md", _front_matter(f"{_BOMB}\ntitle: *m")),
    "front matter of keys": (".md", _front_matter("\n".join(f"k{n}: v" for n in range(1500)))),
}
