"""What SDKs fetch before they send: where to send, and that nothing else shall be loaded."""

from __future__ import annotations

from typing import Any

import msgspec

from oblik.collect.endpoint.answers import JSON, Answer
from oblik.collect.sources_repository import Source

_CACHED = (b"cache-control", b"private, max-age=60")


def segment_settings(source: Source, scheme: str, host: str) -> Answer:
    """Settings for analytics-next and the Swift and Kotlin SDKs: one destination, this server."""
    everything = {"__default": {"enabled": True, "integrations": {}}}
    destination = {
        "apiKey": source.write_key,
        "apiHost": f"{host}/v1",
        "protocol": scheme,
        "unbundledIntegrations": [],
        "addBundledMetadata": True,
        "maybeBundledConfigIds": {},
        "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
    }
    settings: dict[str, Any] = {
        "integrations": {"Segment.io": destination},
        "plan": {"track": everything, "identify": everything, "group": everything},
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
        "autoInstrumentationSettings": {"disableTraffic": True, "sampleRate": 0},
    }
    return Answer(200, msgspec.json.encode(settings), (JSON, _CACHED))


def rudder_config(source: Source) -> Answer:
    """RudderStack's source configuration: enabled, without destinations, without telemetry."""
    off = {"enabled": False}
    config = {
        "source": {
            "id": str(source.id),
            "name": source.name,
            "writeKey": source.write_key,
            "enabled": True,
            "workspaceId": "oblik",
            "sourceDefinitionId": "oblik",
            "config": {"statsCollection": {"errors": off, "metrics": off}},
            "connections": [],
            "destinations": [],
            "dataplanes": {},
        },
        "updatedAt": "2026-01-01T00:00:00.000Z",
    }
    return Answer(200, msgspec.json.encode(config), (JSON, _CACHED))
