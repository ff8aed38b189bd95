"""Ideas for everybody, notes for the case presenter alone."""

import pytest

from space_to_think.messages import Person, Quote, Quotes, Text
from space_to_think.session import commands as c
from space_to_think.session.state import Audience
from tests.plugins.play import Play, Refused, presses


def reflecting() -> Play:
    play = Play("reflection").start(3, 4)
    play.to("reflection")
    return play


def test_the_presenter_hears_that_they_can_take_notes() -> None:
    play = Play("reflection").start(3, 4)
    (note,) = play.to("reflection")
    assert note.to == Person(1)
    assert presses(note) == ["note"]
    assert note.stage == "1.5"


def test_they_do_not_hear_it_again_when_the_group_goes_back() -> None:
    play = reflecting()
    play.to("next_steps")
    assert play.do(c.Back(2)) == []


@pytest.mark.parametrize("label", ["priority", "next-step", "strategy", "learning"])
def test_an_idea_is_of_one_of_four_sorts(label: str) -> None:
    play = reflecting()
    play.do(c.Give(3, "idea", "meet the school", label))
    (idea,) = play.session.contributions.values()
    assert (idea.label, idea.audience) == (label, Audience.GROUP)


def test_the_presenter_gives_no_ideas_and_the_others_take_no_notes() -> None:
    play = reflecting()
    with pytest.raises(Refused, match="refuse-kind-role"):
        play.give(1, "idea", "mine")
    with pytest.raises(Refused, match="refuse-kind-role"):
        play.give(3, "note", "mine")


def test_a_note_is_for_its_author_alone_in_any_stage() -> None:
    play = Play("reflection").start(3, 4)
    note = play.give(1, "note", "remember this")
    assert play.session.contributions[note].audience is Audience.AUTHOR


def test_the_ideas_stand_on_the_card_while_they_are_spoken_of() -> None:
    play = reflecting()
    assert [part.lines for part in play.parts()] == [(Text("reflection-how"),)]
    play.do(c.Speak(3, "meet the school"))
    play.do(c.Give(4, "idea", "one visitor", "strategy"))
    play.do(c.Give(4, "idea", "ring first", "next-step"))
    (part,) = play.parts()
    ids = [
        line.id if isinstance(line, Text) else line.contribution
        for line in part.lines
        if isinstance(line, Text | Quote)
    ]
    plain, way, step = play.session.contributions
    how, *ids = ids
    assert how == "reflection-how"
    assert ids == ["reflection-ideas", plain, "reflection-ideas-next-step", step, "reflection-ideas-strategy", way]
    play.to("next_steps")
    assert play.parts() == ()


def test_more_ideas_than_one_can_sort_stand_in_one_list() -> None:
    play = reflecting()
    for number in range(41):
        play.give(3, "idea", f"idea {number}")
    (part,) = play.parts()
    assert part.lines == (Text("reflection-how"), Text("reflection-ideas"), Quotes("idea", 1))
    play.do(c.Pause(2))
    (part,) = play.parts()
    assert part.lines == (Text("reflection-ideas"), Quotes("idea", 1))
