"""The command line. Each command reads the settings from the environment; `--data` names another data folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

import oblik
from oblik.app import control, serving
from oblik.app.cli_people import token_cli, user_cli
from oblik.app.options import Data, settings_of
from oblik.app.pipeline import rebuild as rebuilding
from oblik.app.waiting import wait_for_pipeline
from oblik.app.wiring import Oblik, opened, uses_data_folder
from oblik.collect.imports.job import Progress as ImportProgress
from oblik.kernel.clock import SystemClock
from oblik.kernel.errors import OblikError

cli = typer.Typer(
    help="Oblik: an open-source customer data platform.", no_args_is_help=True, add_completion=False
)
cli.add_typer(user_cli, name="user")
cli.add_typer(token_cli, name="token")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]

_screen = Console(stderr=True)


def main() -> None:
    """The entry point: errors of the product end with a sentence, not a traceback."""
    try:
        cli(standalone_mode=False)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except typer.Abort:
        sys.exit(130)
    except OblikError as error:
        _screen.print(f"[red]{error.code}[/red]: {error.message}", highlight=False, markup=True)
        sys.exit(1)
    except Exception as error:
        if type(error).__module__.startswith(("click", "typer")) and hasattr(error, "show"):
            error.show()
            sys.exit(2)
        raise


@cli.command()
def version() -> None:
    """Prints the version."""
    typer.echo(oblik.__version__)


@cli.command()
def serve(
    data: Data = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Runs the server: collection, the pipeline, the API and the pages."""
    with _working(data) as (app, lock):
        address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}"  # noqa: S104
        key = control.local_token(app.state, app.clock)

        def listening() -> None:
            if lock is not None:
                lock.announce(control.Control(f"http://127.0.0.1:{port}", key, control.own_pid()))
            _screen.print(f"Oblik {oblik.__version__} is at [bold]{address}[/bold]", highlight=False)

        with app.running():
            serving.run(app.app(), host, port, listening)


@cli.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    kind: Annotated[str, typer.Option("--as", help="profiles, events, orders, products or messages.")] = "",
    mapping: Annotated[
        Path | None, typer.Option("--map", exists=True, help="Mapping in YAML; else guessed.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Name of the source the rows belong to.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and check everything, write nothing.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Imports a file: CSV, TSV, Excel, JSON lines or Parquet, also gzipped."""
    settings = settings_of(data)
    text = mapping.read_text() if mapping else None
    server = control.running(settings.data) if uses_data_folder(settings) else None
    from oblik.app import remote  # here and below: an HTTP client, which a server has no use for

    with _bar(f"Importing {file.name}") as report:
        if server is not None:
            result = remote.import_file(
                server, file, kind=kind, mapping=text, source=source, dry_run=dry_run, report=report
            )
        else:
            with _working(data) as (app, _), app.running():
                said = app.imports.run_file(
                    file,
                    kind=kind,
                    mapping=text,
                    source=source,
                    dry_run=dry_run,
                    report=lambda p: report(_shown(p)),
                )
                wait_for_pipeline(app)
                result = {
                    "status": said.status,
                    **said.progress.as_json(),
                    "rejects": str(said.rejects or ""),
                }
    _print(result, as_json)


@cli.command()
def demo(
    data: Data = None,
    scale: Annotated[float, typer.Option(help="Share of the demo shop's history to load.")] = 1.0,
) -> None:
    """Loads a demo shop: real orders of a gift shop, with generated people and visits around them."""
    from oblik.app.demo import load_demo  # loads pyarrow and the data only when asked for

    with _working(data) as (app, _), app.running(), _bar("Loading the demo shop") as report:
        load_demo(app.imports, app.sources, app.state, scale=scale, report=report)
        wait_for_pipeline(app, report)


@cli.command()
def rebuild(data: Data = None, as_json: AsJson = False) -> None:
    """Derives identities, profiles and figures again from the stored events."""
    settings = settings_of(data)
    if uses_data_folder(settings) and control.running(settings.data) is not None:
        from oblik.app import remote

        count = remote.rebuild(settings, SystemClock())
    else:
        with _working(data) as (app, _), _bar("Rebuilding") as report:
            with app.state.write() as conn:
                rebuilding.request(conn, app.clock.now_ms())
            count = rebuilding.run(
                app.tools, app.clock, lambda done, total: report({"done": done, "total": total})
            )
    _print({"events": count}, as_json)


@cli.command()
def doctor(data: Data = None, as_json: AsJson = False) -> None:
    """Checks engines, disk, clock, migrations and the ledger, and says what to do."""
    from oblik.app.doctor import examine

    findings = examine(settings_of(data))
    if as_json:
        typer.echo(json.dumps([f.as_json() for f in findings]))
    else:
        for finding in findings:
            mark = "[green]ok[/green]  " if finding.ok else "[red]fix[/red] "
            _screen.print(f"{mark} {finding.name}: {finding.detail}", highlight=False)
            if not finding.ok:
                _screen.print(f"      {finding.advice}", highlight=False)
    if not all(f.ok for f in findings):
        raise typer.Exit(1)


@contextmanager
def _working(data: Path | None) -> Iterator[tuple[Oblik, control.Lock | None]]:
    """An opened Oblik, alone on its data folder where that matters."""
    settings = settings_of(data)
    if uses_data_folder(settings):
        with control.locked(settings.data) as lock, opened(settings) as app:
            _greet(app)
            yield app, lock
    else:
        with opened(settings) as app:
            _greet(app)
            yield app, None


def _greet(app: Oblik) -> None:
    """What the first start made, whichever command it was."""
    welcome = app.welcome
    if welcome is None:
        return
    lines = [f"Sign in as  [bold]{welcome.email}[/bold]"]
    lines += [f"password    {welcome.password}"] if welcome.password else []
    lines += [f"API token   {welcome.token}"] if welcome.token else []
    if not app.settings.write_key.get_secret_value():
        lines.append(f"write key   {app.default.write_key}  (source {app.default.name})")
    _screen.print("\n".join(["", *lines, "These are shown once.", ""]), highlight=False)


@contextmanager
def _bar(title: str) -> Iterator[Any]:
    """A progress bar; what it yields takes `{"done", "total"}`."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_screen, transient=True) as progress:
        task = progress.add_task(title, total=None)

        def report(said: dict[str, Any]) -> None:
            progress.update(
                task,
                completed=said["done"],
                total=said["total"] or None,
                description=said.get("title", title),
            )

        yield report


def _shown(progress: ImportProgress) -> dict[str, Any]:
    return {"done": progress.bytes_done, "total": progress.bytes_total}


def _print(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(result))
        return
    for name, value in result.items():
        _screen.print(f"{name:>12}  {value}", highlight=False)
