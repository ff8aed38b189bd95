"""Matrix on a real homeserver: an answer and the first sync beside bare matrix-nio, and fifty sessions at once.

Both bots meet the same Synapse in the same run. Where no Synapse is installed (`make synapse`) there is nothing to
measure, and that is said.
"""

# nio is annotated but says so nowhere.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from nio import AsyncClient, AsyncClientConfig, RoomMessageText

from bench.figures import Figure, Goal
from bench.live import live
from bench.ours import MONDAY, parts
from bench.rounds import alternate, ratio
from space_to_think.host.facade import Host
from space_to_think.runtime.secrets import KeyFile
from space_to_think.runtime.service import Service
from space_to_think.testing.clock import FrozenClock
from space_to_think.wording.render import Wording
from space_to_think_adapters.matrix import adapter
from space_to_think_adapters.matrix.http import Http, Json, at
from space_to_think_adapters.matrix.unit import Unit
from tests.matrix.bench import bot_settings
from tests.matrix.people import Someone
from tests.matrix.synapse import PYTHON, Account, Synapse

FILTER = adapter.FILTER
ANSWERS = 20  # in one round
ROUNDS = 3
ROOMS = 200
AT_ONCE = 4
WITHIN = 60.0


async def measure(folder: Path, host: Host, wording: Wording) -> list[Figure]:
    if not PYTHON.exists():
        print("there is no Synapse: matrix is not measured (make synapse)", file=sys.stderr)
        return []
    synapse = await asyncio.to_thread(Synapse(folder / "synapse").start)
    try:
        return [await part(synapse, folder, host, wording) for part in (_answer, _first_sync, live)]
    finally:
        await asyncio.to_thread(synapse.stop)


class Asker:
    """Somebody who asks a bot in an encrypted direct chat, and stops the time until it has answered."""

    def __init__(self, someone: Someone, bot: str) -> None:
        self._someone = someone
        self._bot = bot

    async def meet(self) -> None:
        self._someone.hands.crypto._unsigned = True  # the bare bot has no identity
        self._room = await self._someone.direct(self._bot)

    async def round(self) -> float:
        return median([await self._once() for _ in range(ANSWERS)])

    async def _once(self) -> float:
        await self._someone.sync()
        since = str(self._someone._since)
        start = perf_counter()
        await self._someone.say(self._room, "help")
        while perf_counter() < start + WITHIN:
            batch = await self._someone.http.get("/_matrix/client/v3/sync", {"since": since, "timeout": "10000"})
            since = batch["next_batch"]
            part: Json = batch.get("rooms", {}).get("join", {}).get(self._room.id, {})
            if any(
                e["sender"] == self._bot and "state_key" not in e for e in part.get("timeline", {}).get("events", [])
            ):
                return perf_counter() - start
        raise TimeoutError("the bot does not answer")


def _bare(synapse: Synapse, account: Account, folder: Path) -> Any:
    folder.mkdir(parents=True)
    config = AsyncClientConfig(store_sync_tokens=False, encryption_enabled=True)
    client = AsyncClient(synapse.url, account.user, account.device, str(folder), config)
    client.restore_login(account.user, account.device, account.token)
    return client


@asynccontextmanager
async def _echo(synapse: Synapse, account: Account, folder: Path) -> AsyncIterator[Any]:
    """A bot that repeats what is said."""
    client = _bare(synapse, account, folder)

    async def heard(room: Any, event: Any) -> None:
        if event.sender != account.user:
            content = {"msgtype": "m.notice", "body": event.body}
            await client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)

    client.add_event_callback(heard, RoomMessageText)
    task = asyncio.create_task(client.sync_forever(timeout=30_000, full_state=True))
    try:
        yield client
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await client.close()


async def _answer(synapse: Synapse, folder: Path, host: Host, wording: Wording) -> Figure:
    ours, echo = synapse.register("ours"), synapse.register("echo")
    made = adapter.MatrixAdapter(**bot_settings(synapse, ours, folder / "matrix-ours"))
    (folder / "matrix-core").mkdir()
    askers: dict[str, Asker] = {}
    people: list[Someone] = []
    async with (
        Service(parts(folder / "matrix-core", host, wording, FrozenClock(MONDAY), made)),
        _echo(synapse, echo, folder / "matrix-echo") as client,
    ):
        for name, bot in (("ours", ours), ("bare", echo)):
            people.append(await Someone(synapse, synapse.register(f"asks-{name}"), folder / f"asks-{name}").start())
            askers[name] = Asker(people[-1], bot.user)
            if name == "bare":
                room = await people[-1].hands.open_direct(bot.user)
                assert room is not None
                await client.join(room.id)
            await askers[name].meet()
        found = await alternate({name: asker.round for name, asker in askers.items()}, ROUNDS)
        for one in people:
            await one.stop()
    return Figure(
        "an answer on Matrix, in an encrypted chat", median(found["ours"]) * 1e3, "ms", "ms, a bot of bare matrix-nio",
        median(found["bare"]) * 1e3, ratio(found["ours"], found["bare"]), Goal(1.3, least=False),
    )  # fmt: skip


async def _first_sync(synapse: Synapse, folder: Path, host: Host, wording: Wording) -> Figure:
    account = synapse.register("many")
    http = Http(synapse.url, account.token)
    others = [synapse.register(f"one-{number}").user for number in range(4)]
    limit = asyncio.Semaphore(AT_ONCE)

    async def room(number: int) -> None:
        async with limit:
            await http.post(at("createRoom"), {"preset": "private_chat", "name": f"Room {number}", "invite": others})

    await asyncio.gather(*(room(number) for number in range(ROOMS)))
    await http.close()
    rounds = iter(range(1000))

    core, device = folder / "matrix-many", folder / "matrix-many-device"
    core.mkdir()

    async def ours() -> float:
        # The homeserver remembers its answer to a first question for two minutes, so each is another.
        setattr(adapter, "FILTER", FILTER.replace('"limit":50', f'"limit":{51 + next(rounds)}'))  # noqa: B010
        made = adapter.MatrixAdapter(**bot_settings(synapse, account, device))
        start = perf_counter()
        async with Service(parts(core, host, wording, FrozenClock(MONDAY), made)):
            await asyncio.wait_for(made._ready.wait(), WITHIN)
            taken = perf_counter() - start
        for file in core.glob("*.db*"):
            file.unlink()
        unit = Unit(device, KeyFile(core / "ours.key").read())
        assert unit.device is not None
        unit.device.since = None  # the next first sync is one again
        unit.save()
        return taken

    async def bare() -> float:
        number = next(rounds)
        client = _bare(synapse, synapse.login(account), folder / f"matrix-bare-{number}")
        start = perf_counter()
        await client.keys_upload()
        await client.sync(0, {"room": {"timeline": {"limit": 51 + number}}}, full_state=True)
        taken = perf_counter() - start
        await client.close()
        return taken

    found = await alternate({"ours": ours, "bare": bare}, ROUNDS)
    return Figure(
        f"the first sync with {ROOMS} rooms on Matrix", median(found["ours"]) * 1e3, "ms", "ms, bare matrix-nio",
        median(found["bare"]) * 1e3, ratio(found["ours"], found["bare"]), Goal(1.5, least=False),
    )  # fmt: skip
