"""Going out: carries out what the outbox gives, and says what became of it.

Slack takes the same message twice, so each carries its key as metadata. When it is not known whether a message has
arrived (no answer, or a process that died meanwhile), it is looked for there before it is posted again; where Slack
cannot be asked, it is uncertain, and the facilitator is told. Metadata can be read by every app of the workspace: the
key is random and says nothing.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, assert_never

import structlog

from space_to_think.delivery import (
    ClosePlace,
    Delivery,
    Failed,
    File,
    InvitePeople,
    OpenPlace,
    Pin,
    Post,
    Receipt,
    Retry,
    Sent,
    SetTurns,
    Uncertain,
    Vanished,
)
from space_to_think.identity import PersonId, PlaceId
from space_to_think.inbound import PlaceOpened
from space_to_think_adapters.slack.api import POST, Api, Limited, LoggedOut, Refused, Unanswered
from space_to_think_adapters.slack.incoming import At
from space_to_think_adapters.slack.limits import CHANNEL_NAME
from space_to_think_adapters.slack.outgoing import Part, Voice, escape, parts, people
from space_to_think_adapters.slack.payload import Json, each, part
from space_to_think_adapters.slack.places import NAME, Places
from space_to_think_adapters.slack.texts import text

log = structlog.get_logger()

EVENT: Final = "space_to_think"  # the type of our metadata
PAGES: Final = 10  # of PAGE messages that are looked through for one of ours
PAGE: Final = 200
LOGGED_OUT: Final = 60.0  # seconds between two tries with a token that is no longer good
# Codes of chat.update that say: what stands in the slot cannot be edited any more.
VANISHED: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"})
HIDDEN: Final = frozenset({"missing_scope", "not_in_channel", "channel_not_found", "thread_not_found"})
NOT_THERE: Final = "team_access_not_granted"  # the organisation has not added us to that workspace
THERE: Final = frozenset({"already_in_channel", "cant_invite_self"})


@dataclass(frozen=True, slots=True)
class Where:
    """Where a message goes: a channel, or a person, whose direct chat Slack finds by their id."""

    tenant: str
    channel: str
    thread: str | None = None


class Deliveries:
    """Carries deliveries out. `opened` takes the news of a place."""

    def __init__(self, api: Api, places: Places, opened: Callable[[PlaceOpened], Awaitable[object]]) -> None:
        self._api = api
        self._places = places
        self._opened = opened
        self._refused: set[str] = set()  # keys whose last try Slack has certainly not taken

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Carry one out. What Slack says is turned into the receipt that fits."""
        private = isinstance(delivery.to, PersonId)
        try:
            return await self._carry_out(delivery)
        except Limited as limited:
            return Retry(limited.after, only=True)
        except LoggedOut as error:
            log.error("slack does not know the token", code=str(error))
            return Retry(LOGGED_OUT, only=True)
        except Unanswered:
            return Retry()
        except Refused as refused:
            return Failed(refused.code.replace("_", "-"), unreachable=private)

    async def _carry_out(self, delivery: Delivery) -> Receipt:
        what, to = delivery.what, delivery.to
        match what:
            case Post():
                return await self._post(delivery, what)
            case OpenPlace():
                return await self._open(delivery, what)
            case InvitePeople() if isinstance(to, PlaceId):
                await self._invite(delivery, to, what.people)
            case ClosePlace() if isinstance(to, PlaceId):
                await self._places.leave(to)
            case InvitePeople() | SetTurns() | Pin() | ClosePlace():
                pass  # nobody can be kept from writing here, and the card is found by the words or in the direct chat
            case _:
                assert_never(what)
        return Sent()

    # ---- messages

    async def _post(self, delivery: Delivery, post: Post) -> Receipt:
        to = delivery.to
        name = await self._places.names(people(post.card.lines))
        made = parts(post.card, Voice(name, post.shared, calls=post.call))
        where = Where(to.tenant, to.room, to.thread) if isinstance(to, PlaceId) else Where(to.tenant, to.user)
        if post.replaces is not None:
            return await self._edit(where, post, made)
        return await self._new(where, delivery, post.file, made)

    async def _new(self, where: Where, delivery: Delivery, file: File | None, made: Sequence[Part]) -> Receipt:
        found: dict[str, str] = {}
        files: list[str] = []
        look = delivery.attempt > 1 and delivery.key not in self._refused
        self._refused.discard(delivery.key)
        if look:
            try:
                where = await self._looked_into(where)
                for message in await self._messages(where):
                    found |= _ours(message)
                    files += [str(one.get("name")) for one in each(message, "files")]
            except Refused as refused:
                if refused.code in HIDDEN:
                    return Uncertain()
                raise
        channel, ts = where.channel, ""
        for number, one in enumerate(made):
            key = f"{delivery.key}-{number}"
            if key in found:
                ts = found[key]
                continue
            try:
                answer = await self._say(where, one, key)
            except (Limited, LoggedOut):
                if number == 0:
                    self._refused.add(delivery.key)
                raise
            channel, ts = str(answer["channel"]), str(answer["ts"])
        if file is not None and file.name not in files:
            await self._file(replace(where, channel=channel), file)
        return Sent(f"{channel}/{ts}")

    async def _say(self, where: Where, said: Part, key: str) -> Json:
        return await self._api.call(
            where.tenant,
            POST,
            channel=where.channel,
            thread_ts=where.thread,
            text=said.text,
            blocks=said.blocks or None,
            metadata={"event_type": EVENT, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )

    async def _edit(self, where: Where, post: Post, made: Sequence[Part]) -> Receipt:
        """In place. A card that has grown beyond one message is posted anew: an edit is one message."""
        channel, _, ts = (post.replaces or "").partition("/")
        stands, first = {"channel": channel, "ts": ts}, made[0]
        try:
            if len(made) > 1:
                await self._api.call(where.tenant, "chat.delete", **stands)
                return Vanished()
            await self._api.call(where.tenant, "chat.update", **stands, text=first.text, blocks=first.blocks)
        except Refused as refused:
            if refused.code in VANISHED:
                return Vanished()
            raise
        return Sent(post.replaces)

    async def _file(self, where: Where, file: File) -> None:
        """docs.slack.dev/messaging/working-with-files: ask where to, hand it over, say whom it is for."""
        size, call = len(file.data), self._api.call
        asked = await call(where.tenant, "files.getUploadURLExternal", filename=file.name, length=size)
        await self._api.upload(str(asked["upload_url"]), file.data)
        await call(
            where.tenant,
            "files.completeUploadExternal",
            files=[{"id": asked["file_id"], "title": file.name}],
            channel_id=where.channel,
            thread_ts=where.thread,
        )

    # ---- looking for what may have arrived

    async def _looked_into(self, where: Where) -> Where:
        """The same with a channel that can be read: a person's id is none."""
        if where.channel[:1] not in ("U", "W"):
            return where
        answer = await self._api.call(where.tenant, "conversations.open", users=where.channel)
        return replace(where, channel=str(part(answer, "channel").get("id")))

    async def _messages(self, where: Where) -> list[Json]:
        """The newest messages of a channel, or the messages of a thread."""
        method = "conversations.history" if where.thread is None else "conversations.replies"
        wanted = {"channel": where.channel, "ts": where.thread, "include_all_metadata": True}
        answers = await self._pages(where.tenant, method, PAGES, **wanted)
        return [message for answer in answers for message in each(answer, "messages")]

    async def _pages(self, tenant: str, method: str, most: int | None = None, **wanted: Any) -> list[Json]:
        """The answers of a method that gives them page by page; None: all there are."""
        answers: list[Json] = []
        cursor: str | None = None
        while len(answers) != most:
            answers.append(await self._api.call(tenant, method, limit=PAGE, cursor=cursor, **wanted))
            cursor = part(answers[-1], "response_metadata").get("next_cursor")
            if not cursor:
                break
        return answers

    # ---- orders

    async def _open(self, delivery: Delivery, what: OpenPlace) -> Receipt:
        """A thread in a channel, or a private channel. Both can be found again by the key of the order."""
        if what.inside is None:
            id = await self._channel(delivery, what)
        else:
            receipt = await self._root(delivery, what.inside, what.title)
            if not isinstance(receipt, Sent):
                return receipt
            id = replace(what.inside, thread=(receipt.ref or "").partition("/")[2])
        await self._places.meet(id, made=what.inside is None)
        await self._invite(delivery, id, what.invite)
        place = await self._places.place(id.tenant, At(id.room, id.thread), readers=True)
        await self._opened(PlaceOpened(f"opened-{delivery.key}", place, delivery.key))
        return Sent()

    async def _root(self, delivery: Delivery, inside: PlaceId, title: str) -> Receipt:
        """The message that a thread hangs on."""
        connected = (await self._places.channel(inside.tenant, inside.room, fresh=True)).connected
        said = f"{title}. {text('connect')}" if connected else title
        return await self._new(Where(inside.tenant, inside.room), delivery, None, (Part([], [said]),))

    async def _channel(self, delivery: Delivery, what: OpenPlace) -> PlaceId:
        tenant = delivery.to.tenant
        name = re.sub(r"[^a-z0-9_-]", "-", f"{what.title}-{delivery.key[:6]}".lower())[:CHANNEL_NAME]
        people = [one for one in (delivery.to, *what.invite) if isinstance(one, PersonId) and one.adapter == NAME]
        for team in await self._places.teams(tenant, people):
            try:
                return PlaceId(NAME, tenant, await self._made(tenant, team, name))
            except Refused as refused:
                if refused.code != NOT_THERE:
                    raise
        raise Refused(NOT_THERE)

    async def _made(self, tenant: str, team: str | None, name: str) -> str:
        try:
            made = await self._api.call(tenant, "conversations.create", name=name, is_private=True, team_id=team)
            return str(part(made, "channel").get("id"))
        except Refused as refused:
            if refused.code != "name_taken":
                raise
        answers = await self._pages(tenant, "users.conversations", types="private_channel", team_id=team)
        for channel in (channel for answer in answers for channel in each(answer, "channels")):
            if channel.get("name") == name:  # an earlier try has made it
                return str(channel["id"])
        raise Refused("name-taken")

    async def _invite(self, delivery: Delivery, place: PlaceId, wanted: Iterable[PersonId]) -> None:
        """Bring people into a channel that we made. A thread is in somebody's own channel: there we only say who is
        missing, because whoever is added to it can read all that was ever said there."""
        meetings = await self._places.meetings(place.tenant, place.room)
        users = [person for person in wanted if person.adapter == NAME]
        missing = await self._missing(place, users) if users else []
        if meetings.made:
            missing = [person for person in missing if not await self._added(place, person)]
        if missing:
            name = await self._places.names(missing)
            said = text("not-added" if meetings.made else "not-here", people=", ".join(map(name, missing)))
            told = replace(delivery, key=f"{delivery.key}-missing")
            await self._new(Where(place.tenant, place.room, place.thread), told, None, (Part([], [escape(said)]),))

    async def _missing(self, place: PlaceId, people: Sequence[PersonId]) -> list[PersonId]:
        answers = await self._pages(place.tenant, "conversations.members", channel=place.room)
        there = {user for answer in answers for user in answer.get("members", ())}
        return [person for person in people if person.user not in there]

    async def _added(self, place: PlaceId, person: PersonId) -> bool:
        try:
            await self._api.call(place.tenant, "conversations.invite", channel=place.room, users=person.user)
        except Refused as refused:
            return refused.code in THERE
        return True


def _ours(message: Json) -> dict[str, str]:
    """A message of ours by its key."""
    metadata = part(message, "metadata")
    key = part(metadata, "event_payload").get("key")
    return {str(key): str(message["ts"])} if metadata.get("event_type") == EVENT and key else {}
