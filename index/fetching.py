"""Fetching one address: no machine is asked that may not be, and nothing takes longer or more room than its limit."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING

from index.addresses import Address, IPAddress, is_public, machines
from index.errors import FeedError
from index.listening import Gone, Line, NotHeard, heard
from index.stopping import check_stop

if TYPE_CHECKING:
    import httpx2

SECONDS = 30.0  # for all of it, redirects and names looked up
CONNECT_SECONDS = 10.0
REDIRECTS = 5
MAX_BYTES = 10 * 2**20  # of what is fetched, unpacked; the feeds of large papers have up to 1 MiB
AGENT = "Dateline"


class NotFetched(Exception):
    """Why nothing was fetched, in words that go on after the address."""


@dataclass(frozen=True)
class Reply:
    """What an address answered: `address` is the last that it redirected to, `body` there for status 200 alone."""

    status: int
    address: Address
    headers: Mapping[str, str]
    body: bytes
    private: bool

    @property
    def told(self) -> str:
        """The status in words that go on after the address."""
        known = {status.value: status.phrase for status in HTTPStatus}
        return f"answers {self.status}" + (f" ({known[self.status]})" if self.status in known else "")


def fetch(
    address: Address, stop: threading.Event, asked: list[str], *, headers: Mapping[str, str] | None = None, private: bool = True
) -> Reply:
    """Ask an address; raises NotFetched, and IndexingStopped within a second once `stop` is set.

    It may be on this machine or in a private network where `private` says so, but what it redirects to may be there only at the
    same host and port. Which hosts were asked is added to `asked`. No proxy is used: what it would connect to could not be checked.
    """
    try:
        head, *parts = heard(
            partial(_listen, address, asked, dict(headers or {}), private), silence=SECONDS, total=SECONDS, gone=stop.is_set
        )
    except NotHeard:
        raise NotFetched(f"takes longer than {SECONDS:.0f} s") from None
    except Gone:
        check_stop(stop)
        raise
    assert isinstance(head, Reply)
    return Reply(head.status, head.address, head.headers, b"".join(part for part in parts if isinstance(part, bytes)), head.private)


def _listen(address: Address, asked: list[str], headers: dict[str, str], private: bool, line: Line) -> Iterator[Reply | bytes]:
    """Yield the reply without its body, and the parts of that."""
    import httpx2

    headers = {"User-Agent": f"{AGENT}/{version('dateline')}", "Accept-Encoding": "gzip, deflate", **headers}
    timeout = httpx2.Timeout(SECONDS, connect=CONNECT_SECONDS)
    # With a transport of its own the client takes no proxy from the environment, and without the environment no password.
    with httpx2.Client(transport=httpx2.HTTPTransport(), trust_env=False, headers=headers, timeout=timeout) as client:
        named = (address.host, address.port)
        for _ in range(REDIRECTS + 1):
            ips = _allowed(address, private and (address.host, address.port) == named, redirected=named != (address.host, address.port))
            hidden = not all(map(is_public, ips))
            asked.append(f"{address.authority} (not on the public internet)" if hidden else address.authority)
            try:
                response = _opened(client, address, ips, line)
                if not response.has_redirect_location:
                    yield Reply(response.status_code, address, response.headers, b"", hidden)
                    if response.status_code == HTTPStatus.OK:
                        yield from _body(response)
                    return
                address = _redirected(address, response.headers["location"])
                response.close()
            except httpx2.DecodingError:
                raise NotFetched("sends what cannot be unpacked") from None
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise NotFetched(f"cannot be reached: {_cause(error)}") from None
    raise NotFetched(f"redirects more than {REDIRECTS} times")


def _allowed(address: Address, private: bool, *, redirected: bool) -> list[IPAddress]:
    """The machines that an address is at, of which all may be asked."""
    at = f"redirects to {address.host}, which" if redirected else ""
    try:
        ips = machines(address)
    except (OSError, UnicodeError) as error:
        raise NotFetched(f"{at or 'has a host that'} cannot be found: {_cause(error)}") from None
    if not private and (hidden := next((ip for ip in ips if not is_public(ip)), None)):
        raise NotFetched(f"{at} is at {hidden}, not on the public internet".strip())
    return ips


def _opened(client: "httpx2.Client", address: Address, ips: list[IPAddress], line: Line) -> "httpx2.Response":
    """Connect to the very machines that were checked: a second look-up could find others."""
    import httpx2

    for ip in ips:
        extensions = {"sni_hostname": address.host, "trace": line.traced}
        request = client.build_request("GET", address.at(ip), headers={"Host": address.authority}, extensions=extensions)
        try:
            return client.send(request, stream=True, follow_redirects=False)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            if ip == ips[-1]:
                raise
    raise NotFetched("has a host without an address")


def _redirected(address: Address, location: str) -> Address:
    try:
        return address.beside(location)
    except (FeedError, ValueError):
        raise NotFetched("redirects to what is no address that can be asked") from None


def _body(response: "httpx2.Response") -> Iterator[bytes]:
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > MAX_BYTES:
            raise NotFetched(f"has more than {MAX_BYTES // 2**20} MiB")
        yield part


def _cause(error: BaseException | None) -> str:
    """Why a connection failed, in the words of this machine's system; the server's own are not quoted."""
    while error is not None:
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        error = error.__cause__ or error.__context__
    return "it breaks the connection off, or speaks no HTTP"
