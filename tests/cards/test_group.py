"""The living card of the group, and the facilitator's own."""

from dataclasses import replace
from datetime import timedelta

from space_to_think.cards import facilitator_card, group_card
from space_to_think.hooks import CardPart
from space_to_think.messages import Button, Card, Quote, Text
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.state import Why
from tests.speech.play import ASYNC, FULL, Play

STAGE_BUTTONS = ["done", "add", "choices", "flag"]


def ids(card: Card) -> list[str]:
    return [line.id for line in card.lines if isinstance(line, Text)]


def presses(card: Card) -> list[str]:
    return [button.words for button in card.buttons]


def group(play: Play, *parts: CardPart) -> Card:
    card = group_card(play.session, parts, play.now)
    assert play.card(card)
    return card


def own(play: Play, *parts: CardPart) -> Card | None:
    card = facilitator_card(play.session, parts, play.now)
    assert card is None or play.card(card, play.session.facilitator)
    return card


# ---- gathering


def test_while_gathering_it_says_who_is_in_and_what_is_missing() -> None:
    play = Play()
    play.request(title="Two homes")
    play.do(c.Invite(1, (2, 3)))
    card = group(play)
    assert presses(card) == ["join", "facilitator", "choices", "flag"]
    assert Quote(play.session.title or "", named=False) in card.lines
    words = play.card(card)
    assert "Taking part: p1." in words
    assert "Asked, and still thinking: p2 and p3." in words
    assert "Nobody facilitates yet." in words
    assert "2 more people have to join" in words
    assert "It takes 35 minutes." in words


def test_it_names_one_missing_thing_at_a_time_and_then_nothing() -> None:
    play = Play(FULL)
    play.request()
    play.do(c.MarkPlaceReady(None))
    play.do(c.Join(2, None))
    play.do(c.Join(3, None))
    card = group(play)
    assert "somebody has to facilitate." in play.card(card)
    play._session = replace(play.session, presenter=None)
    assert "we need somebody to facilitate" in play.card(group(play))
    play._session = replace(play.session, facilitator=2)
    assert "somebody has to present." in play.card(group(play))
    play._session = replace(play.session, presenter=1, facilitator=None)
    assert ids(card)[-1] == "card-needs-roles"
    assert "session-long" in ids(card)
    play.do(c.Propose(2, Role.FACILITATOR, 2))
    assert "Shall p2 facilitate?" in play.card(group(play))
    play.do(c.Answer(1, True))
    play.do(c.Answer(3, True))
    card = group(play)
    assert ids(card)[-1] == "card-ready"
    assert presses(card) == ["join", "choices", "flag"]


def test_another_round_waits_for_what_it_is_for() -> None:
    play = Play(ASYNC).start()
    play.end()
    play.happens(e.RoundBegan(2, 3, 4, None, play.now, play.now))
    play.happens(e.RoleTaken(Role.FACILITATOR, 3))
    play.happens(e.RoleTaken(Role.PRESENTER, 4))
    card = group(play)
    assert ids(card)[-1] == "card-needs-purpose"
    assert "card-purpose" not in ids(card)
    assert "round 2" in play.card(card)


def test_a_plan_over_days_is_said_in_working_days() -> None:
    play = Play(ASYNC)
    play.request()
    assert "It takes 10 working days." in play.card(group(play))


# ---- under way


def test_an_open_stage_says_who_speaks_who_listens_and_until_when() -> None:
    play = Play().start()
    card = group(play)
    assert presses(card) == STAGE_BUTTONS
    words = play.card(card)
    assert "Stage 1 of 6: Offload" in words
    assert "p1 speaks. Everyone else listens." in words
    assert "[--------------------] Open until about" in words
    assert "p2 facilitates." in words
    assert "I have a concern" not in words  # discreet: the adapter shows it where nobody sees it pressed


def test_over_days_the_time_is_said_in_words_and_once_it_is_over_so() -> None:
    play = Play(ASYNC).start()
    assert "open-until" in ids(group(play))
    play.now += timedelta(days=9)
    assert "bar-over" in ids(group(play))


def test_what_was_confirmed_who_is_away_and_whom_we_look_for_stands_on_it() -> None:
    play = Play().start(2, 3, 4, 5).go_to("facts")
    play.do(c.Understood(2, "…"))
    play.do(c.Confirm(1))
    play.do(c.Away(4, None))
    play.do(c.Leave(2))
    card = group(play)
    assert Quote(play.session.confirmed or "", named=False) in card.lines
    assert {"card-confirmed", "card-away", "card-successor"} <= set(ids(card))


def test_what_the_facilitator_alone_is_asked_is_not_for_the_group() -> None:
    play = Play().start()
    play.do(c.End(2))
    assert "card-question" not in ids(group(play))


def test_a_pause_says_why() -> None:
    play = Play().start()
    play.do(c.Pause(2))
    card = group(play)
    assert presses(card) == ["choices", "flag"]
    assert "Paused." in play.card(card)
    play._session = replace(play.session, paused_why=None)
    assert "Paused." in play.card(group(play))
    play._session = replace(play.session, paused_why=Why.PRESENTER, presenter=None)
    assert "the case presenter has left" in play.card(group(play))
    assert "card-no-presenter" in ids(group(play))


def test_plugins_have_their_part_and_no_button_stands_twice() -> None:
    play = Play().start()
    part = CardPart(
        lines=(Text("card-further"),),
        buttons=(Button(Text("do-done"), "done"), Button(Text("do-help"), "help")),
        facilitator_lines=(Text("card-ended"),),
        facilitator_buttons=(Button(Text("do-help"), "help"), Button(Text("do-next"), "next")),
    )
    card = group(play, part)
    assert ids(card)[-1] == "card-further"
    assert presses(card) == [*STAGE_BUTTONS, "help"]
    assert card.buttons[0].seen == "1.1"
    mine = own(play, part)
    assert mine is not None
    assert ids(mine)[-1] == "card-ended"
    assert presses(mine).count("next") == 1
    assert presses(mine)[-2:] == ["help", "flag"]


# ---- after it


def test_after_the_end_it_says_how_long_it_is_kept() -> None:
    play = Play().start()
    play.end()
    card = group(play)
    assert presses(card) == ["again", "further", "choices", "flag"]
    assert "card-kept" in ids(card)
    play.do(c.Further(3))
    play.do(c.Again(3))
    card = group(play)
    assert {"card-further", "card-question"} <= set(ids(card))
    play.do(c.Erase("retention"))
    card = group(play)
    assert presses(card) == ["flag"]
    assert "privacy-erased" in ids(card)


def test_called_off_it_holds_nothing_more() -> None:
    play = Play()
    play.request(title="Two homes")
    play.do(c.Cancel(1))
    card = group(play)
    assert ids(card)[1:] == ["card-cancelled", "privacy-erased"]
    assert not any(isinstance(line, Quote) for line in card.lines)
    assert presses(card) == ["flag"]


def test_a_later_round_that_is_called_off_is_kept_as_long_as_usual() -> None:
    play = Play().start()
    play.end()
    play.do(c.Again(3))
    play.do(c.Answer(1, True))
    play.do(c.Answer(2, True))
    play.do(c.Cancel(1))
    assert ids(group(play))[1:] == ["card-cancelled", "card-kept"]
    assert "card-kept" in [line.id for line in play.said[-1].card.lines if isinstance(line, Text)]


# ---- the facilitator's card


def test_while_nobody_facilitates_there_is_no_such_card() -> None:
    play = Play()
    play.request()
    assert own(play) is None
    play = Play().gather()
    play.do(c.Cancel(1))
    assert own(play) is None


def moves(play: Play) -> list[str]:
    card = own(play)
    assert card is not None
    return presses(card)[:-1]


def test_only_the_moves_that_are_possible_now_stand_on_it() -> None:
    play = Play()
    play.request()
    play.happens(e.Joined(2, None, late=False))
    play.happens(e.RoleTaken(Role.FACILITATOR, 2))
    assert moves(play) == ["invite"]
    play.happens(e.Joined(3, None, late=False))
    play.do(c.MarkPlaceReady(None))
    assert moves(play) == ["start", "invite"]
    play.do(c.Start(2))
    assert moves(play) == ["next", "extend", "pause", "undo", "invite", "end"]
    play.now += timedelta(minutes=10)
    play.do(c.Speak(1, "…"))
    assert moves(play) == ["next", "extend", "pause", "invite", "end"]
    play.go_to("facts")
    assert "understood" in moves(play)
    card = own(play)
    assert card is not None
    assert "guide-waiting" not in ids(card)  # it is closed by `confirm`, so nobody is waited for
    play.do(c.Understood(2, "…"))
    play.do(c.Confirm(1))
    assert "understood" not in moves(play)
    assert "back" in moves(play)
    play.do(c.Pause(2))
    assert moves(play) == ["resume", "undo", "invite", "end"]
    play.do(c.MarkPlaceGone())
    assert "resume" not in moves(play)
    play.do(c.MarkPlaceReady(None))
    play.do(c.Resume(2))
    play.go_to("next_steps")
    assert "next" not in moves(play)
    assert "invite" not in moves(play)
    play.end()
    assert moves(play) == ["undo"]


def test_it_says_who_has_finished_and_who_has_not() -> None:
    play = Play().start().go_to("strengths")
    play.do(c.Pass(3))
    card = own(play)
    assert card is not None
    words = play.card(card, 2)
    assert "Done for now: p3." in words
    assert "Not done yet: p4." in words
    play.do(c.Away(4, None))
    assert "guide-waiting" not in ids(own(play) or card)


def guided(play: Play) -> list[str]:
    card = own(play)
    assert card is not None
    return [one for one in ids(card) if one.startswith(("guide-", "card-"))]


def test_before_the_start_it_says_whether_there_are_enough() -> None:
    play = Play()
    play.request()
    play.happens(e.Joined(2, None, late=False))
    play.happens(e.RoleTaken(Role.FACILITATOR, 2))
    assert guided(play) == ["guide-head", "card-needs-people"]
    play.happens(e.Joined(3, None, late=False))
    play.do(c.MarkPlaceReady(None))
    assert guided(play) == ["guide-head", "guide-ready"]


def test_in_a_check_of_facts_it_says_whose_step_is_next() -> None:
    play = Play().start().go_to("facts")
    assert guided(play)[-1] == "guide-facts"
    play.do(c.Understood(2, "…"))
    assert guided(play)[-1] == "guide-facts-asked"
    play.do(c.Correct(1, "…"))
    assert guided(play)[-1] == "guide-facts"
    play.do(c.Understood(2, "…"))
    play.do(c.Confirm(1))
    assert guided(play)[-1] == "guide-facts-confirmed"


def test_its_buttons_belong_to_the_stage_they_were_made_for() -> None:
    play = Play().start()
    card = own(play)
    assert card is not None
    assert {b.seen for b in card.buttons[:-1]} == {"1.1"}
    assert card.buttons[-1].seen is None  # a concern is never too late
