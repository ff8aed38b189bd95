"""Many groups at once, each going on as soon as its last step has been acknowledged."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from space_to_think.testing.rig.link import Link
from space_to_think.testing.rig.people import Act, Group

REST = 0.02  # seconds between two looks whether a place has been made
ASKING = 3  # the steps before the session can start


@dataclass(slots=True)
class Crowd:
    """`make` gives the n-th group; `width` of them hold their sessions at the same time."""

    link: Link
    make: Callable[[int], Group]
    width: int = 8
    acts: dict[str, Act] = field(default_factory=dict[str, Act])
    held: list[Group] = field(default_factory=list[Group])
    _stopping: bool = False
    _tasks: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])

    def start(self) -> None:
        """Let the groups begin."""
        self._tasks = [asyncio.create_task(self._on_and_on()) for _ in range(self.width)]

    async def stop(self) -> None:
        """Let each end with the step it is at, once that has been acknowledged."""
        self._stopping = True
        await asyncio.gather(*self._tasks)

    def open(self) -> Sequence[str]:
        """The keys of what has been done and not been acknowledged."""
        return [key for key in self.acts if key not in self.link.taken]

    async def _on_and_on(self) -> None:
        while not self._stopping:
            group = self.make(len(self.held))
            self.held.append(group)
            await self._hold(group)

    async def _hold(self, group: Group) -> None:
        for number, step in enumerate(group.steps()):
            if self._stopping:
                return
            await self.do(step)
            if group.made and number == ASKING:
                await self._place(group)

    async def do(self, step: Sequence[Act]) -> None:
        """Let these happen, and wait until the service has acknowledged them."""
        self.acts |= {act.inbound.key: act for act in step}
        self.link.push(act.inbound for act in step)
        await self.link.until_taken(act.inbound.key for act in step)

    async def _place(self, group: Group) -> None:
        while not self._stopping and await self.link.place_of(group.person("a").user) is None:  # noqa: ASYNC110
            await asyncio.sleep(REST)
