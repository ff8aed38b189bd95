"""What somebody gave is answered to themselves alone."""

from dataclasses import replace

import pytest

from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Audience, Kind, Reveal
from tests.speech.play import KINDS, PARKED, STRENGTH, Play, posted, presses, texts, told


def test_what_was_given_can_be_taken_back_in_one_press() -> None:
    play = Play().start().go_to("strengths")
    (message,) = play.do(c.Give(3, "strength", "calm"))
    assert (message.hint, message.answer, message.asked) == (True, True, True)
    (press,) = presses(message)
    (message,) = play.do(c.Withdraw(3, press.partition(" ")[2]))
    assert texts(message) == ["told-withdrawn"]


@pytest.mark.parametrize(
    ("audience", "reveal", "said"),
    [
        (Audience.AUTHOR, Reveal.AT_ONCE, "Nobody else sees it."),
        (Audience.PRESENTER, Reveal.AT_ONCE, "Only the case presenter sees it."),
        (Audience.PRESENTER, Reveal.STAGE, "The case presenter sees it when this stage ends."),
        (Audience.FACILITATOR, Reveal.AT_ONCE, "Only the facilitator sees it."),
        (Audience.FACILITATOR, Reveal.STAGE, "The facilitator sees it when this stage ends."),
        (Audience.GROUP, Reveal.REQUEST, "Nobody else sees it."),
        (Audience.GROUP, Reveal.STAGE, "It is shown to all of us when this stage ends."),
        (Audience.GROUP, Reveal.AT_ONCE, "All of us can see it."),
    ],
)
def test_who_will_see_it_is_said(audience: Audience, reveal: Reveal, said: str) -> None:
    kind = replace(PARKED, audience=audience, reveal=reveal)
    play = Play(kinds={"parked": kind}).start()
    assert said in play.words(play.do(c.Give(3, "parked", "…"))[0])


def test_of_plain_messages_that_count_only_the_first_is_answered() -> None:
    play = Play().start().go_to("reflection")
    (said,) = told(play.do(c.Speak(3, "one")), 3)
    assert texts(said) == ["told-given"]
    assert "What you wrote there is part of this stage" in play.words(said)
    assert play.do(c.Speak(3, "two")) == ()
    assert [texts(m) for m in told(play.do(c.Speak(4, "one")), 4)] == [["told-given"]]
    play.do(c.Give(4, "idea", "two"))
    assert [texts(m) for m in told(play.do(c.Give(4, "idea", "three")), 4)] == [["told-given"]]


def test_a_change_and_a_pass_are_noted() -> None:
    play = Play().start().go_to("strengths")
    play.do(c.Give(3, "strength", "calm"))
    (given,) = play.session.contributions
    assert [texts(m) for m in play.do(c.Change(3, given, "calm and kind"))] == [["told-changed"]]
    assert [texts(m) for m in told(play.do(c.Pass(4)), 4)] == [["told-passed"]]


def test_an_anonymous_one_cannot_be_taken_back_but_held_back() -> None:
    kind: Kind = replace(STRENGTH, anonymous=True, anonymous_from=2)
    play = Play(kinds={**KINDS, "strength": kind}).start().go_to("strengths")
    (message,) = play.do(c.Give(3, "strength", "calm"))
    assert texts(message) == ["told-given-unnamed"]
    assert presses(message) == []
    (message,) = play.do(c.HoldBack(2, "x", "strength"))
    assert texts(message) == ["told-held-back"]
    assert play.happens(e.HeldBack("strength")) == ()
    assert posted(play.do(c.Give(4, "strength", "kind"))) == []
