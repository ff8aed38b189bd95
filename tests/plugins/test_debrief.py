"""Debrief: care at the start and at the end, each by their own agency, and whenever somebody asks."""

from dataclasses import replace
from datetime import date

from space_to_think.hooks import Call
from space_to_think.host import Reactions
from space_to_think.messages import Person
from space_to_think.session.state import Reason
from tests.plugins.play import AGENCIES, Play, presses, texts, to

NAME = "debrief"
NORTH = replace(
    AGENCIES["north"], plugins=frozenset({NAME}), settings={NAME: {"contacts": ["Wellbeing team, 01632 960010"]}}
)
SOUTH = replace(AGENCIES["south"], plugins=frozenset({NAME}))
ON = {**AGENCIES, "north": NORTH, "south": SOUTH}


def debrief() -> Play:
    return Play(NAME, agencies=ON, reason=Reason.DEBRIEF).start(3, 4, homes={4: "south"})


def test_at_the_start_everybody_hears_how_to_take_care() -> None:
    play = debrief()
    first = [message for message in play.heard if texts(message)[0] == "debrief-start"]
    assert {message.to for message in first} == {Person(1), Person(2), Person(3), Person(4)}
    assert presses(first[0]) == ["support"]
    assert "you can step out" in play.words(first[0])


def test_at_the_end_everybody_is_shown_their_own_agency_s_support() -> None:
    play = debrief()
    play.to("next_steps")
    said = play.end()
    assert "Wellbeing team, 01632 960010" in play.words(to(said, 3)[0])
    south = play.words(to(said, 4)[0])
    assert "01632 960010" not in south
    assert "What would have helped you on that day?" in south


def test_other_sessions_hear_nothing_of_it() -> None:
    play = Play(NAME, agencies=ON).start(3, 4)
    play.to("next_steps")
    play.end()
    assert play.heard == []


def test_support_is_there_in_any_session_and_outside_of_one() -> None:
    play = Play(NAME, agencies=ON).start(3, 4)
    (shown,) = play.call(NAME, "support", 3)
    assert shown.asked
    assert "Please look out for each other" in play.words(shown)
    answer = play.host.outside(NAME, Call("support", 1), NORTH, play.now)
    assert isinstance(answer, Reactions)
    assert answer.messages


def test_an_agency_without_contacts_is_told() -> None:
    host = Play().host
    found = {finding.text.id for finding in host.inspect(SOUTH, date(2026, 11, 23))}
    assert "debrief-missing" in found
    assert "debrief-missing" not in {f.text.id for f in host.inspect(NORTH, date(2026, 11, 23))}
