"""The configuration: every table and key, with what it is for."""

from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from docs.pages.markdown import code, page, table
from space_to_think.agency.file import AgencyFile, SignpostFile
from space_to_think.config import PREFIX, Matrix, Slack, Store, Web

TABLES: Final[Mapping[str, type[BaseModel]]] = {
    "store": Store,
    "web": Web,
    "adapters.matrix": Matrix,
    "adapters.slack": Slack,
    "agencies.NAME": AgencyFile,
    "agencies.NAME.signposts.KIND": SignpostFile,
}

ABOUT: Final[Mapping[str, str]] = {
    "store": "Where everything is kept.",
    "web": "The table switches on a page for health and one for metrics. See [Watching it](../watching.md).",
    "adapters.matrix": "The table switches the adapter on. See [On Matrix](../matrix.md).",
    "adapters.slack": "The table switches the adapter on. See [On Slack](../slack.md).",
    "agencies.NAME": "One table for each agency; `NAME` is a short name of small letters, digits, `-` and `_`, such as "
    "`northshire`. Only `name` is needed.",
    "agencies.NAME.signposts.KIND": "One table for each of `child`, `adult`, `allegation`, `disagreement`, "
    "`supervision`, `complex-case`. It needs a title, and at least one link or phone number. Without one, the built-in "
    "words are said.",
}

MEANS: Final[Mapping[str, str]] = {
    "store.url": "The database. SQLite today; PostgreSQL is still to come.",
    "store.key_file": "The key that everything is sealed with. Made at the first start, readable by its owner only.",
    "web.host": "The address to listen on.",
    "web.port": "The port to listen on.",
    "adapters.matrix.homeserver": "The address of the homeserver.",
    "adapters.matrix.user_id": "The account of the bot.",
    "adapters.matrix.device_id": "Its device. Keep it the same from one start to the next.",
    "adapters.matrix.access_token": "The account’s access token. Not needed after `space-to-think matrix login`.",
    "adapters.matrix.data_dir": "Where the device’s keys lie. With the store one unit, backed up as one.",
    "adapters.matrix.allowed_servers": "Whose invitations are accepted.",
    "adapters.matrix.allow_unencrypted": "Also work in rooms without encryption. For tests and special cases.",
    "adapters.matrix.allow_unsigned": "Also talk to devices that their owners have not confirmed: "
    "`true`, or a list of the servers whose people may use them. For older apps.",
    "adapters.slack.bot_token": "The token of the bot. Not needed with `client_id` and `client_secret`.",
    "adapters.slack.app_token": "For Socket Mode.",
    "adapters.slack.signing_secret": "For signed HTTP: Slack delivers to `/slack/events`.",
    "adapters.slack.client_id": "With `client_secret`: installation into many workspaces.",
    "adapters.slack.client_secret": "See `client_id`.",
    "adapters.slack.api_url": "Where Slack’s methods are.",
    "adapters.slack.host": "The address to listen on for signed HTTP, behind a web server that speaks HTTPS.",
    "adapters.slack.port": "The port to listen on for signed HTTP.",
    "agencies.NAME.name": "What people read.",
    "agencies.NAME.tenants": "Where its people usually come from. It only suggests the agency; each person says it.",
    "agencies.NAME.admins": "Who may change what the agency has chosen.",
    "agencies.NAME.people": "Whom an admin has said to work here, whatever their tenant suggests.",
    "agencies.NAME.elsewhere": "Whom an admin has said not to work here, whatever their tenant suggests.",
    "agencies.NAME.nation": "Whose bank holidays: `GB-ENG`, `GB-SCT`, `GB-WLS`, `GB-NIR`, or another country such as "
    "`IE`.",
    "agencies.NAME.time_zone": "A time zone with region and city.",
    "agencies.NAME.working_hours": "Several with commas between them: `Mon-Thu 09:00-17:00, Fri 09:00-13:00`.",
    "agencies.NAME.language": "The language that its people read.",
    "agencies.NAME.turns": "How turns are kept: `guide` (a private note), `enforce` (only those whose turn it is can "
    "write, where the platform can do that) or `gate` (people give the bot their words, and it posts them in turn).",
    "agencies.NAME.retention_days": "How many days after the end of a session its content is erased, from 0 to 90.",
    "agencies.NAME.moves_on": "Sessions that it hosts move on by themselves when nobody answers.",
    "agencies.NAME.federated": "On Matrix: people of other homeservers can come into the rooms of the sessions that it "
    "hosts.",
    "agencies.NAME.plugins": "The optional plugins that are on. Unset: the usual ones, see "
    "[The plugins](plugins.md). An empty list: none.",
    "agencies.NAME.signposts": "Where it sends people: tables of their own, below.",
    "agencies.NAME.settings": "What its plugins are set to: a table for each, `[agencies.NAME.settings.PLUGIN]`. Their "
    "keys are in [The plugins](plugins.md).",
    "agencies.NAME.wording": "Texts that it says in its own way: the id of the text, and the text in Fluent.",
    "agencies.NAME.practices": "Practices of its own: the practice’s name, and the file that holds it.",
    "agencies.NAME.signposts.KIND.title": "What people are sent to.",
    "agencies.NAME.signposts.KIND.links": "Where to read more.",
    "agencies.NAME.signposts.KIND.phones": "Whom to ring.",
    "agencies.NAME.signposts.KIND.out_of_hours_phone": "Whom to ring at night and at weekends.",
    "agencies.NAME.signposts.KIND.owner": "Who looks after the entry.",
    "agencies.NAME.signposts.KIND.review_by": "Until when it is to be checked. Past that date people are told so.",
}


def text() -> str:
    """The page."""
    return page(
        "The settings",
        "Every key of the configuration file `space-to-think.toml`. Without a file, the defaults hold. "
        "[For admins](../admins.md) shows a whole file.",
        f"An environment variable comes before the file: `{PREFIX}`, then the tables and the key in capitals, with two "
        f"underscores between them, such as `{variable('store.url')}`. Values that are lists or tables are written as "
        "JSON there. Relative paths are relative to the file. A key that does not exist is refused by its name.",
        *(part for name, model in TABLES.items() for part in _section(name, model)),
    )


def keys() -> Iterator[str]:
    """Every key with its tables: `store.url`."""
    for name, model in TABLES.items():
        yield from (f"{name}.{key}" for key in model.model_fields)


def meaning(key: str) -> str:
    """What a key is for. LookupError when nobody has said it."""
    if key not in MEANS:
        raise LookupError(f"docs/pages/settings.py has to say in MEANS what {key} is for.")
    return MEANS[key]


def variable(key: str) -> str:
    return PREFIX + key.upper().replace(".", "__")


def _section(name: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"## `[{name}]`"
    yield ABOUT[name]
    rows = sorted(model.model_fields.items(), key=lambda row: not row[1].is_required())
    yield table(
        ("Key", "Default", "What it is for"),
        ((code(key), default(field), meaning(f"{name}.{key}")) for key, field in rows),
    )


def default(field: FieldInfo) -> str:
    """What holds when nothing is set."""
    if field.is_required():
        return "needed"
    return value(field.get_default(call_default_factory=True))


def value(given: Any) -> str:
    """A value as the file would have it."""
    match given:
        case None:
            return "unset"
        case bool():
            return code(str(given).lower())
        case int() | float():
            return code(str(given))
        case SecretStr():
            return value(given.get_secret_value())
        case Enum():
            return value(given.value)
        case str() | Path():
            return code(f'"{given}"')
        case list() | tuple() | frozenset():
            return code("[" + ", ".join(value(each).strip("`") for each in given) + "]")
        case _:
            return "none"
