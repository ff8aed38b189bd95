"""What is known of channels and people: what kind of place it is, where sessions meet in it, how people are called."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from space_to_think.delivery import Runtime
from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think_adapters.slack.api import Api, Refused, SlackError, Unanswered
from space_to_think_adapters.slack.incoming import At
from space_to_think_adapters.slack.outgoing import Name
from space_to_think_adapters.slack.payload import Json, part
from space_to_think_adapters.slack.texts import text

NAME: Final = "slack"
HOUR: Final = 3600.0  # for so long a name is taken to be the same
MOST: Final = 20_000  # names that are remembered
THREADS: Final = 200  # threads of a channel where sessions meet


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as Slack describes it. `connected`: people of other organisations are in it too."""

    kind: PlaceKind
    connected: bool = False
    readers: int | None = None


@dataclass(frozen=True, slots=True)
class Meetings:
    """Where sessions meet in a channel: in the whole of it, if it was `made` for one, or in these threads."""

    made: bool = False
    threads: tuple[str, ...] = ()


class Places:
    """Channels and names of every workspace."""

    def __init__(self, api: Api, runtime: Runtime) -> None:
        self._api = api
        self._runtime = runtime
        self._channels: dict[tuple[str, str], Channel] = {}
        self._meetings: dict[tuple[str, str], Meetings] = {}
        self._over: set[PlaceId] = set()  # where a session has met, and is over
        self._names: dict[tuple[str, str], tuple[float, str]] = {}

    # ---- places

    @staticmethod
    def direct(person: PersonId) -> Place:
        """Somebody's direct chat with us, be it that it was not opened yet."""
        return Place(PlaceId(NAME, person.tenant, person.user), PlaceKind.DIRECT, readers=1)

    async def place(self, tenant: str, at: At, readers: bool = False, within: float | None = None) -> Place:
        """The place; `readers`: how many can read there has to be known too.

        Raises SlackError, also where Slack does not answer `within` these seconds.
        """
        if at.kind is PlaceKind.DIRECT:
            return Place(PlaceId(NAME, tenant, at.channel), PlaceKind.DIRECT, readers=1)
        if at.kind is None or readers:
            known = await self.channel(tenant, at.channel, readers, within)
        else:
            known = Channel(at.kind)
        kind, thread = known.kind, None
        if kind is PlaceKind.ROOM and at.thread and not (await self.meetings(tenant, at.channel)).made:
            kind, thread = PlaceKind.THREAD, at.thread
        return Place(PlaceId(NAME, tenant, at.channel, thread), kind, known.readers)

    async def channel(self, tenant: str, id: str, fresh: bool = False, within: float | None = None) -> Channel:
        """What Slack says of a channel; one that we may not look into counts as public. Raises SlackError."""
        if fresh or (tenant, id) not in self._channels:
            try:
                async with asyncio.timeout(within):
                    self._channels[tenant, id] = await self._look(tenant, id)
            except TimeoutError:
                raise Unanswered("TimeoutError") from None
        return self._channels[tenant, id]

    async def _look(self, tenant: str, id: str) -> Channel:
        try:
            answer = await self._api.call(tenant, "conversations.info", channel=id, include_num_members=True)
        except Refused as refused:
            if refused.code == "missing_scope":  # we ask for no right to look into public channels
                return Channel(PlaceKind.PUBLIC, False, None)
            raise
        said = part(answer, "channel")
        members = said.get("num_members")
        readers = max(int(members) - 1, 0) if members else None  # without us
        connected = bool(said.get("is_ext_shared") or (said.get("is_shared") and not said.get("is_org_shared")))
        if said.get("is_im"):
            return Channel(PlaceKind.DIRECT, connected, 1)
        private = said.get("is_private") or said.get("is_mpim") or said.get("is_group")
        return Channel(PlaceKind.ROOM if private else PlaceKind.PUBLIC, connected, readers)

    async def teams(self, tenant: str, people: Iterable[PersonId]) -> Sequence[str | None]:
        """Workspaces where a channel for these people can be made, the one that most of them are in first.

        Only an organisation has to say which: docs.slack.dev/enterprise/developing-for-enterprise-orgs
        """
        if not tenant.startswith("E"):
            return [None]
        counted = Counter[str]()
        for person in people:
            with suppress(Refused):
                user = part(await self._api.call(tenant, "users.info", user=person.user), "user")
                counted.update(part(user, "enterprise_user").get("teams") or ())
        return [team for team, _ in counted.most_common()]

    # ---- where sessions meet

    async def meetings(self, tenant: str, channel: str) -> Meetings:
        """Where sessions meet in a channel."""
        if (tenant, channel) not in self._meetings:
            found = await self._runtime.kept(NAME, f"meetings/{tenant}/{channel}")
            data: Json = json.loads(found) if found else Json()
            known = Meetings(data.get("made", False), tuple(data.get("threads", ())))
            self._meetings.setdefault((tenant, channel), known)
        return self._meetings[tenant, channel]

    async def meet(self, place: PlaceId, made: bool = False) -> None:
        """Remember that a session meets there."""
        known = await self.meetings(place.tenant, place.room)
        threads = known.threads if place.thread is None else (*known.threads, place.thread)
        now = Meetings(known.made or made, tuple(dict.fromkeys(threads))[-THREADS:])
        if now != known or place in self._over:
            self._over.discard(place)
            self._meetings[place.tenant, place.room] = now
            await self._keep(place)

    async def leave(self, place: PlaceId) -> None:
        """The session there is over, and the store forgets it. We know it until we end, as another round may begin."""
        known = await self.meetings(place.tenant, place.room)
        if place not in self._over and (known.made if place.thread is None else place.thread in known.threads):
            self._over.add(place)
            await self._keep(place)

    async def _keep(self, place: PlaceId) -> None:
        known = self._meetings[place.tenant, place.room]
        threads = [one for one in known.threads if replace(place, thread=one) not in self._over]
        made = known.made and replace(place, thread=None) not in self._over
        value = json.dumps({"made": made, "threads": threads}).encode() if made or threads else None
        await self._runtime.keep(NAME, f"meetings/{place.tenant}/{place.room}", value)

    async def where(self, tenant: str, channel: str) -> Iterator[Place]:
        """Every place in a channel where a session may meet."""
        known = await self.meetings(tenant, channel)
        rooms = [Place(PlaceId(NAME, tenant, channel), PlaceKind.ROOM)] if known.made else []
        threads = (Place(PlaceId(NAME, tenant, channel, thread), PlaceKind.THREAD) for thread in known.threads)
        return iter([*rooms, *threads])

    # ---- names

    async def names(self, people: Iterable[PersonId], within: float | None = None) -> Name:
        """How these people are called, as far as Slack says it `within` these seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await asyncio.gather(*(self._learn(person) for person in dict.fromkeys(people)))
        return lambda person: self._names.get((person.tenant, person.user), (0.0, text("colleague")))[1]

    async def _learn(self, person: PersonId) -> None:
        key, now = (person.tenant, person.user), time.monotonic()
        if key in self._names and now < self._names[key][0]:
            return
        try:
            user = part(await self._api.call(person.tenant, "users.info", user=person.user), "user")
        except SlackError:
            return
        profile = part(user, "profile")
        name = str(profile.get("display_name") or profile.get("real_name") or user.get("name") or text("colleague"))
        if len(self._names) >= MOST:
            self._names.clear()
        self._names[key] = now + HOUR, name
