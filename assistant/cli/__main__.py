"""`python -m assistant.cli` is `dateline`."""

from assistant.cli.running import main

main()
