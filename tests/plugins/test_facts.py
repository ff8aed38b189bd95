"""The check of facts: what was understood goes to the presenter, and their answer to the facilitator."""

from space_to_think.messages import Message, Person
from space_to_think.session import commands as c
from space_to_think.session.state import Number
from tests.plugins.play import Play, presses


def checking() -> Play:
    play = Play("facts").start(3, 4)
    play.to("facts")
    return play


def acknowledged(message: Message, number: Number) -> bool:
    """Said in passing to whoever acted, and only as the answer to that."""
    return message.to == Person(number) and message.hint and message.answer and message.asked


def test_the_presenter_is_asked_whether_it_is_right() -> None:
    play = checking()
    taken, asked = play.do(c.Understood(2, "You want help with the meetings"))
    assert acknowledged(taken, 2)
    assert asked.to == Person(1)
    assert asked.call
    assert asked.stage == "1.2"
    assert presses(asked) == ["confirm", "correct"]
    first, quoted, *_ = play.words(asked).splitlines()
    assert "meetings" not in first
    assert quoted == "> p2: You want help with the meetings"


def test_a_correction_goes_to_the_facilitator_who_sums_up_again() -> None:
    play = checking()
    play.do(c.Understood(2, "You want help with the meetings"))
    taken, asked = play.do(c.Correct(1, "With what to say there"))
    assert acknowledged(taken, 1)
    assert asked.to == Person(2)
    assert presses(asked) == ["understood"]
    assert "> p1: With what to say there" in play.words(asked)


def test_once_confirmed_the_facilitator_is_asked_to_move_on() -> None:
    play = checking()
    play.do(c.Understood(2, "With what to say there"))
    taken, asked = play.do(c.Confirm(1))
    assert acknowledged(taken, 1)
    assert asked.to == Person(2)
    assert presses(asked) == ["next"]
    assert asked.card.buttons[0].seen == "1.2"
    assert asked.call


def test_other_events_are_not_its_own() -> None:
    assert checking().do(c.Speak(1, "it was like this")) == []
