"""The line in which questions wait: only so many are answered at once, and only so many wait."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from threading import Condition
from typing import TypeVar

from assistant.errors import AssistantError

ANSWERING_AT_ONCE = 4  # more only share the same cores
WAITING_AT_MOST = 32  # at a second a question, the last of them waits for about ten

T = TypeVar("T")


class TooBusy(AssistantError):
    """The line is full; the question was not taken."""


@dataclass(frozen=True)
class Waiting:
    """A question's place in the line; 1 is the next to be answered."""

    place: int


class WaitingLine:
    """Lets `answering` questions be worked on at once and `waiting` wait, first come, first served; safe for threads."""

    def __init__(self, *, answering: int = ANSWERING_AT_ONCE, waiting: int = WAITING_AT_MOST) -> None:
        self._answering = answering
        self._waiting = waiting
        self._served: set[object] = set()
        self._line: deque[object] = deque()
        self._moved = Condition()

    def serve(self, work: Callable[[], Iterator[T]], gone: Callable[[], bool]) -> Generator[Waiting | T, None, None]:
        """What the work yields once it is its turn, and each place in the line before; raises TooBusy when the line is full.

        It leaves the line when `gone()`, which is looked at whenever the line moves or `nudge` is called.
        """
        ticket = self._enter()
        try:
            place = 0
            while place := self._next_place(ticket, place, gone):
                yield Waiting(place)
            if not gone():
                yield from work()
        finally:
            self._leave(ticket)

    def nudge(self) -> None:
        """Have those in the line look whether they are gone."""
        with self._moved:
            self._moved.notify_all()

    def _enter(self) -> object:
        with self._moved:
            if len(self._served) >= self._answering and len(self._line) >= self._waiting:
                count = len(self._served) + len(self._line)
                raise TooBusy(f"The assistant is busy with {count} question{'' if count == 1 else 's'}; ask again in a moment.")
            ticket = object()
            self._line.append(ticket)
            self._move_up()
            return ticket

    def _next_place(self, ticket: object, told: int, gone: Callable[[], bool]) -> int:
        """The place that differs from the one told last; 0 when it is the ticket's turn or nobody waits with it any more."""
        with self._moved:
            self._moved.wait_for(lambda: gone() or self._place(ticket) != told or not told)
            return 0 if gone() else self._place(ticket)

    def _place(self, ticket: object) -> int:
        return self._line.index(ticket) + 1 if ticket in self._line else 0

    def _leave(self, ticket: object) -> None:
        with self._moved:
            if ticket in self._line:
                self._line.remove(ticket)
            self._served.discard(ticket)
            self._move_up()

    def _move_up(self) -> None:
        while self._line and len(self._served) < self._answering:
            self._served.add(self._line.popleft())
        self._moved.notify_all()
