"""Customers, orders and events from files."""

from __future__ import annotations

from oblik.collect.sources.kind import SourceKind

SOURCE = SourceKind(
    key="import",
    name={"en": "File import", "uk": "Імпорт файлів", "ru": "Импорт файлов"},
    description={
        "en": "Customers, orders and events from files.",
        "uk": "Клієнти, замовлення та події з файлів.",
        "ru": "Клиенты, заказы и события из файлов.",
    },
    icon="file-import",
)
