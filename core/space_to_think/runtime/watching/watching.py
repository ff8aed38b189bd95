"""Watching a running service over HTTP: `/healthz` for whoever restarts it, `/metrics` for Prometheus."""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from space_to_think.host.facade import Host
from space_to_think.runtime.clock import Clock
from space_to_think.runtime.engine import Engine
from space_to_think.runtime.errors import RuntimeFault
from space_to_think.runtime.store import standing
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.store.standing import Standing
from space_to_think.runtime.watching.health import health
from space_to_think.runtime.watching.meters import Meters
from space_to_think.runtime.watching.web import Page, Web

PATIENCE: Final = 2.0  # seconds for the store; whoever asks has a limit of their own
METRICS: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Watching:
    """What is known of a service from outside. `down` are the adapters that do not read their platform."""

    store: SqliteStore
    engine: Engine
    clock: Clock
    host: Host
    meters: Meters = field(init=False)
    web: Web | None = None
    down: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.meters = Meters(self.host.watch, self.host.manifests, self.store.path)

    async def listen(self, at: tuple[str, int] | None) -> None:
        """Serve `/healthz` and `/metrics` at an address, if there is one. Raises OperatorFault."""
        if at is not None:
            self.web = Web(*at, {"/healthz": self._health, "/metrics": self._metrics})
            await self.web.start()

    async def close(self) -> None:
        """Serve nothing any more."""
        if self.web is not None:
            await self.web.stop()

    def reading(self, adapter: str) -> None:
        """An adapter has begun to read its platform."""
        self.down.discard(adapter)
        self.meters.adapter(adapter, up=True)

    def failed(self, adapter: str) -> None:
        """An adapter has failed, and is started again in a moment."""
        self.down.add(adapter)
        self.meters.adapter(adapter, up=False)

    async def _health(self) -> Page:
        return health(await self._standing(), frozenset(self.down))

    async def _metrics(self) -> Page:
        return Page(self.meters.page(await self._standing(), self.engine.waiting), METRICS)

    async def _standing(self) -> Standing | None:
        try:
            return await asyncio.wait_for(self.store.read(partial(standing.look, now=self.clock.now())), PATIENCE)
        except (RuntimeFault, TimeoutError):
            return None
