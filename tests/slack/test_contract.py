"""The contract's scenarios on Slack: the same steps, and the same events in the end.

By both ways of delivery, and with the bot beside the test as well as in a process of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.testing.case import Scenario, change_line, history, load, play
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import BenchFactory, House
from tests.slack.apart import BenchApart, ServiceApart
from tests.slack.bench import SlackBench, wording
from tests.slack.conftest import AS_INSTALLED, Mode, Strict
from tests.slack.local import TEAM
from tests.slack.seen import everything, faults
from tests.slack.strict.peer import Peer

SCENARIOS = sorted((Path(__file__).parents[1] / "contract" / "scenarios").glob("*.toml"))


def slack_scenario(file: Path) -> Scenario:
    scenario = load(file)
    first = next(iter(scenario.agencies))
    agencies = {slug: {**table} for slug, table in scenario.agencies.items()}
    agencies[first]["tenants"] = [f"slack:{TEAM}"]
    return replace(scenario, agencies=agencies)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["socket", "events"])
@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
async def test_slack_plays_a_scenario(file: Path, mode: Mode, strict: Strict, tmp_path: Path) -> None:
    async with strict(mode, trigger=60.0, ack=60.0, **AS_INSTALLED) as peer:

        def bench(people: Mapping[str, str], clock: FrozenClock) -> SlackBench:
            return SlackBench(peer, people, clock, bare=mode == "events")

        await plays(slack_scenario(file), tmp_path, peer, bench)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["socket", "events"])
@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
async def test_the_bot_as_a_process_plays_a_scenario_on_slack(
    file: Path, mode: Mode, strict: Strict, tmp_path: Path
) -> None:
    async with strict(mode, trigger=60.0, ack=60.0, gaps=(0.5,) * 3, **AS_INSTALLED) as peer:
        made: list[BenchApart] = []

        def bench(people: Mapping[str, str], clock: FrozenClock) -> BenchApart:
            made.append(BenchApart(peer, people, clock, bare=mode == "events"))
            return made[0]

        def serve(parts: Parts) -> Service:
            return ServiceApart(parts, made[0])

        await plays(slack_scenario(file), tmp_path, peer, bench, serve)


async def plays(
    scenario: Scenario,
    folder: Path,
    peer: Peer,
    bench: BenchFactory,
    serve: Callable[[Parts], Service] = Service,
) -> None:
    house = House(folder, scenario.people, scenario.start, bench, scenario.agencies, wording=wording(), serve=serve)
    async with house:
        await play(scenario, house)
        happened = history(await house.records())
        changed = [change_line(record) for record in await house.changes()]
        assert await house.failures() == []
    assert [done for done in peer.delivered if not done.acknowledged] == []
    assert peer.wrong == []
    assert faults(everything(peer)) == []
    assert happened == list(scenario.events)
    assert changed == list(scenario.changes)
