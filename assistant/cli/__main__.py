"""`python -m assistant.cli` is `dateline`."""

from assistant.cli.app import main

main()
