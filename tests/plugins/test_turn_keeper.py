"""Early messages: one kind private note a stage, and a thought that comes back to its author alone."""

import pytest

from space_to_think.messages import Person
from space_to_think.session import commands as c
from space_to_think.session.state import Audience, Keep
from tests.plugins.play import Play, Refused, presses, quotes, texts, to


def test_the_first_early_message_in_a_stage_gets_one_private_note() -> None:
    play = Play("turn-keeper").start(3, 4)
    (note,) = play.do(c.Speak(3, "I think that…"))
    assert note.to == Person(3)
    assert note.asked
    assert note.stage == "1.1"
    assert presses(note) == ["park"]
    assert all(button.discreet for button in note.card.buttons)
    words = play.words(note)
    assert words.startswith("Thank you for your thought. “Offload” is for others to speak")
    assert "I have not kept what you wrote" in words
    assert play.do(c.Speak(3, "and then…")) == []
    assert to(play.do(c.Speak(4, "me too")), 4)


def test_it_is_said_again_in_a_later_stage() -> None:
    play = Play("turn-keeper").start(3, 4)
    play.do(c.Speak(3, "early"))
    play.to("facts")
    assert to(play.do(c.Speak(3, "early again")), 3)


def test_whoever_may_speak_hears_nothing() -> None:
    play = Play("turn-keeper").start(3, 4)
    assert play.do(c.Speak(1, "what happened")) == []
    assert play.do(c.Speak(2, "please go on")) == []


def test_a_parked_thought_is_for_its_author_alone_and_goes_at_the_end() -> None:
    play = Play("turn-keeper").start(3, 4)
    parked = play.give(3, "parked", "a thought")
    assert play.session.contributions[parked].audience is Audience.AUTHOR
    assert play.session.contributions[parked].keep is Keep.END


def test_it_comes_back_when_its_author_s_turn_opens_once() -> None:
    play = Play("turn-keeper").start(3, 4)
    first = play.give(3, "parked", "a thought of mine")
    assert play.to("facts") == []
    second = play.give(3, "parked", "and one more")
    (back,) = play.to("exploration")
    assert back.to == Person(3)
    assert back.stage == "1.3"
    assert quotes(back) == [first, second]
    assert "> a thought of mine" in play.words(back)
    assert play.to("strengths") == []


def test_one_that_was_taken_back_does_not_come_back() -> None:
    play = Play("turn-keeper").start(3, 4)
    play.do(c.Withdraw(3, play.give(3, "parked", "never mind")))
    assert play.to("exploration") == []


def test_at_the_end_everything_parked_goes_back_to_its_author() -> None:
    play = Play("turn-keeper").start(3, 4)
    play.give(3, "parked", "a thought of mine")
    play.give(4, "parked", "a thought of four")
    play.to("exploration")
    three, four = play.end()
    assert (three.to, four.to) == (Person(3), Person(4))
    assert "a thought of mine" in play.words(three)
    assert "a thought of four" not in play.words(three)
    assert texts(three) == ["turn-keeper-end"]


def test_nobody_parks_without_end() -> None:
    play = Play("turn-keeper").start(3, 4)
    for number in range(20):
        play.give(3, "parked", f"thought {number}")
    with pytest.raises(Refused, match="refuse-kind-limit"):
        play.give(3, "parked", "one more")
