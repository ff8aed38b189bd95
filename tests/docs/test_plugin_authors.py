"""The guide for plugin authors: every hook has its heading, and the plugin in it works as it stands there."""

import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from docs.make import DOCS
from docs.pages.source import short_signature
from space_to_think.agency.state import BUILT_IN, Agency
from space_to_think.hooks import Call, HookSpecs
from space_to_think.host import Host, Reactions
from space_to_think.host.loading import HOOKS, discover
from space_to_think.messages import Person
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.session import commands as c
from space_to_think.session.context import Context
from space_to_think.session.decide import decide
from space_to_think.session.events import Joined, Record
from space_to_think.session.evolve import evolve, fold
from space_to_think.session.state import Charter, Phase, Reason, Session
from space_to_think.wording.reader import Reader
from space_to_think.wording.render import Wording

GUIDE = DOCS / "plugin-authors.md"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NORTH = Agency("north", "North", plugins=frozenset({"hello"}))
AGENCIES: Mapping[str, Agency] = {"": BUILT_IN, "north": NORTH}


def example(language: str, begins: str = "") -> str:
    """The first block of that language in the guide that begins so."""
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return next(block for block in blocks if block.startswith(begins))


@pytest.fixture
def hello(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("hello_plugin")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(example("python"), str(GUIDE), "exec"), module.__dict__)
    return module


@pytest.fixture
def host(hello: ModuleType) -> Host:
    return Host({"hello": hello})


def requested(host: Host, agency: Agency) -> Session:
    charter = Charter(shipped(), agency.slug, Calendar(), settings=host.charter_settings(agency))
    command = c.Request(1, "STT-7K2M3", Reason.STUCK, Pace(PaceKind.GUIDED), charter, agency.slug)
    events = decide(None, command, Context(NOW, "session", {}))
    assert isinstance(events, tuple)
    return fold(Record("session", number, NOW, event) for number, event in enumerate(events, start=1))


def joined(host: Host, session: Session, number: int) -> tuple[Session, Reactions]:
    """Somebody joins; what the plugin remembers is kept, as the runtime does it."""
    event = Joined(number, "north", late=False)
    session = evolve(session, Record("session", session.version + 1, NOW, event))
    reactions = host.react(event, number, session, NOW, AGENCIES)
    for keep in reactions.keeps:
        kept = decide(session, keep, Context(NOW, "unused", {}))
        assert isinstance(kept, tuple)
        for each in kept:
            session = evolve(session, Record("session", session.version + 1, NOW, each))
    return session, reactions


def said(host: Host, reactions: Reactions, to: int) -> str:
    """The one message in words."""
    (message,) = reactions.messages
    assert message.to == Person(to)
    reader = Reader("en-GB", NORTH, NORTH, "Europe/London", to, None, shared=False, now=NOW)
    (line,) = Wording.load(host.manifests, strict=True).card(message.card, reader, Nobody()).lines
    return "".join(str(span) for span in getattr(line, "spans", ()))


class Nobody:
    """Nothing is known: the plugin names nobody."""

    def person(self, number: int) -> None:
        return None

    def words(self, id: str) -> None:
        return None

    def all(self, kind: str, round: int, by: int | None) -> tuple[()]:
        return ()


def test_the_example_is_as_short_as_it_says() -> None:
    assert len([line for line in example("python").splitlines() if line.strip()]) <= 30


def test_the_example_greets_whoever_joins(host: Host) -> None:
    _, reactions = joined(host, requested(host, NORTH), 2)
    assert said(host, reactions, 2) == "Good to have you here!"
    assert reactions.faults == ()


def test_the_example_takes_its_setting_from_the_agency(host: Host) -> None:
    cool = Agency("north", "North", plugins=NORTH.plugins, settings={"hello": {"warm": False}})
    _, reactions = joined(host, requested(host, cool), 2)
    assert said(host, reactions, 2) == "You have joined."


def test_the_example_remembers_how_many_it_has_greeted(host: Host) -> None:
    session, _ = joined(host, requested(host, NORTH), 2)
    session, _ = joined(host, session, 3)
    reactions = host.handle("hello", Call("hello", 3), open_now(session), NOW, AGENCIES)
    assert isinstance(reactions, Reactions)
    assert said(host, reactions, 3) == "I have said hello to 2 so far."


def open_now(session: Session) -> Session:
    """The same with its first stage open: the plugin's word is for then."""
    return replace(session, phase=Phase.OPEN)


def test_the_example_does_nothing_where_it_is_off(host: Host) -> None:
    off = Agency("north", "North", plugins=frozenset())
    _, reactions = joined(host, requested(host, off), 2)
    assert reactions == Reactions()


async def test_the_test_in_the_guide_passes(hello: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    everything = Host({**discover(), "hello": hello})
    monkeypatch.setattr(Host, "load", lambda: everything)  # as if it were installed
    block: dict[str, Any] = {}
    exec(compile(example("python", "from space_to_think.testing"), str(GUIDE), "exec"), block)
    await block["test_everybody_who_joins_is_greeted"](tmp_path)


def test_the_entry_point_of_the_example_is_its_name(host: Host) -> None:
    project = tomllib.loads(example("toml"))
    assert project["project"]["entry-points"]["space_to_think.plugins"] == {"hello": "hello_plugin"}
    assert set(host.manifests) == {"hello"}


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_heading_with_its_signature(hook: str) -> None:
    heading = f"### `{short_signature(getattr(HookSpecs, hook))}`"
    assert heading in GUIDE.read_text(encoding="utf-8").splitlines(), f"docs/plugin-authors.md needs: {heading}"
