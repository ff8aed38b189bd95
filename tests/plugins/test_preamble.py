"""Before joining, each person learns what they are asked into: ten lines at most, and one button."""

from dataclasses import replace

import pytest

from space_to_think.practice.load import shipped
from space_to_think.session import commands as c
from space_to_think.session.events import InviteesReminded
from space_to_think.session.state import Reason
from tests.plugins.play import ASYNC, Play, presses, texts, to


def invited(play: Play, *people: int) -> list[str]:
    play.request(readers=7, title="A hard week")
    play.do(c.MarkPlaceReady(7))
    (first, *_) = play.do(c.Invite(1, people or (2,)))
    assert first.call
    assert presses(first) == ["join"]
    return play.words(first).splitlines()


@pytest.mark.parametrize("reason", Reason)
def test_an_invitation_has_ten_lines_and_one_button(reason: Reason) -> None:
    *lines, pressable = invited(Play("preamble", reason=reason))
    assert len(lines) == 10
    first = "p1 invites you to a session to think together. You are free to say no."
    assert lines[0] == f"{first} Its reference is STT-7K2M3."
    assert lines[1] == "> A hard week"
    assert pressable.startswith("[Agree and join]")


def test_it_says_what_the_session_is_and_is_not_and_what_is_agreed() -> None:
    words = " ".join(invited(Play("preamble")))
    for rule in shipped().ground_rules:
        assert rule in words
    for said in (
        "Children and families do not take part",
        "does not replace supervision",
        "You listen, you think along",
        "7 people can read",
        "say which child you mean, do it outside the chat",
        "Families are told",
        "your manager agrees",
        "where you work",
    ):
        assert said in words


def test_the_reason_is_said_in_words_of_its_own() -> None:
    lines = {invited(Play("preamble", reason=reason))[2] for reason in Reason}
    assert len(lines) == len(Reason)


@pytest.mark.parametrize(("count", "lines"), [(0, 0), (1, 1), (4, 2), (7, 3), (12, 3), (20, 3)])
def test_another_practice_s_rules_take_three_lines_at_most(count: int, lines: int) -> None:
    practice = replace(shipped(), ground_rules=tuple(f"Rule {n}." for n in range(count)))
    said = [line for line in invited(Play("preamble", practice=practice)) if line.startswith("Rule")]
    assert len(said) == lines
    assert " ".join(said) == " ".join(practice.ground_rules[:12])


def test_who_can_read_is_said_even_when_nobody_can_count_them() -> None:
    play = Play("preamble")
    play.request()
    play.do(c.MarkPlaceReady(None))
    (message,) = play.do(c.Invite(1, (2,)))
    assert "Everybody in the group’s place can read" in play.words(message)
    play.do(c.MarkPlaceReady(9))
    (message,) = play.do(c.Invite(1, (3,)))
    assert "9 people can read" in play.words(message)


def test_whoever_is_asked_before_there_is_a_place_hears_of_it_once_it_is_known_who_can_read_there() -> None:
    play = Play("preamble")
    assert play.request() == []
    assert play.do(c.Invite(1, (2, 3, 4))) == []
    play.do(c.Decline(4))
    mine, *asked = play.do(c.MarkPlaceReady(1))  # a new room, where nobody has come in yet
    assert [to([message], n) != [] for n, message in zip((2, 3), asked, strict=True)] == [True, True]
    assert all(presses(message) == ["join"] and "p1 invites you" in play.words(message) for message in asked)
    assert all("3 people can read" in play.words(message) for message in (mine, *asked))
    assert play.do(c.MarkPlaceReady(5)) == []


def test_the_requester_reads_the_same_without_a_button() -> None:
    play = Play("preamble")
    play.request()
    (message,) = play.do(c.MarkPlaceReady(None))
    assert to([message], 1)
    assert message.asked
    assert presses(message) == []
    assert "You bring the situation" in play.words(message)
    assert len(play.words(message).splitlines()) <= 10


def test_whoever_was_invited_is_not_told_again_as_they_join() -> None:
    play = Play("preamble")
    invited(play, 2)
    assert play.do(c.Join(2, "north")) == []


def test_whoever_joins_uninvited_is_told_at_once() -> None:
    play = Play("preamble")
    play.request()
    (message,) = play.do(c.Join(3, "south"))
    assert to([message], 3)
    assert message.asked
    assert texts(message)[0] == "preamble-joined"
    assert presses(message) == []


def test_whoever_comes_late_reads_it_while_they_wait_and_not_again() -> None:
    play = Play("preamble").start(3)
    (message,) = play.do(c.Join(7, "north"))
    assert texts(message)[0] == "preamble-asking"
    assert play.do(c.Answer(2, True)) == []


def test_those_who_have_not_answered_are_reminded_once() -> None:
    play = Play("preamble", pace=ASYNC)
    invited(play, 2, 3, 4)
    play.do(c.Join(2, "north"))
    play.do(c.Decline(4))
    (message,) = play.tick_until(InviteesReminded)
    assert to([message], 3)
    assert presses(message) == ["join"]
    assert not message.asked
