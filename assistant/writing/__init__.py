"""Answers written by a language model from numbered passages, each sentence held to what it cites."""

from assistant.writing.prompt import messages
from assistant.writing.writer import Draft, write

__all__ = ["Draft", "messages", "write"]
