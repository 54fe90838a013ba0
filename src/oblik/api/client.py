"""Who is at the other end of a connection, also behind a proxy that is trusted."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from starlette.requests import Request

from oblik.api.settings import ApiSettings


def is_https(request: Request, settings: ApiSettings) -> bool:
    """Whether the browser speaks https, so that cookies may insist on it."""
    if settings.public_url:
        return settings.public_url.startswith("https://")
    return _scheme(request, settings) == "https"


def base_url(request: Request, settings: ApiSettings) -> str:
    """The address under which the asker reaches this server, without a slash at the end."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    return f"{_scheme(request, settings)}://{request.headers.get('host', 'localhost')}"


def is_this_machine(request: Request) -> bool:
    """Whether the asker runs on this machine and is no proxy that passes on somebody else's request."""
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    return not forwarded and request.client is not None and _is_loopback(request.client.host)


def _scheme(request: Request, settings: ApiSettings) -> str:
    said = request.headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()
    if said in ("http", "https") and _is_trusted(request, settings):
        return said
    return request.url.scheme


def _is_trusted(request: Request, settings: ApiSettings) -> bool:
    if request.client is None:
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    return any(address in ip_network(network, strict=False) for network in settings.trusted_proxies)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
