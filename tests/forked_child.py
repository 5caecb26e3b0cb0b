"""What happens in a child that is forked, as programs do without knowing what they use."""

import os
import signal
import warnings
from collections.abc import Callable

SECONDS = 20  # a child that hangs is ended


def in_child(act: Callable[[], object]) -> str:
    """What a forked child raises, by its message, or "nothing"."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking with threads, from Python 3.12 on
        child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        try:
            act()
            said = "nothing"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:
        said = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    return said
