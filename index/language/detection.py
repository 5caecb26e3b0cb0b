"""The language that a text is in."""

from functools import cache
from typing import Any

# Those that articles are told to be in; the more there are, the less sure are headlines.
LANGUAGES = {
    **{"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch"},
    **{"ru": "Russian", "pl": "Polish", "tr": "Turkish", "sv": "Swedish", "da": "Danish", "nb": "Norwegian", "fi": "Finnish"},
    **{"cs": "Czech", "sk": "Slovak", "hu": "Hungarian", "ro": "Romanian", "bg": "Bulgarian", "hr": "Croatian", "sr": "Serbian"},
    **{"sl": "Slovene", "uk": "Ukrainian", "el": "Greek", "he": "Hebrew", "ar": "Arabic", "fa": "Persian", "ur": "Urdu"},
    **{"id": "Indonesian", "ms": "Malay", "vi": "Vietnamese", "th": "Thai", "hi": "Hindi", "bn": "Bengali", "ta": "Tamil"},
    **{"te": "Telugu", "ca": "Catalan", "et": "Estonian", "lv": "Latvian", "lt": "Lithuanian", "is": "Icelandic", "ka": "Georgian"},
    **{"hy": "Armenian", "kk": "Kazakh", "am": "Amharic", "zh": "Chinese", "ja": "Japanese", "ko": "Korean"},
}
# More says nothing new, and a megabyte takes a second.
_READ = 2000
# Of a headline of four words the first guess is often wrong; of 322 questions in English none is taken for another language.
_SURE = 0.9


def language_of(text: str) -> str | None:
    """The code of the language, such as "de"; None where it is not sure."""
    found, sure = _identifier().classify(text[:_READ])
    return str(found) if sure >= _SURE else None


def language_name(code: str) -> str:
    """What a language is called in English."""
    return LANGUAGES.get(code, code)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.3 s, which a command that reads no text need not wait for

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([language for language in LANGUAGES if language in identifier.labels])
    return identifier
