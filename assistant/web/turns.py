"""A question being answered, which the page can end at any moment."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")

_END = object()


@dataclass(eq=False)
class Turn:
    """Reads growing answers in a thread of its own, so that a slow model does not hold up Stop or Clear.

    Gradio's own `cancels` races with the step that is under way: in one of two tries the page kept its Stop button.
    """

    stopped: bool = False
    discarded: bool = False
    _found: SimpleQueue[object] = field(default_factory=SimpleQueue)

    def stop(self, *, discard: bool = False) -> None:
        """End the turn, from any thread; `discard` for a conversation that is cleared."""
        self.discarded |= discard
        self.stopped = True
        self._found.put(_END)

    def follow(self, items: Iterator[T]) -> Iterator[T]:
        """The items as they come, or until the turn is stopped; the source ends after the item it is working on."""
        Thread(target=self._read, args=(items,), daemon=True).start()
        while (item := self._found.get()) is not _END and not self.stopped:
            if isinstance(item, Exception):
                raise item
            yield item  # type: ignore[misc]  # what the queue holds besides is ruled out above

    def _read(self, items: Iterator[T]) -> None:
        try:
            for item in items:
                if self.stopped:
                    break
                self._found.put(item)
        except Exception as error:
            self._found.put(error)
        finally:
            close = getattr(items, "close", None)
            if close:
                close()  # a generator gives back what it holds at once
            self._found.put(_END)
