"""A disagreement: one's own agency's procedure, apart from what the session is for."""

from dataclasses import replace
from datetime import date

import pytest

from space_to_think.agency.state import Agency
from space_to_think.messages import Person, Signpost
from space_to_think.session import commands as c
from space_to_think.session.state import Concern
from tests.plugins.play import AGENCIES, DOOR, NORTH, Play, presses, texts, to

WEST = Agency("west", "West Health", signposts={"disagreement": replace(DOOR, title="The steps in West")})
HERE = {**AGENCIES, "west": WEST}
HOMES = {4: "west", 5: "south", 6: None}


def under_way() -> Play:
    return Play("escalation", agencies=HERE).start(3, 4, 5, 6, homes=HOMES)


def test_the_person_who_flagged_sees_their_own_agency_s_procedure() -> None:
    play = under_way()
    (message,) = play.do(c.Flag(4, Concern.DISAGREEMENT))
    assert message.to == Person(4)
    assert message.asked
    assert message.answer
    assert message.safety
    words = play.words(message)
    assert "disagree" not in words.splitlines()[0]
    assert "The steps in West" in words
    assert "The partnership looks after these details." in words
    assert "They are good until" in words
    assert "I have told nobody." in words.splitlines()[-2]


def test_past_its_day_there_is_a_plain_warning() -> None:
    play = under_way()
    (message,) = play.do(c.Flag(3, Concern.DISAGREEMENT))
    assert "were good until Wednesday 1 April. They may be out of date" in play.words(message)


def test_where_an_agency_has_none_it_says_where_to_ask() -> None:
    play = under_way()
    (message,) = play.do(c.Flag(6, Concern.DISAGREEMENT))
    assert "Ask your manager or your safeguarding lead" in play.words(message)


def test_the_session_s_purpose_is_set_apart_from_the_procedure() -> None:
    play = under_way()
    (message,) = play.do(c.Flag(3, Concern.DISAGREEMENT))
    assert texts(message) == ["escalation-thank-you", "escalation-session", "escalation-procedure"]
    assert message.card.lines[-1] == Signpost("disagreement")


def test_other_concerns_are_not_its_own_and_nobody_is_told_where_it_is_off() -> None:
    play = under_way()
    assert play.do(c.Flag(3, Concern.CHILD)) == []
    assert play.do(c.Flag(5, Concern.DISAGREEMENT)) == []


def test_it_may_be_shown_to_everyone_by_a_discreet_button() -> None:
    play = under_way()
    (message,) = play.do(c.Flag(3, Concern.DISAGREEMENT))
    assert presses(message) == ["flag show disagreement"]
    assert message.card.buttons[0].discreet


@pytest.mark.parametrize("by", [3, 9])
def test_after_the_end_and_from_outside_there_is_no_such_button(by: int) -> None:
    play = under_way()
    if by == 3:
        play.end()
    (message,) = play.do(c.Flag(by, Concern.DISAGREEMENT))
    assert presses(message) == []


def test_shown_to_everyone_each_sees_their_own() -> None:
    play = under_way()
    heard = play.do(c.ShowProcedures(2, Concern.DISAGREEMENT))
    assert sorted(m.to.number for m in heard if isinstance(m.to, Person)) == [1, 2, 3, 4, 6]
    (west,), (north,), (other,) = to(heard, 4), to(heard, 3), to(heard, 6)
    assert "The steps in West" in play.words(west)
    assert "How to take it further" in play.words(north)
    assert "Ask your manager" in play.words(other)
    assert [message.to for message in heard if message.asked] == [Person(2)]
    assert "disagree" not in play.words(west).splitlines()[0]


def test_admins_hear_of_a_procedure_that_is_missing_stale_or_nobody_s() -> None:
    def found(agency: Agency) -> list[str]:
        findings = Play().host.inspect(agency, date(2026, 11, 23))
        return [finding.text.id for finding in findings if finding.text.id.startswith("escalation-")]

    assert found(NORTH) == ["escalation-stale"]
    assert found(replace(NORTH, signposts={})) == ["escalation-missing"]
    assert found(WEST) == []
    assert found(replace(WEST, signposts={"disagreement": replace(DOOR, owner=None)})) == ["escalation-no-owner"]
    assert found(replace(WEST, signposts={"disagreement": replace(DOOR, review_by=None)})) == []
    assert found(replace(NORTH, plugins=frozenset())) == []
