"""A command that looks into the store, or changes it, beside a service that may be running."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from space_to_think.cli.options import configured, plainly
from space_to_think.runtime.parts import parts
from space_to_think.runtime.service import Service

T = TypeVar("T")


def ask(config: Path | None, work: Callable[[Service], Awaitable[T]]) -> T:
    """Open the store, without an adapter, for one piece of work; what an operator can mend ends the program plainly."""

    async def whole() -> T:
        service = Service(parts(configured(config), adapters=False, file=config))
        await service.open()
        try:
            return await work(service)
        finally:
            await service.store.close()

    with plainly():
        return asyncio.run(whole())
