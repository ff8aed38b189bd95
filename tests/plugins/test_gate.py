"""Turns kept by gate: people give their words, and the bot posts them with name and agency, for them to change."""

from dataclasses import replace

import pytest

from space_to_think.messages import GROUP, Message, Person, Text
from space_to_think.session import commands as c
from space_to_think.session.state import Turns
from tests.plugins.play import Play, Refused, presses, quotes, to


def gated() -> Play:
    play = Play("gate")
    play.charter = replace(play.charter, turns="gate")
    return play.start(3, 4)


def said(messages: list[Message]) -> Message:
    (post,) = (message for message in messages if message.to is GROUP)
    return post


def test_what_somebody_says_is_posted_with_name_and_agency_for_them_to_change() -> None:
    play = gated()
    post = said(play.do(c.Give(1, "said", "It began in spring.")))
    (id,) = quotes(post)
    assert post.slot == f"said-{id}"
    assert presses(post) == [f"change {id}", f"withdraw {id}"]
    assert play.words(post).startswith("p1 (North Council):\n> It began in spring.")
    assert play.session.people[1].turns["offload"] == Turns(in_turn=1)


def test_other_words_stand_where_the_old_ones_stood() -> None:
    play = gated()
    first = said(play.do(c.Give(1, "said", "It began in spring.")))
    again = said(play.do(c.Change(1, None, "It began in May.")))
    assert again.slot == first.slot
    assert "It began in May." in play.words(again)


def test_what_was_taken_back_leaves_only_that_it_was() -> None:
    play = gated()
    first = said(play.do(c.Give(1, "said", "It began in spring.")))
    gone = said(play.do(c.Withdraw(1, quotes(first)[0])))
    assert gone.slot == first.slot
    assert play.words(gone) == "p1 took back what stood here."
    assert presses(gone) == []


def test_nobody_else_can_change_it() -> None:
    play = gated()
    id = play.give(1, "said", "It began in spring.")
    for command in (c.Change(3, id, "No."), c.Withdraw(3, id)):
        with pytest.raises(Refused, match="not-yours"):
            play.do(command)


def test_out_of_turn_it_is_not_posted_and_the_facilitator_can_always_guide() -> None:
    play = gated()
    with pytest.raises(Refused, match="say-early"):
        play.do(c.Give(3, "said", "Is it the bus?"))
    assert quotes(said(play.do(c.Give(2, "said", "Please go on."))))
    play.to("exploration")
    assert quotes(said(play.do(c.Give(3, "said", "Is it the bus?"))))


def test_while_the_session_rests_nothing_is_posted() -> None:
    play = gated()
    play.do(c.Pause(2, None))
    with pytest.raises(Refused, match="not-now"):
        play.do(c.Give(1, "said", "One more thing."))


def test_a_plain_message_counts_and_how_to_speak_is_said_once_a_stage() -> None:
    play = gated()
    (note,) = play.do(c.Speak(1, "It began in spring."))
    assert note.to == Person(1)
    assert presses(note) == ["say"]
    assert "it counts" in play.words(note)
    assert play.do(c.Speak(1, "And then…")) == []
    assert play.do(c.Speak(3, "Is it the bus?")) == []  # that is the turn-keeper's to answer
    play.to("exploration")
    assert to(play.do(c.Speak(3, "I think that…")), 3)


def test_everybody_sees_on_the_card_how_to_speak() -> None:
    play = gated()
    (part,) = play.parts()
    assert [button.words for button in part.buttons] == ["say"]
    play.do(c.Pause(2, None))
    assert play.parts() == ()


def test_where_turns_are_kept_in_another_way_it_is_silent() -> None:
    play = Play("gate").start(3, 4)
    assert play.do(c.Speak(1, "It began in spring.")) == []
    assert play.parts() == ()
    with pytest.raises(Refused, match="kind-unknown"):
        play.do(c.Give(1, "said", "It began in spring."))
    idea = play.give(3, "parked", "a thought")
    assert play.do(c.Change(3, idea, "another")) == []


def test_where_turns_are_enforced_the_card_says_what_whoever_is_muted_can_do() -> None:
    play = Play("gate")
    play.charter = replace(play.charter, turns="enforce")
    (part,) = play.start(3, 4).parts()
    assert [line.id for line in part.lines if isinstance(line, Text)] == ["gate-muted"]
    assert part.buttons == ()
