"""How much one request and one event may hold."""

from __future__ import annotations

from dataclasses import dataclass

from oblik.kernel.errors import Invalid

HARD_CAP = 4 * 1024 * 1024  # bytes; no setting goes above it
EVENTS_PER_REQUEST = 2_500
DEPTH = 200  # of JSON objects and lists, the event itself being the first
MESSAGE_ID = 100  # characters; an id stays under it
IDENTIFIER = 512  # characters, as the identifiers' table holds them
NAME = 300  # characters, as the dictionary's table holds them


@dataclass(frozen=True, slots=True)
class Limits:
    """The two limits that an installation may set, in bytes.

    Raises:
        Invalid: when one is not between 1 KB and 4 MB, or an event may be larger than its batch.
    """

    event_bytes: int = 32 * 1024
    batch_bytes: int = 500 * 1024

    def __post_init__(self) -> None:
        if not 1024 <= self.event_bytes <= self.batch_bytes <= HARD_CAP:
            raise Invalid(
                f"Expected 1024 ≤ bytes an event ≤ bytes a batch ≤ {HARD_CAP}, "
                f"got {self.event_bytes} an event and {self.batch_bytes} a batch.",
                code="bad_limits",
            )
