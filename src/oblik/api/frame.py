"""What every request needs at hand, made once when the API is made."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from oblik.api.services import Services
from oblik.govern.sessions import Lifetime
from oblik.govern.sign_in import SignIn


@dataclass(frozen=True)
class Frame:
    """The services, and what the frame itself makes of them. `secret` signs cursors, `watchers` bounds how
    many follow the stream."""

    services: Services
    secret: bytes
    sign_in: SignIn
    lifetime: Lifetime
    watchers: asyncio.Semaphore

    def now(self) -> int:
        """Ms since the epoch."""
        return self.services.clock.now_ms()


async def frame(request: Request) -> Frame:
    """The frame of the app that serves this request."""
    found = request.app.state.frame
    if not isinstance(found, Frame):
        raise TypeError("the app was not made by create_api")
    return found


async def services(request: Request) -> Services:
    """The services of the app that serves this request."""
    return (await frame(request)).services


InFrame = Annotated[Frame, Depends(frame)]
Use = Annotated[Services, Depends(services)]
