"""The page's own scripts and styles, which come with the package."""

from importlib.resources import files

SCRIPTS = ("page.js", "article.js", "archive.js", "indexing.js")
STYLES = ("page.css", "article.css", "archive.css", "indexing.css")


def asset(name: str) -> str:
    """The text of one of them."""
    return files("assistant.web").joinpath(name).read_text("utf-8")


def styles() -> str:
    """All styles, as one sheet."""
    return "\n".join(asset(name) for name in STYLES)


def script_tags() -> str:
    """What the head of the page loads them with."""
    return "".join(f'<script src="{name}" defer></script>' for name in SCRIPTS)
