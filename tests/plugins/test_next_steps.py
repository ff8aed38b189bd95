"""The case presenter gets back what there is, and says what they take away."""

from datetime import timedelta

from space_to_think.messages import Person, Quote, Quotes, Text
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session.state import Phase
from tests.plugins.play import Play, presses, quotes, texts


def at_the_last_stage() -> Play:
    play = Play("next-steps").start(3, 4)
    play.give(1, "note", "ask about the school")
    play.to("reflection")
    play.give(3, "idea", "meet the teacher")
    play.to("next_steps")
    return play


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
    assert play.host.card(play.session, play.now, play.agencies) == ()
    play.give(1, "summary", "I take away hope")
    play.do(c.Give(1, "action", "ring the school", due=play.now + timedelta(days=7)))
    (part,) = play.host.card(play.session, play.now, play.agencies)
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
    assert play.host.card(play.session, play.now, play.agencies) == (part,)


def test_both_kinds_are_the_presenter_s() -> None:
    kinds = Play("next-steps").host.declared
    assert all(kinds[name].roles == {Role.PRESENTER} for name in ("summary", "action"))
    assert kinds["action"].dated
    assert not kinds["summary"].dated


def test_an_action_needs_no_date() -> None:
    play = at_the_last_stage()
    play.give(1, "action", "ring the school")
    (part,) = play.host.card(play.session, play.now, play.agencies)
    assert [type(line) for line in part.lines] == [Text, Quote]
