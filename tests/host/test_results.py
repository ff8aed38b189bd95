"""A call's effects are taken whole or not at all."""

from datetime import datetime
from typing import Any

import pytest

from space_to_think import messages as m
from space_to_think.hooks import Finding, Refuse, Remember, Say, Scope, Tally, Wake
from space_to_think.host.content import Rubbish
from space_to_think.host.loading import load
from space_to_think.host.results import MOST_KEYS, Checker, Taken
from space_to_think.practice.load import shipped
from space_to_think.practice.model import Role
from tests.host.sample import NOW, hi, manifest, plugin
from tests.host.test_content import HI, NAIVE, odd

CARD = m.Card((HI,))


def checker(scope: Scope = Scope.SESSION, known: frozenset[str] = frozenset(), within: bool = True) -> Checker:
    (loaded,) = load({"sample": plugin(manifest(scope=scope))})
    mine = frozenset({1, 2, 3}) if scope is Scope.SESSION else frozenset({1})
    return Checker(loaded, frozenset({1, 2, 3}), shipped() if within else None, mine, known)


def rubbish(effects: object, error: str, **options: Any) -> None:
    with pytest.raises(Rubbish) as caught:
        checker(**options).effects(effects)
    assert caught.value.error == error


def test_effects_come_back_sorted_by_what_they_are() -> None:
    two, three = hi(2), hi(3)
    kept = [Remember("seen", True), Wake("later", NOW), Wake("sooner", None), Tally("greeted")]
    assert checker().effects([two, *kept, three]) == Taken(
        (two.message, three.message),
        (("seen", True),),
        (("later", NOW), ("sooner", None)),
        ("sample.greeted",),
    )


@pytest.mark.parametrize("nothing", [(), []])
def test_nothing_is_nothing(nothing: object) -> None:
    assert checker().effects(nothing) == Taken()


@pytest.mark.parametrize(
    ("effects", "error"),
    [
        (hi(), "effects"),
        (iter([hi()]), "effects"),
        ("hello", "effects"),
        ([hi()] * 101, "effects"),
        (["hello"], "effect"),
        ([Refuse(HI)], "refuse"),
        ([Remember("what Sam said", True)], "key"),
        ([Remember("seen", "what Sam said")], "fact"),
        ([Remember("seen", "a" * 65)], "fact"),
        ([Remember("seen", 2**53)], "fact"),
        ([Remember("seen", NAIVE)], "fact"),
        ([odd(Remember("seen", 1), fact=1.5)], "fact"),
        ([odd(Remember("seen", 1), fact=("Sam",))], "fact"),
        ([Remember(f"k{n}", n) for n in range(100)], None),
        ([Wake("", NOW)], "wake"),
        ([Wake("later", NAIVE)], "wake-time"),
        ([odd(Wake("later", None), at="noon")], "wake-time"),
        ([Tally("what Sam said")], "tally"),
    ],
)
def test_effects_that_are_not_in_order(effects: object, error: str | None) -> None:
    if error is None:
        assert checker().effects(effects) != Taken()
    else:
        rubbish(effects, error)


@pytest.mark.parametrize("fact", [True, -3, NOW, "next-step", "c1"])
def test_facts(fact: int | str | datetime) -> None:
    assert checker().effects([Remember("seen", fact)]).facts == (("seen", fact),)


def test_a_plugin_remembers_only_so_much() -> None:
    known = frozenset(f"k{n}" for n in range(MOST_KEYS))
    assert checker(known=known).effects([Remember("k1", 2)]).facts
    rubbish([Remember("one-more", 2)], "keys", known=known)


def test_a_refusal_stands_alone() -> None:
    assert checker().effects([Refuse(HI)], may_refuse=True).refusal == m.Refusal(HI)
    with pytest.raises(Rubbish, match="refuse"):
        checker().effects([Refuse(HI), Tally("refused")], may_refuse=True)


def test_nothing_is_kept_outside_a_session() -> None:
    assert checker(within=False).effects([hi()]).messages
    for effect in (Remember("seen", True), Wake("later", NOW), Tally("seen")):
        rubbish([effect], "outside", within=False)


# ---- messages


def test_a_session_plugin_writes_to_everyone() -> None:
    for to in (m.GROUP, Role.FACILITATOR, m.Person(3)):
        assert checker().effects([Say(m.Message(to, CARD))]).messages


def test_a_person_plugin_writes_to_its_own_people_only() -> None:
    assert checker(Scope.PERSON).effects([hi(1)]).messages
    rubbish([hi(2)], "to-others", scope=Scope.PERSON)
    for to in (m.GROUP, Role.FACILITATOR):
        rubbish([Say(m.Message(to, CARD))], "to-others", scope=Scope.PERSON)


DOCUMENT = m.Document("strengths.txt", "text/plain", CARD)


def test_a_message_with_everything() -> None:
    said = m.Message(m.Person(1), CARD, slot="mine-1", call=True, stage="1.4", document=DOCUMENT)
    assert checker().effects([Say(said)]).messages == (said,)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("hello", "message"),
        (m.Message(m.Person(9), CARD), "to-others"),
        (odd(m.Message(m.GROUP, CARD), to="everybody"), "to"),
        (m.Message(m.GROUP, m.Card(("Hello",))), "line"),  # type: ignore[arg-type]
        (m.Message(m.GROUP, CARD, slot="card"), "slot"),
        (m.Message(m.GROUP, CARD, slot="facilitator"), "slot"),
        (m.Message(m.GROUP, CARD, slot="what Sam said"), "slot"),
        (m.Message(m.GROUP, CARD, stage="facts"), "stage"),
        (odd(m.Message(m.GROUP, CARD), stage=1), "stage"),
        (odd(m.Message(m.GROUP, CARD), document=CARD), "document"),
        (m.Message(m.GROUP, CARD, document=m.Document("what Sam said", "text/plain", CARD)), "document"),
        (m.Message(m.GROUP, CARD, document=m.Document("a.exe", "application/x-exe", CARD)), "document"),
    ],
)
def test_messages_that_are_not_in_order(message: Any, error: str) -> None:
    rubbish([Say(message)], error)


# ---- findings


def test_findings() -> None:
    found = [Finding(HI), Finding(HI, urgent=True)]
    assert checker().findings(found) == tuple(found)
    assert checker().findings(None) == ()
    for wrong in ("all well", ["all well"], [Finding(m.Text("other-hi"))]):
        with pytest.raises(Rubbish):
            checker().findings(wrong)
