"""Each person is spoken to in the language of their own agency, and the group in the host's.

The only language that ships is en-GB. The second one here is made from it: every letter wears an accent.
"""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from space_to_think.host import Host
from space_to_think.inbound import Answer, Notice, OpenForm
from space_to_think.session.state import Phase
from space_to_think.testing.house import House
from space_to_think.wording.bundles import core_sources, plugin_sources
from space_to_think.wording.plain import card_text, form_text
from space_to_think.wording.pseudo import PSEUDO, accent, pseudo_source
from space_to_think.wording.render import Wording

PEOPLE = {"ros": "north", "grace": "north", "owen": "south", "priya": "south", "tariq": "elsewhere"}
PLUGINS = ["strengths", "questions", "learning"]
AGENCIES: Mapping[str, Mapping[str, Any]] = {
    "north": {"name": "North", "tenants": ["fake:north"], "admins": ["@ros"], "plugins": PLUGINS},
    "south": {
        "name": "South",
        "tenants": ["fake:south"],
        "admins": ["@owen"],
        "plugins": PLUGINS,
        "language": PSEUDO,
    },
}
PLAIN = "abcdefghijklmnopqrstuvwxyz"
ACCENTS = set(accent(PLAIN + PLAIN.upper()))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    host = Host.load()
    sources = (*core_sources(), *plugin_sources(host.manifests))
    wording = Wording((*sources, *map(pseudo_source, sources)), host.manifests, strict=True)
    async with House(tmp_path, PEOPLE, agencies=AGENCIES, host=host, wording=wording) as house:
        yield house


def text(answer: Answer) -> str:
    match answer:
        case Notice(card):
            return card_text(card, lambda person: "")
        case OpenForm(form):
            return form_text(form, lambda person: "")
        case _:
            raise AssertionError(answer)


def other(shown: str) -> bool:
    """Whether something is said in the second language."""
    return bool(set(shown) & ACCENTS)


async def test_a_whole_session_speaks_to_each_in_their_own_language_and_to_the_group_in_the_hosts(house: House) -> None:
    await house.begin("strengths")
    await house.call("owen", "strength You listen well.")
    await house.move_to("next_steps")
    for who in house.people:
        await house.call(who, "flag child")
    await house.finish()
    assert (await house.session()).phase is Phase.ENDED
    assert not other(house.in_group())
    for who, language in {"ros": False, "grace": False, "owen": True, "priya": True, "tariq": False}.items():
        assert other(house.in_private(who)) is language, who
        assert (accent("I have told nobody.") in house.in_private(who)) is language
        assert ("I have told nobody." in house.in_private(who)) is not language
    assert await house.failures() == []


async def test_answers_refusals_forms_and_files_too(house: House) -> None:
    await house.begin("next_steps")
    for words in ("help", "status", "admin settings", "nonsense", "facilitator", "flag", "admin settings ?"):
        assert other(text(await house.call("owen", words))), words
        assert not other(text(await house.call("ros", words))), words
    await house.finish()
    for who, language in (("owen", True), ("grace", False)):
        await house.call(who, "learning")
        (file,) = [post.file for post in house.bench.in_private(who) if post.file is not None]
        assert other(file.data.decode()) is language


async def test_another_language_holds_at_once_also_in_a_session_under_way(house: House) -> None:
    await house.begin()
    assert not other(text(await house.call("grace", "status")))
    await house.call("ros", f"admin settings language {PSEUDO}")
    assert other(text(await house.call("grace", "status")))
    await house.move_to("exploration")
    assert other(house.in_group())
    await house.call("owen", "admin settings language en-GB")
    assert not other(text(await house.call("priya", "status")))


async def test_a_language_that_is_not_there_is_refused_with_those_that_are(house: House) -> None:
    assert f"I speak: en-GB, {PSEUDO}." in text(await house.call("ros", "admin settings language cy"))
