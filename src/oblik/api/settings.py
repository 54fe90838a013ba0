"""What the HTTP frame can be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Plain values; `app/settings.py` reads them from the environment.

    Attributes:
        public_url: the address people and SDKs use, such as `https://cdp.example.com`; "" takes it from each
            request.
        trusted_proxies: networks (CIDR) whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
        body_limit: bytes of a request body, uploads aside.
        upload_limit: bytes of an uploaded file.
        session_days: a session unused for so long ends.
        session_max_days: a session ends after so long however much it is used.
        metrics_token: bearer token for `/metrics`; "" answers only requests from this machine.
        ui: folder of the built UI; None takes the one inside the package.
        demo_shop: whether the demo shop is served.
    """

    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ()
    body_limit: int = 1_000_000
    upload_limit: int = 4_000_000_000
    session_days: int = 14
    session_max_days: int = 90
    metrics_token: str = ""
    ui: Path | None = None
    demo_shop: bool = True
