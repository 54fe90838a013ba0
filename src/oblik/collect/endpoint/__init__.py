"""The HTTP side of collection: a raw ASGI application that takes what SDKs send, and answers when it is durable."""

from __future__ import annotations

from oblik.collect.endpoint.app import CollectApp
from oblik.collect.endpoint.paths import handles
from oblik.collect.endpoint.settings import CollectSettings

__all__ = ["CollectApp", "CollectSettings", "handles"]
