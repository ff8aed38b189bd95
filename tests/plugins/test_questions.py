"""Reflective questions: eighteen themes, eight families, never the same one twice in a session."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from space_to_think.messages import Message, Person
from space_to_think.session import commands as c
from space_to_think_plugins.questions import THEMES
from tests.plugins.play import AGENCIES, NORTH, Play, Refused, presses, to, to_group


def play(settings: Mapping[str, object] | None = None) -> Play:
    agency = replace(NORTH, settings={"questions": settings or {}})
    return Play("questions", agencies={**AGENCIES, "north": agency}).start(3, 4)


def exploring(settings: Mapping[str, object] | None = None) -> tuple[Play, Message]:
    started = play(settings)
    (offer,) = started.to("exploration")
    return started, offer


def ask(started: Play, by: int = 3, family: str = "") -> str:
    """The question that somebody gets."""
    (message,) = started.call("questions", "question", by, family)
    assert message.to == Person(by)
    assert message.asked
    assert message.answer
    return started.words(message).splitlines()[1]


def test_there_are_eighteen_themes_in_eight_families_each_with_a_question() -> None:
    assert len(THEMES) == 8
    assert sum(len(themes) for themes in THEMES.values()) == 18
    started = play()
    assert len({ask(started) for _ in range(18)}) == 18
    with pytest.raises(Refused, match="questions-none-left"):
        ask(started)


@pytest.mark.parametrize("family", THEMES)
def test_a_family_is_asked_for_by_name(family: str) -> None:
    started = play()
    count = len(THEMES[family])  # type: ignore[index]
    assert len({ask(started, family=f" {family.title()} ") for _ in range(count)}) == count
    with pytest.raises(Refused, match="questions-none-left"):
        ask(started, family=family)


def test_a_family_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="questions-families"):
        ask(play(), family="politics")


def test_sessions_begin_with_different_questions() -> None:
    first = set[str]()
    for session in ("a", "b", "c", "d", "e"):
        started = play()
        started._session = replace(started.session, id=session)
        first.add(ask(started))
    assert len(first) > 1


# ---- the facilitator


def test_as_exploration_opens_the_facilitator_is_offered_three() -> None:
    started, offer = exploring()
    assert offer.to == Person(2)
    assert offer.asked  # they have just moved on
    assert offer.stage == "1.3"
    assert len(presses(offer)) == 3
    assert all(words.startswith("question ask ") for words in presses(offer))
    assert "1. " in started.words(offer)
    assert "[Ask question 1]" in started.words(offer)


def test_they_are_not_offered_again_when_the_group_goes_back() -> None:
    started, _ = exploring()
    started.to("strengths")
    assert started.do(c.Back(2)) == []


def test_what_was_offered_is_not_given_again() -> None:
    started, offer = exploring()
    shown = {line[3:] for line in started.words(offer).splitlines()[1:4]}
    assert shown.isdisjoint({ask(started) for _ in range(15)})


def test_one_press_asks_it_in_the_group_s_place() -> None:
    started, offer = exploring()
    _, *rest = presses(offer)[0].split()
    posted, done = started.call("questions", "question", 2, " ".join(rest))
    assert to_group([posted])
    assert started.words(posted).splitlines()[0] == "p2 asks:"
    assert to([done], 2)
    assert done.answer
    with pytest.raises(Refused, match="questions-asked"):
        started.call("questions", "question", 2, " ".join(rest))


def test_a_question_that_the_facilitator_asked_for_can_be_asked_too() -> None:
    started, _ = exploring()
    (message,) = started.call("questions", "question", 2)
    asked, another = presses(message)
    assert another == "question"
    assert to_group(started.call("questions", "question", 2, asked.removeprefix("question ")))


def test_others_cannot_ask_the_group_through_the_bot() -> None:
    started, offer = exploring()
    with pytest.raises(Refused, match="questions-facilitator"):
        started.call("questions", "question", 3, presses(offer)[0].removeprefix("question "))
    (message,) = started.call("questions", "question", 3)
    assert presses(message) == ["question"]


def test_what_is_no_question_is_not_asked() -> None:
    started, _ = exploring()
    with pytest.raises(Refused, match="questions-families"):
        started.call("questions", "question", 2, "ask nothing")


def test_only_a_few_are_asked_so_that_the_talk_stays_the_group_s() -> None:
    started, offer = exploring()
    for words in presses(offer):
        started.call("questions", "question", 2, words.removeprefix("question "))
    (message,) = started.call("questions", "question", 2)
    with pytest.raises(Refused, match="questions-enough"):
        started.call("questions", "question", 2, presses(message)[0].removeprefix("question "))


# ---- the agency's own


OWN = ["What would a new colleague ask?", "What are we not saying?"]


def test_an_agency_s_own_questions_come_first() -> None:
    started, offer = exploring({"own": OWN})
    words = started.words(offer)
    assert all(question in words for question in OWN)
    assert presses(offer)[2].split()[-1] in {theme for themes in THEMES.values() for theme in themes}
    posted, _ = started.call("questions", "question", 2, presses(offer)[0].removeprefix("question "))
    assert started.words(posted).splitlines()[1] in OWN


def test_they_are_a_family_too() -> None:
    started = play({"own": OWN})
    assert {ask(started, family="own") for _ in OWN} == set(OWN)


def test_they_may_replace_ours() -> None:
    started = play({"own": OWN, "replace": True})
    assert {ask(started) for _ in OWN} == set(OWN)
    with pytest.raises(Refused, match="questions-none-left"):
        ask(started)


def test_to_replace_ours_takes_at_least_one() -> None:
    assert ask(play({"replace": True}))


def test_an_agency_may_want_some_families_only() -> None:
    started = play({"families": ["feelings", "family"]})
    assert len({ask(started) for _ in range(3)}) == 3
    with pytest.raises(Refused, match="questions-none-left"):
        ask(started)


def test_with_none_left_nothing_is_offered() -> None:
    started = play({"own": ["Only this one?"], "replace": True})
    ask(started)
    assert started.to("exploration") == []
