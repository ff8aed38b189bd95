"""Two whole sessions as each person sees them, with every plugin on: played anew, so they show what is said now."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch
from zoneinfo import ZoneInfo

import structlog

from docs.pages.markdown import page
from space_to_think.host.facade import Host
from space_to_think.identity import PersonId, PlaceId
from space_to_think.runtime import course
from space_to_think.testing.case import Scenario, load, play
from space_to_think.testing.house import House
from space_to_think.testing.transcript import Transcript

ZONE: Final = ZoneInfo("Europe/London")
CASES: Final = Path(__file__).parents[2] / "tests" / "cases"

# What is drawn anew each time.
DRAWN: Final = ((re.compile(r"\bSTT-\w{5}\b"), "STT-7K2M3"), (re.compile(r"\bstt-\w{5}\b"), "stt-7k2m3"))
IDS: Final = re.compile(r" [0-9a-f]{32}\b")


def live() -> str:
    return text("live")


def days() -> str:
    return text("days")


@cache
def text(case: str) -> str:
    """One case as a page: a part for each person."""
    scenario, seen = asyncio.run(played(case))
    return page(
        f"A session to read: {scenario.title}",
        "This is what each person saw and typed, in order, with every plugin switched on. It is played by the same "
        "programme that runs a session. “Changed” means that something already there was put up to date; only what is "
        "new in it is shown. Long numbers behind words are left out.",
        *(f"## What {who} saw\n\n```text\n{lines}\n```" for who, lines in seen.items()),
    )


async def played(case: str) -> tuple[Scenario, dict[str, str]]:
    """The scenario, and by person what they saw."""
    structlog.configure(processors=[drop])
    try:
        host = Host.load()
        scenario = load(CASES / f"{case}.toml", more=True)
        agencies: dict[str, Any] = {s: {**a, "plugins": sorted(host.manifests)} for s, a in scenario.agencies.items()}
        scenario = replace(scenario, agencies=agencies)
        with TemporaryDirectory() as folder, counted():
            async with House(Path(folder), scenario.people, scenario.start, agencies=agencies, host=host) as house:
                await play(scenario, house)
                transcript, person = house.fake.transcript, house.bench.person
                return scenario, {who: same("\n".join(read(transcript, person(who)))) for who in scenario.people}
    finally:
        structlog.reset_defaults()


def read(transcript: Transcript, who: PersonId) -> Iterator[str]:
    """What one person saw, with the day and the time; of something that was changed only what is new."""
    day: date | None = None
    before: dict[tuple[object, str | None], str] = {}
    for entry in transcript.seen_by(who):
        local = entry.at.astimezone(ZONE)
        place = (entry.where, entry.slot)
        old = before.get(place, "").splitlines() if entry.edit else []
        fresh = [line for line in entry.text.splitlines() if line not in old]
        if entry.by is None and entry.slot is not None:
            before[place] = entry.text
        if not fresh:
            continue
        if local.date() != day:
            day = local.date()
            yield f"== {local:%A} {local.day} {local:%B} {local.year}"
        marks = "" if isinstance(entry.where, PlaceId) else f" (only {who.user} sees this)"
        yield f"{local:%H:%M} {entry.by or 'Space to Think'}{marks}{' (changed)' if entry.edit else ''}"
        yield from (f"      {line}" for line in fresh)


@contextmanager
def counted() -> Iterator[None]:
    """Ids that count up in place of random ones, so that the order of what has no author is the same each time."""
    ids = (f"{number * 2654435761 % 2**32:032x}" for number in count(1))
    with patch.object(course, "new_id", lambda: next(ids)):
        yield


def drop(logger: object, method: str, event: object) -> Any:
    """Nothing of the log belongs on the page."""
    raise structlog.DropEvent


def same(text: str) -> str:
    """The text without what is drawn anew each time, so that two runs give the same."""
    for drawn, instead in DRAWN:
        text = drawn.sub(instead, text)
    return IDS.sub("", text)
