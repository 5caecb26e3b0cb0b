"""What is open in one process cannot be used in another that is forked from it: SQLite, Chroma and ONNX Runtime hang there."""

import os

from index.errors import ForkedProcess


class OpenedHere:
    """The process that something was opened in; `what` names it in the error."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._process = os.getpid()

    @property
    def is_here(self) -> bool:
        """Whether this is still that process."""
        return self._process == os.getpid()

    def check(self) -> None:
        """Raise ForkedProcess in any other process."""
        if not self.is_here:
            raise ForkedProcess(
                f"{self._what} was opened in process {self._process}, from which this one, {os.getpid()}, was forked: open the index in a "
                'process that is started anew, as with multiprocessing\'s "spawn".'
            )
