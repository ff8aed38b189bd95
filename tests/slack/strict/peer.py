"""The strict peer: a Slack for the app, in front of local-slack, that holds it to what Slack's documentation says.

The app calls it (Web API, response URLs, uploads, sockets) and is called by it (signed HTTP, sockets). What is allowed
goes on to local-slack, and what local-slack does comes back through here. Only on 127.0.0.1.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse, UnixConnector, WSMsgType, web

from tests.slack.local import APP_TOKEN, BOT, BOT_TOKEN, HOST, SECRET, SELF, TEAM, LocalSlack
from tests.slack.strict import payloads, rules
from tests.slack.strict.delivery import ACK, GAPS, Delivered, Kind, Signed, Sockets, Way, hand_over
from tests.slack.strict.faults import Fault, Held, too_many
from tests.slack.strict.gate import Call, Gate
from tests.slack.strict.methods import METHODS
from tests.slack.strict.state import State, Token

Json = dict[str, Any]

LONG: Final = 60.0  # seconds: something is wrong
DONOR: Final = "/donor"  # a command of the peer's own: local-slack makes a trigger and a response URL for it
PATIENCE: Final = ClientTimeout(60)
DRESS: Final[Callable[[Json], Json]] = lambda payload: payload  # noqa: E731


@dataclass
class Peer:
    """`granted` and `subscribed` as in the app's manifest. `ack`, `gaps` and `trigger` are Slack's by themselves.

    `wrong` collects what Slack would have refused, and must be empty in the end; `delivered` what was handed over.
    """

    slack: LocalSlack
    granted: frozenset[str]
    subscribed: frozenset[str]
    mode: Literal["socket", "events"] = "socket"
    limited: bool = False
    ack: float = ACK
    gaps: tuple[float, ...] = GAPS
    trigger: float = 3.0
    dress: Callable[[Json], Json] = DRESS
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    held: Held | None = None
    calls: list[Call] = field(default_factory=list)
    slowed: list[Call] = field(default_factory=list)  # those of them that came too fast
    delivered: list[Delivered] = field(default_factory=list)
    kept_back: list[Json] = field(default_factory=list)  # events that nobody subscribed to, or without the scope
    secrets: dict[str, str] = field(default_factory=dict)
    untouched: bool = False
    bot: str = BOT
    team: str = TEAM

    def __post_init__(self) -> None:
        self.state = State(trigger=self.trigger)
        self.state.tokens = {
            BOT_TOKEN: Token(self.team, self.granted),
            APP_TOKEN: Token(self.team, frozenset({"connections:write", "authorizations:read"}), app=True),
        }
        self.gate = Gate(self.state, self.limited)
        self.sockets = Sockets(self.ack)
        self.signed = Signed("", SECRET, self.ack)
        self.url = ""
        self._channels: dict[str, Json] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._wires: list[ClientWebSocketResponse] = []
        self._donors: dict[str, asyncio.Future[Json]] = {}

    @property
    def wrong(self) -> list[str]:
        return self.gate.wrong

    @property
    def way(self) -> Way:
        return self.sockets if self.mode == "socket" else self.signed

    # ---- beginning and end

    async def start(self) -> "Peer":
        # Each call has a line of its own: local-slack drops one that has been quiet for some seconds.
        self.http = ClientSession(connector=UnixConnector(self.slack.way_in, force_close=True), timeout=PATIENCE)
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket/{id}", self.sockets.serve)
        app.router.add_post("/response/{id}", self._response)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        app.router.add_post("/slack/events", self._from_slack)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        await web.UnixSite(self._runner, self.slack.way_out).start()
        self._ui = await self._connect("/ui")
        self._later(self._drain(self._ui))
        if self.mode == "socket":
            opened = await self.control("POST", "/api/apps.connections.open", token=APP_TOKEN)
            self._later(self._listen(await self._connect(opened["url"].removeprefix("ws://127.0.0.1:4005"))))
        return self

    async def _connect(self, path: str) -> ClientWebSocketResponse:
        """One socket to local-slack."""
        self._wires.append(await self.http.ws_connect(HOST + path, max_msg_size=0))
        return self._wires[-1]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for wire in self._wires:
            await wire.close()
        await self.http.close()
        await self._runner.cleanup()

    def _later(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _drain(self, ui: ClientWebSocketResponse) -> None:
        async for _ in ui:
            pass

    # ---- local-slack

    async def control(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """One request to local-slack."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.http.request(method, HOST + path, json=body, headers=headers) as answer:
            text = await answer.text()
            return json.loads(text) if text.startswith(("{", "[")) else text

    async def ui(self, **what: Any) -> None:
        await self._ui.send_json(what)

    async def channel(self, id: str) -> Json | None:
        if id not in self._channels:
            state = await self.control("GET", "/_control/state")
            self._channels = {channel["id"]: channel for channel in state["channels"]}
        return self._channels.get(id)

    async def messages(self, channel: str) -> list[Json]:
        """All messages of a channel, those of its threads among them."""
        found: list[Json] = (await self.control("GET", f"/_control/messages/{channel}"))["messages"]
        return found

    async def forward(self, call: Call) -> Json:
        """Let local-slack carry it out."""
        answer: Json = await self.control("POST", f"/api/{call.method}", call.args, call.token)
        return answer

    async def _listen(self, theirs: ClientWebSocketResponse) -> None:
        async for message in theirs:
            if message.type == WSMsgType.TEXT:
                frame = json.loads(message.data)
                if "envelope_id" in frame:
                    self._later(self._enveloped(theirs, frame))

    async def _enveloped(self, theirs: ClientWebSocketResponse, frame: Json) -> None:
        answer = await self.incoming(frame["type"], frame["payload"])
        more = {"payload": answer} if isinstance(answer, dict) else {}
        await theirs.send_json({"envelope_id": frame["envelope_id"], **more})

    async def _from_slack(self, request: web.Request) -> web.Response:
        """Signed HTTP from local-slack, by the file `out`; `untouched`: handed on as it is, with its own signature."""
        if self.untouched:
            ours = ("Content-Type", "X-Slack-Request-Timestamp", "X-Slack-Signature")
            headers = {name: request.headers[name] for name in ours}
            taken, answer = await self.signed.raw(await request.read(), headers)
            return web.Response(status=200 if taken else 500, text=answer if isinstance(answer, str) else "")
        kind: Kind = "events_api"
        if request.content_type == "application/json":
            payload = await request.json()
        else:
            fields = dict(await request.post())
            kind = "interactive" if "payload" in fields else "slash_commands"
            payload = json.loads(str(fields["payload"])) if "payload" in fields else fields
        answer = await self.incoming(kind, payload)
        return web.json_response(answer) if isinstance(answer, dict) else web.Response()

    # ---- to the app

    async def incoming(self, kind: Kind, payload: Json) -> Any:
        """Something that local-slack has for the app; what the app answers."""
        if payload.get("command") == DONOR:
            self._donors[payload["text"]].set_result(payload)
            return None
        if kind == "events_api":
            payload = await self._completed(payload)
        else:
            self._lend(payload)
        return (await self.deliver(kind, payload)).answer

    async def deliver(self, kind: Kind, payload: Json) -> Delivered:
        """Hand it to the app, and remember what came of it."""
        if kind == "events_api" and not await self._wanted(payload):
            self.kept_back.append(payload)
            return Delivered(kind, payload)
        done = await hand_over(self.way, kind, self.dress(payload), self.gaps)
        self.delivered.append(done)
        if kind == "interactive" and payload.get("type") == "view_submission" and done.acknowledged:
            self._submitted(payload, done.answer)
        return done

    async def tell(self, event: Json, **more: Any) -> None:
        """An event that local-slack knows nothing of."""
        self._later(self.deliver("events_api", payloads.envelope(event, self.team, self.bot) | more))

    async def more_than(self, before: int) -> None:
        """Return when more has been handed over than so much."""
        until = asyncio.get_running_loop().time() + LONG
        while len(self.delivered) <= before:
            assert asyncio.get_running_loop().time() < until, "nothing was handed over"
            await asyncio.sleep(0.01)

    async def idle(self) -> None:
        """Return when everything that was under way to the app has been acknowledged or given up."""
        while busy := [task for task in self._tasks if task.get_coro().__name__ in ("_enveloped", "deliver")]:  # type: ignore[union-attr]
            await asyncio.gather(*busy, return_exceptions=True)

    async def _completed(self, payload: Json) -> Json:
        event = payload["event"]
        channel = await self.channel(event["channel"]) if isinstance(event.get("channel"), str) else None
        message = None
        if event["type"] == "app_mention":
            found = await self.messages(event["channel"])
            message = next((one for one in found if one["ts"] == event["ts"]), None)
        return payloads.complete(payload, channel, message)

    async def _wanted(self, payload: Json) -> bool:
        """Whether the app has subscribed to it, and may have it: each event's page names its scopes."""
        event = payload.get("event")
        if event is None or event["type"] in rules.ALWAYS:
            return True
        channel = event.get("channel")
        kind = await self.kind(channel if isinstance(channel, str) else "")
        name = rules.subscription(event, kind)
        needed = rules.EVENTS[name]
        self.gate.used |= {(name, scope) for scope in self.granted.intersection(needed)}
        return name in self.subscribed and (not needed or bool(self.granted & set(needed)))

    async def kind(self, channel: str) -> str:
        """C, G, D: what its scopes go by."""
        if channel[:1] in ("U", "W", "D"):
            return "D"
        found = await self.channel(channel)
        return "" if found is None else "D" if found["is_im"] else "G" if found["is_private"] else "C"

    def _lend(self, payload: Json) -> None:
        """Triggers and response URLs of our own in the place of local-slack's; views under the ids that they had."""
        user = payload["user_id"] if "command" in payload else payload["user"]["id"]
        if "trigger_id" in payload:
            payload["trigger_id"] = self.state.give_trigger(user, payload["trigger_id"])
        if payload.get("response_url"):
            channel = payload.get("channel_id") or payload["channel"]["id"]
            payload["response_url"] = self.state.give_url(self.url, payload["response_url"], channel, user)
        if "view" in payload:
            view = self.state.view_of(payload["view"]["id"])
            payload["view"] |= {"id": view.id, "hash": view.hash} if view else {}

    def _submitted(self, payload: Json, answer: Any) -> None:
        """https://docs.slack.dev/surfaces/modals: nothing closes it; errors, update, push and clear say so."""
        user, action = payload["user"]["id"], answer.get("response_action") if isinstance(answer, dict) else None
        if action in ("update", "push"):
            wrong = self.gate.check(Call("views.push", BOT_TOKEN, {"view": answer.get("view")}))
            if wrong is None:
                theirs = {"id": f"V{len(self.delivered)}", "hash": payloads.stamp()}
                self.state.opened(user, answer["view"], theirs, push=action == "push")
        elif action == "errors":
            inputs = {b.get("block_id") for b in payload["view"]["blocks"] if b["type"] == "input"}
            wrong_ids = set(answer["errors"]) - inputs
            self.gate.wrong += [f"errors: {id!r} is no input" for id in sorted(map(str, wrong_ids))]
        else:
            self.state.views.pop(user, None)

    async def donor(self, user: str, channel: str) -> Json:
        """A trigger and a response URL that local-slack takes, for a payload that it cannot make."""
        id = f"{len(self._donors)}"
        self._donors[id] = asyncio.get_running_loop().create_future()
        await self.control(
            "POST", "/_control/command", {"user": user, "channel": channel, "command": DONOR, "text": id}
        )
        return await self._donors[id]

    # ---- from the app

    async def _api(self, request: web.Request) -> web.StreamResponse:
        call = await _read(request)
        channel = call.args.get("channel") or call.args.get("users") or ""
        call.kind = await self.kind(str(channel)) if channel else ""
        if call.method == "conversations.create":
            call.kind = "G" if call.args.get("is_private") in (True, "true", "1") else "C"
        self.calls.append(call)

        async def carry() -> Json:
            error = self.gate.check(call)
            if error is not None:
                return error
            answer = await METHODS.get(call.method, type(self).forward)(self, call)
            if self.held is not None and answer["ok"]:
                await self.held.done(call)
            return answer

        if self.faults[call.method]:
            answer = await self.faults[call.method].popleft()(carry)
            return answer if answer is not None else _drop(request)
        if call.method in rules.METHODS and (seconds := self.gate.wait(call)) is not None:
            self.slowed.append(call)
            return too_many(seconds)
        return web.json_response(await carry())

    async def _response(self, request: web.Request) -> web.Response:
        """https://docs.slack.dev/interactivity/handling-user-interaction: five times within half an hour."""
        url = self.state.take_url(request.match_info["id"])
        body = await request.json()
        self.calls.append(Call("response_url", "", body))
        if isinstance(url, str):
            self.gate.wrong.append(f"response_url: {url}")
            return web.json_response({"ok": False, "error": url}, status=404)
        kind = body.setdefault("response_type", "ephemeral")
        before = {message["ts"] for message in await self.messages(url.channel)}
        await self.control("POST", url.theirs.removeprefix(SELF), body)
        if kind == "ephemeral":
            after = [message["ts"] for message in await self.messages(url.channel) if message["ts"] not in before]
            self.state.ephemeral |= {(url.channel, ts): url.user for ts in after}
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        file = self.state.files[request.match_info["id"]]
        body, headers = await request.read(), {"Content-Type": request.headers.get("Content-Type", "")}
        path = str(file["theirs"]).removeprefix(SELF)
        async with self.http.post(HOST + path, data=body, headers=headers) as answer:
            return web.Response(status=answer.status, text=await answer.text())

    async def _authorize(self, request: web.Request) -> web.Response:
        """The admin says yes at once: https://docs.slack.dev/authentication/installing-with-oauth"""
        asked = request.query
        code = f"code-{len(self.secrets)}"
        self.secrets[code] = json.dumps({"team": {"id": self.team, "name": "Northshire"}})
        raise web.HTTPFound(f"{asked['redirect_uri']}?code={code}&state={asked.get('state', '')}")


async def _read(request: web.Request) -> Call:
    """Arguments from the query, a form or JSON; the token from its header."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= await request.json() if request.can_read_body else {}
    elif request.method == "POST":
        args |= dict(await request.post())
    for name in ("blocks", "view", "metadata", "attachments", "files", "errors"):
        if isinstance(args.get(name), str):
            args[name] = json.loads(args[name])
    return Call(request.match_info["method"], token or str(args.pop("token", "")), args)


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def faults(peer: Peer, plan: Mapping[str, list[Fault]]) -> None:
    """What is to happen to the next calls of each method."""
    for method, each in plan.items():
        peer.faults[method].extend(each)
