"""The contract's scenarios on Slack, by both ways of delivery: the same steps, and the same events in the end."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from space_to_think.testing.case import change_line, history, load, play
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import House
from tests.slack.bench import WORDING, SlackBench
from tests.slack.conftest import AS_INSTALLED, Mode, Strict
from tests.slack.local import TEAM
from tests.slack.seen import everything, faults

SCENARIOS = sorted((Path(__file__).parents[1] / "contract" / "scenarios").glob("*.toml"))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["socket", "events"])
@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
async def test_slack_plays_a_scenario(file: Path, mode: Mode, strict: Strict, tmp_path: Path) -> None:
    scenario = load(file)
    first = next(iter(scenario.agencies))
    agencies = {slug: {**table} for slug, table in scenario.agencies.items()}
    agencies[first]["tenants"] = [f"slack:{TEAM}"]
    scenario = replace(scenario, agencies=agencies)
    async with strict(mode, trigger=60.0, ack=60.0, **AS_INSTALLED) as peer:

        def bench(people: Mapping[str, str], clock: FrozenClock) -> SlackBench:
            return SlackBench(peer, people, clock, bare=mode == "events")

        async with House(tmp_path, scenario.people, scenario.start, bench, scenario.agencies, wording=WORDING) as house:
            await play(scenario, house)
            happened = history(await house.records())
            changed = [change_line(record) for record in await house.changes()]
            assert await house.failures() == []
        assert peer.wrong == []
        assert faults(everything(peer)) == []
    assert happened == list(scenario.events)
    assert changed == list(scenario.changes)
