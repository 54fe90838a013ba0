"""The HTTP side of collection: one raw ASGI application that takes what the SDKs send and answers when it is durable."""

from __future__ import annotations

from oblik.collect.endpoint.app import CollectApp
from oblik.collect.endpoint.figures import CollectFigures
from oblik.collect.endpoint.paths import handles
from oblik.collect.endpoint.remote import Proxies

__all__ = ["CollectApp", "CollectFigures", "Proxies", "handles"]
