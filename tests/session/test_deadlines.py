"""Every deadline by its name: when it falls, and what it brings about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.model import Closing
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.deadlines import FIRES, next_deadline
from space_to_think.session.state import Audience, Outcome, Phase, Standing, Why
from space_to_think.testing.sessions import (
    CONSULTANT,
    FACILITATOR,
    KINDS,
    MONDAY,
    OTHER,
    PRESENTER,
    UNNAMED,
    Walk,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_every_deadline_has_a_test_here() -> None:
    tests = " ".join(name.replace("_", "-") for name in globals() if name.startswith("test_"))
    assert [name for name in FIRES if f"deadline-{name}-" not in tests] == []


def test_nothing_due_nothing_happens() -> None:
    walk = Walk().to("offload")
    assert walk.do(c.Tick()) == ()


def test_what_fires_late_says_how_late() -> None:
    walk = Walk().to("offload")
    due = walk.session.deadlines["stage"]
    walk.now = due + HOUR - walk.apart
    (event,) = walk.do(c.Tick())
    assert isinstance(event, e.StageDue)
    assert event.late == HOUR


# ---- gathering


@pytest.mark.parametrize(("pace", "when"), [("guided", MONDAY + 5 * MINUTE), ("async", MONDAY + DAY)])
def test_deadline_facilitate_asks_the_requester_to_propose(pace: str, when: datetime) -> None:
    walk = Walk(pace, apart=timedelta(0)).to("requested")
    assert walk.session.deadlines["facilitate"] == when
    assert walk.wait_until(when) == [e.FacilitatorMissing()]
    assert "facilitate" not in walk.session.deadlines


def test_deadline_facilitate_goes_when_somebody_facilitates() -> None:
    assert "facilitate" not in Walk().to("gathering").session.deadlines


@pytest.mark.parametrize("pace", ["guided", "async"])
def test_deadline_start_asks_after_five_working_days(pace: str) -> None:
    walk = Walk(pace, apart=timedelta(0)).to("gathering")
    assert walk.session.deadlines["start"] == MONDAY + 7 * DAY
    assert e.StartOverdue(at("2026-12-01T09:30")) in walk.wait(7 * DAY)


def test_deadline_cancel_calls_it_off_a_working_day_later_and_erases_it() -> None:
    walk = Walk("async").to("gathering")
    events = walk.wait(8 * DAY + MINUTE)
    assert events[-2:] == [e.Cancelled(Why.NOT_STARTED), e.Erased("cancelled")]
    assert walk.session.phase is Phase.CANCELLED
    assert next_deadline(walk.session) is None


@pytest.mark.parametrize(("pace", "when"), [("guided", 3 * MINUTE), ("async", DAY)])
def test_deadline_invitees_reminds_those_who_have_not_answered_once(pace: str, when: timedelta) -> None:
    walk = Walk(pace).to("gathering")
    walk.do(c.Invite(PRESENTER, (7, 8, 9)))
    walk.do(c.Decline(9))
    assert walk.wait(when) == [e.InviteesReminded((7, 8))]
    walk.do(c.Invite(PRESENTER, (10,)))
    assert walk.wait(when) == [e.InviteesReminded((10,))]


def test_deadline_invitees_goes_when_all_have_answered() -> None:
    walk = Walk().to("gathering")
    walk.do(c.Invite(PRESENTER, (7, 8)))
    walk.do(c.Join(7, None))
    assert "invitees" in walk.session.deadlines
    walk.do(c.Decline(8))
    assert "invitees" not in walk.session.deadlines


def test_deadline_invitees_reminds_while_it_is_under_way_but_not_where_nobody_may_join() -> None:
    walk = Walk().to("gathering")
    walk.do(c.Invite(PRESENTER, (7,)))
    walk.to("offload")
    assert walk.tick() == (e.InviteesReminded((7,)),)
    walk.do(c.Invite(FACILITATOR, (8,)))
    walk.to("strengths")
    assert e.InviteesReminded(()) in walk.wait(3 * MINUTE)
    walk = Walk().to("exploration")
    walk.do(c.Invite(FACILITATOR, (7,)))
    walk.to("ended")
    assert walk.wait(3 * MINUTE) == [e.InviteesReminded(())]


# ---- questions and people


@pytest.mark.parametrize(("pace", "when"), [("guided", 10 * MINUTE), ("async", DAY)])
def test_deadline_question_lapses(pace: str, when: timedelta) -> None:
    walk = Walk(pace).to("gathering")
    walk.do(c.Remove(FACILITATOR, CONSULTANT))
    assert walk.wait(when) == [e.QuestionClosed("q2", Outcome.LAPSED)]
    assert walk.session.questions == {}
    assert walk.session.people[CONSULTANT].standing is Standing.AGREED


def test_deadline_back_ends_being_away() -> None:
    walk = Walk().to("gathering")
    walk.do(c.Away(CONSULTANT, MONDAY + HOUR))
    assert e.PersonBack(CONSULTANT) in walk.wait(HOUR)
    assert not walk.session.people[CONSULTANT].away


# ---- a stage's time


def test_deadline_stage_asks_then_deadline_remind_reminds_then_deadline_successor_looks_for_one_live() -> None:
    walk = Walk().to("exploration")
    due = walk.session.deadlines["stage"]
    assert walk.tick() == (e.StageDue("exploration", timedelta(0), due + 3 * MINUTE, None),)
    assert walk.tick() == (e.FacilitatorReminded("exploration", timedelta(0), due + 6 * MINUTE),)
    assert walk.tick() == (e.SuccessorWanted(Why.SILENT),)
    assert set(walk.session.deadlines) == set()
    assert walk.stage == "exploration"  # nobody is moved on


def test_deadline_remind_is_the_next_working_morning_and_deadline_successor_the_end_of_that_day() -> None:
    walk = Walk("async").to("offload")  # Monday
    assert walk.session.deadlines["stage"] == at("2026-11-24T17:00")
    events = walk.wait(3 * DAY)
    assert [type(event) for event in events] == [
        e.SpeakersNudged,
        e.StageDue,
        e.FacilitatorReminded,
        e.SuccessorWanted,
    ]
    reminded = walk.all(e.FacilitatorReminded)[0]
    assert walk.all(e.StageDue)[0].remind == at("2026-11-25T09:00")
    assert reminded.successor_at == at("2026-11-25T17:00")


@pytest.mark.parametrize("answer", [c.Next(FACILITATOR), c.Extend(FACILITATOR), c.Pause(FACILITATOR)])
def test_an_answer_ends_the_asking(answer: c.Command) -> None:
    walk = Walk().to("exploration")
    walk.tick()
    walk.do(answer)
    assert set(walk.session.deadlines) <= {"stage"}


@pytest.mark.parametrize(
    ("stage", "why"),
    [
        ("offload", "word"),
        ("facts", "confirm"),
        ("exploration", None),
        ("strengths", "none-given"),
        ("reflection", None),
        ("next_steps", "last"),
    ],
)
def test_the_facilitator_is_told_what_is_missing(stage: str, why: str | None) -> None:
    walk = Walk().to(stage)
    (due,) = walk.tick()
    assert isinstance(due, e.StageDue)
    assert due.why_not == why


@pytest.mark.parametrize(("pace", "when"), [("guided", 3 * MINUTE), ("async", 16 * HOUR)])
@pytest.mark.parametrize("stage", ["offload", "facts", "next_steps"])
def test_by_itself_it_never_moves_out_of_these(stage: str, pace: str, when: timedelta) -> None:
    walk = Walk(pace, moves_on=True).to(stage)
    while not isinstance(walk.tick()[-1], e.StageDue):
        pass
    assert isinstance(walk.tick()[-1], e.Paused)
    assert (walk.stage, walk.session.paused_why) == (stage, Why.TIME)


@pytest.mark.parametrize("stage", ["exploration", "strengths", "reflection"])
def test_by_itself_it_moves_on_only_where_the_agency_wants_it(stage: str) -> None:
    walk = Walk(moves_on=True).to(stage)
    walk.tick()
    assert isinstance(walk.tick()[-1], e.StageOpened)
    walk = Walk().to(stage)
    walk.tick()
    assert isinstance(walk.tick()[-1], e.FacilitatorReminded)


def test_by_itself_it_moves_out_of_offload_after_a_word_and_out_of_facts_after_confirm() -> None:
    walk = Walk(moves_on=True).to("offload")
    walk.do(c.Speak(PRESENTER, "text"))
    walk.wait(9 * MINUTE)
    assert walk.stage == "facts"
    walk.do(c.Understood(FACILITATOR, "text"))
    walk.do(c.Confirm(PRESENTER))
    walk.wait(6 * MINUTE)
    assert walk.stage == "exploration"


def test_a_private_thought_is_no_word() -> None:
    walk = Walk(moves_on=True).to("offload")
    walk.do(c.Give(PRESENTER, "parked", "text"))
    walk.do(c.Give(PRESENTER, "note", "text"))
    walk.do(c.Speak(CONSULTANT, "out of turn"))
    walk.wait(9 * MINUTE)
    assert walk.session.paused_why is Why.TIME


def test_by_itself_it_shows_no_strength_that_the_facilitator_has_not_read() -> None:
    walk = Walk(moves_on=True, people=5, kinds=UNNAMED).to("strengths")
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    (due,) = walk.tick()
    assert isinstance(due, e.StageDue)
    assert due.why_not == "read-first"
    walk.tick()
    assert walk.session.paused_why is Why.TIME
    assert walk.all(e.Revealed) == []


def test_of_another_practice_the_last_stage_and_one_that_its_facilitator_closes_are_never_left_by_itself() -> None:
    six = shipped()
    stages = tuple(
        replace(stage, closes=Closing.FACILITATOR if stage.key == "exploration" else Closing.TIME)
        for stage in six.stages
    )
    for key, why in (("exploration", "facilitator"), ("next_steps", "last"), ("offload", None)):
        walk = Walk(moves_on=True, practice=replace(six, stages=stages)).to(key)
        (due,) = walk.tick()
        assert isinstance(due, e.StageDue)
        assert due.why_not == why
        assert isinstance(walk.tick()[-1], e.StageOpened if why is None else e.Paused)


def test_deadline_nudge_reminds_only_those_who_have_neither_contributed_nor_passed() -> None:
    walk = Walk("async", people=8).to("reflection")
    walk.do(c.Speak(CONSULTANT, "text"))
    walk.do(c.Give(OTHER, "idea", "text"))
    walk.do(c.Pass(5))
    walk.do(c.Done(6))
    walk.do(c.Away(7, None))
    assert walk.tick() == (e.SpeakersNudged("reflection", (FACILITATOR, 8)),)
    assert "nudge" not in walk.session.deadlines


def test_deadline_nudge_in_the_check_of_facts_is_for_the_one_who_is_waited_for() -> None:
    assert nudged(Walk("async").to("facts")) == (FACILITATOR,)
    summed_up = Walk("async").to("facts")
    summed_up.do(c.Understood(FACILITATOR, "text"))
    assert nudged(summed_up) == (PRESENTER,)
    confirmed = Walk("async").to("facts")
    confirmed.do(c.Understood(FACILITATOR, "text"))
    confirmed.do(c.Confirm(PRESENTER))
    assert nudged(confirmed) == ()


def nudged(walk: Walk) -> tuple[int, ...]:
    while not isinstance(event := walk.tick()[0], e.SpeakersNudged):
        pass
    return event.people


def test_deadline_nudge_is_for_what_runs_over_days_and_waits_while_it_is_paused() -> None:
    assert "nudge" not in Walk().to("exploration").session.deadlines
    walk = Walk("async").to("exploration")
    assert walk.session.deadlines["nudge"] == walk.now + DAY + 4 * HOUR
    walk.do(c.Pause(FACILITATOR))
    assert "nudge" not in walk.session.deadlines
    walk.now += 7 * DAY
    walk.do(c.Resume(FACILITATOR))
    assert walk.now + DAY < walk.session.deadlines["nudge"] < walk.session.deadlines["stage"]
    while not isinstance(walk.tick()[-1], e.SpeakersNudged):
        pass
    walk.do(c.Pause(FACILITATOR))
    walk.do(c.Resume(FACILITATOR))
    assert "nudge" not in walk.session.deadlines  # once is enough


# ---- what plugins ask for


def test_deadline_plugin_wakes_it_and_says_how_late() -> None:
    walk = Walk().to("offload")
    walk.apart = timedelta(0)
    walk.do(c.Keep("strengths/north", wakes=(("remind", walk.now + MINUTE),)))
    walk.now += 2 * MINUTE
    assert walk.do(c.Tick()) == (e.Woken("strengths/north", "remind", MINUTE),)
    assert walk.do(c.Tick()) == ()


def test_a_plugin_can_set_its_time_anew_or_take_it_back() -> None:
    walk = Walk().to("offload")
    for when in (walk.now + MINUTE, walk.now + HOUR):
        walk.do(c.Keep("plugin", wakes=(("remind", when),)))
        assert walk.session.deadlines["plugin:plugin:remind"] == when
    walk.do(c.Keep("plugin", wakes=(("remind", None),)))
    assert "plugin:plugin:remind" not in walk.session.deadlines


def test_what_plugins_wait_for_outlives_the_end_and_another_round() -> None:
    walk = Walk().to("offload")
    walk.do(c.Keep("plugin", wakes=(("remind", walk.now + 3 * DAY),)))
    walk.to("ended")
    assert "plugin:plugin:remind" in walk.session.deadlines
    walk.agree(c.Again(CONSULTANT))
    assert "plugin:plugin:remind" in walk.session.deadlines


# ---- the end of keeping


def test_deadline_settle_comes_ten_minutes_after_the_end() -> None:
    walk = Walk().to("next_steps")
    walk.do(c.Give(CONSULTANT, "parked", "text"))
    walk.do(c.Give(PRESENTER, "summary", "text"))
    walk.to("ended")
    assert walk.session.deadlines["settle"] == walk.now + 10 * MINUTE
    assert walk.tick() == (e.EndSettled(),)
    assert [con.kind for con in walk.session.contributions.values()] == ["understood", "summary"]
    assert walk.refused(c.Undo(FACILITATOR)) == "refuse-undo-nothing"


@pytest.mark.parametrize("days", [0, 28, 90])
def test_deadline_erase_comes_when_the_agency_says_but_not_before_the_end_is_settled(days: int) -> None:
    walk = Walk(retention_days=days).to("ended")
    assert walk.session.deadlines["erase"] == walk.now + max(days * DAY, 10 * MINUTE)
    assert walk.wait(91 * DAY) == [e.EndSettled(), e.Erased("retention")]
    assert next_deadline(walk.session) is None


def test_over_days_it_waits_until_everybody_has_had_what_is_theirs() -> None:
    """Records and plans come in working hours, two a day: with nothing kept at all they would come to nobody."""
    walk = Walk("async", retention_days=0).to("ended")
    calendar = walk.session.charter.calendar
    assert walk.session.deadlines["erase"] == calendar.add(walk.now, 3 * calendar.day_length())
    assert walk.wait(10 * DAY)[-1] == e.Erased("retention")


def test_what_has_a_date_is_kept_for_its_author_alone_until_a_week_after_it() -> None:
    walk = Walk(retention_days=0).to("next_steps")
    for days in (20, 3, 60):
        walk.do(c.Give(PRESENTER, "action", "text", due=walk.now + days * DAY))
    walk.do(c.Give(PRESENTER, "action", "text"))
    walk.do(c.Give(PRESENTER, "summary", "text"))
    soon, later = sorted(one.due for one in walk.session.contributions.values() if one.due is not None)[1:]
    walk.to("ended").do(c.Keep("next-steps", (("reminded", True),), (("due", soon),)))
    walk.wait(11 * DAY)
    assert [(one.due, one.audience) for one in walk.session.contributions.values()] == [
        (soon, Audience.AUTHOR),
        (later, Audience.AUTHOR),
    ]
    assert walk.session.erased
    assert walk.session.memory == {"next-steps": {"reminded": True}}
    assert walk.session.deadlines == {"erase": soon + 7 * DAY, "plugin:next-steps:due": soon}
    walk.wait(soon + 8 * DAY - walk.now)
    assert [one.due for one in walk.session.contributions.values()] == [later]
    assert walk.refused(c.Withdraw(PRESENTER)) == "refuse-over"
    walk.wait(90 * DAY)
    assert walk.session.contributions == {}
    assert walk.session.memory == {}
    assert next_deadline(walk.session) is None


def test_asked_to_erase_it_keeps_nothing() -> None:
    walk = Walk(retention_days=0).to("next_steps")
    walk.do(c.Give(PRESENTER, "action", "text", due=walk.now + 60 * DAY))
    walk.to("ended").wait(DAY)
    assert walk.do(c.Erase("asked")) == (e.Erased("asked"),)
    assert next_deadline(walk.session) is None


@pytest.mark.parametrize("where", ["gathering", "offload", "paused"])
def test_deadline_silence_warns_and_deadline_silence_erase_erases_after_thirty_days_without_a_step(where: str) -> None:
    walk = Walk("async", calendar=NEVER_WORKS).to(where)
    last = walk.now
    events = walk.wait(29 * DAY)
    warned = next(event for event in events if isinstance(event, e.ErasureWarned))
    assert warned.erase_at == last + 30 * DAY
    walk.wait(2 * DAY)
    assert walk.events[-1] == e.Erased("silence")
    assert walk.session.erased


NEVER_WORKS = Calendar(hours="Sun 00:00-00:01")


def test_a_step_after_the_warning_keeps_it() -> None:
    walk = Walk("async", calendar=NEVER_WORKS).to("paused")
    walk.wait(25 * DAY)
    assert "silence-erase" in walk.session.deadlines
    walk.do(c.Give(CONSULTANT, "parked", "text"))
    assert "silence-erase" not in walk.session.deadlines
    walk.wait(22 * DAY)
    assert not walk.session.erased


def test_what_the_clock_brings_about_is_no_step() -> None:
    walk = Walk("async", people=5).to("exploration")
    walk.do(c.Away(5, walk.now + 2 * DAY))
    last = walk.session.last_step
    while len(walk.session.deadlines) > 0:
        walk.tick()
    assert walk.session.last_step == last
    assert [type(event) for event in walk.events[-3:]] == [e.StageDue, e.FacilitatorReminded, e.SuccessorWanted]


# ---- at one moment


def test_of_several_the_earliest_comes_first_one_at_a_time() -> None:
    walk = Walk("async").to("gathering")
    walk.now += 30 * DAY
    fired = [type(walk.do(c.Tick())[0]) for _ in range(2)]
    assert fired == [e.StartOverdue, e.ErasureWarned]


def test_a_kind_that_nobody_declares_keeps_nothing_back() -> None:
    assert Walk(kinds={}).to("strengths").tick()[0] == e.StageDue(
        "strengths", timedelta(0), MONDAY + timedelta(seconds=15) + 5 * MINUTE, None
    )
    assert set(KINDS) >= {"strength"}
