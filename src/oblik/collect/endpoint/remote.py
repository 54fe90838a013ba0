"""Who is at the other end, when proxies stand between: the address, and the URL under which the server was called.

What a proxy writes into `X-Forwarded-…` is believed only of proxies that the installation trusts; anybody
else could write it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network

from oblik.kernel.errors import Invalid


class Proxies:
    """The networks whose word is taken for who the client is.

    Args:
        networks: in CIDR notation, such as `10.0.0.0/8` or `::1`.

    Raises:
        Invalid: one is no network.
    """

    def __init__(self, networks: Sequence[str] = ()) -> None:
        try:
            self._networks = [ip_network(network, strict=False) for network in networks]
        except ValueError as error:
            raise Invalid(
                f"Expected networks such as 10.0.0.0/8, got: {error}.", code="bad_network"
            ) from error
        self._trusts = lru_cache(1024)(self._is_inside)

    def trusts(self, peer: str) -> bool:
        """Whether this address is one of the proxies."""
        return bool(self._networks) and self._trusts(peer)

    def client_of(self, peer: str, headers: Mapping[str, str]) -> str:
        """The client's address: the last one in the chain that is not a proxy of ours."""
        if not self.trusts(peer):
            return peer
        chain = [part.strip() for part in headers.get("x-forwarded-for", "").split(",") if part.strip()]
        for address in reversed(chain):
            if not _is_address(address):
                break
            peer = address
            if not self.trusts(address):
                break
        return peer

    def url_of(self, peer: str, scheme: str, headers: Mapping[str, str]) -> tuple[str, str]:
        """The scheme and the host by which the client called."""
        host = headers.get("host", "localhost")
        if self.trusts(peer):
            scheme = headers.get("x-forwarded-proto", scheme).split(",")[0].strip()
            host = headers.get("x-forwarded-host", host).split(",")[0].strip()
        return ("https" if scheme == "https" else "http"), host

    def _is_inside(self, peer: str) -> bool:
        if not _is_address(peer):
            return False
        address = ip_address(peer)
        return any(address in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
