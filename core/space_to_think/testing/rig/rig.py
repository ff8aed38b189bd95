"""The rig: the platform and the real service as processes, people who go on and on, and a hand that kills.

    async with Rig(folder, ledger=Ledger(idempotent=False)) as rig:
        effort = await rig.run(kills=50)
        effort.must(kills=50, under_way=25)

Whoever tests an adapter of their own hands in `adapter`, made from a port, and `platform`, which starts its process.
"""

import asyncio
import random
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Connection, select

from space_to_think.delivery import Adapter
from space_to_think.runtime.errors import StoreUnavailable
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.store import inbox, outbox
from space_to_think.runtime.store import tables as t
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.testing.rig import evidence, verify
from space_to_think.testing.rig.adapter import RigAdapter
from space_to_think.testing.rig.crowd import Crowd
from space_to_think.testing.rig.ledger import Ledger
from space_to_think.testing.rig.link import Account, Link
from space_to_think.testing.rig.people import Group
from space_to_think.testing.rig.process import PATIENCE, Process, Spec, start_platform, start_service
from space_to_think.testing.rig.times import MONDAY, FastClock

SPEED: Final = 600.0  # ten minutes of a session in a second
LOOK: Final = 0.1
GRACE: Final = timedelta(seconds=3)  # of real time, for a deadline that is just being taken
SOON: Final = 0.3  # seconds between a start and the kill, where the moment is any
STARTING: Final = 8  # each such start is not waited for: the kill comes while it opens its store, or connects
MUCH: Final = 60  # things that the platform hears between a start and the kill, at the most, where they are counted


@dataclass(slots=True)
class Effort:
    """How much a run has tried; one that has tried too little proves nothing."""

    kills: int = 0
    under_way: int = 0  # kills while something had been done and not been acknowledged
    starting: int = 0  # kills before the service had connected
    unstored: int = 0  # acts that a kill caught before the commit
    unacknowledged: int = 0  # acts that a kill caught after it
    sending: int = 0  # deliveries that a kill caught on their way
    sessions: int = 0
    events: int = 0
    acts: int = 0
    sure: int = 0
    accepted: int = 0
    repeated: int = 0
    fired: int = 0
    late: int = 0
    uncertain: int = 0

    def must(self, **least: int) -> None:
        """AssertionError unless there was at least so much of each."""
        short = self.short(least)
        assert not short, f"too little was tried, of what was wanted: {short}"

    def short(self, least: Mapping[str, int]) -> Mapping[str, tuple[int, int]]:
        """What there is too little of: how much, and how much was wanted."""
        return {name: (getattr(self, name), wanted) for name, wanted in least.items() if getattr(self, name) < wanted}

    def __str__(self) -> str:
        return ", ".join(f"{one.name} {getattr(self, one.name)}" for one in fields(self))


@dataclass(slots=True)
class Rig:
    """`adapter` makes the service's adapter from the platform's port. `before` are called in the service's process."""

    folder: Path
    ledger: Ledger = field(default_factory=Ledger)
    adapter: Callable[[int], Adapter] | None = None
    platform: Callable[[Ledger], tuple[Process, int]] = start_platform
    make: Callable[[int], Group] = lambda number: Group(f"g{number}", made=number % 4 == 3, undoes=number % 3 == 1)
    before: tuple[Callable[[], None], ...] = ()
    speed: float = SPEED
    width: int = 8
    seed: int = 1
    effort: Effort = field(default_factory=Effort)
    spec: Spec = field(init=False)
    link: Link = field(init=False)
    crowd: Crowd = field(init=False)
    service: Process = field(init=False)
    rested: datetime = MONDAY  # what had come by then has been acknowledged, and what was queued by then has gone
    ended: datetime = MONDAY  # when the service was asked to end, by its own clock
    _platform: Process = field(init=False)
    _random: random.Random = field(init=False)

    async def __aenter__(self) -> Self:
        self._random = random.Random(self.seed)
        self._platform, port = self.platform(self.ledger)
        make = self.adapter or partial(RigAdapter, idempotent=self.ledger.idempotent, by_cursor=self.ledger.by_cursor)
        clock = FastClock.beginning(MONDAY, self.speed)
        self.spec = Spec(self.folder, partial(make, port), clock, before=self.before)
        self.link = await Link.to(port)
        self.crowd = Crowd(self.link, self.make, self.width)
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.link.close()
        for process in (self.service, self._platform):
            process.kill()
            await process.ended()

    # ---- the service

    async def start(self) -> None:
        """Start the service, and wait until it is connected."""
        self.service = start_service(self.spec)
        try:
            await asyncio.wait_for(self.link.there.wait(), PATIENCE)
        except TimeoutError:
            raise AssertionError(f"the service did not start:\n{self._log[-2000:]}") from None

    async def kill(self) -> None:
        """End the service at this very moment, and note what was under way."""
        left = self.crowd.open()
        self.effort.starting += not self.link.there.is_set()
        self.service.kill()
        code = await self.service.ended()
        assert code == -signal.SIGKILL, f"the service had ended by itself with {code}:\n{self._log[-2000:]}"
        self.link.there.clear()
        self.effort.kills += 1
        self.effort.under_way += bool(left)
        if self.effort.kills % 2:  # the others leave the log for the service itself to recover
            await self._look(left)

    async def stop(self) -> float:
        """Ask the service to end; how many seconds that took. AssertionError when it does not end well."""
        began = asyncio.get_running_loop().time()
        self.ended = self.spec.clock.now()
        self.service.terminate()
        code = await self.service.ended()
        assert code == 0, f"the service ended with {code}:\n{self._log[-2000:]}"
        return asyncio.get_running_loop().time() - began

    @property
    def _log(self) -> str:
        return self.spec.log.read_text() if self.spec.log.exists() else ""

    @property
    def young(self) -> bool:
        """Whether all that is looked for is still kept for a long while: time flies here, and outbox rows go."""
        return self.spec.clock.now() - MONDAY < outbox.KEPT / 2

    # ---- a whole run

    async def run(self, kills: int, fired: int = 0, given: int = 0, **least: int) -> Effort:
        """Let people go on while the service is killed so often; then let it finish, and check everything.

        It is killed on until so many deadlines have fired, so much has been given and the kills have caught enough:
        what they meet is chance, and a busy machine leaves little time between two. Whether it was enough in the end,
        `Effort.must` says.
        """
        self.crowd.start()
        while self.effort.kills < kills or (self.young and not await self._enough(fired, given, least)):
            await self._moment()
            await self.kill()
            if self.effort.kills % STARTING == 1:
                self.service = start_service(self.spec)
                await asyncio.sleep(self._random.uniform(0, SOON))
                await self.kill()
            await self.start()
        await self.crowd.stop()
        await self.quiet()
        await self.stop()
        await self.check()
        return self.effort

    async def _enough(self, fired: int, given: int, least: Mapping[str, int]) -> bool:
        def enough(connection: Connection) -> bool:
            came = evidence.happened(connection, evidence.FROM_DEADLINES, fired)
            return came and evidence.happened(connection, ("Given",), given)

        return not self.effort.short(least) and await self._ask(enough)

    async def _moment(self) -> None:
        """Wait until some moment: any, or soon after the platform has heard this or that."""
        if self._random.random() < 0.3:
            await asyncio.sleep(self._random.uniform(0, SOON))
            return
        wanted = self._random.randint(1, MUCH)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.link.heard(wanted), 10 * SOON)
        await asyncio.sleep(self._random.uniform(0, 0.01))

    async def quiet(self) -> None:
        """Return when all is acknowledged, and sent what is queued by now. AssertionError when that takes too long.

        A message that waits for its next try is not sent yet, and time brings new ones all the while.
        """
        self.rested = self.spec.clock.now()
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while await self.link.left() or await self._ask(partial(evidence.unsent, upto=self.rested)):
            assert asyncio.get_running_loop().time() < deadline, "the service does not come to rest"
            await asyncio.sleep(LOOK)

    async def check(self) -> Account:
        """Everything that must hold of the store and the platform; the service has ended."""
        assert self.ended - MONDAY < outbox.KEPT, "it took so long that what is looked for may be gone: fewer kills"
        account = await self.link.account()
        found = await evidence.gather(self.spec.url, self.spec.key_file)
        effort = self.effort
        effort.sessions, effort.acts, effort.repeated = len(found.records), len(self.crowd.acts), account.repeated
        verify.no_faults(found, self._log)
        effort.events = verify.histories(found)
        verify.acknowledged(found, account)
        effort.sure = verify.once(found, self.crowd.acts, account)
        effort.fired, effort.late = verify.timers(found, self.ended, GRACE * self.speed)
        effort.accepted = verify.messages(found, account, self.ledger.idempotent, self.rested)
        effort.uncertain = sum(row.state == "uncertain" for row in found.outbox)
        return account

    # ---- looking into the store

    async def _ask(self, ask: Callable[[Connection], bool]) -> bool:
        store = SqliteStore(self.spec.url)
        try:
            return await store.read(ask)
        except StoreUnavailable:
            return True
        finally:
            await store.close()

    async def _look(self, left: Sequence[str]) -> None:
        keys = KeyFile(self.spec.key_file).read()
        blind = [keys.blind("inbox", "rig", key) for key in left]

        def ask(connection: Connection) -> bool:
            stored = len(inbox.seen(connection, blind))
            self.effort.unacknowledged += stored
            self.effort.unstored += len(left) - stored
            sending = select(t.outbox.c.seq).where(t.outbox.c.state == "sending")
            self.effort.sending += len(connection.execute(sending).all())
            return True

        await self._ask(ask)
