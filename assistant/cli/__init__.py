"""The command line: parses, calls, prints."""

from assistant.cli.running import main

__all__ = ["main"]
