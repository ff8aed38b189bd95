"""Who is told what while people come together, come and go."""

from datetime import timedelta

import pytest

from space_to_think.messages import Quote
from space_to_think.practice.model import Role
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Concern, Outcome, Why
from tests.speech.play import ASYNC, FULL, Play, posted, presses, texts, told


def test_the_requester_learns_the_reference_and_what_comes_next() -> None:
    play = Play()
    (message,) = play.request()
    assert message in told((message,), 1)
    assert message.asked
    assert message.answer
    words = play.words(message)
    assert "STT-1" in words
    assert "in person" in words
    assert presses(message) == ["invite", "facilitator ?", "choices", "flag"]


def test_a_plan_longer_than_a_session_should_be_is_said_plainly() -> None:
    (message,) = Play(FULL).request()
    assert "session-long" in texts(message)
    (message,) = Play(Pace(PaceKind.ASYNC)).request()
    assert "session-long" not in texts(message)


def test_the_requester_learns_when_more_can_read_than_at_first() -> None:
    play = Play()
    play.request()
    assert play.do(c.MarkPlaceReady(5)) == ()  # they are told with what they agree to
    (message,) = play.do(c.MarkPlaceReady(7))
    assert "7 people can read" in play.words(message)
    assert play.do(c.MarkPlaceReady(7)) == ()
    assert play.do(c.MarkPlaceReady(None)) == ()


def test_a_place_that_is_gone_is_told_to_whoever_leads() -> None:
    play = Play()
    play.request()
    play.do(c.MarkPlaceReady(None))
    (message,) = told(play.do(c.MarkPlaceGone()), 1)
    assert texts(message) == ["told-place-gone"]
    play = Play().start()
    said = play.do(c.MarkPlaceGone())
    assert [texts(message) for message in told(said, 2)] == [["told-place-gone"]]
    assert posted(said) == []


def test_where_nobody_is_left_nobody_is_told() -> None:
    play = Play()
    play.request()
    play.happens(e.PersonLeft(1))
    assert play.happens(e.PlaceGone()) == ()
    assert play.happens(e.FacilitatorMissing()) == ()
    assert play.happens(e.StartOverdue(play.now)) == ()
    play.happens(e.Invited(5, 1, None))
    assert [texts(m) for m in play.happens(e.Declined(5), by=5)] == [["told-declined"]]


def test_where_it_has_not_started_each_is_offered_what_they_can_do() -> None:
    play = Play()
    play.request()
    (asked,) = play.happens(e.StartOverdue(play.now))
    assert presses(asked)[:2] == ["facilitator ?", "cancel"]
    play = Play().gather()
    said = play.happens(e.StartOverdue(play.now))
    assert [presses(m)[0] for m in told(said, 2)] == ["start"]
    assert [presses(m)[0] for m in told(said, 1)] == ["cancel"]


def test_whoever_joins_is_answered_and_the_group_is_not_called() -> None:
    play = Play()
    play.request()
    play.do(c.Invite(1, (2, 3)))
    said = play.do(c.Join(2, "northshire"))
    assert [texts(m) for m in told(said, 2)] == [["told-joined"]]
    assert posted(said) == []
    said = play.do(c.Decline(3))
    assert [m.hint for m in told(said, 3)] == [True]
    assert [texts(m) for m in told(said, 1)] == [["told-declined-lead"]]
    assert [texts(m) for m in play.do(c.NameAgency(2, None))] == [["told-agency"]]


def test_whoever_comes_late_hears_where_the_group_is_and_the_group_hears_of_them() -> None:
    play = Play().start().go_to("facts")
    play.do(c.Understood(2, "…"))
    play.do(c.Confirm(1))
    said = play.do(c.Join(5, None))
    assert [texts(m) for m in told(said, 5)] == [["told-asked-to-join"]]
    (asked,) = told(said, 2)
    said = play.do(c.Answer(2, True))
    (message,) = told(said, 5)
    assert Quote(play.session.confirmed or "", named=False) in message.card.lines
    assert message.call
    assert [texts(m) for m in posted(said)] == [["told-newcomer"]]
    assert presses(asked)[:2] == ["agree q2", "disagree q2"]


def test_whoever_comes_back_is_back() -> None:
    play = Play().start(2, 3, 4, 5)
    play.do(c.Leave(5))
    (message,) = posted(play.do(c.Join(5, None)))
    assert "is back with us" in play.words(message)


def test_before_the_check_of_facts_there_is_nothing_confirmed_to_hear() -> None:
    play = Play().start()
    play.do(c.Join(5, None))
    (message,) = told(play.do(c.Answer(2, True)), 5)
    assert not any(isinstance(line, Quote) for line in message.card.lines)


def test_whoever_asked_to_join_and_thinks_better_of_it_is_answered_only() -> None:
    play = Play().start()
    play.do(c.Join(5, None))
    said = play.do(c.Decline(5))
    assert [texts(m) for m in told(said, 5)] == [["told-declined"]]
    assert "told-declined-lead" not in [id for m in told(said, 2) for id in texts(m)]


@pytest.mark.parametrize("outcome", [False, None])
def test_whoever_is_not_let_in_hears_it_kindly(outcome: bool | None) -> None:
    play = Play().start()
    play.do(c.Join(5, None))
    lapsed = e.QuestionClosed("q2", Outcome.LAPSED)
    said = play.do(c.Answer(2, False)) if outcome is False else play.happens(lapsed)
    assert [texts(m) for m in told(said, 5)] == [["told-late-refused"]]


def test_nobody_facilitates_so_the_requester_is_asked_to_propose_somebody() -> None:
    play = Play()
    play.request()
    (message,) = play.tick()
    assert texts(message) == ["told-facilitator-missing"]
    assert "facilitator ?" in presses(message)
    assert message.call
    assert not message.answer


def test_a_session_that_does_not_start_is_asked_about_and_then_called_off() -> None:
    play = Play(ASYNC).gather()
    while not (said := play.tick()):
        pass
    assert [m.to.number for m in told(said, 1) + told(said, 2)] == [1, 2]  # type: ignore[union-attr]
    assert "start" in presses(said[0])
    (message,) = play.tick()
    assert posted((message,)) == [message]
    assert "did not start in time" in play.words(message)


def test_a_request_without_a_place_is_called_off_in_private() -> None:
    play = Play()
    play.request()
    (message,) = play.do(c.Cancel(1))
    assert told((message,), 1) == [message]
    assert texts(message) == ["told-cancelled", "privacy-erased"]


def test_whoever_leaves_hears_what_they_can_still_read() -> None:
    play = Play().gather(2, 3, 4, 5)
    said = play.do(c.Leave(5))
    assert [texts(m) for m in told(said, 5)] == [["told-left", "told-still-read"]]
    assert posted(said) == []  # the card says it
    play.do(c.Start(2))
    said = play.do(c.Leave(4))
    assert [texts(m) for m in posted(said)] == [["told-gone"]]


def test_where_it_pauses_because_somebody_left_the_pause_says_it() -> None:
    play = Play().start(2, 3)
    assert [texts(m) for m in posted(play.do(c.Leave(3)))] == [["told-paused"]]
    play = Play().start()
    assert [texts(m) for m in posted(play.do(c.Leave(1)))] == [["told-paused"]]
    assert [texts(m) for m in posted(play.do(c.Leave(4)))] == [["told-gone"]]  # paused already


def test_removing_somebody_asks_first_and_says_what_they_can_still_read() -> None:
    play = Play().start(2, 3, 4, 5)
    (question,) = play.do(c.Remove(2, 5))
    assert question.answer
    said = play.do(c.Answer(2, True))
    assert [texts(m) for m in told(said, 5)] == [["told-removed", "told-still-read"]]
    assert [texts(m) for m in posted(said)] == [["told-gone"]]


def test_somebody_who_was_only_invited_is_not_missed() -> None:
    play = Play().start(2, 3, 4)
    play.do(c.Invite(2, (6,)))
    play.do(c.Remove(2, 6))
    assert posted(play.do(c.Answer(2, True))) == []


def test_away_is_noted() -> None:
    play = Play().start()
    assert texts(play.do(c.Away(3, None))[0]) == ["told-away"]
    assert texts(play.do(c.Away(4, play.now + timedelta(days=1)))[0]) == ["told-away-until"]


def test_everybody_is_warned_before_it_is_erased() -> None:
    play = Play().start()
    said = play.happens(e.ErasureWarned(play.now + timedelta(days=7)))
    assert [message.to.number for message in said] == [1, 2, 3, 4]  # type: ignore[union-attr]
    assert "STT-1" in play.words(said[0])


def test_the_core_leaves_the_rest_to_plugins() -> None:
    play = Play().start()
    assert play.happens(e.Tallied("x")) == ()
    assert play.do(c.Flag(3, Concern.CHILD)) == ()


def test_roles_are_told_once_with_what_they_do() -> None:
    play = Play()
    assert [texts(m)[0] for m in play.request()] == ["told-requested"]
    play.do(c.Join(2, None))
    (message,) = told(play.happens(e.RoleTaken(Role.FACILITATOR, 2)), 2)
    assert texts(message) == ["told-role-facilitator"]
    assert "guide the group" in play.words(message)


def test_the_clock_cancels_without_a_name() -> None:
    play = Play().gather()
    (message,) = play.happens(e.Cancelled(Why.NOT_STARTED))
    assert "p1" not in play.words(message)
