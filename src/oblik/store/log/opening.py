"""Which log engine a URL names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from oblik.kernel.errors import Invalid
from oblik.store.log.entries import Log
from oblik.store.log.sqlite import SqliteLog


def open_log(url: str, data: Path) -> Log:
    """The log that `url` names: `sqlite:///path` or `nats://host:port`; empty means `log.sqlite` in the data
    folder.

    Raises:
        Invalid: for another scheme.
        Unavailable: when the engine is away.
    """
    scheme = urlsplit(url).scheme
    if scheme in ("", "sqlite"):
        return SqliteLog(Path(url.removeprefix("sqlite:///")) if url else data / "log.sqlite")
    if scheme in ("nats", "tls"):
        # The client costs memory and start-up time that the embedded log need not pay.
        from oblik.store.log.nats import NatsLog

        return NatsLog(url)
    raise Invalid(
        f"Expected a log URL that begins with sqlite:// or nats://, got {scheme}://.", code="invalid_url"
    )
