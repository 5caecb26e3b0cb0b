"""What the bundled models do not read, and what a face says of it."""

import re
from collections.abc import Iterable, Mapping

from index.language.detection import language_name, language_of
from index.language.words import common_words

# The bundled embedding model and reader were trained on it; of others they know what is written alike.
READ = "en"
# Such a share of words that say nothing, and at least two, is English, and no model of languages need be loaded for 0.3 s.
COMMON_SHARE = 1 / 3


def is_english(question: str) -> bool:
    """Tell whether a question is in English, or may be."""
    words = re.findall(r"\w+", question.casefold())
    common = sum(word in common_words() for word in words)
    if common > 1 and common >= COMMON_SHARE * len(words):
        return True
    return language_of(question) in (None, READ)


def unread(languages: Iterable[str | None]) -> list[str]:
    """Return the languages that the bundled models do not read, by their names."""
    return sorted({language_name(code) for code in languages if code not in (None, READ)})


def unread_articles(languages: Mapping[str, int], settings: Iterable[str]) -> str | None:
    """Return a line on how many articles are in languages that are not read; `settings` name the models that do not."""
    counted = ", ".join(f"{count:,} in {language_name(code)}" for code, count in sorted(languages.items()) if code != READ)
    return f"Not in English, which is what the bundled models read: {counted}. {remedy(settings)}" if counted else None


def remedy(settings: Iterable[str]) -> str:
    """Return what to set."""
    return f"For other languages set {' and '.join(settings)} to models that read them."
