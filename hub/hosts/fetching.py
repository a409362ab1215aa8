"""Fetching a page from the web with care: http and https only, bounded in time, size and redirects, and no address
of a private network unless it is asked for."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urljoin, urlsplit

from hub import __version__

_PATIENCE = 15.0
_WHOLE_PATIENCE = 60.0
_MOST = 30_000_000
_REDIRECTS = 5
_REDIRECT = frozenset({301, 302, 303, 307, 308})
_BLOCK = 64 * 1024


class NotFetched(Exception):
    """An address could not be fetched; the words say why."""


@dataclass(frozen=True)
class Fetched:
    """An answer: the address it came from after redirects, status, media type and bytes."""

    url: str
    status: int
    type: str
    data: bytes


Fetch = Callable[[str], Fetched]


def fetch(url: str, *, private: bool = False, most: int = _MOST, patience: float = _PATIENCE) -> Fetched:
    """GET an address, following up to five redirects. `most` is in bytes, `patience` in seconds a step.

    With `private`, addresses of this machine and of private networks may be asked too. Raises NotFetched.
    """
    until = monotonic() + max(_WHOLE_PATIENCE, patience)
    for _ in range(_REDIRECTS + 1):
        status, headers, data = _get(url, private, most, patience, until)
        target = headers.get("Location")
        if status not in _REDIRECT or not target:
            return Fetched(url, status, headers.get("Content-Type", "") or "", data)
        url = urljoin(url, target)
    raise NotFetched(f"{url} redirects again and again")


def _get(
    url: str, private: bool, most: int, patience: float, until: float
) -> tuple[int, http.client.HTTPMessage, bytes]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NotFetched(f"{url!r} is no address") from None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise NotFetched(f"{url} is no http or https address")
    secure = parts.scheme == "https"
    connection = _Connection(host, port or (443 if secure else 80), secure, private, patience)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        asked = {"User-Agent": f"Laurel/{__version__}", "Accept-Encoding": "identity", "Cache-Control": "no-cache"}
        connection.request("GET", target, headers=asked)
        answer = connection.getresponse()
        data = bytearray()
        while block := answer.read(_BLOCK):
            data += block
            if len(data) > most:
                raise NotFetched(f"{url} is larger than {most:,} bytes")
            if monotonic() > until:
                raise NotFetched(f"{url} takes too long")
        if answer.length:
            raise NotFetched(f"{url} ended before all of it was there")
        return answer.status, answer.headers, bytes(data)
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise NotFetched(f"{parts.netloc} did not answer ({getattr(error, 'strerror', None) or error})") from error
    finally:
        connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked at first: the name is asked for once, so that it cannot lead
    elsewhere a moment later."""

    def __init__(self, host: str, port: int, secure: bool, private: bool, patience: float) -> None:
        super().__init__(host, port, timeout=patience)
        self._secure, self._private = secure, private
        self.default_port = 443 if secure else 80

    def connect(self) -> None:
        """Connect to the first address of the name that may be asked and answers."""
        trouble: OSError | None = None
        for family, kind, proto, _, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            if not self._private and not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global:
                raise NotFetched(f"{self.host} is an address of a private network")
            sock = socket.socket(family, kind, proto)
            sock.settimeout(self.timeout)
            try:
                sock.connect(address)
                if self._secure:
                    sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
            except OSError as error:
                sock.close()
                trouble = error
                continue
            self.sock = sock
            return
        raise trouble or OSError("its name is not known")
