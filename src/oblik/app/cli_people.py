"""The commands about people and tokens: they work on the state alone, also while a server runs."""

from __future__ import annotations

from typing import Annotated

import typer

from oblik.app.options import Data, settings_of
from oblik.govern import audit, passwords, second_factor, sessions, tokens, users
from oblik.govern.permissions import OWNER, ROLES
from oblik.kernel.clock import SystemClock
from oblik.kernel.errors import NotFound
from oblik.kernel.ids import show
from oblik.store.state import open_state

user_cli = typer.Typer(help="People who use Oblik.", no_args_is_help=True)
token_cli = typer.Typer(help="API tokens.", no_args_is_help=True)


def _known_role(role: str) -> str:
    if role not in ROLES:
        raise typer.BadParameter(f"expected one of {', '.join(ROLES)}")
    return role


ChosenRole = Annotated[str, typer.Option("--role", callback=_known_role, help="One of: " + ", ".join(ROLES))]


@user_cli.command("add")
def add_user(
    email: str,
    role: ChosenRole = OWNER,
    name: Annotated[str, typer.Option(help="As it is shown.")] = "",
    password: Annotated[str, typer.Option(envvar="OBLIK_NEW_PASSWORD", prompt=True, hide_input=True)] = "",
    data: Data = None,
) -> None:
    """Adds someone who may sign in."""
    settings, clock = settings_of(data), SystemClock()
    state = open_state(settings.state_url, settings.data)
    state.migrate()
    passwords.check_new(password)
    with state.write() as conn:
        made = users.create(
            conn,
            email=email,
            name=name or email.split("@")[0],
            role=role,
            password=passwords.hashed(password),
            at=clock.now_ms(),
        )
        audit.record(
            conn,
            at=clock.now_ms(),
            who=audit.SYSTEM,
            action="user.create",
            object=f"user:{made.email}",
            after=made.facts(),
        )
    state.close()
    typer.echo(made.email)


@user_cli.command("recover")
def recover_user(
    email: str,
    password: Annotated[str, typer.Option(envvar="OBLIK_NEW_PASSWORD", prompt=True, hide_input=True)] = "",
    data: Data = None,
) -> None:
    """Lets someone in again who lost password and phone: a new password, no second factor, nobody signed in."""
    settings, clock = settings_of(data), SystemClock()
    state = open_state(settings.state_url, settings.data)
    state.migrate()
    passwords.check_new(password)
    stored = passwords.hashed(password)
    with state.write() as conn:
        found = users.by_email(conn, email)
        if found is None:
            raise NotFound(f"There is no user with the address {email}.", code="user_not_found")
        users.update(
            conn, found.id, {"password": stored, "disabled": False, "failures": 0, "locked_until": 0}
        )
        second_factor.remove(conn, found.id)
        sessions.end_all(conn, found.id)
        audit.record(
            conn,
            at=clock.now_ms(),
            who=audit.SYSTEM,
            action="user.recover",
            object=f"user:{show(found.id)}",
        )
    state.close()
    typer.echo(found.email)


@token_cli.command("create")
def create_token(
    name: str,
    role: ChosenRole = OWNER,
    data: Data = None,
) -> None:
    """Makes an API token and prints it once."""
    settings, clock = settings_of(data), SystemClock()
    state = open_state(settings.state_url, settings.data)
    state.migrate()
    with state.write() as conn:
        made, key = tokens.create(conn, name=name, role=role, at=clock.now_ms())
        audit.record(
            conn,
            at=clock.now_ms(),
            who=audit.SYSTEM,
            action="token.create",
            object=f"token:{name}",
            after=made.facts(),
        )
    state.close()
    typer.echo(key)
