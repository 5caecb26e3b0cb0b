"""Answers from an index of dated news articles, with citations that quote exactly."""

from assistant.answers import NOT_SAID, Answer, Citation, ScoredPassage, SentenceSupport, Value
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.language_model import LanguageModel, Message, OpenAICompatible
from assistant.reading.reader import Reader, Reading, Span
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
    "SentenceSupport",
    "Span",
    "TimeFrame",
    "Value",
]
