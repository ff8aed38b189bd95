"""The round of strengths: asked once, reminded once, shown together; without names only where that is safe."""

from dataclasses import replace

import pytest

from space_to_think.hooks import CardPart
from space_to_think.messages import Message, Person, Quotes, Text
from space_to_think.practice.model import Role
from space_to_think.practice.pace import Pace
from space_to_think.session import commands as c
from space_to_think.session.events import Revealed, SpeakersNudged, Woken
from tests.plugins.play import AGENCIES, ASYNC, GUIDED, NORTH, Play, Refused, presses, texts, to, to_group

STRENGTHS = Text("strengths-how")
HIDDEN = {**AGENCIES, "north": replace(NORTH, settings={"strengths": {"anonymous": True}})}


def play(pace: Pace = GUIDED, anonymous: bool = False, people: int = 5) -> Play:
    started = Play("strengths", pace=pace, agencies=HIDDEN if anonymous else AGENCIES)
    return started.start(*range(3, people + 1))


def at_strengths(pace: Pace = GUIDED, anonymous: bool = False, people: int = 5) -> tuple[Play, list[Message]]:
    started = play(pace, anonymous, people)
    return started, started.to("strengths")


def people(messages: list[Message]) -> list[int]:
    return [message.to.number for message in messages if isinstance(message.to, Person)]


# ---- invited once


def test_over_days_each_of_the_group_is_invited_privately_once() -> None:
    started, invitations = at_strengths(ASYNC)
    assert people(invitations) == [2, 3, 4, 5]
    for invitation in invitations:
        assert presses(invitation) == ["strength", "pass"]
        assert all(button.discreet for button in invitation.card.buttons)
        assert invitation.call
        assert not invitation.asked
        assert invitation.stage == "1.4"
        assert "each with its name" in started.words(invitation)
    started.do(c.Pause(2))
    assert started.do(c.Resume(2)) == []


def test_whoever_is_away_is_not_invited() -> None:
    started = play(ASYNC)
    started.to("exploration")
    started.do(c.Away(4, None))
    assert people(started.to("strengths")) == [2, 3, 5]


def test_live_the_stage_s_own_message_has_the_button() -> None:
    _, said = at_strengths(GUIDED)
    assert said == []


# ---- reminded once


def test_live_whoever_has_neither_given_nor_passed_is_reminded_once() -> None:
    started, _ = at_strengths()
    started.give(3, "strength", "patience")
    started.do(c.Pass(4))
    started.do(c.Away(5, None))
    (reminder,) = started.tick_until(Woken)
    assert reminder.to == Person(2)
    assert presses(reminder) == ["strength", "pass"]
    assert reminder.stage == "1.4"
    started.do(c.Pause(2))
    started.do(c.Resume(2))
    assert started.tick_until(Woken) == []


def test_a_reminder_that_comes_when_the_stage_is_over_says_nothing() -> None:
    started, _ = at_strengths()
    started.to("reflection")
    assert started.tick_until(Woken) == []


def test_after_a_pause_the_reminder_still_comes() -> None:
    started, _ = at_strengths()
    started.do(c.Pause(2))
    assert started.tick_until(Woken) == []
    started.do(c.Resume(2))
    assert people(started.tick_until(Woken)) == [2, 3, 4, 5]


def test_over_days_the_one_reminder_is_the_time_keeper_s() -> None:
    started, _ = at_strengths(ASYNC)
    assert started.tick_until(SpeakersNudged) == []


# ---- shown together


def test_nobody_sees_any_before_the_stage_closes() -> None:
    started, _ = at_strengths()
    started.give(3, "strength", "patience")
    with pytest.raises(Refused, match="strengths-not-yet"):
        started.call("strengths", "strengths", 1)
    with pytest.raises(Refused, match="strengths-not-yet"):
        started.call("strengths", "strengths", 2)


def test_all_are_shown_as_one_card_and_the_presenter_keeps_a_file() -> None:
    started, _ = at_strengths()
    started.give(3, "strength", "patience")
    started.give(4, "strength", "a warm voice")
    shown, kept = started.move_on()
    assert to_group([shown])
    assert started.words(shown).splitlines() == ["What we value in p1:", "> p3: patience", "> p4: a warm voice"]
    assert kept.to == Person(1)
    assert kept.document is not None
    assert kept.document.card.lines[-1] == Quotes("strength", 1)
    assert started.heard == [shown, kept]


def test_they_can_be_seen_again_later() -> None:
    started, _ = at_strengths()
    started.give(3, "strength", "patience")
    started.move_on()
    started.end()
    (again,) = started.call("strengths", "strengths", 1)
    assert "> p3: patience" in started.words(again)


def test_without_a_presenter_nobody_gets_the_file() -> None:
    started, _ = at_strengths()
    started._session = replace(started.session, presenter=None)
    (shown,) = started.happens(Revealed("strength", "strengths", 0, ()))
    assert started.words(shown).startswith("What we value in the case presenter")


def its_part(started: Play) -> CardPart:
    (part,) = (part for part in started.parts() if STRENGTHS in part.lines)
    return part


def test_with_none_given_nothing_is_shown_and_the_facilitator_is_told_before() -> None:
    started, _ = at_strengths()
    part = its_part(started)
    assert part.lines == (Text("strengths-how"),)
    assert part.facilitator_lines[0].facts == {"count": 0}  # type: ignore[union-attr]
    started.do(c.Next(2))
    (question,) = started.session.questions.values()
    assert question.why == "none-given"
    assert started.do(c.Answer(2, True)) == []


# ---- without names


def test_the_invitation_says_that_it_cannot_be_taken_back() -> None:
    started, (invitation, *_) = at_strengths(ASYNC, anonymous=True)
    assert "without names. So you cannot take yours back." in started.words(invitation)


def test_with_fewer_than_four_givers_it_is_by_name() -> None:
    started, (invitation, *_) = at_strengths(ASYNC, anonymous=True, people=4)
    assert "each with its name" in started.words(invitation)
    started.give(3, "strength", "patience")
    assert started.session.unnamed == {}
    assert len(started.session.contributions) == 1


def unnamed() -> tuple[Play, str, str]:
    started, _ = at_strengths(anonymous=True)
    return started, started.give(3, "strength", "patience"), started.give(4, "strength", "unkind")


def test_the_facilitator_reads_them_first() -> None:
    started, _, hurtful = unnamed()
    part = its_part(started)
    assert [button.words for button in part.facilitator_buttons] == ["strengths"]
    (by_word,) = started.call("strengths", "strengths", 2)
    (asked,) = started.do(c.Next(2))
    for message in (by_word, asked):
        assert message.to == Person(2)
        assert message.asked
        words = started.words(message)
        assert "> patience" in words
        assert f"hold strength {hurtful}" in words
        assert "p3" not in words


def test_nobody_else_does() -> None:
    started, _, _ = unnamed()
    for by in (1, 3):
        with pytest.raises(Refused, match="strengths-not-yet"):
            started.call("strengths", "strengths", by)


def test_one_that_is_held_back_is_shown_to_nobody() -> None:
    started, _, hurtful = unnamed()
    started.do(c.Next(2))
    started.do(c.HoldBack(2, hurtful, "strength"))
    shown, _ = started.do(c.Answer(2, True))
    assert started.words(shown).splitlines() == ["What we value in p1:", "> patience"]
    (again,) = started.call("strengths", "strengths", 1)
    assert texts(again) == ["strengths-revealed"]


def test_another_question_is_none_of_its_own() -> None:
    started = play(anonymous=True)
    assert started.do(c.Next(2)) == []
    assert started.do(c.End(2)) == []


def test_who_may_give_one() -> None:
    kind = play().kinds["strength"]
    assert kind.roles == {Role.FACILITATOR, Role.CONSULTANT}
    started, _ = at_strengths()
    with pytest.raises(Refused, match="refuse-kind-role"):
        started.give(1, "strength", "me")


def test_the_card_says_nothing_in_other_stages() -> None:
    started = play()
    assert not [part for part in started.parts() if STRENGTHS in part.lines]
    assert to(started.heard, 2) == []
