"""The command line: parses, calls, prints."""

from assistant.cli.app import main

__all__ = ["main"]
