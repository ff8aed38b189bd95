"""One demo from its first line to its last: the service, the terminal, the colleagues, and whoever plays along."""

import asyncio
import sys
from datetime import timedelta
from time import monotonic
from typing import Final

from space_to_think.cli.demo import memory as memories
from space_to_think.cli.demo.clock import ScaledClock
from space_to_think.cli.demo.colleague import Act, How
from space_to_think.cli.demo.company import ZONE, Company, agencies
from space_to_think.cli.demo.director import OPENING, Director
from space_to_think.cli.demo.home import Home
from space_to_think.cli.demo.memory import Memory
from space_to_think.cli.demo.options import Options
from space_to_think.cli.demo.story import story
from space_to_think.cli.demo.texts import text
from space_to_think.cli.demo.troupe import Troupe
from space_to_think.cli.lines import event_line
from space_to_think.host.facade import Host
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.session.state import Phase
from space_to_think.testing.clock import FrozenClock
from space_to_think.wording.render import Wording

OVER: Final = (Phase.ENDED, Phase.CANCELLED)
EVERY: Final = 0.5  # seconds between two looks at the whole history
FIRST: Final = timedelta(seconds=3)  # until the session is asked for


class Play:
    """`resumed` tells whether the memory is that of a demo that was left."""

    def __init__(self, home: Home, memory: Memory, options: Options, resumed: bool) -> None:
        self._home = home
        self._memory = memory
        self._options = options
        self._resumed = resumed
        self._directing: Director | None = None
        self._over = False
        self._before: set[str] = set()  # the sessions that were there before
        self._printed = 0
        self._last_print = 0.0
        speed = options.speed
        self._clock = FrozenClock(memory.now) if speed is None else ScaledClock(memory.now, speed)
        self._company = Company(memory, self._clock.now, plays=not options.auto)
        self._troupe = Troupe(self._company.terminal, self._company.cast, memory.run)
        self._troupe.joined = {self._company.people[key] for key in memory.joined}

    async def run(self) -> bool:
        """Play until the end, or until it is left; whether the end was reached."""
        async with Service(self._parts()) as service:
            self._service = service
            seat = None if self._options.auto else self._memory.seat
            self._directing = Director(service, self._troupe, self._clock, seat)
            self._director.changed = self._keep
            self._troupe.news = self._director.news.set
            tasks = [asyncio.create_task(self._together())]
            tasks += [] if self._options.auto else [asyncio.create_task(self._played_along())]
            try:
                await asyncio.wait([*tasks, service.failed], return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                ended = await asyncio.gather(*tasks, return_exceptions=True)
                self._director.look()
                self._keep()
            failed = service.failed.exception() if service.failed.done() else None
            for error in (failed, *ended):
                if isinstance(error, Exception):
                    raise error
        return self._over

    @property
    def _director(self) -> Director:
        assert self._directing is not None, "it is made as soon as the service runs"
        return self._directing

    def _parts(self) -> Parts:
        host = Host.load()
        return Parts(
            url=self._home.store.url.get_secret_value(),
            key_file=self._home.store.key_file,
            host=host,
            wording=Wording.load(host.manifests),
            clock=self._clock,
            adapters=(self._troupe,),
            agencies=agencies(),
        )

    # ---- the colleagues' side

    async def _together(self) -> None:
        if self._options.auto and not self._options.json:
            self._company.terminal.printed(self._company.you, ZONE)
        await (self._go_on() if self._resumed else self._begin())
        await self._director.play(self._is_over, self._step)

    async def _begin(self) -> None:
        """Whoever presents asks for the session; nobody has to know how before they have seen one."""
        self._before = {row.id for row in await self._service.sessions()}
        presenter = story().in_seat("presenter")
        names = " ".join(f"@{actor.key}" for actor in story().actors if actor is not presenter)
        words = f"new {story().reason} pace {self._memory.pace} {names}"
        self._director.plan(Act(OPENING, presenter.key, self._clock.now() + FIRST, How.CALL, words))
        self._note("hello")
        if not self._options.auto:
            seat = self._company.cast[self._company.you].actor.seat
            self._note("with-you", people=self._company.others())
            self._note("your-seat", seat=seat)
            self._note("how")

    async def _go_on(self) -> None:
        """The cards come again as for anybody who has lost them, and the rest is as it was."""
        for act in self._memory.agenda:
            self._director.plan(act)
        self._director.suggestions.extend(self._memory.suggestions)
        if self._memory.place is not None:
            self._company.terminal.adopt(self._memory.place)
            for ref in self._memory.cards:
                await self._company.terminal.delete(self._company.you, ref)
        self._note("again")
        if not self._options.auto:
            await self._company.terminal.call(self._company.you, "status")

    def _note(self, key: str, **facts: str) -> None:
        if not self._options.json:
            self._company.terminal.note(self._company.you, text(key, **facts))

    async def _is_over(self) -> bool:
        """Whether the session has ended; whoever plays along may still look around."""
        return self._over and self._options.auto

    async def _step(self) -> None:
        """After each thing that was done: print what is new, and keep where we are."""
        listed = {row.id: row for row in await self._service.sessions()}
        if self._memory.session is None:
            self._memory.session = next((id for id in listed if id not in self._before), None)
        row = listed.get(self._memory.session or "")
        self._over = self._director.rests = row is not None and row.phase in OVER
        if row is not None and self._options.json and row.version > self._printed and self._time_to_print():
            for record in (await self._service.records(row.id))[self._printed :]:
                sys.stdout.write(event_line(record) + "\n")
                self._printed = record.version
            sys.stdout.flush()
        self._keep()

    def _time_to_print(self) -> bool:
        """Reading a whole history after each line would be slow where nobody waits."""
        now = monotonic()
        if self._over or now - self._last_print > EVERY:
            self._last_print = now
            return True
        return False

    def _keep(self) -> None:
        """Remember where we are; when it is over there is nothing to go on with."""
        if self._over:
            memories.forget(self._home.memory)
            return
        kept, terminal = self._memory, self._company.terminal
        kept.now = self._clock.now()
        kept.place = None if terminal.place is None else terminal.place.id
        shown = [ref for person in self._company.cast for ref in terminal.cards(person)]
        kept.cards = list(dict.fromkeys(shown)) or kept.cards
        kept.joined = {c.actor.key for person, c in self._company.cast.items() if person in self._troupe.joined}
        kept.colleagues = self._company.known()
        kept.agenda = self._director.planned()
        kept.suggestions = list(self._director.suggestions)
        memories.write(self._home.memory, kept)

    # ---- the side of whoever plays along

    async def _played_along(self) -> None:
        view = self._company.terminal.drawn(self._company.you, ZONE, self.hint)
        await view.read(self._typed)

    async def _typed(self, line: str) -> None:
        """Take a line; an empty one stands for what the demo offers."""
        terminal, you, director = self._company.terminal, self._company.you, self._director
        fills_in = terminal.fills_in(you)
        offered = director.offer() if not (line.strip() or fills_in) else None
        match offered:
            case Act(how=How.SAY, text=words):
                await terminal.typed(you, words)
            case Act(text=words, label=label, seen=seen):
                await terminal.call(you, words, label, seen)
            case _:
                meant = terminal.meant(you, line)
                await terminal.typed(you, line)
                if not fills_in:
                    director.done(meant)
        director.news.set()

    def hint(self) -> str:
        """What stands above the input line."""
        if self._over:
            return text("hint-over")
        if self._directing is None or not self._directing.pending():
            return text("hint")
        act = self._director.suggestions[0]
        return text(f"suggest-{act.how}", line=act.label or act.text)
