"""Names that the page goes by: of this machine, of what is bound, and of a proxy in front."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from assistant.errors import AssistantError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to `host`."""
    return host in LOOPBACK or (is_numeric(host) and ip_address(host).is_loopback)


def is_numeric(name: str) -> bool:
    """Whether it is an IP address."""
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def host_name(value: str) -> str:
    """The name in a Host header, without its port; "" for none."""
    try:
        return urlsplit(f"//{value}").hostname or ""
    except ValueError:  # such as an open bracket
        return ""


def origin(scheme: str, host: str) -> str | None:
    """The origin as a browser names it, in lower case and without the port that the scheme implies; None for no host."""
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not name or parts.netloc != host or parts.username is not None:
        return None
    shown = f"[{name}]" if ":" in name else name
    return f"{scheme}://{shown}" if port in (None, _PORTS[scheme]) else f"{scheme}://{shown}:{port}"


def public_origin(url: str) -> str:
    """The origin of the address that people give their browsers when a proxy stands in front; raises AssistantError."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except (ValueError, UnicodeError):
        host = ""
    found = origin(parts.scheme, host) if host and parts.scheme in _PORTS and parts.path in ("", "/") else None
    if found is None or parts.query or parts.fragment:
        raise AssistantError(f"{url!r} is not where a proxy can show the page: give https://NAME or https://NAME:PORT, without a path.")
    return found
