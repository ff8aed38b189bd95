"""A whole service in a temporary folder, with a clock that stands still and people who can be told what to do."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

from sqlalchemy import Connection, select

from space_to_think.agency.changes import seed
from space_to_think.agency.events import FILE
from space_to_think.agency.events import Record as AgencyRecord
from space_to_think.agency.file import AgencyFile
from space_to_think.agency.who import reference
from space_to_think.delivery import Post
from space_to_think.host.facade import Host
from space_to_think.inbound import Answer
from space_to_think.practice.model import Closing
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.runtime.store import agencies, tables
from space_to_think.session.events import Record
from space_to_think.session.evolve import fold
from space_to_think.session.state import Session
from space_to_think.testing.adapter import FakeAdapter
from space_to_think.testing.bench import Bench
from space_to_think.testing.clock import FrozenClock
from space_to_think.wording.plain import card_text
from space_to_think.wording.render import Wording

BenchFactory: TypeAlias = Callable[[Mapping[str, str], FrozenClock], Bench]

MONDAY: Final = datetime(2026, 3, 23, 9, 30, tzinfo=UTC)  # a working day's morning in London
PEOPLE: Final = {"ros": "northshire", "grace": "riverside", "owen": "oakfield", "priya": "harbour", "tariq": "lantern"}
STEP: Final = 1000  # so many things at one moment are a fault


class House:
    """A service with one adapter and its bench. Everything that waits is done before an act or a wait returns.

    `people` maps each key to a tenant, `agencies` is as in the configuration file. Without a `bench` the platform is
    the fake one. `folder` is where the store lies: a second house in the same folder goes on where the first stopped.
    `strict`: a text that is missing is a failure. `wording` is what the bot says, in place of what is installed.
    `serve` makes the service, which may run elsewhere.
    """

    def __init__(
        self,
        folder: Path,
        people: Mapping[str, str] = PEOPLE,
        start: datetime = MONDAY,
        bench: BenchFactory = FakeAdapter,
        agencies: Mapping[str, Mapping[str, object]] | None = None,
        host: Host | None = None,
        strict: bool = False,
        wording: Wording | None = None,
        serve: Callable[[Parts], Service] = Service,
    ) -> None:
        self.folder = folder
        self.people = tuple(people)
        self.clock = FrozenClock(start)
        self.bench = bench(people, self.clock)
        self._host = host or Host.load()
        self._wording = wording or Wording.load(self._host.manifests, strict)
        self._agencies = {slug: AgencyFile.model_validate(self._named(file)) for slug, file in (agencies or {}).items()}
        self._serve = serve
        self.service: Service

    async def __aenter__(self) -> Self:
        parts = Parts(
            url=f"sqlite:///{self.folder / 'house.db'}",
            key_file=self.folder / "house.key",
            host=self._host,
            wording=self._wording,
            clock=self.clock,
            adapters=(self.bench.adapter,),
            agencies={slug: seed(slug, file) for slug, file in self._agencies.items()},
        )
        self.service = self._serve(parts)
        await self.service.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.service.stop()

    def _named(self, file: Mapping[str, Any]) -> Mapping[str, Any]:
        """Admins may be named by their keys: "@ros"."""
        admins = [reference(self.bench.person(who[1:])) if who[0] == "@" else who for who in file.get("admins", ())]
        return {**file, "admins": admins}

    @property
    def fake(self) -> FakeAdapter:
        """The fake platform; TypeError when the house has another."""
        if not isinstance(self.bench, FakeAdapter):
            raise TypeError("this house has no fake adapter")
        return self.bench

    # ---- what people do

    async def say(self, who: str, text: str) -> Answer:
        """Write a plain message in the group's place."""
        return await self._after(await self.bench.say(who, text))

    async def call(self, who: str, words: str, private: bool = True) -> Answer:
        """Type words for the bot, in the direct chat or in the group's place."""
        return await self._after(await self.bench.call(who, words, private))

    async def press(self, who: str, words: str) -> Answer:
        """Press a button, by its words, the beginning of them, or what it says. LookupError: it is not in sight."""
        return await self._after(await self.bench.press(who, words))

    async def send_form(self, who: str, fields: Mapping[str, str]) -> Answer:
        """Send the form that is open; what is not named keeps what stands in it. LookupError: there is none."""
        return await self._after(await self.bench.fill(who, fields))

    async def come(self, who: str) -> Answer:
        """Come into the group's place; on the fake platform only, as not every platform has such a thing."""
        return await self._after(await self.fake.come(who))

    async def go(self, who: str) -> Answer:
        """Leave the group's place; on the fake platform only."""
        return await self._after(await self.fake.go(who))

    async def delete_card(self, who: str) -> Answer:
        """Delete the living card."""
        return await self._after(await self.bench.delete_card(who))

    async def _after(self, answer: Answer) -> Answer:
        await self.settle()
        return answer

    # ---- a session in one line

    async def begin(self, stage: str = "offload", pace: str = "guided", reason: str = "stuck") -> Session:
        """A session of everybody in the house, with that stage open: the first of the people presents, the second
        facilitates. KeyError when the practice has no such stage.
        """
        presenter, facilitator, *rest = self.people
        await self.call(presenter, f"new {reason} pace {pace} " + " ".join(f"@{who}" for who in (facilitator, *rest)))
        for who in (facilitator, *rest):
            await self.call(who, "join yes")
        await self.call(facilitator, "facilitator")
        for who in (presenter, *rest):
            if (await self.session()).facilitator is None:
                await self.call(who, "agree")
        await self.call(facilitator, "start")
        return await self.move_to(stage, presenter, facilitator)

    async def move_to(self, stage: str, presenter: str | None = None, facilitator: str | None = None) -> Session:
        """Go on until that stage is open, with what each stage on the way needs. KeyError: there is no such stage.

        Unless they are named, the first of the people presents and the second facilitates.
        """
        presenter, facilitator = presenter or self.people[0], facilitator or self.people[1]
        (await self.session()).charter.practice.stage(stage)
        while (session := await self.session()).stage is not None and session.stage.key != stage:
            if session.charter.practice.stage(session.stage.key).closes is Closing.CONFIRM:
                await self.call(facilitator, "understood What we look at")
                await self.call(presenter, "confirm")
            await self.call(facilitator, "next")
            if (await self.session()).questions:
                await self.call(facilitator, "agree")
        return session

    async def finish(self) -> Session:
        """End the session that stands in its last stage, and let the time for undoing that pass."""
        for word in ("end", "agree"):
            await self.call(self.people[1], word)
        await self.advance(timedelta(minutes=11))
        return await self.session()

    # ---- time

    async def settle(self) -> None:
        """Return when there is nothing left to do at this moment."""
        await self.service.settle()
        while await self.bench.flush():
            await self.service.settle()

    async def advance(self, by: timedelta) -> None:
        """Let so much time pass; whatever is due on the way happens at its own time."""
        await self.until(self.clock.now() + by)

    async def until(self, at: datetime) -> None:
        """Let time pass until then. ValueError: it is over already."""
        for _ in range(STEP):
            wake = await self.service.next_wake()
            if wake is None or wake > at:
                break
            self.clock.set(max(wake, self.clock.now()))
            await self.settle()
        else:
            raise RuntimeError("something is due again and again")
        self.clock.set(at)
        await self.settle()

    # ---- what has become of it

    async def records(self, session: str | None = None) -> tuple[Record, ...]:
        """The history of a session by its id or reference; of the newest, if none is named."""
        if session is None:
            listed = await self.service.sessions()
            session = str(listed[0].id) if listed else ""
        return await self.service.records(session)

    async def changes(self) -> list[AgencyRecord]:
        """What was changed at the agencies since they were first known, in the order in which it happened."""

        def ask(connection: Connection) -> list[AgencyRecord]:
            every = (agencies.history(connection, slug, -1) for slug in self._agencies)
            return [record for history in every for record in reversed(history) if record.event.by != FILE]

        return sorted(await self.service.store.read(ask), key=lambda record: record.at)

    async def session(self, session: str | None = None) -> Session:
        """A session as it is now. LookupError when there is none."""
        records = await self.records(session)
        if not records:
            raise LookupError("there is no session")
        return fold(records)

    async def failures(self) -> list[str]:
        """What went wrong on our side: messages that could not be taken, and messages that could not be said."""

        def ask(connection: Connection) -> list[str]:
            taken = connection.execute(select(tables.failures.c.error, tables.failures.c.place))
            said = connection.execute(select(tables.outbox.c.slot).where(tables.outbox.c.state == "failed"))
            return [f"{row.error} at {row.place}" for row in taken] + [f"not said: {row.slot or '-'}" for row in said]

        return await self.service.store.read(ask)

    def saw(self, who: str) -> str:
        """Everything that one person saw from the beginning, in order; on the fake platform only."""
        return self.fake.transcript.text(self.fake.person(who))

    def assert_saw(self, who: str, *texts: str) -> None:
        """One person saw each of these, in this order; on the fake platform only. A failure shows all they saw."""
        self.fake.transcript.assert_saw(self.fake.person(who), *texts)

    def assert_never_saw(self, who: str, *texts: str) -> None:
        """One person saw none of these; on the fake platform only. A failure shows all they saw."""
        self.fake.transcript.assert_never_saw(self.fake.person(who), *texts)

    def in_group(self) -> str:
        """What stands in the group's place, as plain text."""
        return self._text(self.bench.in_group(), shared=True)

    def in_private(self, who: str) -> str:
        """What only this person sees, as plain text."""
        return self._text(self.bench.in_private(who), shared=False)

    def _text(self, posts: Iterable[Post], shared: bool) -> str:
        return "\n\n".join(card_text(post.card, lambda person: f"@{person.user}", shared) for post in posts)
