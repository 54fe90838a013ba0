"""Everything that can be set, read from the environment: `OBLIK_` and the name in capitals.

`docs/reference/settings.md` is made of this file; a test holds the two together.
"""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from oblik.api.settings import ApiSettings
from oblik.collect.endpoint import CollectSettings
from oblik.collect.imports.connect.kind import Limits as FetchLimits
from oblik.collect.imports.fetching import Way
from oblik.collect.limits import HARD_CAP, Limits
from oblik.store.outside import Gate

PREFIX = "OBLIK_"


class Settings(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, use_attribute_docstrings=True, env_ignore_empty=True, extra="ignore"
    )

    # --- where the data is ---

    data: Path = Path("oblik-data")
    """Folder of the embedded engines, of uploaded files and of what imports rejected."""

    state_url: str = ""
    """The state: `postgresql://user:password@host/database`. Empty: SQLite in the data folder."""

    warehouse_url: str = ""
    """The warehouse: `http://user:password@host:8123/database` of a ClickHouse server. Empty: chDB in the
    data folder."""

    warehouse_cluster: str = ""
    """Name of the ClickHouse cluster to spread the tables over. Empty: one server."""

    log_url: str = ""
    """The log: `nats://host:4222` of a NATS server with JetStream, `?replicas=3` for three copies. Empty:
    SQLite in the data folder."""

    secret_key: SecretStr = SecretStr("")
    """What stored secrets (passwords of connections, keys of two-factor sign-in) are encrypted with, at least 32
    characters; several are separated by commas, the first encrypts. Needed when processes on several machines
    share a state. Empty: one is made in the data folder, in the file `secret.key`."""

    # --- the first start ---

    admin_email: str = ""
    """Address of the first owner, made at the first start. Empty: `admin@localhost`."""

    admin_password: SecretStr = SecretStr("")
    """Password of the first owner. Empty: one is made and printed once."""

    admin_token: SecretStr = SecretStr("")
    """API token with the rights of an owner, for automation. Empty: one is made and printed once."""

    write_key: SecretStr = SecretStr("")
    """Write key of the source named `default`. Empty: one is made and printed once."""

    # --- the server ---

    public_url: str = ""
    """Address under which people and SDKs reach this server, such as `https://cdp.example.com`. Empty: taken
    from each request."""

    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """Networks, separated by commas (`10.0.0.0/8,::1`), of the proxies whose `X-Forwarded-For` and
    `X-Forwarded-Proto` are believed."""

    metrics_token: SecretStr = SecretStr("")
    """Who sends it as `Authorization: Bearer` may read `/metrics`. Empty: only this machine may."""

    session_days: Annotated[int, Field(ge=1, le=365)] = 14
    """Days after which a session that is not used ends."""

    session_max_days: Annotated[int, Field(ge=1, le=365)] = 90
    """Days after which every session ends."""

    body_limit: Annotated[int, Field(ge=10_000)] = 1_000_000
    """Bytes that a request to the management API may have, uploads aside."""

    upload_limit: Annotated[int, Field(ge=1_000_000)] = 4_000_000_000
    """Bytes that an uploaded file may have."""

    demo_shop: bool = True
    """Whether the demo shop is served at `/demo-shop`. It sends its visits to the source named `default`, whose
    write key everybody can read there, as on any site with a tracker."""

    # --- imports ---

    upload_keep_hours: Annotated[int, Field(ge=1, le=2160)] = 48
    """Hours for which a file that was uploaded or fetched stays when nobody goes on with it."""

    fetch_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    """Minutes that fetching a file or the rows of a query may take."""

    allow_internal_addresses: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts and networks inside your own network, separated by commas (`db.internal,10.0.0.0/8`), that connections
    may reach. Empty: only addresses of the public internet."""

    import_files: Path | None = None
    """Folder of this machine in which databases that are files (SQLite) may lie for connections. Empty: none."""

    # --- collection ---

    event_bytes: Annotated[int, Field(ge=1024, le=HARD_CAP)] = 32 * 1024
    """Bytes that one event may have; at most 4 MB."""

    batch_bytes: Annotated[int, Field(ge=1024, le=HARD_CAP)] = 500 * 1024
    """Bytes that one batch of events may have, decompressed; at most 4 MB."""

    city_mmdb: Path | None = None
    """File in MMDB format that knows regions and cities of IP addresses. Empty: countries only, from the file
    that comes with Oblik."""

    anonymise_ip: bool = False
    """Whether the end of an IP address is cut off before its place is looked up."""

    dedup_days: Annotated[int, Field(ge=1, le=90)] = 7
    """Days for which a message id is remembered: a repeat within them changes nothing."""

    log_retention_hours: Annotated[int, Field(ge=1)] = 72
    """Hours for which the log keeps requests after the pipeline has done them."""

    # --- what it says ---

    log_format: Literal["auto", "json", "console"] = "auto"
    """How the process logs: `json` one object a line, `console` for people, `auto` the latter on a
    terminal."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least important kind of message that is logged."""

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else list(value)
        found = tuple(part for part in parts if part)
        for part in found:
            ip_network(part, strict=False)
        return found

    @field_validator("allow_internal_addresses", mode="before")
    @classmethod
    def _hosts(cls, value: Any) -> Any:
        parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else list(value)
        return tuple(part for part in parts if part)

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (
            parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment
        ):
            raise ValueError("expected an address such as https://cdp.example.com")
        return value.rstrip("/")

    def for_api(self) -> ApiSettings:
        """What the API needs of them."""
        return ApiSettings(
            public_url=self.public_url,
            trusted_proxies=self.trusted_proxies,
            body_limit=self.body_limit,
            upload_limit=self.upload_limit,
            session_days=self.session_days,
            session_max_days=self.session_max_days,
            metrics_token=self.metrics_token.get_secret_value(),
            demo_shop=self.demo_shop,
        )

    def for_fetching(self) -> Way:
        """What fetching through connections needs of them."""
        return Way(
            Gate(self.allow_internal_addresses),
            FetchLimits(self.upload_limit, self.fetch_minutes * 60.0),
            self.import_files,
        )

    def for_collect(self) -> CollectSettings:
        """What collection needs of them."""
        return CollectSettings(
            limits=Limits(self.event_bytes, self.batch_bytes),
            trusted_proxies=self.trusted_proxies,
            public_url=self.public_url,
        )


def reference() -> str:
    """The table of settings as Markdown."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    return "\n".join([*_HEAD, *rows, ""])


_HEAD = (
    "# Settings",
    "",
    "Oblik reads its settings from the environment. An empty variable counts as not set.",
    "",
    "| variable | default | what it sets |",
    "|---|---|---|",
)


def _row(name: str, field: FieldInfo) -> str:
    said = " ".join((field.description or "").split()).replace("|", "\\|")
    return f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {said} |"


def _default(value: Any) -> str:
    if isinstance(value, SecretStr) or value in ("", None, ()):
        return ""
    return f"`{value}`"
