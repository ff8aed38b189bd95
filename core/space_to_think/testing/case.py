"""A whole scenario as data: who does what and when, and what the session's history must be afterwards.

A scenario is a TOML file with `title`, `start`, `people` (key = tenant), optionally `agencies` as in the configuration
file (an admin may be named by key, "@ros"), `steps`, `events`, and `changes` at the agencies. A step is one line:

    ros /new stuck pace guided @grace @owen      words, from the direct chat
    ros !park a thought                          words, typed in the group's place
    ros: Thank you for coming.                   a plain message in the group's place
    grace [join]                                 press a button, by its words or by what it says
    grace {agency=riverside; manager=yes}        send the form that is open
    grace comes · grace goes · grace deletes     into the place, out of it, the pinned card
    wait 2m · at 2026-03-24 10:00                let time pass, or until that time where the scenario plays
    grace sees some words · all see some words   what stands in the direct chat, in the group's place
    grace sees no some words · all see no …      and what does not
    place did open, invite, pin                  the orders the place has carried out, in this order among others
    file ros note.txt                            a document of that name was given to somebody
    + ros /new stuck                             any step, that is played only where `more` is asked for

An event is its type with the facts that are the same on every platform: `Joined person=2 agency=riverside`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeGuard
from zoneinfo import ZoneInfo

from space_to_think.agency import events as agency
from space_to_think.agency.codec import dump_event as dump_change
from space_to_think.session.codec import dump_event
from space_to_think.session.events import Record, Remembered, Tallied, WakeSet, Woken
from space_to_think.testing.house import House

SPANS: Final = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
STEP: Final = re.compile(r"(?P<who>[\w-]+)(?P<how>:| /| !| \[| \{| )(?P<rest>.*)", re.DOTALL)

MORE: Final = "+ "
NOTED: Final = (Remembered, WakeSet, Woken, Tallied)

# What differs from run to run, or is said by other events as well.
LEFT_OUT: Final = frozenset(
    {"contribution", "contributions", "question", "reference", "charter", "plan", "title", "reason", "readers"}
    | {"until", "due", "at", "late", "left", "remind", "nudge", "successor_at", "settles", "erase_at", "start_by"}
    | {"facilitate_by", "cancel_at", "rest_until", "minimum", "maximum", "fact", "key", "kept"}
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is played; `start` and the times in it are in `zone`."""

    title: str
    start: datetime
    people: Mapping[str, str]
    steps: tuple[str, ...]
    events: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    agencies: Mapping[str, Any] = field(default_factory=dict[str, Any])
    zone: ZoneInfo = ZoneInfo("Europe/London")  # noqa: RUF009


# Of changes at an agency: who made them, whom they are about, what is left out as too long.
WHO: Final = frozenset({"by", "person", "on"})
SHOWN: Final = (str, int, list)


def load(file: Path, *, more: bool = False) -> Scenario:
    """Read a scenario, with the steps behind a plus if `more` is asked for.

    Raises KeyError or TypeError when something in it is missing or not known.
    """
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    zone = ZoneInfo(read.pop("zone", "Europe/London"))
    start = read.pop("start").replace(tzinfo=zone)
    steps, events, changes = (tuple(read.pop(name, ())) for name in ("steps", "events", "changes"))
    steps = tuple(step.removeprefix(MORE) for step in steps if more or not step.startswith(MORE))
    return Scenario(start=start, zone=zone, steps=steps, events=events, changes=changes, **read)


async def play(scenario: Scenario, house: House) -> None:
    """Do every step. AssertionError, with the step, where something is not as it says."""
    for number, step in enumerate(scenario.steps, start=1):
        try:
            await _step(house, step, scenario.zone)
        except (AssertionError, LookupError, ValueError) as wrong:
            raise AssertionError(f"step {number} of {scenario.title!r}: {step}\n{wrong}") from wrong


def history(records: Iterable[Record]) -> list[str]:
    """The events as a scenario names them, without what plugins note for themselves."""
    return [event_line(record) for record in records if not isinstance(record.event, NOTED)]


def event_line(record: Record) -> str:
    """One event with the facts that are the same on every platform."""
    name, _, fields = dump_event(record.event)
    facts = [
        f"{key}={_value(value)}" for key, value in fields.items() if key not in LEFT_OUT and value not in (None, [])
    ]
    return " ".join([name, *facts])


def change_line(record: agency.Record) -> str:
    """One change at an agency, without who made it and whom it was about."""
    name, _, fields = dump_change(record.event)
    facts = [f"{key}={_value(value)}" for key, value in fields.items() if isinstance(value, SHOWN) and key not in WHO]
    return " ".join([record.agency, name, *facts])


def _listed(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _named(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _value(value: Any) -> str:
    if _listed(value):
        return ",".join(map(_value, value))
    if _named(value):
        return "/".join(_value(part) for part in value.values() if part is not None)
    return str(value).lower() if isinstance(value, bool) else str(value)


async def _step(house: House, step: str, zone: ZoneInfo) -> None:
    word, _, rest = step.partition(" ")
    match word:
        case "wait":
            await house.advance(span(rest))
        case "at":
            await house.until(datetime.fromisoformat(rest).replace(tzinfo=zone))
        case "place":
            _orders(house, [name.strip() for name in rest.removeprefix("did ").split(",")])
        case "file":
            _file(house, *rest.split())
        case "all":
            _sees(house.in_group(), rest.removeprefix("see "))
        case _:
            await _act(house, step)


async def _act(house: House, step: str) -> None:
    found = STEP.fullmatch(step)
    if found is None:
        raise ValueError("no such step")
    who, how, rest = found["who"], found["how"].strip(), found["rest"]
    match how:
        case ":":
            await house.say(who, rest.strip())
        case "/":
            await house.call(who, rest)
        case "!":
            await house.call(who, rest, private=False)
        case "[":
            await house.press(who, rest.removesuffix("]"))
        case "{":
            await house.send_form(who, fields(rest.removesuffix("}")))
        case _:
            await _body(house, who, rest)


async def _body(house: House, who: str, rest: str) -> None:
    match rest.split()[0]:
        case "comes":
            await house.come(who)
        case "goes":
            await house.go(who)
        case "deletes":
            await house.delete_card(who)
        case "sees":
            _sees(house.in_private(who), rest.removeprefix("sees "))
        case _:
            raise ValueError("no such step")


def fields(text: str) -> dict[str, str]:
    """`agency=riverside; manager=yes` as fields."""
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def span(text: str) -> timedelta:
    """`90s`, `5m`, `2h`, `3d` as a span. ValueError for anything else."""
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if found is None:
        raise ValueError(f"no span: {text}")
    return int(found[1]) * SPANS[found[2]]


def _sees(shown: str, words: str) -> None:
    if words.startswith("no "):
        assert words.removeprefix("no ") not in shown, f"it is there:\n{shown}"
    else:
        assert words in shown, f"it is not there, but:\n{shown}"


def _orders(house: House, wanted: list[str]) -> None:
    orders = iter(house.bench.orders())
    missing = [name for name in wanted if name not in orders]
    assert not missing, f"the place did only: {', '.join(house.bench.orders())}"


def _file(house: House, who: str, name: str) -> None:
    names = [post.file.name for post in house.bench.in_private(who) if post.file is not None]
    assert name in names, f"the files are: {', '.join(names)}"
