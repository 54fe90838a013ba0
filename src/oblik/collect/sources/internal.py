"""What Oblik itself does: messages, changes made by hand, merges."""

from __future__ import annotations

from oblik.collect.sources.kind import SourceKind

SOURCE = SourceKind(
    key="internal",
    name={"en": "Oblik", "uk": "Oblik", "ru": "Oblik"},
    description={
        "en": "What Oblik itself does: messages, changes made by hand, merges.",
        "uk": "Те, що робить сам Oblik: повідомлення, зміни вручну, об’єднання.",
        "ru": "То, что делает сам Oblik: сообщения, изменения вручную, объединения.",
    },
    icon="settings",
    sends_itself=False,
)
