"""Slack: takes what Slack delivers, by its socket or as signed HTTP, hands it to the core, and gives the answers.

slack-bolt checks signatures and speaks Slack's two ways of delivering; everything then comes in by one door, `_take`.
The acknowledgement goes back only when the core has stored what came, so Slack delivers again whatever was not; and
what it delivers twice is taken once, by its key.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, Final, assert_never

import structlog
from pydantic import SecretStr
from slack_bolt.response import BoltResponse

from space_to_think.delivery import Delivery, Features, Receipt, Retry, Runtime
from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.inbound import (
    Answer,
    Called,
    Deleted,
    Edited,
    FieldErrors,
    Inbound,
    Joined,
    Left,
    Nothing,
    Notice,
    PlaceLost,
    PlaceMoved,
)
from space_to_think.inbound import Said as Heard
from space_to_think.rendered import RenderedCard, Said
from space_to_think_adapters.slack import incoming
from space_to_think_adapters.slack.answers import SOON, Act, Answers
from space_to_think_adapters.slack.api import Api, LoggedOut, Refused, SlackError
from space_to_think_adapters.slack.deliveries import Deliveries
from space_to_think_adapters.slack.home import Home
from space_to_think_adapters.slack.incoming import At, Handles
from space_to_think_adapters.slack.installs import Installed, Installs, Many, States, flow, one, tenants
from space_to_think_adapters.slack.notes import Notes
from space_to_think_adapters.slack.outgoing import PREFIX
from space_to_think_adapters.slack.payload import Json
from space_to_think_adapters.slack.places import NAME, Places
from space_to_think_adapters.slack.socket import Socket
from space_to_think_adapters.slack.texts import text
from space_to_think_adapters.slack.views import CHANNEL, PLACE, asks_place, fields, kept, picked
from space_to_think_adapters.slack.ways import bolt, on_http, on_socket

log = structlog.get_logger()

# A key is taken once: whatever may have arrived is looked for before it is posted again.
FEATURES: Final = Features(idempotent=True, threads=True, prefix=PREFIX)
JSON: Final[dict[str, str | Sequence[str]]] = {"content-type": "application/json"}
READY: Final = 20.0  # seconds that a delivery waits for the start


class NotTaken(Exception):
    """The core could not store something. Slack is not told that it has arrived, and delivers it again."""


class SlackAdapter:
    """One app. With `app_token` it listens on a socket, otherwise on `host` and `port`.

    `spacing`: seconds between two messages in one channel.
    """

    name = NAME
    features = FEATURES

    def __init__(
        self,
        bot_token: SecretStr | None = None,
        app_token: SecretStr | None = None,
        signing_secret: SecretStr | None = None,
        client_id: str | None = None,
        client_secret: SecretStr | None = None,
        api_url: str = "https://slack.com/api/",
        host: str = "127.0.0.1",
        port: int = 8738,
        spacing: float = 1.0,
    ) -> None:
        self._bot_token = _open(bot_token)
        self._app_token = _open(app_token)
        self._secret = _open(signing_secret)
        self._client = (client_id or "", _open(client_secret))
        self._url, self._spacing = api_url, spacing
        self._host, self._port = host, port
        self._later: set[asyncio.Task[None]] = set()
        self.ready = asyncio.Event()  # it listens, and can send
        self.bound: int | None = None  # the port that it listens on
        self._runtime: Runtime
        self._notes: Notes
        self._installs: Installs
        self._out: Deliveries

    # ---- what the core asks of an adapter

    async def run(self, runtime: Runtime) -> None:
        """Listen until cancelled. Raises OperatorFault, with its cure, for what an operator has to mend."""
        self._runtime, self._notes = runtime, Notes(runtime)
        api = Api(self._url, self._token, self._spacing)
        try:
            self._installs = await self._start(api)
            self._places = Places(api, runtime)
            self._answers = Answers(api, self._places)
            self._home = Home(api, self._places, self._accept)
            self._out = Deliveries(api, self._places, self._accept)
            self._do(self._notes.keep())
            async with AsyncExitStack() as ways:
                await self._listen(ways, api)
                self.ready.set()
                await asyncio.Event().wait()
        finally:
            self.ready.clear()
            for task in self._later:
                task.cancel()
            await asyncio.gather(*self._later, return_exceptions=True)
            await api.close()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Carry it out, as soon as it is known who we are."""
        try:
            await asyncio.wait_for(self.ready.wait(), READY)
        except TimeoutError:
            return Retry(only=True)
        return await self._out.deliver(delivery)

    # ---- the beginning

    async def _start(self, api: Api) -> Installs:
        """Where the app is installed: there by the token, or wherever it is let in."""
        if self._bot_token:
            return await one(api, self._bot_token)
        return Many(self._runtime, api.web, *self._client, self._do)

    async def _token(self, tenant: str) -> str:
        if not tenant:
            return self._bot_token
        found = await self._installs.fresh(tenant)
        if found is None:
            raise LoggedOut("not_installed")
        return found.token

    async def _listen(self, ways: AsyncExitStack, api: Api) -> None:
        """By the socket or by HTTP; where many can install it, browsers come by HTTP too."""
        app = bolt(self._secret, self._take)
        if self._app_token:
            self._notes.socket = Socket(self._app_token, api.web)
            await ways.enter_async_context(on_socket(app, self._notes.socket))
        many = self._installs if isinstance(self._installs, Many) else None
        if many is not None or not self._app_token:
            oauth = None if many is None else flow(many, States(self._runtime), api.web, *self._client)
            http = on_http(self._host, self._port, None if self._app_token else app, oauth)
            self.bound = await ways.enter_async_context(http)

    # ---- what comes in

    async def _take(self, body: Json) -> BoltResponse:
        """Everything that Slack delivers. What is not acknowledged is delivered again."""
        self._notes.came(body)
        meaning: incoming.Meaning | None = None
        try:
            here = await self._installed(body)
            meaning = None if here is None else incoming.read(body, here.user)
            answer = Json() if here is None or meaning is None else await self._one(here, meaning)
        except (NotTaken, SlackError) as error:
            log.warning("not taken", error=type(error).__name__)
            return BoltResponse(status=503)
        except Exception as error:  # Bolt would keep it to itself
            log.error("delivery failed", error=type(error).__name__, meaning=type(meaning).__name__)
            return BoltResponse(status=500)
        return BoltResponse(status=200, body=json.dumps(answer), headers=JSON) if answer else BoltResponse(status=200)

    async def _installed(self, body: Json) -> Installed | None:
        for tenant in tenants(body):
            found = await self._installs.find(tenant)
            if found is not None:
                return found
        return None

    async def _one(self, here: Installed, meaning: incoming.Meaning) -> Json:
        """Take one thing; what its acknowledgement says."""
        tenant = here.tenant
        match meaning:
            case incoming.Pressed():
                return await self._pressed(tenant, meaning)
            case incoming.Filled():
                return await self._filled(tenant, meaning)
            case incoming.Spoken():
                await self._spoken(here, meaning)
            case incoming.Changed():
                await self._changed(here, meaning)
            case incoming.Gone():
                place = await self._at(tenant, meaning.at)
                await self._accept(Deleted(meaning.key, None, place, _ref(meaning.at, meaning.ts)))
            case incoming.Moved():
                person, made = PersonId(NAME, tenant, meaning.user), Joined if meaning.joined else Left
                await self._everywhere(tenant, meaning.channel, lambda at, n: made(f"{meaning.key}/{n}", person, at))
            case incoming.Lost():
                await self._everywhere(tenant, meaning.channel, lambda at, n: PlaceLost(f"{meaning.key}/{n}", at))
            case incoming.Renamed():
                await self._renamed(tenant, meaning)
            case incoming.Home():
                self._do(self._home.show(PersonId(NAME, tenant, meaning.user), meaning.key))
            case incoming.Removed():
                await self._installs.forget(tenant, meaning.at)
            case incoming.TooMuch():
                log.error("slack holds events back", cure="Look why there are more than 30,000 events an hour.")
            case _:
                assert_never(meaning)
        return {}

    async def _changed(self, here: Installed, changed: incoming.Changed) -> None:
        by, called = PersonId(NAME, here.tenant, changed.by), _called(here, changed)
        place = await self._at(here.tenant, changed.at)
        said = await self._readable(here.tenant, changed.text)
        words = None if called is None else incoming.plain(called, str)
        ref, people = _ref(changed.at, changed.ts), _people(here.tenant, called or "")
        await self._accept(Edited(changed.key, by, place, ref, said, words, people))

    async def _spoken(self, here: Installed, spoken: incoming.Spoken) -> None:
        by, called = PersonId(NAME, here.tenant, spoken.by), _called(here, spoken)
        ref = _ref(spoken.at, spoken.ts)
        if called is None:
            place = await self._at(here.tenant, spoken.at)
            said = await self._readable(here.tenant, spoken.text)
            answer, words = await self._accept(Heard(spoken.key, by, place, said, ref)), ""
        else:
            words = incoming.plain(called, str)
            place = await self._place(here.tenant, by, spoken.at, words)
            people = _people(here.tenant, called)
            answer = await self._accept(Called(spoken.key, by, place, words, people=people, ref=ref))
        if not isinstance(answer, Nothing):
            self._do(self._answers.give(Act(by, place, words, Handles()), answer))

    async def _pressed(self, tenant: str, pressed: incoming.Pressed) -> Json:
        by, words = PersonId(NAME, tenant, pressed.by), incoming.plain(pressed.words, str)
        view = pressed.handles.view
        before = None if view is None else kept(view, tenant)
        place = self._places.direct(by) if before is None else before.place
        if pressed.at is not None:
            try:
                place = await self._place(tenant, by, pressed.at, words)
            except SlackError as error:
                act = Act(by, place, words, pressed.handles)
                return await self._answer(pressed, act, Notice(RenderedCard((Said((_why(error),)),))))
        called = Called(pressed.key, by, place, words, people=_people(tenant, pressed.words), seen=pressed.seen)
        answer = await self._accept(called, again=False)
        public = pressed.at is not None and pressed.at.kind is not PlaceKind.DIRECT and place.kind is PlaceKind.DIRECT
        act = Act(by, place, words, pressed.handles, text("place-public") if public else None)
        if view is not None and view.get("type") == "home":
            self._do(self._home.show(by, f"{pressed.key}/home"))
        return await self._answer(pressed, act, answer)

    async def _answer(self, pressed: incoming.Pressed, act: Act, answer: Answer) -> Json:
        said = await self._answers.to_command(act, answer) if pressed.command else None
        if said is None:
            self._do(self._answers.give(act, answer))
        return said or {}

    async def _filled(self, tenant: str, filled: incoming.Filled) -> Json:
        by, before = PersonId(NAME, tenant, filled.by), kept(filled.view, tenant)
        if before is None:
            return {}
        given = fields(filled.view)
        place = self._places.direct(by) if given.pop(PLACE, None) == CHANNEL else before.place
        act = Act(by, place, before.words, Handles(view=filled.view))
        if asks_place(before.words, place):
            at = At(place.id.room, place.id.thread, place.kind)
            try:
                place = replace(place, readers=(await self._at(tenant, at, readers=True)).readers)
            except SlackError as error:
                return await self._answers.to_form(act, FieldErrors({PLACE: _why(error)}))
        people = tuple(PersonId(NAME, tenant, user) for user in picked(filled.view))
        answer = await self._accept(Called(filled.key, by, place, before.words, given, people), again=False)
        return await self._answers.to_form(act, answer)

    async def _place(self, tenant: str, by: PersonId, at: At, words: str) -> Place:
        """The place that words come from. A session that is asked for where all can read gets a place of its own."""
        new = words.split()[:1] == ["new"]
        place = await self._at(tenant, at, readers=new and at.kind is not PlaceKind.DIRECT)
        return self._places.direct(by) if new and place.kind is PlaceKind.PUBLIC else place

    async def _at(self, tenant: str, at: At, readers: bool = False) -> Place:
        """The place. Slack waits for our answer, so ours has to come soon. Raises SlackError."""
        return await self._places.place(tenant, at, readers, SOON)

    # ---- channels that change

    async def _everywhere(self, tenant: str, channel: str, made: Callable[[Place, int], Inbound]) -> None:
        """Hand over what concerns a channel and every thread in it where a session meets."""
        for number, place in enumerate(await self._places.where(tenant, channel)):
            await self._accept(made(place, number))

    async def _renamed(self, tenant: str, renamed: incoming.Renamed) -> None:
        for number, place in enumerate(list(await self._places.where(tenant, renamed.old))):
            to = PlaceId(NAME, tenant, renamed.new, place.id.thread)
            await self._places.meet(to, made=to.thread is None)
            await self._accept(PlaceMoved(f"{renamed.key}/{number}", place, to))
            await self._places.leave(place.id)

    # ---- how

    async def _accept(self, inbound: Inbound, again: bool = True) -> Answer:
        """Hand it over. What could not be stored Slack delivers `again`, or else whoever pressed is told."""
        answer = await self._runtime.accept(inbound)
        if isinstance(answer, Notice) and not answer.taken and again:
            raise NotTaken
        return answer

    async def _readable(self, tenant: str, said: str) -> str:
        people = {user: PersonId(NAME, tenant, user) for user in incoming.mentioned(said)}
        if not people:
            return incoming.plain(said, str)
        name = await self._places.names(people.values(), SOON)
        return incoming.plain(said, lambda user: name(people[user]))

    def _do(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it beside: the acknowledgement does not wait for it."""
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        return task


def _open(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()


def _why(error: SlackError) -> str:
    """Why words from a channel could not be taken, to whoever has pressed something there."""
    return text("no-access" if isinstance(error, Refused) else "not-taken")


def _called(here: Installed, said: incoming.Spoken | incoming.Changed) -> str | None:
    """What a message says to the bot; in the direct chat all of it is for the bot."""
    called = incoming.called(said.text, here.user)
    return said.text if called is None and said.at.kind is PlaceKind.DIRECT else called


def _people(tenant: str, words: str) -> tuple[PersonId, ...]:
    """Everybody whom words mention."""
    return tuple(PersonId(NAME, tenant, user) for user in incoming.mentioned(words))


def _ref(at: At, ts: str) -> str:
    """How a message is called: by its channel and its time."""
    return f"{at.channel}/{ts}"
