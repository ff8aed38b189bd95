"""An office to try words in: two plugins, one admin, nothing looked up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field

from space_to_think.admin import Changed, Given, Health, Office, Outcome, take
from space_to_think.agency import events as e
from space_to_think.agency.decide import Context, Plugin
from space_to_think.agency.evolve import evolve
from space_to_think.agency.state import Agency, Signpost
from space_to_think.hooks import Capability, Manifest, Scope, Settings
from space_to_think.messages import Card, Text
from space_to_think.words.values import Wrong

NOW = datetime(2026, 6, 4, 9, 30, tzinfo=UTC)
ANN, EVE = "slack:T1:ANN", "slack:T2:EVE"
FRONT_DOOR = Signpost("Front door", phones=("01632 960001",))
NORTH = Agency(
    "north", "North", 7, admins=frozenset({ANN}), plugins=frozenset({"tea"}), signposts={"child": FRONT_DOOR}
)


class TeaSettings(Settings):
    milk: bool = True
    sugars: int = Field(0, ge=0, le=3, description="How many.")
    cup: Literal["small", "large"] = "small"
    biscuits: tuple[Literal["plain", "ginger"], ...] = ()
    motto: str = ""
    wishes: tuple[str, ...] = ()


TEA = Manifest(
    "tea", Text("tea-sentence"), Scope.SESSION, TeaSettings, reads=(Text("tea-reads"),), keeps=(Text("tea-keeps"),)
)
CAKE = Manifest("cake", Text("cake-sentence"), Scope.PERSON, capabilities=frozenset({Capability.CONTENT_READ}))
FACTS = Manifest("facts", Text("facts-sentence"), Scope.SESSION, always_on=True)
MANIFESTS = {manifest.name: manifest for manifest in (CAKE, FACTS, TEA)}
CONTEXT = Context({name: Plugin(m.settings, m.always_on) for name, m in MANIFESTS.items()}, frozenset({"help-head"}))


class Drawer:
    """What the office looks up."""

    def __init__(self, health: Health | None = None, history: Sequence[e.Record] = ()) -> None:
        self.found, self.records = health or Health(), history

    def history(self, last: int) -> Sequence[e.Record]:
        return self.records[:last]

    def health(self) -> Health:
        return self.found

    def written(self, text: str) -> str | None:
        return "As built in." if text == "help-head" else None

    def holding(self, words: str) -> Sequence[tuple[str, str]]:
        return [("help-head", "As built in.")] if words == "built in" else []

    def export(self) -> str:
        return "[agencies.north]\n"


def office(agency: Agency = NORTH, by: str = ANN, drawer: Drawer | None = None, at: str = "") -> Office:
    return Office(agency, by, NOW, MANIFESTS, CONTEXT, drawer or Drawer(), at)


def say(words: str, agency: Agency = NORTH, by: str = ANN, **more: Any) -> Outcome:
    """What an admin's words come to."""
    drawer, given = more.pop("drawer", None), Given(words, **more)
    return take(office(agency, by, drawer), given)


def events(outcome: Outcome) -> tuple[e.Event, ...]:
    assert isinstance(outcome, Changed), outcome
    return outcome.events


def after(agency: Agency, outcome: Outcome) -> Agency:
    for event in events(outcome):
        agency = evolve(agency, e.Record(agency.slug, agency.version + 1, NOW, event))
    return replace(agency, version=NORTH.version)


def wrong(outcome: Outcome) -> tuple[str, str | None]:
    """The refusal's id, and the field it is about."""
    assert isinstance(outcome, Wrong), outcome
    return outcome.refusal.text.id, outcome.field


def ids(outcome: Outcome) -> list[str]:
    """The ids of a card's texts."""
    card = outcome.card if isinstance(outcome, Changed) else outcome
    assert isinstance(card, Card), card
    return [line.id for line in card.lines if isinstance(line, Text)]
