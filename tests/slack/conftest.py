"""A local Slack for each way of delivery, for the tests of a session; every test starts with it as it was."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Literal, TypeAlias

import pytest

from space_to_think_adapters.slack import manifest
from tests.slack.local import LocalSlack, config, why_not
from tests.slack.seen import Shapes, everything
from tests.slack.strict.peer import Peer
from tests.slack.strict.rules import EVENTS, METHODS
from tests.slack.validators import why_no_compiler

PEOPLE = dict.fromkeys(("ros", "grace", "owen", "priya", "tariq", "mina", "noor"), "northshire")
EVERYTHING = frozenset(
    {scope for method in METHODS.values() if isinstance(method.scope, dict) for scope in method.scope.values()}
    | {method.scope for method in METHODS.values() if isinstance(method.scope, str)}
    | {scope for scopes in EVENTS.values() for scope in scopes}
)

AS_INSTALLED: dict[str, Any] = {"granted": frozenset(manifest.SCOPES), "subscribed": frozenset(manifest.EVENTS)}

Mode: TypeAlias = Literal["socket", "events"]
Strict: TypeAlias = Callable[..., AbstractAsyncContextManager[Peer]]


@pytest.fixture(scope="session")
def there() -> None:
    """local-slack can run. Where it cannot its tests are skipped; never in CI."""
    if (why := why_not()) is not None:
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)


@pytest.fixture(scope="session")
def slacks(there: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, LocalSlack]]:
    """One server for each way; started when it is wanted."""
    made = {
        mode: LocalSlack(tmp_path_factory.mktemp(mode), config(PEOPLE, mode)) for mode in ("socket", "events")
    }  # fmt: skip
    yield made
    for one in made.values():
        one.stop()


@pytest.fixture(scope="session")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shapes]:
    """What the bot has shown in any test: in the end Slack's own types are asked about all of it."""
    made = Shapes()
    yield made
    if made.found and not why_no_compiler():
        assert made.faults(tmp_path_factory.mktemp("shapes")) == []


@pytest.fixture
def strict(slacks: dict[str, LocalSlack], shapes: Shapes) -> Strict:
    """Makes a strict peer, everything granted unless a test says so."""

    @asynccontextmanager
    async def make(mode: Mode = "socket", **more: Any) -> AsyncIterator[Peer]:
        slack = slacks[mode]
        if not slack.running:
            await slack.start()
        (slack.folder / "out").unlink(missing_ok=True)
        settings: dict[str, Any] = {"granted": EVERYTHING, "subscribed": frozenset(EVENTS), **more}
        peer = await Peer(slack, mode=mode, **settings).start()
        await peer.control("POST", "/_control/reset")
        try:
            yield peer
            if not peer.wrong:  # else a test has shown what it should not, to see that it is refused
                shapes.add(everything(peer))
        finally:
            await peer.stop()

    return make
