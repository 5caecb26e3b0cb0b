"""The pages that are open: what Gradio keeps for each, and for those that never said goodbye, within bounds.

Gradio keeps ten thousand pages, and for each, without any bound, what was answered and never fetched.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant.errors import AssistantError

PAGES_KEPT = 200  # one takes about 0.2 MB after a question, and a long conversation some MB
UNDER_WAY_AT_MOST = 32  # requests of a page whose answers were not fetched; a page fetches each at once


class TooManyRequests(AssistantError):
    """A request that would make the server keep more than it does."""


class OpenPages:
    """Bounds what Gradio keeps for pages, by the session that each names; to be used in the event loop that serves them."""

    def __init__(self, blocks: Any) -> None:
        self._blocks = blocks
        self._open: Counter[str] = Counter()
        self._reading: Counter[str] = Counter()

    async def admit(self, session: str) -> None:
        """Make room for a request of this page; raises TooManyRequests when there is none."""
        if len(self._queue.pending_event_ids_session.get(session, ())) >= UNDER_WAY_AT_MOST:
            raise TooManyRequests("This page has too many requests under way: load it again.")
        sessions = self._blocks.state_holder.session_data
        while session not in sessions and len(sessions) >= PAGES_KEPT:
            await self._forget(self._least_needed())

    def has_asked(self, session: str) -> bool:
        """Whether there are, or may come, answers for this page to fetch."""
        return session in self._queue.pending_messages_per_session

    @contextmanager
    def opened(self, session: str, *, reading: bool) -> Iterator[None]:
        """While the page holds a stream open; `reading` is the one that fetches answers."""
        counted = [self._open, self._reading] if reading else [self._open]
        for count in counted:
            count[session] += 1
        try:
            yield
        finally:
            for count in counted:
                count[session] -= 1
                if not count[session]:
                    del count[session]

    @property
    def _queue(self) -> Any:
        return self._blocks._queue

    def _least_needed(self) -> str:
        """The page that nobody seems to look at any more, or else the one that did nothing for longest."""
        idle: list[str] = [
            session for session in self._blocks.state_holder.session_data if session not in self._reading
        ]  # the oldest first
        if not idle:
            raise TooManyRequests("Too many pages are open; try again in a moment.")
        return next((session for session in idle if session not in self._open), idle[0])

    async def _forget(self, session: str) -> None:
        await self._queue.clean_events(session_hash=session)  # first, for a message to a session that is gone is an error
        for kept in (self._queue.pending_messages_per_session, self._queue.pending_event_ids_session):
            kept.pop(session, None)
        for kept in (self._blocks.state_holder.session_data, self._blocks.state_holder.time_last_used):
            kept.pop(session, None)
