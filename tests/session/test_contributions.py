"""What people give: what is kept, for whom it is, when it is shown, how it is taken back; and without names."""

import ast
import inspect
from dataclasses import replace
from datetime import timedelta

import pytest

from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.session.codec import dump_event_json, dump_snapshot
from space_to_think.session.decide import WORDED, Content, content_of
from space_to_think.session.state import Audience, Keep, Reveal, Said
from space_to_think.testing.sessions import (
    ACTION,
    CONSULTANT,
    FACILITATOR,
    IDEA,
    KINDS,
    NOTE,
    OTHER,
    PARKED,
    PRESENTER,
    STRENGTH,
    SUMMARY,
    UNNAMED,
    Walk,
    by_name,
)


def give(walk: Walk, by: int, kind: str, text: str = "text", **more: object) -> e.Given:
    event = walk.do(c.Give(by, kind, text, **more))[0]  # type: ignore[arg-type]
    assert isinstance(event, e.Given)
    return event


# ---- giving


def test_what_is_given_is_kept_as_its_kind_says() -> None:
    walk = Walk().to("reflection")
    event = give(walk, CONSULTANT, "idea", "Ask the school.", label="strategy")
    con = walk.session.contributions[event.contribution]
    assert (con.kind, con.by, con.round, con.stage, con.label) == ("idea", CONSULTANT, 1, "reflection", "strategy")
    assert (con.audience, con.reveal, con.keep, con.revealed) == (IDEA.audience, IDEA.reveal, IDEA.keep, True)
    assert walk.contents[-1] == Content(
        con.id, "idea", CONSULTANT, "Ask the school.", 1, "reflection", IDEA.audience, IDEA.keep
    )


def test_the_first_label_is_meant_when_none_is_named() -> None:
    assert give(Walk().to("reflection"), CONSULTANT, "idea").label == "priority"
    assert give(Walk().to("reflection"), PRESENTER, "note").label is None


def test_an_action_may_have_a_date() -> None:
    walk = Walk().to("next_steps")
    due = walk.now + timedelta(days=7)
    assert give(walk, PRESENTER, "action", due=due).due == due
    assert walk.refused(c.Give(PRESENTER, "summary", "text", due=due)) == "refuse-kind-undated"


def test_a_thought_can_be_parked_at_any_stage_and_in_a_pause() -> None:
    for where in ("offload", "facts", "exploration", "strengths", "reflection", "next_steps", "paused"):
        walk = Walk().to(where)
        assert give(walk, CONSULTANT, "parked").audience is Audience.AUTHOR


def test_a_parked_thought_is_its_authors_and_goes_when_the_end_is_settled() -> None:
    walk = Walk().to("offload")
    event = give(walk, CONSULTANT, "parked")
    walk.to("ended")
    assert event.contribution in walk.session.contributions
    walk.tick()
    assert event.contribution not in walk.session.contributions


def test_what_is_kept_for_a_stage_goes_as_it_closes() -> None:
    brief = replace(NOTE, keep=Keep.STAGE)
    walk = Walk(kinds=by_name(brief)).to("exploration")
    event = give(walk, PRESENTER, "note")
    walk.move_on()
    assert event.contribution not in walk.session.contributions


@pytest.mark.parametrize(
    ("stage", "by", "kind", "label", "text"),
    [
        ("strengths", PRESENTER, "strength", None, "refuse-kind-role"),
        ("strengths", CONSULTANT, "summary", None, "refuse-kind-role"),
        ("reflection", CONSULTANT, "strength", None, "refuse-kind-stage"),
        ("reflection", CONSULTANT, "idea", "nonsense", "refuse-kind-label"),
        ("strengths", CONSULTANT, "strength", "priority", "refuse-kind-label"),
        ("strengths", CONSULTANT, "poem", None, "refuse-kind-unknown"),
    ],
)
def test_what_does_not_fit_is_refused(stage: str, by: int, kind: str, label: str | None, text: str) -> None:
    walk = Walk().to(stage)
    assert walk.refused(c.Give(by, kind, "text", label)) == text
    assert walk.all(e.Given) == []


def test_in_a_pause_what_belongs_to_a_stage_waits() -> None:
    walk = Walk().to("reflection")
    walk.do(c.Pause(FACILITATOR))
    assert walk.refused(c.Give(CONSULTANT, "idea", "text")) == "refuse-not-now"


def test_a_kind_has_a_limit_for_each_person_and_round() -> None:
    walk = Walk().to("next_steps")
    for _ in range(SUMMARY.limit):
        give(walk, PRESENTER, "summary")
    assert walk.refused(c.Give(PRESENTER, "summary", "text")) == "refuse-kind-limit"
    walk.do(c.Withdraw(PRESENTER))
    give(walk, PRESENTER, "summary")


# ---- changing and taking back


def test_one_puts_other_words_in_place_of_ones_own() -> None:
    walk = Walk().to("reflection")
    mine = give(walk, CONSULTANT, "idea", "one").contribution
    assert walk.do(c.Change(CONSULTANT, mine, "two")) == (e.Changed(mine),)
    assert walk.contents[-1] == replace(walk.contents[-2], text="two")
    assert walk.refused(c.Change(OTHER, mine, "three")) == "refuse-not-yours"
    assert walk.refused(c.Change(CONSULTANT, "c999", "three")) == "refuse-not-yours"


def test_without_a_name_it_is_the_last_that_gets_other_words() -> None:
    walk = Walk().to("reflection")
    assert walk.refused(c.Change(CONSULTANT, None, "two")) == "refuse-nothing-to-change"
    give(walk, CONSULTANT, "idea", "one")
    mine = give(walk, CONSULTANT, "idea", "two").contribution
    assert walk.do(c.Change(CONSULTANT, None, "three")) == (e.Changed(mine),)


def test_what_the_presenter_was_asked_to_confirm_is_not_changed_behind_their_back() -> None:
    walk = Walk().to("facts")
    walk.do(c.Understood(FACILITATOR, "text"))
    mine = walk.session.understood
    assert mine is not None
    assert walk.refused(c.Change(FACILITATOR, mine, "other")) == "refuse-change-understood"
    walk.do(c.Confirm(PRESENTER))
    assert walk.refused(c.Change(FACILITATOR, mine, "other")) == "refuse-change-understood"
    assert walk.refused(c.Withdraw(FACILITATOR, mine)) == "refuse-change-understood"


def test_one_takes_back_ones_own() -> None:
    walk = Walk().to("reflection")
    first, second = (give(walk, CONSULTANT, "idea").contribution for _ in range(2))
    assert walk.refused(c.Withdraw(OTHER, first)) == "refuse-not-yours"
    assert walk.do(c.Withdraw(CONSULTANT)) == (e.Withdrawn(second),)  # the last one
    assert walk.do(c.Withdraw(CONSULTANT, first)) == (e.Withdrawn(first),)
    assert walk.refused(c.Withdraw(CONSULTANT)) == "refuse-nothing-to-withdraw"


def test_what_was_said_in_an_earlier_round_is_not_taken_back() -> None:
    walk = Walk().to("reflection")
    give(walk, CONSULTANT, "idea")
    walk.to("ended")
    walk.agree(c.Again(CONSULTANT))
    assert walk.refused(c.Withdraw(CONSULTANT)) == "refuse-nothing-to-withdraw"


# ---- shown together


def test_strengths_are_shown_together_as_the_stage_closes() -> None:
    walk = Walk().to("strengths")
    given = tuple(give(walk, by, "strength").contribution for by in (CONSULTANT, FACILITATOR))
    assert not any(walk.session.contributions[id].revealed for id in given)
    assert walk.do(c.Next(FACILITATOR))[0] == e.Revealed("strength", "strengths", 2, given)
    assert all(walk.session.contributions[id].revealed for id in given)


def test_nothing_given_the_facilitator_is_asked_and_nothing_is_shown() -> None:
    walk = Walk().to("strengths")
    (asked,) = walk.do(c.Next(FACILITATOR))
    assert isinstance(asked, e.QuestionAsked)
    assert asked.why == "none-given"
    walk.do(c.Answer(FACILITATOR, True))
    assert walk.all(e.Revealed) == []
    assert walk.stage == "reflection"


def test_asked_whether_to_move_on_the_facilitator_may_add_one_or_give_more_time() -> None:
    walk = Walk().to("strengths")
    walk.do(c.Next(FACILITATOR))
    walk.do(c.Extend(FACILITATOR))
    give(walk, FACILITATOR, "strength")
    assert isinstance(walk.do(c.Next(FACILITATOR))[-1], e.StageOpened)


def test_back_shows_nothing_and_the_end_shows_what_has_not_been() -> None:
    walk = Walk().to("strengths")
    mine = give(walk, CONSULTANT, "strength").contribution
    walk.do(c.Back(FACILITATOR))
    assert walk.all(e.Revealed) == []
    walk.to("ended")
    assert walk.all(e.Revealed) == [e.Revealed("strength", "exploration", 1, (mine,))]


def test_what_was_shown_is_shown_again_only_with_something_new() -> None:
    walk = Walk().to("strengths")
    first = give(walk, CONSULTANT, "strength").contribution
    walk.do(c.Next(FACILITATOR))
    walk.do(c.Back(FACILITATOR))
    walk.do(c.Next(FACILITATOR))
    assert len(walk.all(e.Revealed)) == 1
    walk.do(c.Back(FACILITATOR))
    second = give(walk, OTHER, "strength").contribution
    walk.do(c.Next(FACILITATOR))
    assert walk.all(e.Revealed)[-1].contributions == (first, second)


def test_a_kind_of_no_stage_is_shown_as_the_stage_closes_in_which_it_was_given() -> None:
    anywhere = replace(PARKED, audience=Audience.GROUP, reveal=Reveal.STAGE)
    walk = Walk(kinds=by_name(anywhere)).to("offload")
    mine = give(walk, CONSULTANT, "parked").contribution
    assert walk.do(c.Next(FACILITATOR))[0] == e.Revealed("parked", "offload", 1, (mine,))


def test_what_is_shown_on_request_is_not_shown_by_itself() -> None:
    walk = Walk(kinds=by_name(replace(STRENGTH, reveal=Reveal.REQUEST))).to("strengths")
    give(walk, CONSULTANT, "strength")
    walk.to("ended")
    assert walk.all(e.Revealed) == []


# ---- without names


def unnamed(people: int = 5) -> Walk:
    return Walk(people=people, kinds=UNNAMED).to("strengths")


def test_only_that_somebody_has_answered_is_known() -> None:
    walk = unnamed()
    events = walk.do(c.Give(CONSULTANT, "strength", "You listened."))
    assert events == (e.GivenUnnamed("strength", CONSULTANT, "strengths"),)
    assert walk.session.people[CONSULTANT].said is Said.DONE
    assert walk.session.unnamed == {"strength": 1}
    (content,) = [content for content in walk.contents if content.kind == "strength"]
    assert (content.by, content.text) == (None, "You listened.")
    # Nothing that stands beside a person leads to the words.
    assert all(content.id.encode() not in dump_event_json(event)[2] for event in walk.events)
    assert content.id.encode() not in dump_snapshot(walk.session)


def test_with_fewer_than_four_who_can_give_one_there_are_names() -> None:
    walk = unnamed(people=4)
    assert walk.session.stage
    assert walk.session.stage.unnamed == frozenset()
    give(walk, CONSULTANT, "strength")


def test_what_people_were_told_as_the_stage_opened_holds_when_somebody_leaves() -> None:
    walk = unnamed()
    assert walk.all(e.StageOpened)[-1].unnamed == ("strength",)
    walk.do(c.Leave(OTHER))
    assert isinstance(walk.do(c.Give(CONSULTANT, "strength", "text"))[0], e.GivenUnnamed)


def test_they_are_read_by_the_facilitator_before_they_are_shown() -> None:
    walk = unnamed()
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    walk.do(c.Give(OTHER, "strength", "text"))
    (asked,) = walk.do(c.Next(FACILITATOR))
    assert isinstance(asked, e.QuestionAsked)
    assert asked.why == "read-first"
    events = walk.do(c.Answer(FACILITATOR, True))
    assert e.Revealed("strength", "strengths", 2, ()) in events
    assert walk.session.shown == {"1.strength"}


def test_before_the_end_they_are_read_too() -> None:
    walk = unnamed()
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    (asked,) = walk.do(c.End(FACILITATOR))
    assert isinstance(asked, e.QuestionAsked)
    assert asked.why == "read-first"


def test_one_can_be_held_back_before_it_is_shown() -> None:
    walk = unnamed()
    assert walk.refused(c.HoldBack(FACILITATOR, "c1", "strength")) == "refuse-nothing-to-hold-back"
    for by in (CONSULTANT, OTHER):
        walk.do(c.Give(by, "strength", "text"))
    held = walk.contents[-1].id
    assert walk.do(c.HoldBack(FACILITATOR, held, "strength")) == (e.HeldBack("strength"),)
    assert walk.refused(c.HoldBack(CONSULTANT, held, "strength")) == "refuse-not-yours-to-do"
    walk.agree(c.Next(FACILITATOR))
    assert walk.all(e.Revealed)[-1].count == 1
    assert walk.refused(c.HoldBack(FACILITATOR, held, "strength")) == "refuse-nothing-to-hold-back"
    walk.do(c.Back(FACILITATOR))
    assert walk.refused(c.HoldBack(FACILITATOR, held, "strength")) == "refuse-nothing-to-hold-back"


def test_all_held_back_it_is_as_if_none_had_been_given() -> None:
    walk = unnamed()
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    walk.do(c.HoldBack(FACILITATOR, walk.contents[-1].id, "strength"))
    (asked,) = walk.do(c.Next(FACILITATOR))
    assert isinstance(asked, e.QuestionAsked)
    assert asked.why == "none-given"
    walk.do(c.Answer(FACILITATOR, True))
    assert walk.all(e.Revealed) == []


def test_they_cannot_be_taken_back() -> None:
    walk = unnamed()
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    assert walk.refused(c.Withdraw(CONSULTANT)) == "refuse-nothing-to-withdraw"
    assert walk.refused(c.Withdraw(CONSULTANT, walk.contents[-1].id)) == "refuse-not-yours"


def test_there_is_a_limit_for_them_too() -> None:
    walk = unnamed()
    for _ in range(STRENGTH.limit):
        walk.do(c.Give(CONSULTANT, "strength", "text"))
    assert walk.refused(c.Give(CONSULTANT, "strength", "text")) == "refuse-kind-limit"
    walk.do(c.Give(OTHER, "strength", "text"))


def test_together_with_plain_messages_they_are_shown_together() -> None:
    walk = unnamed()
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    said = walk.do(c.Speak(OTHER, "text"))[1]
    assert isinstance(said, e.Given)
    walk.agree(c.Next(FACILITATOR))
    assert walk.all(e.Revealed) == [e.Revealed("strength", "strengths", 2, (said.contribution,))]
    assert walk.session.shown == {"1.strength"}


def test_one_more_after_they_were_shown_is_read_again_first() -> None:
    walk = unnamed()
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    walk.agree(c.Next(FACILITATOR))
    walk.do(c.Back(FACILITATOR))
    assert isinstance(walk.do(c.Next(FACILITATOR))[-1], e.StageOpened)  # nothing new: nothing to read
    walk.do(c.Back(FACILITATOR))
    walk.do(c.Give(OTHER, "strength", "text"))
    assert walk.session.shown == frozenset()
    assert isinstance(walk.do(c.Next(FACILITATOR))[-1], e.QuestionAsked)


def test_an_answer_without_a_name_is_a_word_for_the_stage() -> None:
    walk = unnamed()
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    assert walk.session.stage
    assert walk.session.stage.spoken


def test_another_round_counts_them_anew() -> None:
    walk = unnamed()
    walk.do(c.Give(CONSULTANT, "strength", "text"))
    walk.to("ended")
    walk.agree(c.Again(CONSULTANT))
    assert walk.session.unnamed == {}
    assert walk.session.people[CONSULTANT].unnamed == 0


# ---- what is sealed


def test_every_text_that_people_type_is_sealed_once_and_stands_in_no_event() -> None:
    walk = Walk().to("facts")
    walk.do(c.Understood(FACILITATOR, "text-u"))
    walk.do(c.Correct(PRESENTER, "text-c"))
    walk.do(c.Pause(FACILITATOR, "text-p"))
    walk.do(c.Resume(FACILITATOR))
    walk.to("next_steps")
    walk.do(c.Give(PRESENTER, "action", "text-a"))
    texts = [content.text for content in walk.contents]
    assert [text for text in texts if text.startswith("text-")] == ["text-u", "text-c", "text-p", "text-a"]
    assert len({content.id for content in walk.contents}) == len(walk.contents)
    assert all(b"text-" not in dump_event_json(event)[2] for event in walk.events)


def test_a_pause_without_a_reason_seals_nothing() -> None:
    walk = Walk().to("offload")
    (paused,) = walk.do(c.Pause(FACILITATOR))
    assert isinstance(paused, e.Paused)
    assert paused.reason is None
    assert walk.contents == []


def test_the_kinds_of_the_walk_are_all_different() -> None:
    assert len(KINDS) == len({kind.word for kind in KINDS.values()}) == 6
    assert ACTION.dated


def test_every_event_that_words_come_with_is_known_as_one() -> None:
    """An event that `content_of` has a case for and that `WORDED` leaves out would lose what people typed."""
    code = ast.walk(ast.parse(inspect.getsource(content_of)))
    pairs = [node for node in code if isinstance(node, ast.MatchSequence)]
    assert {ast.unparse(pair.patterns[0]) for pair in pairs} == {f"e.{event.__name__}()" for event in WORDED}
