"""What the plugin does, in sessions that are played; and what every plugin has to pass."""

from datetime import timedelta

from space_to_think.testing.plugins import PluginContract

HOME = {"home": {"name": "Home", "tenants": ["fake:northshire"], "plugins": ["check-in"]}}


async def test_each_person_is_asked_once_as_the_first_stage_opens(new_house):
    async with new_house(agencies=HOME) as house:
        await house.begin()
        for who in house.people:
            assert house.saw(who).count("How do you arrive today?") == 1


async def test_whoever_has_not_said_is_reminded(new_house):
    async with new_house(agencies=HOME) as house:
        await house.begin()
        await house.call("owen", "arriving a bit tired")
        await house.advance(timedelta(minutes=2))
        assert house.saw("owen").count("How do you arrive today?") == 1
        assert house.saw("priya").count("How do you arrive today?") == 2


async def test_what_was_said_is_shown_to_whoever_asks(new_house):
    async with new_house(agencies=HOME) as house:
        await house.begin()
        assert "Nobody has said" in str(await house.call("grace", "check-in"))
        await house.call("owen", "arriving a bit tired")
        await house.call("grace", "check-in")
        assert "a bit tired" in house.in_private("grace")
        assert "One person has said" in house.in_private("grace")


async def test_an_agency_has_a_question_of_its_own(new_house):
    own = {"home": {**HOME["home"], "settings": {"check-in": {"question": "What is the weather inside?"}}}}
    async with new_house(agencies=own) as house:
        await house.begin()
        assert "What is the weather inside?" in house.saw("owen")


class TestContract(PluginContract):
    plugin = "check-in"
    settings = {"question": "What is the weather inside?"}  # noqa: RUF012
