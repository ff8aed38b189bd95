"""A colleague sees what is delivered, and says what to do about it."""

from datetime import timedelta

import pytest

from space_to_think.cli.demo.colleague import Act, Colleague, How
from space_to_think.cli.demo.story import story
from space_to_think.cli.demo.tempo import Tempo
from space_to_think.delivery import Post
from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import shipped
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.rendered import Gauge, RenderedButton, RenderedCard, Said
from space_to_think.testing.house import MONDAY


def colleague(seat: str, kind: PaceKind = PaceKind.GUIDED) -> Colleague:
    return Colleague(story().in_seat(seat), 1, story(), Tempo.of(shipped(), Pace(kind), Calendar()))


def post(*words: str, seen: str | None = None, slot: str | None = None, gauge: bool = False) -> Post:
    buttons = tuple(RenderedButton(word.title(), word, seen=seen) for word in words)
    bar = (Gauge(0, "until", MONDAY, MONDAY + timedelta(minutes=10)),) if gauge else ()
    return Post(RenderedCard((Said(("Hello",)), *bar), buttons), slot=slot)


def words(acts: list[Act]) -> list[str]:
    return [act.text for act in acts]


def test_an_invitation_is_taken_up_once() -> None:
    owen = colleague("first")
    (act,) = owen.sees(post("join"), True, MONDAY)
    assert (act.how, act.text, act.label) == (How.PRESS, "join", "Join")
    assert act.at > MONDAY
    assert owen.sees(post("join", slot="card"), False, MONDAY) == []


def test_whoever_asked_for_the_session_does_not_join_it_again() -> None:
    assert colleague("presenter").sees(post("join", slot="card"), False, MONDAY) == []


def test_only_whoever_plays_the_facilitator_offers_to() -> None:
    assert words(colleague("facilitator").sees(post("facilitator", slot="card"), False, MONDAY)) == ["facilitator"]
    assert colleague("first").sees(post("facilitator", slot="card"), False, MONDAY) == []


def test_a_question_is_answered_where_nobody_else_sees_it() -> None:
    assert words(colleague("third").sees(post("agree q1", "disagree q1"), True, MONDAY)) == ["agree q1"]
    assert colleague("third").sees(post("agree q1"), False, MONDAY) == []


def test_the_living_card_alone_moves_nobody_on() -> None:
    grace = colleague("facilitator")
    assert grace.sees(post("next", seen="1.2", slot="facilitator"), True, MONDAY) == []
    (act,) = grace.sees(post("next", seen="1.2"), True, MONDAY)
    assert (act.text, act.stage) == ("next", "1.2")
    assert grace.sees(post("next", seen="1.2"), True, MONDAY) == []
    assert words(grace.sees(post("next", seen="1.3"), True, MONDAY)) == ["next"]


def test_a_stage_brings_the_lines_of_the_own_seat_in_its_time() -> None:
    ros = colleague("presenter")
    acts = ros.sees(post("done", seen="1.1", slot="card", gauge=True), False, MONDAY)
    mine = [cue for cue in story().stages["offload"] if cue.line.seat == "presenter"]
    assert words(acts) == [cue.line.text for cue in mine]
    assert [act.at for act in acts] == [MONDAY + timedelta(minutes=10) * cue.at for cue in mine]
    assert {act.how for act in acts} == {How.SAY, How.CALL}
    assert ros.sees(post("done", seen="1.1", slot="card", gauge=True), False, MONDAY) == []


def test_over_days_the_time_of_a_stage_is_known_from_the_practice() -> None:
    acts = colleague("presenter", PaceKind.ASYNC).sees(post("done", seen="1.1", slot="card"), False, MONDAY)
    assert max(act.at for act in acts) > MONDAY + timedelta(hours=12)


def test_before_the_first_stage_there_are_no_lines() -> None:
    assert words(colleague("facilitator").sees(post("start", seen="1.0", slot="card"), False, MONDAY)) == ["start"]


def test_a_stage_message_alone_brings_no_lines() -> None:
    assert colleague("presenter").sees(post("done", seen="1.1", slot="stage-1"), False, MONDAY) == []


@pytest.mark.parametrize(
    ("kind", "answers"), [(PaceKind.GUIDED, ["correct", "confirm"]), (PaceKind.ASYNC, ["confirm"])]
)
def test_what_was_understood_is_corrected_once_where_there_is_time(kind: PaceKind, answers: list[str]) -> None:
    ros = colleague("presenter", kind)
    said = [ros.sees(post("confirm", "correct"), True, MONDAY) for _ in range(3)]
    assert [act.text.split()[0] for acts in said for act in acts] == answers


def test_a_reaction_without_words_presses_the_button() -> None:
    grace = colleague("facilitator")
    assert grace.sees(post("question ask a", "question ask b"), True, MONDAY) == []
    (act,) = grace.sees(post("question ask c"), True, MONDAY)
    assert (act.how, act.text) == (How.PRESS, "question ask c")
    later = act.put_off(MONDAY + timedelta(days=1))
    assert (later.id, later.at) == (act.id, MONDAY + timedelta(days=1))


def test_a_card_that_has_changed_is_no_new_message() -> None:
    edited = Post(post("confirm").card, replaces="m1")
    assert colleague("presenter").sees(edited, True, MONDAY) == []
