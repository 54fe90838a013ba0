"""Which addresses may be reached: those of the public internet, and those inside that the operator names.

Without it whoever may type an address could read what only this machine reaches: a database, the metadata of a
cloud. A name is looked up once; what is checked is what is connected to, so a name that changes its mind in between
(DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from oblik.kernel.errors import Invalid, Unavailable

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

_NAT64 = IPv6Network("64:ff9b::/96")


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order; none when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(place[0]).partition("%")[0] for *_, place in found))


class Gate:
    """Lets connections out. Safe to use from any thread.

    Args:
        allowed: names of hosts and networks (CIDR) inside that may be reached although they are inside.
        resolve: looks a name up.
    """

    def __init__(self, allowed: Sequence[str] = (), resolve: Resolve = look_up) -> None:
        self._hosts = {name.lower().rstrip(".") for name in allowed if not _is_network(name)}
        self._networks = [ip_network(name, strict=False) for name in allowed if _is_network(name)]
        self._resolve = resolve

    def address(self, host: str, port: int) -> str:
        """The address to connect to for a host, a name or an address itself.

        Raises:
            Invalid: it leads inside this network only, where nobody allowed to go.
            Unavailable: the name has no address.
        """
        name = host.strip("[]").lower().rstrip(".")
        found = self._resolve(name, port)
        if not found:
            raise Unavailable(f"Expected a host that can be found, got {host[:200]!r}.", code="unknown_host")
        for text in found:
            if name in self._hosts or self._may(ip_address(text)):
                return text
        raise Invalid(
            f"The host {host[:200]!r} is inside the network of this server. To allow it, its administrator names it in "
            "OBLIK_ALLOW_INTERNAL_ADDRESSES.",
            code="inside_address",
        )

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """A connection to a host, made within so many seconds; raises like `address`."""
        address = self.address(host, port)
        try:
            return socket.create_connection((address, port), timeout=seconds)
        except OSError as error:
            raise Unavailable(
                f"The host {host[:200]!r} does not answer at port {port}: {error.strerror or 'it takes too long'}.",
                code="outside_unavailable",
            ) from error

    def _may(self, address: Address) -> bool:
        meant = _meant(address)
        public = meant.is_global and not meant.is_multicast and not meant.is_reserved
        return public or any(
            meant in network for network in self._networks if network.version == meant.version
        )


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    inner: Any = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if inner is None and address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
