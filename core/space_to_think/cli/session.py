"""`space-to-think session`: what the store knows of sessions. Nothing here shows what anybody said, or who."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import typer

from space_to_think.cli.lines import event_line
from space_to_think.cli.options import ConfigOption, JsonOption
from space_to_think.cli.store import ask
from space_to_think.runtime.clock import moment
from space_to_think.runtime.service import Service
from space_to_think.session.events import Record

group: Final = typer.Typer(no_args_is_help=True, help="List, show or erase sessions. Works beside a running service.")
SessionArgument = Annotated[str, typer.Argument(help="Its reference, such as STT-7K2M3, or its id.")]


@group.command("list")
def list_sessions(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """All sessions, newest first."""
    found = ask(config, listed)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for one in found:
        typer.echo(f"{one['reference']}  {one['state']:<10}  {one['agency'] or '-':<20}  {one['requested']}")
    if not found:
        typer.echo("There are no sessions.")


@group.command()
def show(session: SessionArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """What happened in a session, step by step."""

    async def look(service: Service) -> tuple[Record, ...]:
        return await service.records(session)

    records = ask(config, look)
    if not records:
        raise _unknown()
    for record in records:
        line = event_line(record)
        typer.echo(
            line if as_json else f"{record.version:>4}  {record.at:%Y-%m-%d %H:%M}  {type(record.event).__name__}"
        )


@group.command()
def erase(
    session: SessionArgument,
    config: ConfigOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase what was said in a session, and who was there, at once and for good."""
    if not yes:
        typer.confirm("This cannot be undone. Erase it?", abort=True)

    async def forget(service: Service) -> bool:
        return await service.erase(session)

    if not ask(config, forget):
        raise _unknown()
    typer.echo("It has been erased.")


async def listed(service: Service) -> Sequence[Mapping[str, Any]]:
    """Every session as JSON values: `session`, `reference`, `state`, `agency`, and its times (UTC, ISO 8601)."""
    return [
        {
            "session": row.id,
            "reference": row.reference,
            "state": row.phase,
            "agency": row.agency,
            "requested": moment(row.requested).isoformat(),
            "last_step": moment(row.last_step).isoformat(),
            "erased": row.wrapped_key is None,
        }
        for row in await service.sessions()
    ]


def _unknown() -> typer.Exit:
    typer.echo("There is no such session. `space-to-think session list` shows all of them.", err=True)
    return typer.Exit(1)
