"""Fixtures for every test."""

from __future__ import annotations

from engines.fixtures import embedded, engines, grown, grown_servers

__all__ = ["embedded", "engines", "grown", "grown_servers"]
