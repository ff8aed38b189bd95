"""Slack's own samples of payloads: each field that we read is in them, and whatever is missing or new does no harm.

They lie beside the repository, not in it. Where they are not, this is skipped, and says so.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from space_to_think_adapters.slack import incoming
from space_to_think_adapters.slack.api import TIERS
from space_to_think_adapters.slack.installs import tenants
from tests.slack.alone import bot
from tests.slack.conftest import Strict
from tests.slack.local import BOT, ROOM, TEAM, person
from tests.slack.strict import payloads
from tests.slack.strict.delivery import Kind
from tests.slack.strict.rules import METHODS
from tests.slack.strict.rules import TIERS as A_MINUTE

Json = dict[str, Any]
Path_ = tuple[str | int, ...]

DATA = Path(__file__).parents[3] / "shared" / "platform" / "data"
EVENTS = (
    *("AppHomeOpened", "AppMention", "AppRateLimited", "AppUninstalled", "ChannelArchive", "ChannelIdChanged"),
    *("MemberJoinedChannel", "MemberLeftChannel", "MessageChanged", "MessageDeleted", "Message"),
    *("ReactionAdded", "ReactionRemoved", "TokensRevoked"),
)
FILES = {
    **{name: f"events/{name}Payload.json" for name in EVENTS},
    "BlockAction": "payloads/interactive-components/BlockActionPayload.json",
    "MessageShortcut": "payloads/interactive-components/MessageShortcutPayload.json",
    "SlashCommand": "payloads/slash-commands/SlashCommandPayload.json",
    "ViewSubmission": "payloads/views/ViewSubmissionPayload.json",
    "ViewClosed": "payloads/views/ViewClosedPayload.json",
}
NEVER_IN_SAMPLES = {
    # In the documentation and in what Slack sends; the samples' lists and maps are empty.
    ("view", "state", "values"),
}

ODD: tuple[Any, ...] = (None, "", {}, [], 7, "odd")
# What a message looks like; nothing in there is looked at one by one.
SHOWN = {"blocks", "attachments", "files", "file", "bot_profile", "room"}

# What stands in the fields that the samples leave empty.
FILLED: Json = {
    "user": person("ros"),
    "user_id": person("ros"),
    "channel": ROOM,
    "channel_id": ROOM,
    "channel_name": "privategroup",
    "channel_type": "group",
    "team_id": TEAM,
    "team": TEAM,
    "event_id": "Ev1",
    "ts": "1795000000.000100",
    "event_ts": "1795000000.000100",
    "deleted_ts": "1795000000.000100",
    "thread_ts": "1795000000.000050",
    "text": f"<@{BOT}> status",
    "tab": "home",
    "old_channel_id": "C1",
    "new_channel_id": "C2",
    "command": "/space",
    "trigger_id": "1.2.3",
    "value": json.dumps({"w": "status"}),
    "callback_id": "new",
    "id": "X1",
    "api_app_id": "A0SPACE",
}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="Slack's samples are not beside this repository.")


def sample(name: str) -> Json:
    found: Json = json.loads((DATA / FILES[name]).read_text(encoding="utf-8"))
    return found


def full(name: str) -> Json:
    """A sample with something in it. Some leave open even what kind it is."""
    payload: Json = filled(sample(name))
    if "event" in payload:
        payload["type"] = "event_callback"
    if name == "AppRateLimited":  # the sample has it inside of an event; by its page it comes alone
        payload["type"] = "app_rate_limited"
    if name == "MessageChanged":
        payload["event"]["previous_message"]["text"] = "It was said in other words."
    return payload


def filled(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: filled(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, key) for inner in value]
    return FILLED.get(key, value) if value == "" else value


def kind_of(payload: Json) -> Kind:
    if "command" in payload:
        return "slash_commands"
    return "events_api" if payload.get("type") in ("event_callback", "app_rate_limited") else "interactive"


def paths(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    """Where each field stands; the first of a list for all of it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*at, name)
            yield from paths(inner, (*at, name))
    elif isinstance(value, list) and value:
        yield from paths(value[0], (*at, 0))


def put(payload: Any, path: Path_, change: Callable[[Any], None]) -> Any:
    """A copy in which one field has been changed; what lies beside it is the same."""
    step, *rest = path
    changed = payload.copy()
    if rest:
        changed[step] = put(payload[step], tuple(rest), change)
    else:
        change(changed)
    return changed


def taken_out(name: str | int) -> Callable[[Any], None]:
    def change(around: Any) -> None:
        del around[name]

    return change


def set_to(name: str | int, value: Any) -> Callable[[Any], None]:
    def change(around: Any) -> None:
        around[name] = value

    return change


def grown(value: Any) -> Any:
    """With a field that nobody knows in every object."""
    if isinstance(value, dict):
        return {**{name: grown(inner) for name, inner in value.items()}, "new_in_2030": {"of": ["any", "kind"]}}
    return [grown(inner) for inner in value] if isinstance(value, list) else value


def read(payload: Json) -> object:
    list(tenants(payload))
    return incoming.read(payload, BOT)


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_is_missing_empty_or_new_does_harm(name: str) -> None:
    """Each field left out, empty, none at all, and of another kind."""
    for payload in (sample(name), full(name)):
        read(payload)
        read(grown(payload))
        for path in dict.fromkeys(paths(payload)):
            if not SHOWN & set(path[:-1]):
                read(put(payload, path, taken_out(path[-1])))
                for odd in ODD:
                    read(put(payload, path, set_to(path[-1], odd)))


def test_what_stands_in_a_sample_is_understood() -> None:
    """Otherwise the test above would be about nothing."""
    understood = {name for name in FILES if read(full(name)) is not None}
    assert understood >= set(FILES) - {"ReactionAdded", "ReactionRemoved", "ViewClosed"}


class Noting(dict[str, Any]):
    """A payload that notes which of its fields are looked at."""

    def __init__(self, value: Json, noted: set[Path_], at: Path_ = ()) -> None:
        super().__init__({name: noting(inner, noted, (*at, name)) for name, inner in value.items()})
        self._noted, self._at = noted, at

    def get(self, key: str, default: Any = None) -> Any:
        self._noted.add((*self._at, key))
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self._noted.add((*self._at, key))
        return super().__getitem__(key)


def noting(value: Any, noted: set[Path_], at: Path_) -> Any:
    if isinstance(value, dict):
        return Noting(value, noted, at)
    return [noting(inner, noted, (*at, 0)) for inner in value] if isinstance(value, list) else value


def test_every_field_that_is_read_is_in_slacks_own_samples() -> None:
    """In one of them at the same place: what is asked of one kind may stand in another only."""
    noted: set[Path_] = set()
    known: set[Path_] = set()
    for name in FILES:
        payload = full(name)
        known |= set(paths(payload))
        read(Noting(payload, noted))
    assert len(noted) > 30
    assert sorted(map(str, noted - known - NEVER_IN_SAMPLES)) == []


async def test_the_whole_adapter_takes_them(strict: Strict) -> None:
    async with strict("events", ack=30.0, gaps=()) as peer, bot(peer) as one:
        for name in FILES:
            for payload in (full(name), grown(full(name)), sample(name)):
                kind = kind_of(payload)
                taken, answer = await peer.signed.once(kind, payload, 0, None)
                assert taken, (name, answer)
        await one.rest()
        assert one.core.taken
        assert payloads.APP == "A0SPACE"


def test_how_often_a_method_may_be_called_is_what_slack_says() -> None:
    """Of the strict peer, which refuses what comes too often, and of the adapter, which never lets it come to that."""
    tiers: dict[str, str] = json.loads((DATA / "rate_limit_tiers.json").read_text(encoding="utf-8"))
    wrong: list[str] = []
    for method, row in METHODS.items():
        said = tiers.get(method)
        if said is None or said.startswith("Special"):
            wrong += [] if row.tier in (0, 3, 4) or said is None else [f"{method}: {row.tier}, and Slack says {said}"]
        elif said != f"Tier{row.tier}":
            wrong.append(f"{method}: {row.tier}, and Slack says {said}")
    for method, most in TIERS.items():
        said = tiers.get(method, "")
        if said.startswith("Tier") and most > A_MINUTE[int(said[-1])]:
            wrong.append(f"the adapter calls {method} {most} times a minute, and Slack says {said}")
    assert wrong == []
