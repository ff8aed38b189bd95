"""One process per account, wherever its folder lies: whoever works with it says so in the account's own data.

Within one folder the lock is enough. Two folders are two devices, and both would answer. The homeserver's clock counts.
"""

import asyncio
import time
from contextlib import suppress
from typing import Final

from space_to_think_adapters.matrix.http import Http, MatrixError, Refused, at
from space_to_think_adapters.matrix.unit import Device, MatrixFault

PROCESS: Final = "org.spacetothink.process"
BEAT: Final = 60.0  # seconds after which it is said again
FRESH: Final = 180.0  # seconds that it counts
SHORT: Final = 3.0  # seconds that giving it back may take


class Claim:
    """Our claim. `before`: a device that had the folder until now, and so cannot be at work any more."""

    def __init__(self, http: Http, device: Device, before: str | None = None) -> None:
        self._http = http
        self._path = at("user", device.user, "account_data", PROCESS)
        self._mine = (device.device, before)
        self._said: float | None = None

    async def keep(self) -> None:
        """Claim the account, and again every now and then. Raises MatrixFault while another device is at work."""
        if self._said is not None and time.monotonic() - self._said < BEAT:
            return
        try:
            found = await self._http.get(self._path)
        except Refused:
            found = {}
        now = self._http.date or time.time()
        if found.get("device") not in (None, *self._mine) and now - float(found.get("at", 0)) < FRESH:
            self._said = None
            cure = "Stop it first, wherever it runs: one process may use an account. If it crashed, wait three minutes."
            raise MatrixFault("Another process, with a data_dir of its own, works with this Matrix account.", cure)
        await self._http.put(self._path, {"device": self._mine[0], "at": int(now)})
        self._said = time.monotonic()

    async def give_back(self) -> None:
        """Let another device have it at once, if the homeserver can be told."""
        if self._said is not None:
            with suppress(MatrixError, TimeoutError):
                async with asyncio.timeout(SHORT):
                    await self._http.put(self._path, {})
