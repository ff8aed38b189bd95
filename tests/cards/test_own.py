"""What one person asks for themselves."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from space_to_think.cards import choices, help_card, privacy, signposts, status, unknown
from space_to_think.messages import Card, Quote, Signpost, Text
from space_to_think.practice.model import Role
from space_to_think.session import commands as c
from space_to_think.session.state import Phase
from space_to_think.words import For, Unknown
from tests.speech.play import KINDS, Play
from tests.words.situations import TABLE


def ids(card: Card) -> list[str]:
    return [line.id for line in card.lines if isinstance(line, Text)]


def presses(card: Card) -> list[str]:
    return [button.words for button in card.buttons]


def mine(play: Play, number: int) -> list[str]:
    card = choices(play.session, number, TABLE, play.now, KINDS)
    assert play.card(card, number)
    return presses(card)


# ---- what can I do now?


def test_it_offers_what_would_not_be_refused() -> None:
    play = Play().start()
    presenter, facilitator, consultant = mine(play, 1), mine(play, 2), mine(play, 3)
    assert {"done", "pass", "leave", "away", "flag", "park"} <= set(presenter)
    assert "confirm" not in presenter
    assert {"next", "extend", "pause", "end", "invite", "undo", "remove"} <= set(facilitator)
    assert not {"back", "start", "resume", "understood", "done"} & set(facilitator)
    assert not {"done", "next", "strength", "join", "withdraw"} & set(consultant)
    play.go_to("strengths")
    assert "strength" in mine(play, 3)
    assert "strength" not in mine(play, 1)


def test_taking_over_is_offered_where_a_facilitator_may_be_needed() -> None:
    play = Play()
    play.request()
    play.do(c.Join(2, None))
    assert "facilitator" in mine(play, 2)
    play = Play().start(2, 3, 4, 5)
    assert "facilitator" not in mine(play, 3)
    play.do(c.Away(2, None))
    assert "facilitator" in mine(play, 3)
    play.do(c.Extend(2))
    assert "facilitator" not in mine(play, 3)
    play.tick()
    play.tick()  # asked, and reminded
    assert "facilitator" in mine(play, 3)
    play.do(c.Extend(2))
    play.do(c.Leave(2))
    assert "facilitator" in mine(play, 3)
    play.do(c.Leave(2))
    assert "facilitator" in mine(play, 3)


def test_what_the_stage_is_for_comes_first() -> None:
    assert mine(Play().start().go_to("strengths"), 3)[0] == "strength"


def test_whoever_is_not_in_it_can_join_or_flag() -> None:
    play = Play().start()
    assert mine(play, 6) == ["join", "flag", "signposts"]
    card = choices(play.session, 6, TABLE, play.now)
    assert "status-role" not in ids(card)


def test_a_question_that_waits_comes_first() -> None:
    play = Play()
    play.request()
    play.do(c.Join(2, None))
    play.do(c.Join(3, None))
    play.do(c.Propose(2, Role.FACILITATOR, 2))
    assert mine(play, 3)[:2] == ["agree q1", "disagree q1"]
    play.do(c.Answer(3, True))
    assert "agree q1" not in mine(play, 3)


def test_of_several_questions_one_is_asked_at_a_time() -> None:
    play = Play()
    play.request()
    for number in (2, 3, 4):
        play.do(c.Join(number, None))
    play.do(c.Propose(1, Role.FACILITATOR, 2))
    play.do(c.Propose(1, Role.PRESENTER, 4))
    assert [words for words in mine(play, 3) if "agree" in words] == ["agree q1", "disagree q1"]
    play.do(c.Answer(3, False, "q1"))
    assert [words for words in mine(play, 3) if "agree" in words] == ["agree q2", "disagree q2"]


def test_plugins_words_are_offered_where_they_fit_and_are_on() -> None:
    play = Play().start()
    assert "record" in mine(play, 1)
    assert "record" not in mine(play, 2)
    assert "question" in mine(play, 3)
    on = choices(play.session, 3, TABLE, play.now, KINDS, on={"strengths"})
    assert "question" not in presses(on)
    assert "park" not in presses(on)
    assert "flag" in presses(on)
    play.end()
    assert "question" not in mine(play, 3)
    assert "signposts" in mine(play, 3)


def test_what_comes_after_is_offered_towards_the_end() -> None:
    play = Play().start()
    assert not {"further", "looked-back"} & set(mine(play, 3))
    play.go_to("next_steps")
    assert {"further", "looked-back"} <= set(mine(play, 3))
    play.end()
    assert {"further", "looked-back"} <= set(mine(play, 3))


def test_without_the_sessions_kinds_each_kind_is_taken_as_declared() -> None:
    play = Play().start().go_to("reflection")
    assert "idea" in presses(choices(play.session, 3, TABLE, play.now))


# ---- status


def test_status_says_where_the_session_and_the_person_are() -> None:
    play = Play().start().go_to("facts")
    play.do(c.Understood(2, "…"))
    play.do(c.Confirm(1))
    play.go_to("strengths")
    play.do(c.Give(3, "strength", "calm"))
    card = status(play.session, 3, play.now)
    words = play.card(card, 3)
    assert "is under way" in words
    assert "Stage 4 of 6" in words
    assert "You are a consultant." in words
    assert "You have given me one thing so far." in words
    assert "You are done for this stage." in words
    assert "p2 facilitates." in words
    assert any(isinstance(line, Quote) for line in card.lines)
    assert presses(card) == ["choices", "flag"]
    assert "card-facilitator" not in ids(status(play.session, 2, play.now))


def test_status_shows_the_confirmed_question_only_to_those_who_take_part() -> None:
    play = Play().start().go_to("facts")
    play.do(c.Understood(2, "…"))
    play.do(c.Confirm(1))
    card = status(play.session, 9, play.now)
    assert not any(isinstance(line, Quote) for line in card.lines)
    assert "status-said" not in ids(card)


def test_status_repeats_a_question_that_waits() -> None:
    play = Play().start().go_to("facts")
    play.do(c.Next(2))
    card = status(play.session, 2, play.now)
    assert "status-asked" in ids(card)
    assert presses(card)[0].startswith("agree q")
    assert "Move on all the same?" in play.card(card, 2)


@pytest.mark.parametrize("phase", list(Phase))
def test_status_in_every_phase(phase: Phase) -> None:
    play = Play().start()
    play._session = replace(play.session, phase=phase)
    assert play.card(status(play.session, 1, play.now), 1)


def test_while_it_pauses_status_names_no_time() -> None:
    play = Play().start()
    play.do(c.Pause(2))
    card = status(play.session, 1, play.now)
    assert "Open until" not in play.card(card, 1)


def test_status_without_a_session() -> None:
    play = Play()
    card = status(None, 1, play.now)
    assert presses(card) == ["new", "help", "flag"]
    assert play.card(card, 1)


# ---- help


def test_help_lists_every_word_by_whom_it_is_for() -> None:
    play = Play().start()
    card = help_card(None, TABLE)
    words = play.card(card, 1)
    assert len(words.splitlines()) <= 12
    for row in TABLE.rows:
        assert re.search(rf"[:,] {re.escape(row.name)}(,|\n)", words), row.name
    assert words.count("For ") == len(For)


def test_help_with_every_single_word() -> None:
    play = Play().start()
    for row in TABLE.rows:
        card = help_card(row.name, TABLE)
        assert play.card(card, 1)
        assert presses(card) == ([] if row.shape else [row.name]) + ["flag"]
    strength = help_card("Strength", TABLE)
    assert ids(strength) == ["help-word-more", "help-shape", "help-who", "help-form", "help-private"]
    assert ids(help_card("done", TABLE)) == ["help-word", "help-who"]


def test_what_is_no_word_gets_the_likely_one() -> None:
    play = Play()
    card = help_card("strenght", TABLE)
    assert presses(card) == ["strength", "help", "flag"]
    assert "Did you mean strength?" in play.card(card, 1)
    assert presses(unknown(Unknown("help"))) == ["help", "flag"]
    card = unknown(Unknown())
    assert presses(card) == ["choices", "help", "flag"]
    assert play.card(card, 1)


# ---- what is kept, and where to turn


def test_privacy_says_how_long_for_where_things_are() -> None:
    play = Play()
    assert "privacy-kept" in ids(privacy(None))
    play.gather()
    assert ids(privacy(play.session))[-1] == "privacy-days"
    play.do(c.MarkPlaceReady(8))
    assert "privacy-readers" in ids(privacy(play.session))
    assert play.card(privacy(play.session), 1)
    play.do(c.Start(2))
    play.go_to("next_steps")
    play.do(c.Give(1, "action", "text", due=play.now + timedelta(days=60)))
    play.end()
    assert ids(privacy(play.session))[-2:] == ["privacy-until", "privacy-dated"]
    assert ids(privacy(replace(play.session, contributions={})))[-1] == "privacy-until"
    play.do(c.Erase("retention"))
    assert ids(privacy(play.session))[-1] == "privacy-erased"
    assert play.card(privacy(play.session), 1)


def test_outside_a_session_somebody_with_a_concern_is_shown_where_to_turn() -> None:
    play = Play()
    assert signposts("adult").lines[1] == Signpost("adult")
    assert signposts(None).lines[1] == Signpost("child")
    assert ids(signposts("new-information"))[1] == "signposts-new-information"
    for concern in ("child", "adult", "allegation", "disagreement", "new-information"):
        assert play.card(signposts(concern), 1)
