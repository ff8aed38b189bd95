"""Every audience, reveal and reader: what somebody gave is never seen by anybody else, nor before its time."""

from dataclasses import replace

import pytest

from space_to_think.session.state import Audience, Participant, Reveal, Session, Standing
from space_to_think.wording.render import Spoken
from space_to_think.wording.sight import may_see
from tests.wording.readers import given, make_reader, make_session, with_given

# 1 presents, 2 facilitates, 3 to 5 are consultants, 6 was invited, 9 is nobody here; None is the whole group.
READERS = (None, 1, 2, 3, 4, 5, 6, 9)
GROUP = {None, 1, 2, 3, 4, 5}


def seen_by(session: Session, spoken: Spoken) -> set[int | None]:
    return {number for number in READERS if may_see(spoken, make_reader(number, session))}


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.AUTHOR, {3}),
        (Audience.PRESENTER, {1, 3}),
        (Audience.FACILITATOR, {2, 3}),
        (Audience.GROUP, GROUP),
    ],
)
@pytest.mark.parametrize("reveal", Reveal)
@pytest.mark.parametrize("revealed", [False, True])
def test_it_is_seen_by_its_audience_once_revealed_and_always_by_its_author(
    audience: Audience, readers: set[int | None], reveal: Reveal, revealed: bool
) -> None:
    session = with_given(make_session(), given("c1", 3, audience, reveal, revealed))
    shown = revealed or reveal is Reveal.AT_ONCE
    assert seen_by(session, Spoken("c1", 3, "…")) == (readers if shown else {3})


def test_what_the_session_knows_of_the_author_counts_and_not_what_the_store_says() -> None:
    session = with_given(make_session(), given("c1", 3, Audience.AUTHOR))
    assert seen_by(session, Spoken("c1", 4, "…", audience=Audience.GROUP)) == {3}


@pytest.mark.parametrize("standing", [Standing.LEFT, Standing.REMOVED, Standing.DECLINED, Standing.ASKING])
def test_whoever_does_not_take_part_sees_their_own_only(standing: Standing) -> None:
    session = with_given(make_session(), given("c1", 3, Audience.GROUP), given("c2", 4, Audience.GROUP))
    session = replace(session, people={**session.people, 4: Participant(4, standing)})
    assert seen_by(session, Spoken("c1", 3, "…")) == GROUP - {4}
    assert 4 in seen_by(session, Spoken("c2", 4, "…"))


def test_what_was_meant_for_a_role_is_not_for_whoever_holds_it_in_the_next_round() -> None:
    session = with_given(make_session(), given("c1", 3, Audience.PRESENTER), given("c2", 3, Audience.FACILITATOR))
    session = replace(session, round=2, presenter=4, facilitator=5)
    assert seen_by(session, Spoken("c1", 3, "…")) == {3}
    assert seen_by(session, Spoken("c2", 3, "…")) == {3}


def test_the_title_is_seen_by_those_who_are_invited_too() -> None:
    session = replace(make_session(), title="t1")
    session = replace(session, people={**session.people, 5: Participant(5, Standing.REMOVED)})
    assert seen_by(session, Spoken("t1", 1, "…")) == {None, 1, 2, 3, 4, 6}


@pytest.mark.parametrize(("audience", "readers"), [(Audience.GROUP, GROUP), (Audience.AUTHOR, {3})])
def test_what_the_session_has_no_entry_for_goes_by_the_audience_in_the_store(
    audience: Audience, readers: set[int | None]
) -> None:
    assert seen_by(make_session(), Spoken("r1", 3, "…", "reason", 0, audience)) == readers


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.AUTHOR, set[int | None]()),
        (Audience.PRESENTER, {1}),
        (Audience.FACILITATOR, {2}),
        (Audience.GROUP, GROUP),
    ],
)
def test_anonymous_ones_are_seen_once_revealed_and_before_by_the_facilitator(
    audience: Audience, readers: set[int | None]
) -> None:
    spoken = Spoken("a1", None, "…", "strength", 1, audience)
    assert seen_by(make_session(), spoken) == (set() if audience is Audience.AUTHOR else {2})
    assert seen_by(replace(make_session(), shown=frozenset({"1.strength"})), spoken) == readers
    assert seen_by(replace(make_session(), shown=frozenset({"1.idea"})), spoken) == (readers and {2})


def test_a_later_round_s_facilitator_does_not_read_what_was_never_revealed() -> None:
    session = replace(make_session(), round=2)
    assert seen_by(session, Spoken("a1", None, "…", "strength", 1, Audience.GROUP)) == set()


def test_without_a_session_nothing_is_seen() -> None:
    assert not may_see(Spoken("c1", 3, "…", audience=Audience.GROUP), make_reader(3))
