"""A concern: where to turn, at once, to the person who flagged and to nobody else."""

from dataclasses import replace
from datetime import date

import pytest

from space_to_think.agency.state import BUILT_IN
from space_to_think.hooks import Call
from space_to_think.host import Reactions
from space_to_think.messages import SIGNPOSTS, Person, Signpost
from space_to_think.session import commands as c
from space_to_think.session.state import Concern, Phase
from tests.plugins.play import DOOR, NORTH, SOUTH, Play, Refused, presses, texts, to

HOMES = {4: "south", 5: None}


def under_way() -> Play:
    return Play("safeguarding").start(3, 4, 5, homes=HOMES)


@pytest.mark.parametrize("concern", Concern)
@pytest.mark.parametrize("by", [1, 2, 3, 4, 5])
def test_only_whoever_flagged_is_told_at_once_and_safely(by: int, concern: Concern) -> None:
    play = under_way()
    heard = play.do(c.Flag(by, concern))
    assert {message.to for message in heard} <= {Person(by)}
    assert all(message.safety and message.asked for message in heard)
    assert all("concern" not in play.words(message).splitlines()[0].casefold() for message in heard)


def test_each_is_shown_their_own_agency_s_signpost() -> None:
    play = under_way()
    north, south, other = (play.do(c.Flag(by, Concern.CHILD))[0] for by in (3, 4, 5))
    assert "The front door" in play.words(north)
    for message in (south, other):
        assert "The front door" not in play.words(message)
    for message in (north, south, other):
        assert message.answer
        first, second, *_ = play.words(message).splitlines()
        assert first == "Thank you for speaking up. This is for you alone."
        assert second == "If somebody is in immediate danger, ring 999 now."
        assert play.words(message).endswith("I have told nobody. You need to make the call yourself.")


def test_new_information_is_told_where_it_belongs() -> None:
    play = under_way()
    message, _ = play.do(c.Flag(3, Concern.NEW_INFORMATION))
    assert "does not belong here" in play.words(message)
    assert play.words(message).endswith("I have told nobody. You need to share it yourself.")


def test_a_disagreement_is_left_to_escalation_where_that_is_on() -> None:
    play = under_way()
    assert [texts(m)[0] for m in play.do(c.Flag(3, Concern.DISAGREEMENT))] == ["safeguarding-shall-i"]
    first, _ = play.do(c.Flag(4, Concern.DISAGREEMENT))
    assert Signpost("disagreement") in first.card.lines


# ---- shall I tell the facilitator?


@pytest.mark.parametrize("concern", [Concern.CHILD, Concern.ADULT, Concern.DISAGREEMENT, Concern.NEW_INFORMATION])
def test_then_they_are_asked_whether_the_facilitator_shall_know(concern: Concern) -> None:
    question = under_way().do(c.Flag(4, concern))[-1]
    assert presses(question) == ["flag tell", f"flag tell-name {concern.value}"]
    assert all(button.discreet for button in question.card.buttons)


def test_for_an_allegation_they_are_not() -> None:
    (message,) = under_way().do(c.Flag(3, Concern.ALLEGATION))
    assert presses(message) == []


def test_nor_is_the_facilitator_or_anybody_while_nothing_is_open() -> None:
    play = under_way()
    assert len(play.do(c.Flag(2, Concern.CHILD))) == 1
    assert len(play.do(c.Flag(9, Concern.CHILD))) == 1
    play.do(c.Pause(2))
    assert len(play.do(c.Flag(3, Concern.CHILD))) == 1
    play.do(c.Resume(2))
    play.end()
    assert len(play.do(c.Flag(3, Concern.CHILD))) == 1


def test_the_facilitator_hears_no_more_than_was_chosen() -> None:
    play = under_way()
    facilitator, flagger = play.do(c.SuggestPause(4, False, None))
    assert facilitator.to == Person(2)
    assert facilitator.call
    assert facilitator.safety
    assert presses(facilitator) == ["pause"]
    words = play.words(facilitator)
    assert words.startswith("Somebody asks for a pause.")
    assert "p4" not in words
    assert flagger.to == Person(4)
    assert flagger.asked
    assert "They do not know that it is you." in play.words(flagger)


@pytest.mark.parametrize("concern", [Concern.CHILD, Concern.ADULT, Concern.DISAGREEMENT, Concern.NEW_INFORMATION])
def test_with_name_and_reason_if_they_chose_so(concern: Concern) -> None:
    play = under_way()
    heard = play.do(c.SuggestPause(3, True, concern))
    (facilitator,), (flagger,) = to(heard, 2), to(heard, 3)
    first, second, *_ = play.words(facilitator).splitlines()
    assert first == "Somebody asks for a pause."
    assert second.startswith("It is p3.")
    assert "They know that it is you, and why." in play.words(flagger)


def test_nobody_hears_when_nobody_facilitates() -> None:
    play = under_way()
    play.do(c.Leave(2))
    play.do(c.Leave(2))
    with pytest.raises(Refused, match="suggest-no-facilitator"):
        play.do(c.SuggestPause(3, False, None))


def test_nothing_of_it_is_remembered() -> None:
    play = under_way()
    play.do(c.Flag(3, Concern.CHILD))
    play.do(c.SuggestPause(3, True, Concern.CHILD))
    assert "safeguarding" not in " ".join(play.session.memory)


# ---- the word


def test_signposts_shows_all_six_to_anybody_at_any_time() -> None:
    play = under_way()
    play.do(c.Pause(2))
    assert play.session.phase is Phase.PAUSED
    for by in (3, 9):
        (message,) = play.call("safeguarding", "signposts", by)
        assert message.to == Person(by)
        assert [line.kind for line in message.card.lines if isinstance(line, Signpost)] == list(SIGNPOSTS)
        assert message.answer
        assert message.safety
    assert play.words(message).count("I have told nobody.") == 1


def test_it_works_outside_a_session() -> None:
    play = under_way()
    back = play.host.outside("safeguarding", Call("signposts", 1), SOUTH, play.now)
    assert isinstance(back, Reactions)
    assert [message.to for message in back.messages] == [Person(1)]
    assert back.faults == ()


# ---- for admins


def findings(agency: object, today: date) -> dict[tuple[str, str], bool]:
    found = Play().host.inspect(agency, today)  # type: ignore[arg-type]
    mine = [finding for finding in found if finding.text.id.startswith("safeguarding-")]
    return {(f.text.id, str(f.text.facts["kind"])): f.urgent for f in mine}


def test_admins_hear_what_is_missing_or_stale() -> None:
    today = date(2026, 11, 23)
    stale = replace(DOOR, review_by=date(2026, 11, 22))
    never = replace(DOOR, review_by=None)
    agency = replace(NORTH, signposts={"child": stale, "adult": DOOR, "supervision": never, "complex-case": stale})
    assert findings(agency, today) == {
        ("safeguarding-stale", "child"): True,
        ("safeguarding-missing", "allegation"): True,
        ("safeguarding-stale", "complex-case"): False,
    }


def test_where_escalation_is_off_the_procedure_is_looked_after_here() -> None:
    assert ("safeguarding-missing", "disagreement") in findings(SOUTH, date(2026, 11, 23))
    assert ("safeguarding-missing", "disagreement") not in findings(BUILT_IN, date(2026, 11, 23))
