"""What every command of the command line takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oblik.app.logging import configure
from oblik.app.settings import Settings

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the embedded engines; else OBLIK_DATA.")]


def settings_of(data: Path | None) -> Settings:
    """The settings of the environment, with the folder that was named."""
    settings = Settings() if data is None else Settings(data=data)
    configure(settings.log_format, settings.log_level)
    return settings
