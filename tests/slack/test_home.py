"""What an admin does on the Home page: plugins, settings and signposts by buttons and forms, without a typed word."""

from pathlib import Path
from typing import Any

import pytest

from space_to_think.agency import events as e
from space_to_think.host.facade import Host
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
