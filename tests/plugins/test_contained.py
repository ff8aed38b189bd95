"""What a plugin does wrong is contained: sessions go on, and it is off for that agency, whose admins hear of it."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, Final

import pytest
from sqlalchemy import Connection

from space_to_think.agency import events as a
from space_to_think.agency.changes import seed
from space_to_think.agency.file import AgencyFile
from space_to_think.hooks import (
    AgencyView,
    Capability,
    CardPart,
    Finding,
    Manifest,
    Refuse,
    Remember,
    Say,
    Scope,
    Tally,
    Wake,
    Word,
    hookimpl,
)
from space_to_think.host import Host
from space_to_think.host.loading import discover
from space_to_think.host.watch import FaultKind
from space_to_think.messages import GROUP, Button, Card, Form, Message, Person, Quote, Text
from space_to_think.runtime.clock import RealClock
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.runtime.store import agencies
from space_to_think.session.state import Phase
from space_to_think.testing.adapter import FakeAdapter
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import House
from space_to_think.wording.render import Wording

TEXTS = "bad-sentence = It does things wrong.\nbad-hi = Hi.\n"
HI = Card((Text("bad-hi"),))
MINUTE: Final = timedelta(minutes=1)


def boom(*_: object) -> Any:
    raise KeyError("what Sam said")


def stuck(*_: object) -> Any:
    time.sleep(0.51)
    return []


def say(to: Any = GROUP, card: Card = HI, **more: Any) -> Callable[..., Any]:
    return lambda *_: [Say(Message(to, card, **more))]


# What a hook may give back or do that is wrong, by sort.
WRONG: Final[Mapping[str, Sequence[Callable[..., Any]]]] = {
    "raising": (boom, lambda *_: 1 / 0, lambda *_: [][0], lambda *_: (_ for _ in ()).throw(RecursionError("deep"))),
    "rubbish": (
        lambda *_: 7,
        lambda *_: "text",
        lambda *_: [object()],
        lambda *_: {"say": 1},
        lambda *_: [Say("hello")],  # type: ignore[arg-type]
        lambda *_: [Say(Message(GROUP, Card((Text("no-such-text"),))))],
        lambda *_: [Say(Message(GROUP, Card((Text("bad-hi", {"x": "what Sam said"}),))))],
        lambda *_: [Wake("soon", datetime(2026, 1, 1))],  # noqa: DTZ001
        lambda *_: [Refuse(Text("bad-hi")), Tally("x")],
        lambda *_: CardPart((Text("bad-hi"),), (Button(Text("bad-hi"), "not; words"),)),
        lambda *_: Form("bad", Text("bad-hi"), ("x",)),  # type: ignore[arg-type]
        lambda *_: [Finding("x")],  # type: ignore[arg-type]
    ),
    "flooding": (
        lambda *_: [Say(Message(GROUP, HI))] * 101,
        lambda *_: [Tally("x")] * 5000,
        lambda *_: [Remember(f"k{number}", number) for number in range(2000)],
        say(card=Card((Text("bad-hi"),) * 500)),
        say(card=Card(HI.lines, (Button(Text("bad-hi"), "bad"),) * 99)),
    ),
    "wrong audience": (
        say(Person(99)),
        say(Person(0)),
        say("everybody"),
        say(slot="card"),
        say(slot="facilitator"),
        say(card=Card((Quote("what Sam said"),))),
    ),
    "oversized facts": (
        lambda *_: [Remember("k", "x" * 65)],
        lambda *_: [Remember("k", "what Sam said")],
        lambda *_: [Remember("k" * 99, 1)],
        lambda *_: [Remember("k", 2**60)],
        lambda *_: [Remember("k", [1, 2])],  # type: ignore[arg-type]
        lambda *_: [Remember("k", datetime(2026, 1, 1))],  # noqa: DTZ001
    ),
}
PEOPLE: Final = {"ros": "north", "grace": "south", "owen": "north", "priya": "south"}
AGENCIES: Final[Mapping[str, Mapping[str, Any]]] = {
    slug: {"name": slug.title(), "tenants": [f"fake:{slug}"], "admins": [f"fake:{slug}:{admin}"], "plugins": ["bad"]}
    for slug, admin in (("north", "ros"), ("south", "grace"))
}


class Bad:
    """A plugin with all hooks; the one at `where` does what `does` says now, for `only` one agency if one is named."""

    def __init__(self, scope: Scope) -> None:
        self.does: Callable[..., Any] | None = None
        self.where, self.only = "react", ""
        able = frozenset({Capability.CONTENT_READ})
        said = Manifest(
            "bad", Text("bad-sentence"), scope, words=(Word("bad"),), texts={"en-GB": TEXTS}, capabilities=able
        )
        hooks: dict[str, Any] = {
            "declare": lambda: said,
            "react": lambda view: self._do("react", view.agency, [Wake("soon", view.now + MINUTE)]),
            "handle": lambda view: self._do("handle", view.agency, ()),
            "form": lambda view: self._do("form", view.agency, None),
            "wake": lambda view: self._do("wake", view.agency, ()),
            "check": lambda text: self._do("check", None, None),
            "inspect": lambda agency: self._do("inspect", agency, ()),
        }
        if scope is Scope.SESSION:
            hooks["card"] = lambda view: self._do("card", view.agency, None)
        self.hooks = [name for name in hooks if name != "declare"]
        self.plugin = SimpleNamespace(**{name: hookimpl(hook) for name, hook in hooks.items()})

    def _do(self, hook: str, agency: AgencyView | None, usual: Any) -> Any:
        slug = agency.slug if agency is not None else self.only
        wrong = self.does is not None and hook == self.where and self.only in ("", slug)
        return self.does() if wrong and self.does is not None else usual


def host(bad: Bad) -> Host:
    """The built-in plugins, and this one."""
    return Host({**discover(), "bad": bad.plugin})


class Stopwatch:
    """A call takes no time, or as much as is said here."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Injections:
    """A session in which a plugin goes wrong again and again; its agency's admin switches it on each time it is off."""

    def __init__(self, house: House, bad: Bad, admin: str, seed: int) -> None:
        self.house, self.bad, self.admin, self.random = house, bad, admin, Random(seed)
        self.stopwatch = Stopwatch()
        self.host = house.service.house.host
        self.host._caller.stopwatch = self.stopwatch
        self.done: set[tuple[str, str]] = set()

    async def inject(self) -> None:
        """One fault of one sort in one hook, which is noticed and harms nothing else."""
        sort = self.random.choice([*WRONG, "slow"])
        self.bad.where = self.random.choice(self.bad.hooks)
        self.done.add((sort, self.bad.where))
        self.bad.does = self._slow if sort == "slow" else self.random.choice(WRONG[sort])
        before = self.faults()
        await self._call(self.bad.where)
        self.bad.does = None
        assert self.faults() > before, (sort, self.bad.where)
        assert "Session" in str(await self.house.call("owen", "status"))
        if "bad" in self.house.service.house.agency(PEOPLE[self.admin]).failing:
            await self.house.call(self.admin, "admin enable bad")
            await self.house.press(self.admin, "admin enable bad yes")

    async def _call(self, hook: str) -> None:
        """Something that makes the host call that hook for the agency."""
        health = {"inspect": (self.admin, "admin health")}
        await self.house.call(*{**TRIGGERS, **health}.get(hook, ("priya", "flag disagreement")))
        if hook == "wake":
            await self.house.advance(MINUTE)
        if hook == "card":  # it is drawn when something on it is different
            await self.house.call("grace", "pause")
            await self.house.call("grace", "resume")

    def _slow(self) -> list[object]:
        self.stopwatch.seconds += 0.6
        return []

    def faults(self) -> int:
        counts = self.host.watch.counts
        return sum(
            count for (name, _, kind, _), count in counts.items() if name == "bad" and kind is not FaultKind.SLOW
        )


TRIGGERS: Final[Mapping[str, tuple[str, str]]] = {
    "handle": ("priya", "bad now"),
    "form": ("priya", "bad"),
    "check": ("priya", "park a thought"),
}


async def failed(house: House, slug: str) -> list[a.Event]:
    def ask(connection: Connection) -> list[a.Event]:
        return [r.event for r in agencies.history(connection, slug, 9999) if isinstance(r.event, a.PluginFailed)]

    return await house.service.store.read(ask)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("scope", "admin"), [(Scope.SESSION, "ros"), (Scope.PERSON, "grace")])
async def test_250_times_something_goes_wrong_and_the_session_goes_on(tmp_path: Path, scope: Scope, admin: str) -> None:
    bad = Bad(scope)
    async with House(tmp_path, people=PEOPLE, agencies=AGENCIES, host=host(bad)) as house:
        session = await house.begin("exploration", pace="async")
        slug = PEOPLE[admin]
        bad.only = slug
        injections = Injections(house, bad, admin, seed=len(scope))
        for _ in range(250):
            await injections.inject()
        assert injections.done >= {(sort, "react") for sort in (*WRONG, "slow")}
        times = len(await failed(house, slug))
        assert times > 50
        assert house.fake.transcript.text(house.fake.person(admin)).count("bad went wrong three times") == times
        await only_there(house, slug, admin)
        await house.move_to("next_steps")
        assert (await house.finish()).id == session.id
        assert (await house.session()).phase is Phase.ENDED
        assert await house.failures() == []


async def only_there(house: House, slug: str, admin: str) -> None:
    """Nobody else heard of it, it is on elsewhere, and no other plugin had a fault."""
    for who, tenant in PEOPLE.items():
        if tenant != slug:
            assert "went wrong" not in house.saw(who)
            assert await failed(house, tenant) == []
    counts = house.service.house.host.watch.counts
    assert {name for name, _, kind, _ in counts if kind is not FaultKind.SLOW} == {"bad"}


# ---- in real time


async def test_ten_times_in_real_time(tmp_path: Path) -> None:
    bad = Bad(Scope.PERSON)
    bad.only = "south"
    loaded = host(bad)
    platform = FakeAdapter(PEOPLE, FrozenClock(RealClock().now()))
    parts = Parts(
        url=f"sqlite:///{tmp_path / 'house.db'}",
        key_file=tmp_path / "house.key",
        host=loaded,
        wording=Wording.load(loaded.manifests),
        adapters=(platform,),
        agencies={slug: seed(slug, AgencyFile.model_validate(file)) for slug, file in AGENCIES.items()},
    )
    wrong = [stuck, stuck, stuck, *(function for some in WRONG.values() for function in some[:2])][:10]
    async with Service(parts) as service:
        await platform.call("ros", "new stuck pace guided @grace @owen @priya", private=True)
        for who in ("grace", "owen", "priya"):
            await platform.call(who, "join yes", private=True)
        for does in wrong:
            bad.does = does
            await platform.call("priya", "flag disagreement", private=True)
            bad.does = None
            await platform.call("grace", "admin enable bad", private=True)
            await service.settle()
            with suppress(LookupError):
                await platform.press("grace", "admin enable bad yes")
            assert "STT-" in str(await platform.call("owen", "status", private=True))
        await service.settle()
        counts = loaded.watch.counts
        assert {kind for name, _, kind, _ in counts if name == "bad"} >= {
            FaultKind.RAISED,
            FaultKind.RUBBISH,
            FaultKind.STUCK,
        }
        assert platform.transcript.text(platform.person("grace")).count("went wrong three times") == len(wrong) // 3
        assert "went wrong" not in platform.transcript.text(platform.person("ros"))
