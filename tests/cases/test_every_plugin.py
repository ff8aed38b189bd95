"""Both cases once more, with every plugin on at every agency: still quiet, and no presses but the engine's."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from space_to_think.host.facade import Host
from space_to_think.host.watch import FaultKind
from space_to_think.session.evolve import fold
from space_to_think.session.state import Phase
from space_to_think.testing.case import Scenario, load, play
from space_to_think.testing.house import House
from space_to_think.testing.transcript import Entry
from tests.cases.test_cases import HERE, MOST_POSTS, MOST_UNASKED, Played

CASES = ("live", "days", "live, and more", "days, and more")  # more: some use what the plugins offer


def everything_on(scenario: Scenario, host: Host) -> Scenario:
    """The same case, with all plugins on at each agency, and at one more for whoever works for none of them."""
    agencies: dict[str, Any] = {
        slug: {**agency, "plugins": sorted(host.manifests)} for slug, agency in scenario.agencies.items()
    }
    return replace(scenario, agencies=agencies)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Played]:
    return {name: asyncio.run(play_case(name, tmp_path_factory.mktemp(name[:4]))) for name in CASES}


async def play_case(name: str, folder: Path) -> Played:
    host = Host.load()
    file, _, more = name.partition(", ")
    scenario = everything_on(load(HERE / f"{file}.toml", more=bool(more)), host)
    async with House(folder, scenario.people, scenario.start, agencies=scenario.agencies, host=host) as house:
        await play(scenario, house)
        faults = [count for count in host.watch.counts if count[2] is not FaultKind.SLOW]
        assert faults == []
        return Played(scenario, await house.records(), house.fake.transcript, house)


@pytest.fixture(params=CASES)
def played(request: pytest.FixtureRequest, both: Mapping[str, Played]) -> Played:
    return both[request.param]


def test_it_comes_to_its_end_by_the_same_steps(played: Played) -> None:
    """Without more, the case's own steps are all there were: no plugin asked for a press beside the engine's."""
    assert fold(played.records).phase is Phase.ENDED
    on = fold(played.records).charter.settings
    assert {"feedback", "facilitator-script", "questions", "strengths", "record"} <= on.keys()


def test_the_shared_place_stays_quiet(played: Played) -> None:
    posts = played.transcript.posts()
    assert len(posts) <= MOST_POSTS, [post.text.splitlines()[0] for post in posts]


@pytest.mark.parametrize("case", ["days", "days, and more"])
def test_over_days_nobody_gets_more_than_two_messages_a_day_unasked(case: str, both: Mapping[str, Played]) -> None:
    days = both[case]
    for who in days.scenario.people:
        for day, entries in days.unasked(who).items():
            assert len(entries) <= MOST_UNASKED, (who, day, [entry.text for entry in entries])


def test_everybody_gets_their_own_record(played: Played) -> None:
    for who in played.scenario.people:
        notes = [entry for entry in seen(played, who) if entry.text.startswith("A note for the record")]
        joined = fold(played.records).taking_part()
        assert len(notes) == 1 or len(joined) < len(played.scenario.people), who
        assert all(other not in note.text for note in notes for other in played.scenario.people if other != who)


def seen(played: Played, who: str) -> list[Entry]:
    return list(played.transcript.seen_by(played.house.bench.person(who)))


@pytest.mark.parametrize("case", CASES)
def test_nothing_relies_on_colour_or_pictures(case: str, both: Mapping[str, Played]) -> None:
    played = both[case]
    for who in played.scenario.people:
        for entry in seen(played, who):
            assert re.search("[\u2600-\u27bf\U0001f000-\U0001faff]", entry.text) is None
