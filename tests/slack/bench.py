"""The contract's bench on Slack: people in a workspace of local-slack, behind the strict peer."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from html import unescape
from typing import Any, Final, cast

from pydantic import SecretStr

from space_to_think.delivery import Adapter, Delivery, File, Pin, Post, Receipt, Runtime, Sent
from space_to_think.host.facade import Host
from space_to_think.identity import PersonId, Place
from space_to_think.inbound import Answer, Called, Inbound, Nothing, OpenForm, PlaceOpened
from space_to_think.inbound import Said as Heard
from space_to_think.rendered import RenderedCard, Said
from space_to_think.testing.clock import FrozenClock
from space_to_think.wording.render import Wording
from space_to_think_adapters.slack.adapter import SlackAdapter
from tests.slack.local import APP_TOKEN, BOT, BOT_TOKEN, ROOM, SECRET, TEAM, person
from tests.slack.people import VALUES, People
from tests.slack.strict.peer import Peer
from tests.slack.strict.state import View

Json = dict[str, Any]

WITHIN: Final = 60.0  # seconds that the bot may take for one thing
DID: Final = {"OpenPlace": "open", "InvitePeople": "invite", "SetTurns": "turns", "Pin": "pin", "ClosePlace": "close"}
DATES: Final = ("%Y-%m-%d", "%d %B %Y", "%d %B", "%d %b %Y")


@cache
def wording() -> Wording:
    """What the bot says, read once: each house would spend a second on it."""
    return Wording.load(Host.load().manifests)


def settings(peer: Peer, **more: Any) -> dict[str, Any]:
    """What the adapter is made with; paced only where a test says so."""
    both: dict[str, Any] = {"bot_token": SecretStr(BOT_TOKEN), "api_url": f"{peer.url}/api/", "spacing": 0.0}
    way = {"app_token": SecretStr(APP_TOKEN)} if peer.mode == "socket" else {"signing_secret": SecretStr(SECRET)}
    return {**both, **way, "port": 0, **more}


class Overheard:
    """The runtime, with somebody who listens."""

    def __init__(self, runtime: Runtime, watched: "Watched") -> None:
        self._runtime = runtime
        self._watched = watched

    def __getattr__(self, name: str) -> Any:
        return getattr(self._runtime, name)

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        answer = await self._runtime.accept(inbound, cursor)
        self._watched.taken.append((inbound, answer))
        return answer


class Watched:
    """The adapter, telling a test what was taken and carried out."""

    def __init__(self, **with_these: Any) -> None:
        self.inner = SlackAdapter(**with_these)
        self.name, self.features = self.inner.name, self.inner.features
        self.taken: list[tuple[Inbound, Answer]] = []
        self.did: list[str] = []
        self.pinned: str | None = None

    async def run(self, runtime: Runtime) -> None:
        await self.inner.run(cast("Any", Overheard(runtime, self)))

    async def deliver(self, delivery: Delivery) -> Receipt:
        receipt = await self.inner.deliver(delivery)
        what = delivery.what
        if isinstance(receipt, Sent) and type(what).__name__ in DID:
            self.did.append(DID[type(what).__name__])
        if isinstance(what, Pin):
            self.pinned = what.ref
        return receipt

    @property
    def opened(self) -> list[Place]:
        found = [inbound.place for inbound, _ in self.taken if isinstance(inbound, PlaceOpened)]
        return list({place.id: place for place in found}.values())

    def answered(self, user: str, since: int) -> Answer:
        """What somebody was answered last; a message and the mention in it are the same, and answered once."""
        found: dict[str, Answer] = {}
        for inbound, answer in self.taken[since:]:
            if isinstance(inbound, Called | Heard) and inbound.by.user == user:
                found.setdefault(inbound.key, answer)
        return list(found.values())[-1] if found else Nothing()


class SlackBench:
    """See `space_to_think.testing.bench.Bench`. `bare`: people type bare words in the direct chat, and not `/space`."""

    def __init__(self, peer: Peer, people: Mapping[str, str], clock: FrozenClock, bare: bool = False) -> None:
        self.peer = peer
        self.people = People(peer)
        self.watched = Watched(**settings(peer))
        self._keys = tuple(people)
        self._bare = bare
        self._messages: dict[str, list[Json]] = {}
        self._direct: dict[str, str] = {}
        self._seen = 0
        self._mark = (-1, -1, -1)

    @property
    def adapter(self) -> Adapter:
        return cast("Adapter", self.watched)

    def person(self, who: str) -> PersonId:
        return PersonId("slack", TEAM, person(who))

    def group(self) -> Place:
        return self.watched.opened[-1]

    # ---- what people do

    async def say(self, who: str, text: str) -> Answer:
        return await self._say(who, text)

    async def call(self, who: str, words: str, private: bool = False) -> Answer:
        words = self.with_ids(words)
        if not private:
            return await self._opened(who, words, await self._say(who, f"<@{BOT}> {words}"))
        channel = (await self._me(who))[1]
        since = len(self.watched.taken)
        if not self._bare:
            await self.people.command(who, words, channel)
            return await self._answer(who, since)
        await self.people.say(who, words, channel)
        return await self._opened(who, words, await self._answer(who, since))

    async def _opened(self, who: str, words: str, answer: Answer) -> Answer:
        """A message opens nothing: it offers a button that does."""
        if not isinstance(answer, OpenForm):
            return answer
        await self.refresh()
        return await self.press(who, words)

    async def press(self, who: str, words: str) -> Answer:
        await self._me(who)
        in_sight = list(self.in_sight(who))
        for fits in (lambda w, label: words in (w, label), lambda w, _: w.startswith(words)):
            for where, block, element in in_sight:
                if fits(words_of(element), element["text"]["text"]):
                    since = len(self.watched.taken)
                    if isinstance(where, View):
                        await self.people.press_in(who, where, block, element)
                    else:
                        self.peer.state.views.pop(person(who), None)
                        await self.people.press(who, where["channel"], where["ts"], block, element)
                    return await self._answer(who, since)
        raise LookupError(f"{who} sees no button {words!r}, only: {[words_of(e) for _, _, e in in_sight]}")

    async def fill(self, who: str, fields: Mapping[str, str]) -> Answer:
        await self._me(who)
        stack = self.peer.state.views[person(who)]
        if not stack or stack[-1].body.get("callback_id") != "form":
            raise LookupError(f"no form is open to {who}")
        inputs = {block["block_id"]: block for block in stack[-1].body["blocks"] if block["type"] == "input"}
        if wrong := set(fields) - set(inputs):
            raise LookupError(f"the form has no field {', '.join(sorted(wrong))}")
        values = {name: self.filled(block, fields.get(name)) for name, block in inputs.items()}
        since = len(self.watched.taken)
        await self.people.submit(who, values)
        return await self._answer(who, since)

    async def delete_card(self, who: str) -> Answer:
        if self.watched.pinned is None:
            raise LookupError("no card is pinned")
        channel, _, ts = self.watched.pinned.partition("/")
        await self.people.delete(who, channel, ts)
        return Nothing()

    async def flush(self) -> bool:
        await self.rest()
        await self.refresh()
        before, self._seen = self._seen, len(self.peer.delivered)
        return self._seen > before

    # ---- what people see

    def in_group(self) -> Sequence[Post]:
        if not self.watched.opened:
            return []
        place = self.group().id
        return [
            _post(message)
            for message in self._messages.get(place.room, ())
            if place.thread in (None, message.get("thread_ts")) and self._is_ours(message)
        ]

    def in_private(self, who: str) -> Sequence[Post]:
        user, found = person(who), []
        for channel, messages in self._messages.items():
            for message in messages:
                mine = channel == self._direct.get(who) or self._only(channel, message) == user
                if mine and self._is_ours(message, user):
                    found.append(_post(message))
        views = self.peer.state.views[user]
        return [*found, *(Post(RenderedCard((Said((shown_in(view.body["blocks"]),)),))) for view in views)]

    def orders(self) -> Sequence[str]:
        return self.watched.did

    def in_sight(self, who: str) -> Iterator[tuple[View | Json, str, Json]]:
        """Every button that this person could press now: in the view in front, then in messages, newest first."""
        user = person(who)
        for view in self.peer.state.views[user][-1:]:
            yield from ((view, block, element) for block, element in buttons(view.body["blocks"]))
        messages = [
            {**message, "channel": channel}
            for channel, all_of_it in self._messages.items()
            for message in all_of_it
            if self._is_ours(message, user) and (channel[:1] != "D" or channel == self._direct.get(who))
        ]
        for message in sorted(messages, key=_changed, reverse=True):
            yield from ((message, block, element) for block, element in buttons(message.get("blocks") or ()))

    # ---- how

    def with_ids(self, words: str) -> str:
        return re.sub(r"@(\w+)", lambda m: f"<@{person(m[1])}>" if m[1] in self._keys else m[0], words)

    def filled(self, block: Json, given: str | None) -> Json:
        """What Slack's client sends for an input; one that is needed and empty it does not let anybody send."""
        element = block["element"]
        kind, name = element["type"], VALUES[element["type"]]
        value = _kept(element) if given is None else self._given(element, given)
        assert value or block.get("optional"), f"Slack lets nobody send the form without {block['block_id']}"
        return {element["action_id"]: {"type": kind, name: value}}

    def _given(self, element: Json, given: str) -> Any:
        match element["type"]:
            case "static_select" | "radio_buttons":
                found = [option for option in element["options"] if option["value"] == given]
                if not found:
                    raise LookupError(f"there is no choice {given!r}, only {[o['value'] for o in element['options']]}")
                return found[0]
            case "multi_users_select":
                return [person(name.removeprefix("@")) for name in given.split()]
            case "datepicker":
                return _date(given)
            case _:
                return given

    async def _me(self, who: str) -> tuple[str, str]:
        """The person's id and direct chat, as soon as the bot is there."""
        await self.ready()
        if who not in self._direct:
            self._direct[who] = await self.people.direct(who)
        await self.refresh()
        return person(who), self._direct[who]

    async def ready(self) -> None:
        await asyncio.wait_for(self.watched.inner.ready.wait(), WITHIN)
        if self.peer.mode == "events":
            self.peer.signed.url = f"http://127.0.0.1:{self.watched.inner.bound}/slack/events"
        else:
            await self.peer.sockets.connected()

    async def _say(self, who: str, text: str) -> Answer:
        await self._me(who)
        place = self.group().id
        channel = await self.peer.channel(place.room)
        assert channel is not None
        if person(who) not in self.peer.state.members(place.room, channel["members"]):
            await self.people.come(who, place.room)  # somebody lets them in: it is private
        since = len(self.watched.taken)
        await self.people.say(who, text, place.room, place.thread)
        return await self._answer(who, since)

    async def _answer(self, who: str, since: int) -> Answer:
        await self.rest()
        return self.watched.answered(person(who), since)

    async def rest(self) -> None:
        """Until nothing is under way between the adapter and Slack."""
        while True:
            await self.peer.idle()
            busy = under_way(self.watched.inner)
            if not busy:
                return
            await asyncio.gather(*busy, return_exceptions=True)

    async def refresh(self) -> None:
        """Look what stands where, if there can be anything new."""
        mark = (len(self.peer.calls), len(self.peer.delivered), len(self.watched.opened))
        if mark == self._mark:
            return
        self._mark = mark
        for who in self._keys:
            if who not in self._direct:
                self._direct[who] = await self.people.direct(who)
        rooms = {ROOM, *self._direct.values(), *(place.id.room for place in self.watched.opened)}
        self._messages = {room: await self.peer.messages(room) for room in rooms}

    def _only(self, channel: str, message: Json) -> str | None:
        """Who alone sees it."""
        return message.get("ephemeral_to") or self.peer.state.ephemeral.get((channel, message["ts"]))

    def _is_ours(self, message: Json, user: str | None = None) -> bool:
        return message.get("user") == BOT and self._only(message["channel"], message) in (None, user)


def under_way(adapter: SlackAdapter) -> list[asyncio.Task[None]]:
    """What the adapter does beside, but for what it does again and again."""
    return [task for task in adapter._later if getattr(task.get_coro(), "__name__", "") != "keep"]


def buttons(blocks: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    for block in blocks:
        for element in (*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])):
            if element.get("type") == "button" and "value" in element:
                yield block.get("block_id", ""), element


def words_of(element: Json) -> str:
    return str(json.loads(element["value"]).get("w", ""))


def shown_in(value: Any) -> str:
    """All the words in blocks, line by line."""
    if isinstance(value, dict):
        own = value["text"] if isinstance(value.get("text"), str) else ""
        return "\n".join(filter(None, [own, *(shown_in(v) for v in value.values() if isinstance(v, dict | list))]))
    return "\n".join(filter(None, map(shown_in, value))) if isinstance(value, list) else ""


def readable(text: str) -> str:
    """As Slack shows it to people."""
    named = re.sub(r"<@[UW]0([A-Z]+)(?:\|[^>]*)?>", lambda found: f"@{found[1].lower()}", text)
    return unescape(re.sub(r"<([^|>]*)\|([^>]*)>", r"\2", named))


def _post(message: Json) -> Post:
    text = readable(message.get("text") or shown_in(message.get("blocks") or []))
    files = message.get("files") or ()
    file = File(str(files[0]["name"]), str(files[0].get("mimetype", "")), b"") if files else None
    return Post(RenderedCard((Said((text,)),)), file=file)


def _changed(message: Json) -> float:
    return float((message.get("edited") or message)["ts"])


def _kept(element: Json) -> Any:
    for name in ("initial_value", "initial_option", "initial_options", "initial_date", "initial_user", "initial_users"):
        if name in element:
            return element[name]
    return None


def _date(given: str) -> str:
    for form in DATES:
        try:
            return datetime.strptime(given, form).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return given
