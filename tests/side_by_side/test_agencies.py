"""Agencies in one session: each keeps what is theirs, also a partner without the bot, and nobody can feel about for
what another one has."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from space_to_think.inbound import Answer, Notice
from space_to_think.session.state import Phase
from space_to_think.testing.house import House
from space_to_think.wording.plain import card_text

SIX = {f"person{number}": f"agency{number}" for number in range(1, 7)}
PEOPLE = {**SIX, "partner": "elsewhere", "eve": "nowhere"}


def agency(slug: str) -> dict[str, Any]:
    return {
        "name": f"The {slug}",
        "tenants": [f"fake:{slug}"],
        "admins": [f"fake:{slug}:{slug.replace('agency', 'person')}"],
        "working_hours": "Mon-Fri 10:00-16:00" if slug == "agency2" else "Mon-Fri 09:00-17:00",
        "turns": "gate" if slug == "agency1" else "guide",
        "plugins": [] if slug == "agency3" else ["escalation", "strengths", "questions"],
        "settings": {"questions": {"own": [f"What would {slug} ask?"], "replace": True}},
        "signposts": {"disagreement": {"title": f"Door of {slug}", "phones": ["1"]}, "child": CHILD[slug]},
        "wording": {"safeguarding-thank-you": f"Thanks from {slug}.", "stage-of": f"Stage by {slug}."},
    }


CHILD: Mapping[str, Mapping[str, Any]] = {
    slug: {"title": f"Children at {slug}", "links": [f"https://{slug}.example"]} for slug in SIX.values()
}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    agencies = {slug: agency(slug) for slug in SIX.values()}
    people = {who: tenant for who, tenant in PEOPLE.items() if who != "eve"}
    async with House(tmp_path, people=people, agencies=agencies, strict=True) as house:
        yield house


async def test_six_agencies_and_a_partner_without_the_bot_have_a_whole_session(house: House) -> None:
    session = await house.begin("exploration")
    assert [person.agency for person in session.people.values()] == [*SIX.values(), None]
    await house.move_to("strengths")
    for who in house.people[1:]:
        await house.call(who, "strength You listen well.")
    await house.move_to("next_steps")
    assert (await house.finish()).phase is Phase.ENDED
    assert "You listen well." in house.in_group()
    assert await house.failures() == []


async def test_each_is_sent_where_their_own_agency_sends_people(house: House) -> None:
    await house.begin()
    for who, slug in SIX.items():
        await house.call(who, "flag child")
        seen = house.in_private(who)
        assert f"Children at {slug}" in seen
        assert f"Thanks from {slug}." in seen
        assert not any(f"Children at {other}" in seen for other in SIX.values() if other != slug)
    await house.call("partner", "flag child")
    seen = house.in_private("partner")
    assert "Children at" not in seen
    assert "Thanks from" not in seen
    assert "ring 999" in seen


async def test_person_plugins_are_each_agencys_own(house: House) -> None:
    await house.begin()
    await house.call("person2", "flag disagreement")
    await house.call("person2", "flag show disagreement")
    for who in ("person1", "person2", "person4"):
        assert f"Door of {SIX[who]}" in house.in_private(who)
    assert "Door of" not in house.in_private("person3")  # has escalation off
    await house.call("person3", "flag disagreement")
    assert "Door of agency3" in house.in_private("person3")  # safeguarding looks after it there
    assert "Door of" not in house.in_private("partner")


async def test_session_plugins_turns_and_words_of_the_group_are_the_hosts(house: House) -> None:
    session = await house.begin("exploration")
    assert session.charter.turns == "gate"
    assert "What would agency1 ask?" in house.in_private("person2")
    assert "Stage by agency1." in house.in_group()
    assert "Stage by agency4." not in house.in_group()
    assert "Stage by agency4." in text(await house.call("person4", "status"))


async def test_each_is_written_to_in_their_own_hours(house: House) -> None:
    await house.begin(pace="async")  # at 9:30; in agency2 people work from 10 to 4
    assert "invites you" in house.saw("person4")
    assert "invites you" not in house.saw("person2")
    await house.advance(timedelta(minutes=31))
    assert "invites you" in house.saw("person2")


async def test_an_agency_changes_nothing_for_the_others(house: House) -> None:
    await house.begin()
    await house.call("person2", "admin disable strengths")
    await house.call("person2", "admin signposts child title New door")
    await house.call("person2", "admin settings turns enforce")
    await house.move_to("strengths")
    await house.call("person3", "strength You are kind.")
    await house.call("person3", "flag child")
    assert "Children at agency3" in house.in_private("person3")
    assert "New door" not in house.in_private("person3")


# ---- the same refusal, whether or not a thing exists


def text(answer: Answer) -> str:
    assert isinstance(answer, Notice), answer
    return card_text(answer.card, lambda person: f"@{person.user}")


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        ("person2", "admin at agency1 plugins", "admin at agency9 plugins"),
        ("person2", "admin at agency1 set questions own x", "admin at agency9 set questions own x"),
        ("partner", "admin plugins questions", "admin plugins nonsense"),
        ("partner", "admin people fake:agency1:person1 here", "admin people fake:agency9:nobody here"),
        ("partner", "admin wording help-head", "admin wording nonsense"),
        ("partner", "admin signposts child", "admin signposts dragon"),
        ("partner", "admin", "admin nonsense"),
        ("person3", "new stuck practice quiet", "new stuck practice loud"),
        ("eve", "in {reference} status", "in STT-22222 status"),
        ("person4", "withdraw {contribution}", "withdraw nonsense"),
        ("person4", "hold strength {contribution}", "hold strength nonsense"),
        ("eve", "withdraw {contribution}", "withdraw nonsense"),
        ("eve", "agree q1", "agree q99"),
    ],
)
async def test_nobody_can_feel_about_for_what_is_there(tmp_path: Path, who: str, there: str, not_there: str) -> None:
    practice = (Path(__file__).parents[1] / "practice" / "peer-learning.toml").read_text(encoding="utf-8")
    agencies = {slug: agency(slug) for slug in SIX.values()}
    agencies["agency1"]["practices"] = {"quiet": practice.replace('name = "peer-learning"', 'name = "quiet"')}
    async with House(tmp_path, people=PEOPLE, agencies=agencies) as house:
        others = " ".join(f"@person{number}" for number in range(2, 6))
        await house.call("person1", f"new stuck pace guided {others} @partner")
        for joins in ("person2", "person3", "person4", "person5", "partner"):
            await house.call(joins, "join yes")
        await house.call("person2", "facilitator")
        for agrees in ("person1", "person3", "person4"):
            await house.call(agrees, "agree")
        await house.call("person2", "start")
        session = await house.move_to("strengths", "person1", "person2")
        await house.call("person3", "strength You listen.")
        (contribution, *_) = [*(await house.session()).contributions, "none"]
        known = {"reference": session.reference, "contribution": contribution}
        answers = [await house.call(who, words.format(**known)) for words in (there, not_there)]
        assert text(answers[0]).replace(session.reference, "") == text(answers[1]).replace(session.reference, "")
