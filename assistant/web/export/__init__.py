"""A conversation as a file to keep: Markdown, or one HTML page that holds all it needs."""

from assistant.web.export.exported import Exported
from assistant.web.export.html_page import as_html
from assistant.web.export.markdown import as_markdown

__all__ = ["Exported", "as_html", "as_markdown"]
