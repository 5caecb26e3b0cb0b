"""The language of an article, as far as it settles what a date means."""

from functools import cache
from typing import Any

from index.dating.words import LANGUAGES

# More says nothing new, and a megabyte takes a second.
_READ = 2000
# Of a headline of four words the first guess is often wrong.
_SURE = 0.9


def language_of(text: str) -> str | None:
    """The code of the language, such as "de"; None where it is not sure."""
    found, sure = _identifier().classify(text[:_READ])
    return str(found) if sure >= _SURE else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.3 s, which few archives need

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([language for language in LANGUAGES if language in identifier.labels])
    return identifier
