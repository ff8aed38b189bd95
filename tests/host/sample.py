"""Small plugins made on the spot, and a session to call them in."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from space_to_think.agency.state import BUILT_IN, Agency
from space_to_think.hooks import Manifest, Say, Scope, Settings, hookimpl
from space_to_think.host import Host, Watch
from space_to_think.messages import Button, Card, Line, Message, Person, Text
from space_to_think.practice.model import Role
from space_to_think.session.state import Audience, Keep, Kind, Number, Reveal, Session
from tests.wording.readers import make_session

NOW = datetime(2026, 6, 4, 9, 30, tzinfo=UTC)
SAMPLES = frozenset({"sample", "good", "bad", "ant", "moth", "zebra", "bee", "cat", "dog"})
NORTH = Agency("northshire", "Northshire Council", plugins=SAMPLES)
SOUTH = Agency("southton", "Southton Schools", plugins=frozenset({"sample"}))
AGENCIES: Mapping[str, Agency] = {"": BUILT_IN, "northshire": NORTH, "southton": SOUTH}


class SampleSettings(Settings):
    loud: bool = False
    words: tuple[str, ...] = ()


def manifest(name: str = "sample", **changes: Any) -> Manifest:
    texts = {"en-GB": f"{name}-sentence = It is a sample.\n{name}-hi = Hi.\n"}
    declared = Manifest(name, Text(f"{name}-sentence"), Scope.SESSION, SampleSettings, texts=texts)
    return replace(declared, **changes)


def plugin(declared: Manifest | None = None, **hooks: Callable[..., object]) -> object:
    """A plugin with these hooks."""
    said = declared or manifest()
    return SimpleNamespace(
        declare=hookimpl(lambda: said), **{name: hookimpl(function) for name, function in hooks.items()}
    )


def kind(name: str = "thing", **changes: Any) -> Kind:
    roles = frozenset({Role.CONSULTANT})
    made = Kind(name, name, frozenset(), roles, Audience.GROUP, Reveal.AT_ONCE, Keep.RETENTION)
    return replace(made, **changes)


def host(
    declared: Manifest | None = None,
    watch: Watch | None = None,
    trace: Callable[[str], None] | None = None,
    **hooks: Callable[..., object],
) -> Host:
    """A host with one plugin."""
    said = declared or manifest()
    return Host({said.name: plugin(said, **hooks)}, watch, trace)


def session(*on: str, **settings: object) -> Session:
    """1 presents, 2 facilitates, 3 is of their agency, 4 of Southton, 5 of another, 6 was only invited."""
    made = make_session()
    charter = replace(made.charter, settings=dict.fromkeys(on or ("sample",), settings))
    return replace(made, charter=charter)


def hi(number: Number = 1, *lines: Line, buttons: tuple[Button, ...] = (), **flags: Any) -> Say:
    return Say(Message(Person(number), Card(lines or (Text("sample-hi"),), buttons), **flags))
