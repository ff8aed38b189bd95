"""Loaded once by the process that the rig's services are forked from, so that each of them starts at once.

A session is held here first: much is read, compiled or worked out when it is wanted for the first time.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from space_to_think.host.facade import Host
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.testing.adapter import FakeAdapter
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.rig.people import TENANT, Group
from space_to_think.testing.rig.times import MONDAY
from space_to_think.wording.render import Wording

HOST: Final = Host.load()
WORDING: Final = Wording.load(HOST.manifests)


async def up(folder: Path) -> None:
    """Hold a session."""
    clock, group = FrozenClock(MONDAY), Group("warm")
    people = {group.person(who).user: TENANT for who in "abcd"}
    adapter = FakeAdapter(people, clock, name=group.adapter)
    parts = Parts(f"sqlite:///{folder / 'warm.db'}", folder / "warm.key", HOST, WORDING, clock, (adapter,))
    async with Service(parts) as service:
        for step in group.steps():
            await asyncio.gather(*(service.accept(act.inbound) for act in step))
            await service.settle()


with TemporaryDirectory() as folder:
    asyncio.run(up(Path(folder)))
