"""How long a wrong try waits for its refusal."""

import asyncio
from itertools import count

import pytest

from assistant.web import guesses
from assistant.web.guesses import ADDRESSES, FORGOTTEN_SECONDS, HELD_AT_ONCE, Guesses

HERE = ("198.51.100.7", 1)


def test_each_try_of_an_address_waits_longer_up_to_a_few_seconds() -> None:
    tries = Guesses()
    assert [tries.seconds(HERE) for _ in range(6)] == [0.5, 1.0, 2.0, 4.0, 4.0, 4.0]
    assert tries.seconds(("198.51.100.8", 1)) == 0.5


def test_addresses_of_one_ipv6_network_are_one() -> None:
    tries = Guesses()
    assert [tries.seconds((address, 1)) for address in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")] == [0.5, 1.0, 0.5]


@pytest.mark.parametrize("client", [None, ("testclient", 1), ("", 0)])
def test_no_address_is_one_too(client: tuple[str, int] | None) -> None:
    tries = Guesses()
    assert [tries.seconds(client), tries.seconds(client)] == [0.5, 1.0]


def test_an_address_that_is_quiet_for_long_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    tries, hours = Guesses(), count(step=FORGOTTEN_SECONDS + 1)
    monkeypatch.setattr(guesses.time, "monotonic", lambda: next(hours))
    assert [tries.seconds(HERE), tries.seconds(HERE)] == [0.5, 0.5]


def test_so_many_addresses_are_remembered() -> None:
    tries = Guesses()
    for number in range(ADDRESSES + 1):
        tries.seconds((f"10.0.{number // 256}.{number % 256}", 1))
    assert len(tries._tries) == ADDRESSES


def test_so_many_wait_at_once_and_the_others_are_told_without_waiting() -> None:
    async def held() -> list[bool]:
        tries = Guesses(first_seconds=3600)
        waiting = [asyncio.create_task(tries.hold((f"10.0.0.{number}", 1))) for number in range(HELD_AT_ONCE)]
        await asyncio.sleep(0)
        told = [await tries.hold(HERE), not any(task.done() for task in waiting)]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        again = asyncio.create_task(tries.hold(HERE))
        await asyncio.sleep(0)
        told.append(not again.done())
        again.cancel()
        return told

    assert asyncio.run(held()) == [False, True, True]
