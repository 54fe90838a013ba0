"""What people marked as personal in the dictionary, known to everything that masks in this request."""

from __future__ import annotations

from fastapi.concurrency import run_in_threadpool

from oblik.api.frame import Frame, InFrame
from oblik.collect import described
from oblik.kernel.personal import MARKED


async def remember_marks(frame: InFrame) -> None:
    """Before anybody is answered; it runs in the request's own context, so that what it sets holds for all of it."""
    MARKED.set(await run_in_threadpool(_read, frame))


def _read(frame: Frame) -> frozenset[str]:
    with frame.services.state.read() as conn:
        return described.personal_names(conn)
