"""What hosts let programs ask again and again."""

import threading
import time
from http import HTTPStatus
from urllib.robotparser import RobotFileParser

from index.addresses import Address
from index.fetching import AGENT, NotFetched, fetch

READ_AGAIN_SECONDS = 86_400.0


class Robots:
    """The rules of the hosts that were asked, each read once a day."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[float, RobotFileParser]] = {}

    def check(self, address: Address, stop: threading.Event, asked: list[str], *, private: bool) -> None:
        """Raise NotFetched where the host forbids it or cannot be asked whether it does; arguments are as those of `fetch`."""
        of_host = address.beside("/robots.txt")
        read_at, rules = self._read.get(str(of_host), (0.0, None))
        if rules is None or time.monotonic() - read_at >= READ_AGAIN_SECONDS:
            rules = _rules(of_host, stop, asked, private)
            self._read[str(of_host)] = (time.monotonic(), rules)
        if not rules.can_fetch(AGENT, str(address)):
            raise NotFetched("is not to be asked again and again, says the robots.txt of its host")


def _rules(address: Address, stop: threading.Event, asked: list[str], private: bool) -> RobotFileParser:
    try:
        reply = fetch(address, stop, asked, private=private)
    except NotFetched as error:
        raise NotFetched(f"has a robots.txt that {error}") from None
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotFetched(f"has a robots.txt that {reply.told}")
    rules = RobotFileParser()
    rules.parse(reply.body.decode("utf-8", "replace").splitlines())  # where there is none, all may be asked
    return rules
