"""The exit codes of the command line; usage errors are typer's own 2."""

FAILED, PARTLY, STOPPED = 1, 3, 130
