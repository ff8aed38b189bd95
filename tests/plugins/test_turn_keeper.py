"""Early messages: one kind private note a stage, and a thought that comes back to its author alone."""

import pytest

from space_to_think.messages import Person, Text, Who
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


def test_a_parked_thought_is_for_its_author_alone_and_goes_once_they_have_it_back() -> None:
    play = Play("turn-keeper").start(3, 4)
    parked = play.give(3, "parked", "a thought")
    assert play.session.contributions[parked].audience is Audience.AUTHOR
    assert play.session.contributions[parked].keep is Keep.DELIVERED


def test_it_comes_back_when_its_author_s_turn_opens_once() -> None:
    play = Play("turn-keeper").start(3, 4)
    first = play.give(3, "parked", "a thought of mine")
    assert play.to("facts") == []
    second = play.give(3, "parked", "and one more")
    (back,) = play.to("exploration")
    assert back.to == Person(3)
    assert back.stage is None  # it comes in any case, however late
    assert quotes(back) == [first, second]
    assert "> a thought of mine" in play.words(back)
    assert play.to("strengths") == []


def test_one_that_was_taken_back_does_not_come_back() -> None:
    play = Play("turn-keeper").start(3, 4)
    play.do(c.Withdraw(3, play.give(3, "parked", "never mind")))
    assert play.to("exploration") == []


def test_at_the_end_what_has_not_come_back_yet_goes_back_to_its_author() -> None:
    play = Play("turn-keeper").start(3, 4)
    play.give(4, "parked", "a thought that came back")
    play.to("exploration")
    play.give(3, "parked", "a thought of mine")
    play.give(4, "parked", "a thought of four")
    three, four = play.end()
    assert (three.to, four.to) == (Person(3), Person(4))
    assert play.words(three).splitlines()[1:] == [
        "> a thought of mine",
        "I have not kept it, so it stands only here now.",
    ]
    assert "> a thought of four" in play.words(four)
    assert "a thought that came back" not in play.words(four)
    assert texts(three) == ["turn-keeper-end", "turn-keeper-only-here"]


def test_nobody_parks_without_end() -> None:
    play = Play("turn-keeper").start(3, 4)
    for number in range(20):
        play.give(3, "parked", f"thought {number}")
    with pytest.raises(Refused, match="refuse-kind-limit"):
        play.give(3, "parked", "one more")


# ---- who has not been heard, for the facilitator only


def exploring() -> Play:
    play = Play("turn-keeper").start(3, 4, 5)
    play.to("exploration")
    play.heard.clear()
    return play


def test_once_the_talk_has_begun_the_facilitator_alone_sees_who_has_not_been_heard() -> None:
    play = exploring()
    assert play.parts() == ()
    play.do(c.Speak(3, "I wonder"))
    (part,) = play.parts()
    assert part.lines == ()
    assert part.facilitator_lines == (Text("turn-keeper-quiet", {"people": (Who(1), Who(4), Who(5))}),)
    assert [button.words for button in part.facilitator_buttons] == ["hear"]
    for number in (1, 4, 5):
        play.do(c.Speak(number, "so do I"))
    assert play.parts() == ()


def test_one_press_asks_each_of_them_in_private_and_once() -> None:
    play = exploring()
    play.do(c.Speak(3, "I wonder"))
    play.do(c.Away(4, None))
    (done, *asked) = play.call("turn-keeper", "hear", 2)
    assert done.to == Person(2)
    assert done.hint
    assert [message.to for message in asked] == [Person(1), Person(5)]
    assert not any(message.asked for message in asked)
    assert all(message.unheard for message in asked)
    assert presses(asked[0]) == ["add", "pass"]
    assert "would like to hear you in “Group exploration”. Only if you wish" in play.words(asked[0])
    with pytest.raises(Refused, match="turn-keeper-all-heard"):
        play.call("turn-keeper", "hear", 2)


def test_passing_and_giving_count_as_being_heard() -> None:
    play = exploring()
    for number in (1, 3, 4, 5):
        play.do(c.Pass(number))
    assert play.parts() == ()


def test_the_balance_is_counts_and_for_the_facilitator_only() -> None:
    play = exploring()
    for _ in range(3):
        play.do(c.Speak(3, "I wonder"))
    (counted,) = play.call("turn-keeper", "balance", 2)
    assert counted.asked
    assert play.words(counted).splitlines()[1:] == ["p1: 0", "p2: 0", "p3: 3", "p4: 0", "p5: 0"]
    with pytest.raises(Refused, match="refuse-not-yours-to-do"):
        play.call("turn-keeper", "balance", 3)


def test_where_one_speaks_nobody_is_quiet() -> None:
    play = Play("turn-keeper").start(3, 4)
    play.do(c.Speak(1, "what happened"))
    assert play.parts() == ()
