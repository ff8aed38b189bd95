"""`space-to-think agency`: the words of administration at the command line, with the same rules and sentences."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from space_to_think.admin import ADMIN
from space_to_think.agency.state import Agency
from space_to_think.cli.options import ConfigOption, configured
from space_to_think.cli.store import ask
from space_to_think.config import ConfigError, agency_faults, export
from space_to_think.runtime import operating
from space_to_think.runtime.service import Service

group: Final = typer.Typer(no_args_is_help=True, help="Look after agencies. Works beside a running service.")
AgencyArgument = Annotated[str, typer.Argument(help="Its short name, such as northshire.")]
WordsArgument = Annotated[list[str] | None, typer.Argument(help="What follows the word in chat.", metavar="WORDS")]

# What `agency show` shows.
SHOWN: Final = ("settings", "signposts", "people", "tenants", "plugins", "wording", "practices")
FILED: Final = "practices"  # what follows its name may be the path of a file
# Words that belong to `space-to-think plugin`, or that are done here for several agencies at once.
NOT_HERE: Final = ("plugins", "enable", "disable", "set", "export")


def do(config: Path | None, deeds: Callable[[Service], Iterable[operating.Deed]]) -> list[operating.Said]:
    """Do something for the operator and print what came of it; ends the program with 1 where it is refused."""

    async def work(service: Service) -> list[operating.Said]:
        house, offices = service.house, service.offices
        return await service.store.run(partial(operating.operate, house=house, offices=offices, deeds=deeds(service)))

    done = ask(config, work)
    for said in done:
        typer.echo(said.text, err=said.refused)
        if said.refused:
            raise typer.Exit(1)
    return done


def administer(config: Path | None, agency: str, *words: str) -> operating.Said:
    """Say words of administration about an agency."""
    return do(config, lambda service: [operating.words(agency, " ".join(words))])[-1]


async def known(service: Service) -> Mapping[str, Agency]:
    """Every agency by its slug."""
    return {slug: agency for slug, agency in service.house.agencies.items() if slug}


@group.command("list")
def list_agencies(config: ConfigOption = None) -> None:
    """All agencies."""
    found = ask(config, known)
    for slug, agency in found.items():
        typer.echo(f"{slug:<20}  {agency.name}")
    if not found:
        typer.echo("There are no agencies. Add one to the configuration file, or with `space-to-think agency add`.")


@group.command()
def show(agency: AgencyArgument, config: ConfigOption = None) -> None:
    """Everything that an agency has set."""
    do(config, lambda service: [operating.words(agency, word) for word in SHOWN])


@group.command()
def add(
    agency: AgencyArgument,
    name: Annotated[str, typer.Argument(help="The name that people read.")],
    config: ConfigOption = None,
) -> None:
    """Add an agency."""
    do(config, lambda service: [operating.add(agency, name)])


@group.command("export")
def export_agencies(
    agencies: Annotated[list[str] | None, typer.Argument(help="Their short names; all if none is named.")] = None,
    config: ConfigOption = None,
) -> None:
    """What agencies have set, as the configuration file has it."""
    found = ask(config, known)
    if unknown := [slug for slug in agencies or () if slug not in found]:
        there = ", ".join(found) or "none"
        typer.echo(f"There is no agency called {', '.join(unknown)}. There are: {there}.", err=True)
        raise typer.Exit(1)
    typer.echo(export(found[slug] for slug in agencies or found), nl=False)


@group.command("import")
def import_agencies(
    file: Annotated[Path, typer.Argument(help="A configuration file. Only its agencies are looked at.")],
    config: ConfigOption = None,
) -> None:
    """Make agencies what a file says, whatever they were; those that it does not name stay as they are."""
    wanted = configured(file)

    def deeds(service: Service) -> Iterable[operating.Deed]:
        if wrong := agency_faults(wanted, service.offices.context, file):
            raise ConfigError(wrong)
        return operating.take_over({slug: wanted.agency(slug) for slug in wanted.agencies})

    do(config, deeds)


@group.command("set")
def set_key(agency: AgencyArgument, words: WordsArgument = None, config: ConfigOption = None) -> None:
    """Change one of the agency’s own settings: KEY VALUE. The same as `settings`."""
    administer(config, agency, "settings", *(words or []))


def _command(word: str) -> Callable[..., None]:
    def command(agency: AgencyArgument, words: WordsArgument = None, config: ConfigOption = None) -> None:
        said = words or []
        administer(config, agency, word, *(map(_filed, said) if word == FILED else said))

    command.__doc__ = f"What `admin {word}` does in chat, for any agency."
    return command


def _filed(word: str) -> str:
    """What stands in a file of that name, where there is one."""
    try:
        return Path(word).read_text(encoding="utf-8") if word.endswith(".toml") else word
    except OSError:
        typer.echo(f"{word}: There is no such file, or it cannot be read.", err=True)
        raise typer.Exit(1) from None
    except UnicodeDecodeError:
        typer.echo(f"{word}: This is not a text file in UTF-8.", err=True)
        raise typer.Exit(1) from None


for _word in ADMIN:
    if _word not in NOT_HERE:
        group.command(_word)(_command(_word))
