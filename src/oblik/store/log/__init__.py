"""The log: accepted requests, durable before the sender gets an answer, ordered, read at least once."""

from __future__ import annotations

from oblik.store.log.entries import EVENTS_PER_ENTRY, Entry, Log, StoredEntry
from oblik.store.log.opening import open_log

__all__ = ["EVENTS_PER_ENTRY", "Entry", "Log", "StoredEntry", "open_log"]
