"""Who is asked, what they hear back, and who takes over."""

import pytest

from space_to_think.messages import Message, Person
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Outcome, Why
from tests.speech.play import ASYNC, Play, posted, presses, texts, told


def gathered() -> Play:
    play = Play()
    play.request()
    play.do(c.MarkPlaceReady(None))
    for number in (2, 3, 4):
        play.do(c.Join(number, None))
    return play


def slots(messages: list[Message]) -> list[str | None]:
    return [message.slot for message in messages]


def test_each_voter_is_asked_in_private_with_discreet_buttons() -> None:
    play = gathered()
    said = play.do(c.Propose(2, Role.FACILITATOR, 2))
    for number in (1, 3, 4):
        (message,) = told(said, number)
        assert message.call
        assert [b.discreet for b in message.card.buttons] == [True, True, True]
        assert presses(message) == ["agree q1", "disagree q1", "flag"]
    assert [texts(m) for m in told(said, 2)] == [["told-proposed-self", "told-proposed-until"]]
    assert posted(said) == []


def test_whoever_proposes_somebody_has_said_yes() -> None:
    play = gathered()
    said = play.do(c.Propose(1, Role.FACILITATOR, 2))
    (mine,) = told(said, 1)
    assert "told-voted" in texts(mine)
    assert presses(mine) == ["disagree q1", "flag"]
    (theirs,) = told(said, 2)
    assert texts(theirs)[0] == "question-facilitator-you"


def test_an_answer_and_the_outcome_replace_the_question() -> None:
    play = gathered()
    play.do(c.Propose(2, Role.FACILITATOR, 2))
    (vote,) = told(play.do(c.Answer(3, False)), 3)
    assert vote.slot == "question-q1"
    assert presses(vote) == ["agree q1", "flag"]
    play.do(c.Answer(1, True))
    said = play.do(c.Answer(3, True))
    for number in (1, 3, 4):
        message = told(said, number)[-1]
        assert (message.slot, presses(message)) == ("question-q1", [])
        assert "It was agreed." in play.words(message)
    assert [texts(m)[0] for m in told(said, 2)] == ["told-role-facilitator"]
    assert posted(said) == []  # the card says who facilitates


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.LAPSED])
def test_what_was_not_agreed_is_told_kindly_to_whoever_waited(outcome: Outcome) -> None:
    play = gathered()
    play.do(c.Propose(1, Role.PRESENTER, 3))
    said = play.happens(e.QuestionClosed("q1", outcome))
    waiting = [m.to for m in said if "told-not-agreed" in texts(m)]
    assert waiting == [Person(1)]  # 3 has not answered, and sees it where they were asked
    play.do(c.Propose(1, Role.PRESENTER, 4))
    play.do(c.Answer(4, True))
    said = play.happens(e.QuestionClosed("q2", outcome))
    assert {m.to for m in said if "told-not-agreed" in texts(m)} == {Person(1), Person(4)}
    play.do(c.Propose(2, Role.PRESENTER, 2))
    play.happens(e.PersonLeft(2))
    assert "told-not-agreed" not in [i for m in play.happens(e.QuestionClosed("q3", outcome)) for i in texts(m)]


def test_what_no_longer_matters_is_put_away() -> None:
    play = gathered()
    play.do(c.Propose(2, Role.FACILITATOR, 2))
    play.happens(e.PersonLeft(4))
    said = play.happens(e.QuestionClosed("q1", Outcome.DROPPED))
    assert slots(list(said)) == ["question-q1", "question-q1"]


def test_a_step_although_something_is_missing_is_asked_and_answered_in_place() -> None:
    play = Play().start().go_to("facts")
    (question,) = play.do(c.Next(2))
    assert "has not confirmed" in play.words(question)
    assert question.answer
    assert not question.call
    said = play.do(c.Answer(2, False))
    assert [m.slot for m in told(said, 2)] == [question.slot]
    assert "You said no." in play.words(told(said, 2)[0])
    play.do(c.Next(2))
    assert "You said yes." in play.words(told(play.do(c.Answer(2, True)), 2)[0])


def test_the_new_facilitator_hears_it_the_old_one_is_thanked_and_the_group_sees_it_in_place() -> None:
    play = Play().start()
    (wanted,) = posted(play.happens(e.SuccessorWanted(Why.SILENT)))
    assert presses(wanted)[0] == "facilitator"
    play.do(c.Propose(3, Role.FACILITATOR, 3))
    play.do(c.Answer(1, True))
    said = play.do(c.Answer(4, True))
    assert [texts(m)[0] for m in told(said, 3)] == ["told-role-facilitator"]
    assert "told-role-passed" in [i for m in told(said, 2) for i in texts(m)]
    (seen,) = posted(said)
    assert (texts(seen), seen.slot) == (["told-new-facilitator"], wanted.slot)
    (again,) = posted(play.happens(e.SuccessorWanted(Why.AWAY)))
    assert again.slot != wanted.slot


@pytest.mark.parametrize("onward", [c.Extend(2, 5), c.Next(2), c.Pause(2)], ids=lambda command: type(command).__name__)
def test_a_facilitator_who_was_silent_and_goes_on_puts_the_post_right(onward: c.Command) -> None:
    play = Play().start()
    (wanted,) = posted(play.happens(e.SuccessorWanted(Why.SILENT)))
    said = play.do(onward)
    if isinstance(onward, c.Pause):
        assert wanted.slot not in slots(list(said))  # nothing goes on yet
        said = play.do(c.Resume(2))
    (seen,) = [m for m in posted(said) if m.slot == wanted.slot]
    assert texts(seen) == ["told-facilitator-back"]
    assert play.words(seen)
    assert wanted.slot not in slots(list(play.do(c.Next(2))))


def test_a_facilitator_who_was_away_and_is_back_puts_the_post_right() -> None:
    play = Play().start()
    (wanted,) = posted(play.do(c.Away(2, None)))
    (seen,) = [m for m in posted(play.do(c.Extend(2, 5))) if m.slot == wanted.slot]
    assert texts(seen) == ["told-facilitator-back"]


def test_a_facilitator_who_wants_to_leave_is_asked_to_stay_until_somebody_takes_over() -> None:
    play = Play().start(2, 3, 4, 5)
    said = play.do(c.Leave(2))
    assert [texts(m) for m in told(said, 2)] == [["told-leaving"]]
    play.do(c.Propose(3, Role.FACILITATOR, 3))
    play.do(c.Answer(1, True))
    play.do(c.Answer(4, True))
    said = play.do(c.Answer(5, True))
    assert play.session.facilitator == 3
    heard = [i for m in told(said, 2) for i in texts(m)]
    assert "told-left" in heard
    assert "told-role-passed" not in heard


def test_a_facilitator_who_is_gone_is_told_nothing_more() -> None:
    play = Play().start(2, 3, 4, 5)
    play.do(c.Leave(2))
    said = play.do(c.Leave(2))
    assert [texts(m)[0] for m in told(said, 2)] == ["told-left"]
    assert [texts(m) for m in posted(said)] == [["told-successor"]]  # one post says that they left and that we pause
    assert "so we pause" in play.words(posted(said)[0])


def test_another_presenter_hears_what_they_do() -> None:
    play = Play(ASYNC).start(2, 3, 4, 5)
    play.do(c.Leave(1))
    play.do(c.Propose(2, Role.PRESENTER, 3))
    play.do(c.Answer(3, True))
    said = play.do(c.Answer(4, True))
    assert texts(told(said, 3)[-1])[0] == "told-role-presenter"
    assert [texts(m)[0] for m in posted(said)] == ["stage-of"]


def test_another_round_asks_its_presenter_what_it_is_for() -> None:
    play = Play().start().go_to("next_steps")
    play.end()
    play.do(c.Again(3))
    play.do(c.Answer(1, True))
    said = play.do(c.Answer(2, True))
    (round_,) = [m for m in posted(said) if "told-round" in texts(m)]
    assert "told-break" in texts(round_)
    presenting = next(q for q in play.session.questions.values() if q.kind.value == "presenter")
    said = ()
    for number in (1, 2, 3, 4):
        if presenting.id in play.session.questions:
            said = play.do(c.Answer(number, True, presenting.id))
    presenter = play.session.presenter or 0
    (message,) = [m for m in told(said, presenter) if "told-describe" in texts(m)]
    assert presses(message)[0] == "describe"
    (message,) = play.do(c.Describe(presenter, play.session.reason, play.session.pace))
    assert texts(message) == ["told-described"]


def test_another_round_that_nobody_wants_is_told_to_whoever_asked() -> None:
    play = Play().start().go_to("next_steps")
    play.end()
    play.do(c.Again(3))
    said = play.happens(e.QuestionClosed(f"q{play.session.asked}", Outcome.LAPSED))
    assert ["told-not-agreed"] in [texts(m) for m in told(said, 3)]
