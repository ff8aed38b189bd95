"""Slack's two ways of delivering, and one door behind both: slack-bolt checks signatures and speaks them."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from space_to_think.runtime.errors import OperatorFault
from space_to_think_adapters.slack.api import quiet
from space_to_think_adapters.slack.manifest import INSTALL, PATH, REDIRECT
from space_to_think_adapters.slack.payload import Json
from space_to_think_adapters.slack.socket import Socket

Take: TypeAlias = Callable[[Json], Awaitable[BoltResponse]]

STAMP: Final = "X-Slack-Request-Timestamp"


class Door(AsyncMiddleware):
    """The one door, behind Bolt's check of the signature: what comes in by it goes no further in Bolt."""

    def __init__(self, take: Take) -> None:
        self._take = take

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """Take it. Only what Slack asks of Bolt itself is left to that."""
        if req.body.get("type") == "url_verification":
            return await next()
        return await self._take(req.body)


def bolt(secret: str, take: Take) -> AsyncApp:
    """Bolt, with that door. It would keep deletions of our own messages from us if we let it."""

    async def authorize() -> AuthorizeResult:
        raise AssertionError("nothing goes past our door")

    return AsyncApp(
        logger=quiet,
        signing_secret=secret,
        before_authorize=Door(take),
        authorize=authorize,
        ignoring_self_events_enabled=False,
    )


@asynccontextmanager
async def on_socket(app: AsyncApp, socket: Socket) -> AsyncGenerator[None]:
    """Listen on Slack's socket."""

    async def handle(client: Any, request: Any) -> None:
        await send_async_response(client, request, await run_async_bolt_app(app, request), 0.0)

    socket.socket_mode_request_listeners.append(handle)
    try:
        await socket.begin()
        yield
    finally:
        await socket.end()


@asynccontextmanager
async def on_http(host: str, port: int, app: AsyncApp | None, oauth: AsyncOAuthFlow | None) -> AsyncGenerator[int]:
    """Listen to signed requests, and to browsers that install it; the port. Raises OperatorFault if it is taken."""
    site = web.Application()
    if app is not None:
        site.router.add_post(PATH, _handler(app.async_dispatch))
    if oauth is not None:
        site.router.add_get(INSTALL, _handler(oauth.handle_installation))
        site.router.add_get(REDIRECT, _handler(oauth.handle_callback))
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            sentence = f"Nothing can listen on {host}, port {port} ({error.strerror})."
            raise OperatorFault(sentence, "Write another port there, or end what listens on it.") from None
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _handler(work: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> Callable[[web.Request], Any]:
    """A request as Bolt wants it. What cannot be read is refused: Bolt reads it before it looks at the signature."""

    async def handle(request: web.Request) -> web.Response:
        if request.method == "POST" and not request.headers.get(STAMP, "").isdecimal():
            return web.Response(status=401)  # Bolt would raise
        try:
            return await to_aiohttp_response(await work(await to_bolt_request(request)))
        except ValueError:
            return web.Response(status=400)

    return handle
