"""The case presenter gets back what there is, and says what they take away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from space_to_think.messages import Message, Person, Quote, Quotes, Text
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Phase
from tests.plugins.play import MONDAY, Play, Refused, presses, quotes, texts, wording


def at_the_last_stage() -> Play:
    play = Play("next-steps").start(3, 4)
    play.give(1, "note", "ask about the school")
    play.to("reflection")
    play.give(3, "idea", "meet the teacher")
    play.to("next_steps")
    return play


DAY = timedelta(days=1)


def planned() -> Play:
    play = Play("next-steps").start(3, 4)
    play.to("next_steps")
    play.do(c.Give(1, "action", "Ring the school", due=MONDAY + 7 * DAY))
    play.do(c.Give(1, "action", "Ask again after the summer", due=MONDAY + 200 * DAY))
    play.give(1, "action", "Wait")
    return play


def test_dated_actions_go_into_a_calendar_that_their_owner_gets_at_the_end() -> None:
    play = planned()
    (given,) = play.end()
    assert given.to == Person(1)
    assert "put this file into your own calendar" in play.words(given)
    assert given.document is not None
    file = wording().document(given.document, play.reader(1), play.known)
    assert (file.name, file.type) == ("plan-stt-7k2m3.ics", "text/calendar")
    days = Calendar.from_ical(file.data).walk("VEVENT")
    assert [str(day["summary"]) for day in days] == ["Ring the school", "Ask again after the summer"]
    assert [day.decoded("dtstart") for day in days] == [date(2026, 11, 30), date(2027, 6, 11)]
    assert len({str(day["uid"]) for day in days}) == 2


def test_the_calendar_can_be_asked_for() -> None:
    play = planned()
    (given,) = play.call("next-steps", "plan", 1)
    assert given.asked
    assert given.document is not None
    with pytest.raises(Refused, match="next-steps-no-dates"):
        play.call("next-steps", "plan", 3)


def test_its_owner_alone_is_reminded_when_an_action_is_due() -> None:
    play = planned()
    play.end()
    heard = play.tick()
    while not heard:
        heard = play.tick()
    (reminder,) = heard
    assert play.now == datetime(2026, 11, 30, 9, tzinfo=UTC)  # the morning of that day
    assert reminder.to == Person(1)
    assert not reminder.asked
    assert play.words(reminder).startswith("This is what you wanted to do by Monday 30 November:\n> Ring the school")


def test_what_is_due_on_a_sunday_is_reminded_of_on_friday() -> None:
    play = Play("next-steps").start(3, 4)
    play.to("next_steps")
    play.do(c.Give(1, "action", "Write it up", due=datetime(2026, 11, 29, 23, 59, tzinfo=UTC)))
    play.end()
    heard: list[Message] = []
    while not heard:
        heard = play.tick()
    assert play.now == datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_one_that_was_taken_back_is_not_reminded_of() -> None:
    play = planned()
    play.do(c.Withdraw(1, next(iter(play.session.contributions))))
    play.end()
    play.tick_until(e.Erased)
    assert not any("wanted to do" in play.words(message) for message in play.heard)


def test_its_owner_is_reminded_long_after_all_else_is_erased() -> None:
    play = planned()
    (given,) = play.end()
    assert "I keep those for you alone" in play.words(given)
    play.tick_until(e.Erased)
    assert play.session.erased
    heard: list[Message] = []
    while not heard:
        heard = play.tick()
    (reminder,) = heard
    assert reminder.to == Person(1)
    assert "what you wanted to do by Friday 11 June:\n> Ask again after the summer" in play.words(reminder)
    play.tick_until(e.Erased)
    assert play.session.deadlines == {}
    assert play.session.contributions == {}


def test_with_no_day_so_late_nothing_is_left_once_it_is_erased() -> None:
    play = Play("next-steps").start(3, 4)
    play.to("next_steps")
    play.do(c.Give(1, "action", "Ring the school", due=MONDAY + 7 * DAY))
    (given,) = play.end()
    assert "I keep those for you alone" not in play.words(given)
    play.tick_until(e.Erased)
    assert play.session.deadlines == {}


def test_notes_and_ideas_come_back_privately() -> None:
    play = at_the_last_stage()
    (message,) = play.heard
    assert message.to == Person(1)
    assert quotes(message) == ["note", next(i for i, one in play.session.contributions.items() if one.kind == "idea")]
    assert presses(message) == ["summary", "action"]
    assert "> p1: ask about the school" in play.words(message)
    assert "> p3: meet the teacher" in play.words(message)


def test_with_nothing_to_give_back_it_only_asks() -> None:
    play = Play("next-steps").start(3, 4)
    (message,) = play.to("next_steps")
    assert texts(message) == ["next-steps-open"]


def test_summary_and_actions_stand_on_the_card_until_it_is_over() -> None:
    play = at_the_last_stage()
    assert play.parts() == ()
    play.give(1, "summary", "I take away hope")
    play.do(c.Give(1, "action", "ring the school", due=play.now + timedelta(days=7)))
    (part,) = play.parts()
    *_, action = play.session.contributions
    assert part.lines == (
        Text("next-steps-summed-up"),
        Quotes("summary", 1),
        Text("next-steps-planned"),
        Quote(action, named=False),
        Text("next-steps-by", {"day": play.session.contributions[action].due or play.now}),
    )
    play.end()
    assert play.session.phase is Phase.ENDED
    assert play.parts() == (part,)
    play.tick_until(e.EndSettled)
    assert play.parts() == (part,)
    play.tick_until(e.Erased)
    assert play.parts() == ()


def test_both_kinds_are_the_presenter_s() -> None:
    kinds = Play("next-steps").host.declared
    assert all(kinds[name].roles == {Role.PRESENTER} for name in ("summary", "action"))
    assert kinds["action"].dated
    assert not kinds["summary"].dated


def test_an_action_needs_no_date() -> None:
    play = at_the_last_stage()
    play.give(1, "action", "ring the school")
    (part,) = play.parts()
    assert [type(line) for line in part.lines] == [Text, Quote]
