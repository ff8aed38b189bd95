"""What an admin does on the Home page: plugins, settings and signposts by buttons and forms, without a typed word."""

from pathlib import Path
from typing import Any

import pytest

from space_to_think.agency import events as e
from space_to_think.host.facade import Host
from space_to_think_adapters.slack.home import SHOWN
from tests.slack.bench import SlackBench, buttons, shown_in, words_of
from tests.slack.conftest import Mode, Strict
from tests.slack.local import person
from tests.slack.team import form, on_slack

Json = dict[str, Any]
BOTH = pytest.mark.parametrize("mode", ["socket", "events"])


async def press_at_home(bench: SlackBench, who: str, words: str) -> None:
    """Press a button of the Home page."""
    await bench.people.home(who)
    await bench.rest()
    home = bench.peer.state.homes[person(who)]
    found = {words_of(element): (block, element) for block, element in buttons(home["blocks"])}
    bench.peer.state.views.pop(person(who), None)
    await bench.people.press_in(who, home, *found[words])
    await bench.rest()


@BOTH
async def test_an_admin_switches_a_plugin_and_sets_it_by_its_form(strict: Strict, mode: Mode, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path, mode) as (house, bench, _):
        for word in ("disable", "enable"):
            await press_at_home(bench, "ros", "admin plugins")
            await house.press("ros", "admin plugins questions")
            await house.press("ros", f"admin {word} questions")
        await house.press("ros", "Yes, switch it on")
        await press_at_home(bench, "ros", "admin plugins")
        await house.press("ros", "admin plugins strengths")
        await house.press("ros", "admin set strengths")
        inputs = [block["block_id"] for block in form(bench, "ros")["blocks"] if block["type"] == "input"]
        model = Host.load().manifests["strengths"].settings
        assert inputs == list(model.model_fields)
        await house.send_form("ros", {"anonymous": "yes"})
        happened = [record.event for record in await house.changes()]
        assert [type(event) for event in happened] == [e.PluginDisabled, e.PluginEnabled, e.PluginSet]
        set_to = happened[-1]
        assert isinstance(set_to, e.PluginSet)
        assert (set_to.plugin, set_to.key, set_to.new) == ("strengths", "anonymous", True)


async def test_every_plugin_with_settings_has_its_form_behind_the_home_page(strict: Strict, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path) as (house, bench, _):
        manifests = Host.load().manifests
        for name, manifest in manifests.items():
            await press_at_home(bench, "ros", "admin plugins")
            await house.press("ros", f"admin plugins {name}")
            shown = [words_of(element) for _, _, element in bench.in_sight("ros")]
            has = bool(manifest.settings.model_fields)
            assert (f"admin set {name}" in shown) == has, name
            if has:
                await house.press("ros", f"admin set {name}")
                inputs = [block["block_id"] for block in form(bench, "ros")["blocks"] if block["type"] == "input"]
                assert inputs == list(manifest.settings.model_fields)


async def test_what_does_not_fit_a_setting_is_said_at_its_field_and_changes_nothing(
    strict: Strict, tmp_path: Path
) -> None:
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        await press_at_home(bench, "ros", "admin plugins")
        await house.press("ros", "admin plugins questions")
        await house.press("ros", "admin set questions")
        await house.send_form("ros", {"families": "nonsense"})
        answer = peer.delivered[-1].answer
        assert answer["response_action"] == "errors"
        assert "intention" in answer["errors"]["families"]
        assert await house.changes() == []


async def test_nobody_else_sees_anything_of_the_agency_on_the_home_page(strict: Strict, tmp_path: Path) -> None:
    async with on_slack(strict, tmp_path) as (_, bench, _):
        await bench.people.home("owen")
        await bench.rest()
        home = bench.peer.state.homes[person("owen")]
        assert "Look after your agency" not in shown_in(home["blocks"])
        assert not [element for _, element in buttons(home["blocks"]) if words_of(element).startswith("admin")]


@BOTH
async def test_the_same_event_again_leaves_the_home_page_as_it_is(strict: Strict, mode: Mode, tmp_path: Path) -> None:
    """The core answers a key once: a page drawn from what it does not say again would be nearly empty."""
    async with on_slack(strict, tmp_path, mode) as (house, bench, peer):
        await house.call("ros", "new stuck pace guided")
        await bench.people.home("ros")
        await bench.rest()
        (opened,) = [done for done in peer.delivered if "app_home_opened" in str(done.payload)]
        shown = peer.state.homes[person("ros")]
        assert (await house.session()).reference in shown_in(shown["blocks"])
        assert (await peer.deliver("events_api", opened.payload)).acknowledged
        await bench.rest()
        assert peer.state.homes[person("ros")] == shown
        assert sum(call.method == "views.publish" for call in peer.calls) == 1


async def test_whoever_is_in_several_sessions_sees_where_each_stands_and_what_waits(
    strict: Strict, tmp_path: Path
) -> None:
    async with on_slack(strict, tmp_path) as (house, bench, peer):
        for _ in range(SHOWN + 1):
            await house.call("ros", "new stuck pace guided")
        await bench.people.home("ros")
        await bench.rest()
        view = peer.state.homes[person("ros")]
        references = {str(row.reference) for row in await house.service.sessions()}
        at_home = [words_of(element) for _, element in buttons(view["blocks"])]
        whole = {reference for reference in references if f"in {reference} cancel" in at_home}
        assert len(whole) == SHOWN
        assert not [words for words in at_home if words.endswith(" choices")]  # they stand there themselves
        assert all(f"Session {reference}" in shown_in(view["blocks"]) for reference in whole)
        (other,) = references - whole
        assert f"in {other} status" in at_home
        assert "admin plugins" in at_home
        await press_at_home(bench, "ros", f"in {other} status")
        assert f"Session {other}" in shown_in(peer.state.views[person("ros")][-1].body["blocks"])
