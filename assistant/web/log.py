"""What the server has to complain of, on standard error: of one cause one line a minute, whatever is done to it."""

import logging
import time
from collections.abc import Callable

MINUTE = 60.0  # seconds


class OnceAMinute(logging.Filter):
    """Lets the first record of a cause through, and a minute later the next, which tells how many were left out.

    A cause is the line of code that logs together with the line that raised; so there are never many.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._told: dict[object, tuple[float, int]] = {}  # when last, and how many were left out since

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to let it through."""
        cause, now = _cause(record), self._clock()
        last, left_out = self._told.get(cause, (-MINUTE, 0))
        if now - last < MINUTE:
            self._told[cause] = last, left_out + 1
            return False
        self._told[cause] = now, 0
        if left_out:
            record.msg, record.args = f"{record.getMessage()}\n({left_out:,} more like it since the last were left out)", None
        return True


def log_once_a_minute() -> None:
    """Send complaints to standard error, unless whoever embeds the page has set up logging."""
    handler = logging.StreamHandler()
    handler.addFilter(OnceAMinute())
    logging.basicConfig(format="%(message)s", handlers=[handler])


def _cause(record: logging.LogRecord) -> object:
    kind, raised = (record.exc_info[0], record.exc_info[2]) if record.exc_info else (None, None)
    while raised is not None and raised.tb_next is not None:
        raised = raised.tb_next
    return record.pathname, record.lineno, kind, raised and (raised.tb_frame.f_code, raised.tb_lineno)
