"""Two whole sessions, and what they show: every card, form and Home view passes three validators that are not ours.

https://docs.slack.dev/reference/block-kit
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slackblocks import _limits as theirs

from space_to_think.session import events as e
from space_to_think.testing.case import Scenario, load, play
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import House
from space_to_think_adapters.slack import limits as ours
from tests.slack.bench import SlackBench, shown_in, wording
from tests.slack.conftest import AS_INSTALLED, Strict
from tests.slack.local import TEAM, person
from tests.slack.seen import everything, faults
from tests.slack.strict.peer import Peer
from tests.slack.test_validators import need_compiler
from tests.slack.validators import by_types

CASES = Path(__file__).parents[1] / "cases"


def on_slack(scenario: Scenario) -> Scenario:
    """With everybody in one workspace: which agency they work for they say when they join."""
    agencies = {slug: {**table, "tenants": []} for slug, table in scenario.agencies.items()}
    agencies[next(iter(agencies))]["tenants"] = [f"slack:{TEAM}"]
    return replace(scenario, agencies=agencies)


async def played(name: str, peer: Peer, folder: Path) -> list[e.Event]:
    scenario = on_slack(load(CASES / f"{name}.toml"))
    made: list[SlackBench] = []

    def bench(people: Mapping[str, str], clock: FrozenClock) -> SlackBench:
        made.append(SlackBench(peer, people, clock))
        return made[-1]

    async with House(folder, scenario.people, scenario.start, bench, scenario.agencies, wording=wording()) as house:
        await play(scenario, house)
        for who in scenario.people:  # and everybody looks at their Home view
            await made[-1].people.home(who)
        await made[-1].rest()
        assert await house.failures() == []
        return [record.event for record in await house.records()]


@pytest.mark.timeout(300)
async def test_whole_sessions_pass_every_validator(strict: Strict, tmp_path: Path) -> None:
    need_compiler()
    shown: list[tuple[str, Any]] = []
    for name in ("live", "days"):
        async with strict("socket", trigger=60.0, ack=60.0, **AS_INSTALLED) as peer:
            (tmp_path / name).mkdir()
            happened = await played(name, peer, tmp_path / name)
            assert any(isinstance(event, e.Ended) for event in happened)
            assert peer.wrong == []
            shown += everything(peer)
            told_the_same(peer)
            assert set(peer.state.homes) >= {person("ros"), person("grace")}
    assert faults(iter(shown)) == []
    once = {json.dumps(one, sort_keys=True): one for one in shown}.values()
    assert by_types(list(once), tmp_path) == []
    kinds = Counter(kind for kind, _ in shown)
    assert kinds["KnownBlock[]"] > 100
    assert kinds["ModalView"] > 10
    assert kinds["HomeView"] >= 10


def told_the_same(peer: Peer) -> None:
    """The text beside the blocks carries the same facts: whoever is read to hears no less."""
    for call in peer.calls:
        if call.args.get("blocks"):
            text = call.args["text"]
            for line in shown_in([block for block in call.args["blocks"] if block["type"] != "actions"]).splitlines():
                assert escaped(line.strip()) in text, (call.method, line)


def escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_the_adapters_limits_are_those_of_an_independent_table() -> None:
    table = {
        "MESSAGE_BLOCKS": theirs.MESSAGE_BLOCKS_MAX_ITEMS,
        "VIEW_BLOCKS": theirs.VIEW_BLOCKS_MAX_ITEMS,
        "ACTIONS": theirs.ACTIONS_ELEMENTS_MAX_ITEMS,
        "BUTTON": theirs.BUTTON_TEXT_MAX_LENGTH,
        "VALUE": theirs.BUTTON_VALUE_MAX_LENGTH,
        "TITLE": theirs.VIEW_TITLE_MAX_LENGTH,
        "LABEL": theirs.INPUT_LABEL_MAX_LENGTH,
        "HINT": theirs.INPUT_HINT_MAX_LENGTH,
        "OPTIONS": theirs.SELECT_OPTIONS_MAX_ITEMS,
        "OPTION": theirs.OPTION_TEXT_MAX_LENGTH,
        "OPTION_VALUE": theirs.OPTION_VALUE_MAX_LENGTH,
        "RADIOS": theirs.RADIO_BUTTONS_OPTIONS_MAX_ITEMS,
        "HEADER": theirs.HEADER_TEXT_MAX_LENGTH,
        "INPUT": theirs.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX,
    }
    mine = {name: getattr(ours, name) for name in table}
    assert mine == table
    unknown = {name for name, value in vars(ours).items() if name.isupper() and isinstance(value, int)} - set(table)
    assert unknown <= {"PART", "ERROR", "CHANNEL_NAME"}, "a limit that nobody has looked up"
