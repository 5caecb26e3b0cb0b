"""Addresses of the web that may be asked, and the machines that they may lead to."""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from index.errors import FeedError

PORTS = {"http": 80, "https": 443}
LONGEST = 2_000  # characters; longer ones are no feed's

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_UNPRINTED = re.compile(r"[\s\x00-\x20\x7f-\x9f\ud800-\udfff]")
_PASSWORD = re.compile(r"[^/?#]*//[^/?#]*@")
_HOST = re.compile(r"[a-z0-9_.-]{1,253}")
# IPv4 within IPv6, beside what the standard library tells of: a gateway translates these to any machine behind it.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_KEPT_AS_IT_IS = "".join(map(chr, range(0x21, 0x7F)))

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Address:
    """An http or https address; `host` is in small letters and ASCII, of IPv6 without brackets, `target` is all that follows it."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as they stand in the address, the port of its scheme left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    def at(self, ip: IPAddress) -> str:
        """The same address at a machine that its host was looked up to be."""
        return f"{self.scheme}://{f'[{ip}]' if ip.version == 6 else ip}:{self.port}{self.target}"

    def beside(self, target: str) -> "Address":
        """Another address of the same host; raises FeedError for one that may not be asked."""
        return read_address(urljoin(str(self), target))


def is_address(text: str) -> bool:
    """Whether a source is named by an address, of any kind, and not by a path."""
    return _SCHEME.match(text) is not None


def read_address(text: str) -> Address:
    """Read an address; raises FeedError for one that is none, or that holds a password, which is then not repeated."""
    if _PASSWORD.match(text):
        raise FeedError("An address with a user name or password would be kept and shown: give it without them.")
    try:
        parts = urlsplit(text)
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        host, port = "", None
    if len(text) > LONGEST or not host or _UNPRINTED.search(text) or port == 0 or parts.scheme not in PORTS:
        raise FeedError(f"{text[:200]!r} is no address that can be asked: give one like https://example.org/feed.xml.")
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_KEPT_AS_IT_IS)
    return Address(parts.scheme, host, port or PORTS[parts.scheme], target)


def _host(text: str) -> str:
    """Raises ValueError for what is none."""
    if ":" in text and "%" not in text:
        return str(ipaddress.IPv6Address(text))
    host = text.encode("idna").decode("ascii").lower()
    return host if _HOST.fullmatch(host) else ""


def machines(address: Address) -> list[IPAddress]:
    """Look up the machines that an address is at; raises OSError."""
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(one[4][0]) for one in found))


def is_public(ip: IPAddress) -> bool:
    """Whether an address is of the public internet: not of this machine, of a private network, or of many machines."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None)
        if inner:
            return is_public(inner)
    return ip.is_global and not ip.is_multicast
