"""Wrong tries to get in are answered late, each of an address later than the one before; the right one is never kept waiting."""

import asyncio
import time
from ipaddress import IPv6Address, ip_address

FIRST_SECONDS = 0.5  # from a wrong try to its refusal; doubled for each more
LONGEST_SECONDS = 4.0
FORGOTTEN_SECONDS = 300.0  # after the last of an address it begins anew
ADDRESSES = 1000  # remembered, the latest
HELD_AT_ONCE = 32  # refusals, of all addresses: each holds a connection

Client = tuple[str, int] | None


class Guesses:
    """The wrong tries of late."""

    def __init__(self, first_seconds: float = FIRST_SECONDS) -> None:
        self._first_seconds = first_seconds
        self._tries: dict[str, tuple[int, float]] = {}  # how many and when the last, the latest address at the end
        self._held = 0

    async def hold(self, client: Client) -> bool:
        """Keep a wrong try waiting; False, at once, where too many wait already."""
        seconds = self.seconds(client)
        if self._held >= HELD_AT_ONCE:
            return False
        self._held += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self._held -= 1
        return True

    def seconds(self, client: Client) -> float:
        """Count one more wrong try; how long it is to wait."""
        address, now = _network(client), time.monotonic()
        count, last = self._tries.pop(address, (0, now))
        count = 1 if now - last > FORGOTTEN_SECONDS else min(count + 1, 32)
        self._tries[address] = count, now
        if len(self._tries) > ADDRESSES:
            del self._tries[next(iter(self._tries))]
        return min(LONGEST_SECONDS, self._first_seconds * 2.0 ** (count - 1))


def _network(client: Client) -> str:
    """The address; of IPv6 its first half, because the other is everybody's own to choose."""
    try:
        address = ip_address(client[0] if client else "")
    except ValueError:
        return ""
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else str(address)
