"""An organisation with many workspaces lets it in as one; and people of other workspaces in a shared channel."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from space_to_think.delivery import Delivery, OpenPlace, Post, Sent
from space_to_think.identity import PersonId, PlaceId
from space_to_think.inbound import PlaceOpened
from space_to_think.rendered import RenderedButton, RenderedCard, Said
from space_to_think_adapters.slack.adapter import SlackAdapter
from space_to_think_adapters.slack.manifest import manifest
from tests.slack.alone import bot
from tests.slack.bench import buttons, shown_in, words_of
from tests.slack.conftest import AS_INSTALLED, Strict
from tests.slack.installed import COUNTY, install, service, until
from tests.slack.local import BOT_TOKEN, ROOM, TEAM, person
from tests.slack.people import People
from tests.slack.strict import payloads
from tests.slack.strict.faults import accepted_then_dropped, refused
from tests.slack.strict.peer import Peer

Json = dict[str, Any]

SOUTH, NORTH = "T0SOUTHSHIRE", TEAM


def works_in(peer: Peer, **teams: list[str]) -> None:
    """The workspaces of their organisation that people are in: https://docs.slack.dev/reference/objects/user-object"""
    for who, theirs in teams.items():
        peer.state.users[person(who)]["enterprise_user"] = {"enterprise_id": COUNTY, "teams": theirs}


def called(peer: Peer, method: str) -> list[Json]:
    return [call.args for call in peer.calls if call.method == method]


async def pressed(peer: Peer, people: People, who: str, words: str) -> None:
    """Press a button in somebody's direct chat, as soon as it is there."""
    direct = await people.direct(who)

    async def found() -> list[tuple[str, str, Json]]:
        messages = reversed(await peer.messages(direct))
        every = ((one["ts"], *pair) for one in messages for pair in buttons(one.get("blocks") or ()))
        return [one for one in every if words_of(one[2]) == words]

    async with asyncio.timeout(20):
        while not (there := await found()):
            await asyncio.sleep(0.02)
    await people.press(who, direct, *there[0])


async def test_an_organisation_lets_it_in_and_people_of_its_workspaces_hold_a_session(
    strict: Strict, tmp_path: Path
) -> None:
    async with strict("events", trigger=60.0, **AS_INSTALLED) as peer, service(peer, tmp_path) as (house, url):
        people, peer.dress = People(peer), payloads.organisation
        works_in(peer, ros=[SOUTH, NORTH], grace=[NORTH], wren=[NORTH])
        assert (await install(peer, url, whole="yes"))[0] == 200
        (token,) = [token for token in peer.state.tokens if token.startswith("xoxe.xoxb-")]
        agency = house.service.house.agencies["the-county"]
        assert (agency.name, agency.tenants) == ("The County", frozenset({f"slack:{COUNTY}"}))
        assert agency.admins == frozenset({f"slack:{COUNTY}:{person('ros')}"})
        peer.calls.clear()

        asked = f"new stuck pace guided <@{person('grace')}> <@{person('wren')}>"
        await people.command("ros", asked, await people.direct("ros"))
        await until(lambda: called(peer, "conversations.invite"))
        (made,) = called(peer, "conversations.create")
        assert made["team_id"] == NORTH  # most of them are there
        await until(lambda: {one["users"] for one in called(peer, "conversations.invite")} >= {person("wren")})

        await pressed(peer, people, "wren", "join")
        await house.settle()
        assert len((await house.session()).people) == 3
        await people.home("wren")
        await until(lambda: person("wren") in peer.state.homes)
        assert (await house.session()).reference in shown_in(peer.state.homes[person("wren")]["blocks"])
        assert {call.token for call in peer.calls if call.method != "response_url"} == {token}
        assert all(done.acknowledged for done in peer.delivered)
        assert peer.wrong == []

        await people.event({"type": "app_uninstalled"})
        assert await house.service.kept("slack", f"install/{COUNTY}") is None


@pytest.mark.parametrize("team", [SOUTH, None], ids=["at-theirs", "at-ours"])
async def test_somebody_of_another_workspace_presses_where_many_have_let_it_in(
    strict: Strict, team: str | None, tmp_path: Path
) -> None:
    """Whichever team Slack names: the message that they press is of the one that has installed it."""
    async with strict("events", trigger=60.0, **AS_INSTALLED) as peer, service(peer, tmp_path) as (house, url):
        await install(peer, url)
        people, adapter = People(peer), house.bench.adapter
        assert isinstance(adapter, SlackAdapter)
        card = RenderedCard((Said(("A card",)),), (RenderedButton("Status", "status"),))
        sent = await adapter.deliver(Delivery("k1", PlaceId("slack", TEAM, ROOM), Post(card)))
        assert isinstance(sent, Sent)

        def elsewhere(payload: Json) -> Json:
            named = {"team": {"id": team}} if team else {}
            return payloads.connect(payload, SOUTH) | named | {"message": payload["message"] | {"team": TEAM}}

        peer.dress = elsewhere
        message = (await peer.messages(ROOM))[-1]
        before = len(peer.calls)
        await people.press("grace", ROOM, message["ts"], *next(buttons(message["blocks"])))
        await until(lambda: len(peer.calls) > before)
        assert peer.delivered[-1].acknowledged
        assert peer.wrong == []


def test_an_organisation_may_install_it() -> None:
    for url in (None, "https://space.example"):
        assert manifest(url)["settings"]["org_deploy_enabled"] is True


# ---- by itself, with the organisation's token


def of_the_county(peer: Peer) -> None:
    peer.state.tokens[BOT_TOKEN].team = COUNTY


def in_county(who: str) -> PersonId:
    return PersonId("slack", COUNTY, person(who))


OPEN = OpenPlace(None, (in_county("grace"), in_county("owen")), "STT-ABCDEF")


@pytest.mark.parametrize("faults", [[], [accepted_then_dropped]], ids=["well", "dropped"])
async def test_a_channel_is_made_where_most_are_and_it_may_be(strict: Strict, faults: list[Any]) -> None:
    async with strict(**AS_INSTALLED) as peer:
        of_the_county(peer)
        works_in(peer, ros=[NORTH], grace=[SOUTH, NORTH], owen=[SOUTH])
        async with bot(peer) as one:
            # Nobody has added it to that workspace: https://docs.slack.dev/reference/methods/conversations.create
            peer.faults["conversations.create"] += [refused("team_access_not_granted"), *faults]
            await one.adapter.deliver(Delivery("k1", in_county("grace"), OPEN))
            peer.faults["conversations.create"] += [refused("team_access_not_granted")]
            assert isinstance(await one.adapter.deliver(Delivery("k1", in_county("grace"), OPEN, 2)), Sent)
            asked = [one["team_id"] for one in called(peer, "conversations.create")]
            assert asked[:2] == [SOUTH, NORTH]
            opened = {inbound.place.id.room for inbound in one.core.taken if isinstance(inbound, PlaceOpened)}
            assert len(opened) == 1
            assert {one["team_id"] for one in called(peer, "users.conversations")} == {NORTH}
            assert peer.wrong == []


async def test_where_it_is_in_no_workspace_of_theirs_no_channel_can_be_made(strict: Strict) -> None:
    async with strict(**AS_INSTALLED) as peer:
        of_the_county(peer)
        works_in(peer, grace=[SOUTH])
        async with bot(peer) as one:
            peer.faults["conversations.create"] += [refused("team_access_not_granted")]
            receipt = await one.adapter.deliver(Delivery("k1", in_county("grace"), OPEN))
            assert getattr(receipt, "why", None) == "team-access-not-granted"
