"""Answers from an index of dated news articles, with citations that quote exactly."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.errors import AssistantError
    from assistant.language_model import LanguageModel, Message, OpenAICompatible
    from assistant.reading.reader import Reader, Reading, Span
    from assistant.records import NOT_SAID, Answer, Citation, ScoredPassage, Sentence, Value
    from assistant.settings import AssistantSettings
    from assistant.time_frame import TimeFrame

__version__ = "0.1.0"

__all__ = [
    "NOT_SAID",
    "Answer",
    "Assistant",
    "AssistantError",
    "AssistantSettings",
    "Citation",
    "LanguageModel",
    "Message",
    "OpenAICompatible",
    "Reader",
    "Reading",
    "ScoredPassage",
    "Sentence",
    "Span",
    "TimeFrame",
    "Value",
]

# Each is loaded when it is first asked for: to say what a command can do, none is needed.
_MODULES = {
    "assistant.assistant": ("Assistant",),
    "assistant.errors": ("AssistantError",),
    "assistant.language_model": ("LanguageModel", "Message", "OpenAICompatible"),
    "assistant.reading.reader": ("Reader", "Reading", "Span"),
    "assistant.records": ("NOT_SAID", "Answer", "Citation", "ScoredPassage", "Sentence", "Value"),
    "assistant.settings": ("AssistantSettings",),
    "assistant.time_frame": ("TimeFrame",),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
