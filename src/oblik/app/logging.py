"""What the process says of itself: one JSON object a line for machines, coloured lines for people; no
personal data in either.

Log facts under names of their own (`_logger.info("import_done", rows=12)`), never a request's body, an e-mail
address or a path with an identifier. What slips in by a name or a shape that is known for personal data is
masked all the same.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog
from structlog.typing import Processor

from oblik.kernel.masks import HIDDEN, mask_as, mask_text
from oblik.kernel.personal import kind_of

_SECRETS = {"password", "token", "write_key", "key", "secret", "authorization", "cookie"}
_OWN = {"event", "level", "timestamp", "logger"}

Format = Literal["auto", "json", "console"]


def configure(fmt: Format, level: str) -> None:
    """Sets up the process's log, on standard error; also for the libraries that use Python's."""
    console = fmt == "console" or (fmt == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    render: Processor = (
        structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(_number(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    _take_over_python_logging(
        structlog.stdlib.ProcessorFormatter(processor=render, foreign_pre_chain=shared), level
    )


def _take_over_python_logging(formatter: logging.Formatter, level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_number(level))
    for noisy in ("httpx", "httpcore", "urllib3", "asyncio", "nats", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


def without_personal_data(_: Any, __: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The processor that masks secrets and personal data, by name and by shape."""
    for name, value in said.items():
        if name not in _OWN and not name.startswith("_"):
            said[name] = _masked(name, value)
    said["event"] = mask_text(str(said.get("event", "")))
    return said


def _masked(name: str, value: Any) -> Any:
    if name.lower() in _SECRETS:
        return HIDDEN
    if kind := kind_of(name, of_person=False):
        return mask_as(kind, value)
    return mask_text(value, numbers=False) if isinstance(value, str) else value
