"""The host: who is called for whom, what is taken of it, and that nothing a plugin does can harm a session."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from space_to_think.agency.state import BUILT_IN, Agency, Signpost
from space_to_think.hooks import (
    Access,
    AgencyView,
    Call,
    Capability,
    CardPart,
    Finding,
    Outside,
    Refuse,
    Remember,
    Scope,
    SignpostView,
    Tally,
    View,
    Wake,
    Word,
)
from space_to_think.host import FaultKind, Host, Reactions, Watch
from space_to_think.messages import Form, Message, Person, Refusal, Text
from space_to_think.session.commands import Keep
from space_to_think.session.events import Remembered, SaidDone, Tallied, WakeSet, Woken
from space_to_think.session.state import Phase, Session, Standing
from tests.host.sample import AGENCIES, NORTH, NOW, SOUTH, SampleSettings, hi, host, kind, manifest, plugin, session

DONE = SaidDone(1)
PERSON = manifest(scope=Scope.PERSON)


def react(
    made: Host, by: int | None = 1, at: Session | None = None, agencies: Mapping[str, Agency] = AGENCIES
) -> Reactions:
    return made.react(DONE, by, at or session(), NOW, agencies)


def to(reactions: Reactions) -> list[int]:
    return [message.to.number for message in reactions.messages if isinstance(message.to, Person)]


# ---- who is called


def test_a_session_plugin_is_called_once_for_the_host_and_sees_everybody() -> None:
    seen: list[View] = []
    made = host(react=lambda view: seen.append(view))
    react(made)
    (view,) = seen
    assert view.host == "northshire"
    assert [person.number for person in view.people] == [1, 2, 3, 4, 5]
    assert view.mine == {1, 2, 3, 4, 5, 6}
    assert view.now == NOW
    assert view.agency is not None
    assert view.agency.slug == "northshire"


def test_it_keeps_the_settings_that_the_session_began_with() -> None:
    seen: list[SampleSettings] = []
    made = host(react=lambda settings: seen.append(settings))
    changed = replace(NORTH, settings={"sample": {"loud": False}})
    react(made, at=session("sample", loud=True), agencies={**AGENCIES, "northshire": changed})
    assert seen == [SampleSettings(loud=True)]


def test_it_is_called_only_where_the_session_began_with_it() -> None:
    assert to(react(host(react=lambda: [hi()]), at=session("another"))) == []
    always = manifest(always_on=True)
    assert to(react(host(always, react=lambda: [hi()]), at=session("another"))) == [1]


def test_a_person_plugin_is_called_for_each_agency_present_that_has_it_on() -> None:
    seen: list[View] = []
    made = host(PERSON, react=lambda view: seen.append(view))
    react(made)
    assert [(view.agency.slug, set(view.mine)) for view in seen if view.agency] == [
        ("northshire", {1, 2, 3}),
        ("southton", {4}),
    ]


def test_one_that_is_always_on_is_called_for_those_of_another_agency_too() -> None:
    seen: list[View] = []
    made = host(replace(PERSON, always_on=True), react=lambda view: seen.append(view))
    react(made)
    assert [(view.agency.slug, set(view.mine)) for view in seen if view.agency] == [
        ("", {5, 6}),
        ("northshire", {1, 2, 3}),
        ("southton", {4}),
    ]


def test_its_settings_are_those_of_each_agency_now() -> None:
    seen: list[SampleSettings] = []
    made = host(PERSON, react=lambda settings: seen.append(settings))
    loud = replace(SOUTH, settings={"sample": {"loud": True}})
    react(made, agencies={**AGENCIES, "southton": loud})
    assert [settings.loud for settings in seen] == [False, True]


def test_somebody_who_left_is_present_only_as_they_act() -> None:
    at = session()
    at = replace(at, people={**at.people, 4: replace(at.people[4], standing=Standing.LEFT)})
    seen: list[View] = []
    made = host(PERSON, react=lambda view: seen.append(view))
    react(made, by=1, at=at)
    react(made, by=4, at=at)
    assert [view.agency.slug for view in seen if view.agency] == ["northshire", "northshire", "southton"]


def test_an_outsider_and_an_agency_that_is_gone_count_for_another_agency() -> None:
    made = host(replace(PERSON, always_on=True), react=lambda by, view: [hi(by)] if by in view.mine else [])
    assert to(react(made, by=9)) == [9]
    assert to(react(made, by=4, agencies={"": BUILT_IN, "northshire": NORTH})) == [4]


def test_plugins_are_called_in_order_of_name() -> None:
    names = ("zebra", "ant", "moth")
    said = {n: manifest(n) for n in names}

    def greets(name: str) -> Any:
        return lambda: [Remember(name, True)]

    made = Host({n: plugin(said[n], react=greets(n)) for n in names})
    assert [keep.plugin for keep in react(made, at=session(*names)).keeps] == ["ant", "moth", "zebra"]


@pytest.mark.parametrize(
    "event",
    [Remembered("sample", "k", 1), WakeSet("sample", "k", None), Woken("sample", "k", timedelta()), Tallied("k")],
)
def test_plugins_do_not_hear_what_plugins_keep(event: Any) -> None:
    made = host(react=lambda: [hi()])
    assert made.react(event, None, session(), NOW, AGENCIES) == Reactions()


# ---- what is taken


def test_effects_become_messages_and_keeps() -> None:
    made = host(react=lambda: [hi(2), Remember("k", 1), Wake("w", NOW), Tally("t")])
    assert react(made) == Reactions((hi(2).message,), (Keep("sample", (("k", 1),), (("w", NOW),), ("sample.t",)),))


def test_memory_is_apart_for_each_plugin_and_agency() -> None:
    seen: list[Mapping[str, object]] = []

    def remember(view: View) -> list[Remember]:
        seen.append(view.memory)
        return [Remember("k", True)]

    at = replace(session(), memory={"sample": {"k": 1}, "sample/southton": {"k": 2}})
    assert [keep.plugin for keep in react(host(react=remember), at=at).keeps] == ["sample"]
    keeps = react(host(PERSON, react=remember), at=at).keeps
    assert [keep.plugin for keep in keeps] == ["sample/northshire", "sample/southton"]
    assert seen == [{"k": 1}, {}, {"k": 2}]


def boom() -> None:
    raise KeyError("what Sam said")


def test_one_that_raises_harms_no_other() -> None:
    made = Host(
        {"ant": plugin(manifest("ant"), react=boom), "bee": plugin(manifest("bee"), react=lambda: [Tally("t")])}
    )
    back = react(made, at=session("ant", "bee"))
    assert [fault.plugin for fault in back.faults] == ["ant"]
    assert [keep.plugin for keep in back.keeps] == ["bee"]


def test_of_a_call_with_rubbish_nothing_is_taken() -> None:
    made = host(react=lambda: [hi(), Remember("k", "what Sam said"), Tally("t")])
    back = react(made)
    assert (back.messages, back.keeps) == ((), ())
    (fault,) = back.faults
    assert (fault.kind, fault.error, fault.where) == (FaultKind.RUBBISH, "fact", None)


def test_a_person_plugin_cannot_write_to_another_agency_s_people() -> None:
    back = react(host(PERSON, react=lambda: [hi(4)]))
    assert [fault.agency for fault in back.faults] == ["northshire"]
    assert to(back) == [4]


def test_settings_that_no_longer_fit_are_a_fault() -> None:
    back = react(host(react=lambda settings: [hi()]), at=session("sample", colour="red"))
    assert [(fault.error, fault.kind) for fault in back.faults] == [("ValidationError", FaultKind.RAISED)]
    assert back.messages == ()


def test_after_three_faults_it_is_too_much_for_that_agency() -> None:
    watch = Watch()

    def only_north(view: View) -> list[Any]:
        assert view.agency is not None
        return [1 / 0] if view.agency.slug == "northshire" else [hi(4)]

    made = host(PERSON, watch, react=only_north)
    faults = [react(made).faults[0] for _ in range(3)]
    assert watch.settle(NOW) == (faults[-1],)
    failing = {**AGENCIES, "northshire": replace(NORTH, failing=frozenset({"sample"}))}
    back = made.react(SaidDone(1), 1, session(), NOW, failing)
    assert (back.faults, to(back)) == ((), [4])
    assert not made.on("sample", failing["northshire"])
    assert made.on("sample", SOUTH)


@pytest.mark.parametrize("gone", [replace(NORTH, plugins=frozenset()), replace(NORTH, failing=frozenset({"sample"}))])
def test_a_session_plugin_that_its_host_no_longer_has_on_is_off_at_once(gone: Agency) -> None:
    made = host(manifest(kinds=(kind(),)), react=lambda: [hi()])
    agencies = {**AGENCIES, "northshire": gone}
    assert made.react(SaidDone(1), 1, session(), NOW, agencies) == Reactions()
    assert made.kinds(session().charter, agencies) == {}
    assert made.here(session(), SOUTH, agencies) == frozenset()
    assert made.here(session(), SOUTH, AGENCIES) == {"sample"}


def test_a_session_outlives_its_host() -> None:
    made = host(react=lambda: [hi()])
    assert to(made.react(SaidDone(1), 1, session(), NOW, {"": BUILT_IN})) == [1]


def test_nothing_is_written_onto_a_plugin() -> None:
    made = SimpleNamespace(**vars(plugin(react=lambda: [hi(), Remember("k", 1)], card=lambda: None)))
    before = dict(vars(made))
    one = Host({"sample": made})
    react(one)
    one.card(session(), NOW, AGENCIES)
    assert vars(made) == before


# ---- words


GREET = Word("greet")
GUIDED = Word("guide", access=Access.FACILITATOR)
WHERE = Word("where", anywhere=True)
WORDY = manifest(words=(GREET, GUIDED))
WORDY_PERSON = manifest(words=(GREET, WHERE), scope=Scope.PERSON)


def handle(made: Host, word: str, by: int, at: Session | None = None) -> Reactions | Refusal:
    return made.handle("sample", Call(word, by, "again"), at or session(), NOW, AGENCIES)


def test_a_word_is_answered() -> None:
    made = host(WORDY, handle=lambda call: [hi(call.by), Remember(f"said-{call.rest}", True)])
    back = handle(made, "greet", 3)
    assert back == Reactions((hi(3).message,), (Keep("sample", (("said-again", True),)),))


def test_the_plugin_may_refuse_it() -> None:
    made = host(WORDY, handle=lambda call: [Refuse(Text("sample-hi"))])
    assert handle(made, "greet", 3) == Refusal(Text("sample-hi"))


@pytest.mark.parametrize(
    ("word", "by", "phase", "refused"),
    [
        ("greet", 6, Phase.OPEN, "refuse-not-in-session"),
        ("greet", 9, Phase.OPEN, "refuse-not-in-session"),
        ("greet", 3, Phase.GATHERING, "refuse-not-now"),
        ("guide", 3, Phase.OPEN, "refuse-not-yours-to-do"),
        ("guide", 2, Phase.OPEN, None),
        ("guide", 2, Phase.PAUSED, None),
    ],
)
def test_who_may_say_a_word_and_when(word: str, by: int, phase: Phase, refused: str | None) -> None:
    made = host(WORDY, handle=lambda call: [])
    back = handle(made, word, by, replace(session(), phase=phase))
    assert (back.text.id if isinstance(back, Refusal) else None) == refused


def test_a_word_of_a_plugin_that_is_not_on_is_refused() -> None:
    off = Refusal(Text("refuse-plugin-off"))
    assert handle(host(WORDY, handle=lambda call: []), "greet", 3, session("another")) == off
    person = host(WORDY_PERSON, handle=lambda call: [])
    assert handle(person, "greet", 5) == off
    assert handle(person, "greet", 4) == Reactions()


def test_of_a_fault_the_person_hears_that_nothing_has_changed() -> None:
    back = handle(host(WORDY, handle=lambda call: boom()), "greet", 3)
    assert isinstance(back, Reactions)
    (message,) = back.messages
    assert message.to == Person(3)
    assert message.card.lines == (Text("host-sorry"),)
    assert message.asked
    assert message.answer
    assert len(back.faults) == 1


def test_once_it_has_failed_too_often_its_words_are_refused() -> None:
    made = host(WORDY, handle=lambda call: [hi(call.by)])
    agencies = {**AGENCIES, "northshire": replace(NORTH, failing=frozenset({"sample"}))}
    back = made.handle("sample", Call("greet", 3), session(), NOW, agencies)
    assert back == Refusal(Text("refuse-plugin-off"))


# ---- outside a session


def test_a_word_that_works_anywhere_is_answered_outside_a_session() -> None:
    seen: list[Outside] = []

    def answer(call: Call, view: Outside) -> list[Any]:
        seen.append(view)
        return [hi(call.by)]

    made = host(WORDY_PERSON, handle=answer)
    assert made.outside("sample", Call("where", 1), SOUTH, NOW) == Reactions((hi(1).message,))
    assert seen == [Outside(AgencyView("southton", "Southton Schools", {}, frozenset({"sample"})), NOW)]


def test_within_a_session_anybody_may_say_it_at_any_time() -> None:
    made = host(WORDY_PERSON, handle=lambda call: [hi(call.by)])
    assert handle(made, "where", 4, replace(session(), phase=Phase.CANCELLED)) == Reactions((hi(4).message,))


def test_other_words_are_not_and_nothing_can_be_kept() -> None:
    off = Refusal(Text("refuse-plugin-off"))
    made = host(WORDY_PERSON, handle=lambda call: [Remember("k", True)])
    assert made.outside("sample", Call("greet", 1), SOUTH, NOW) == off
    assert made.outside("sample", Call("where", 1), BUILT_IN, NOW) == off
    back = made.outside("sample", Call("where", 1), SOUTH, NOW)
    assert isinstance(back, Reactions)
    assert [fault.error for fault in back.faults] == ["outside"]


# ---- forms


def test_a_plugin_may_have_a_form_of_its_own_for_its_words_and_kinds() -> None:
    form = Form("greet", Text("sample-hi"), ())
    declared = manifest(words=(GREET,), kinds=(kind(),))
    made = host(declared, handle=lambda call: [], form=lambda word: form if word == "greet" else None)
    assert made.form("greet", 3, session(), NOW, AGENCIES) == form
    assert made.form("thing", 3, session(), NOW, AGENCIES) is None
    assert made.form("start", 3, session(), NOW, AGENCIES) is None
    assert made.form("greet", 3, session("another"), NOW, AGENCIES) is None


def test_a_form_that_is_rubbish_is_none() -> None:
    made = host(manifest(kinds=(kind(),)), form=lambda word: "fill this in")
    assert made.form("thing", 3, session(), NOW, AGENCIES) is None
    assert made.watch.counts["sample", "form", FaultKind.RUBBISH, "form"] == 1


# ---- wakes


def wake(made: Host, key: str, agencies: Mapping[str, Agency] = AGENCIES) -> Reactions:
    return made.wake(key, "later", timedelta(minutes=2), session(), NOW, agencies)


def test_a_wake_goes_to_the_plugin_and_agency_that_asked_for_it() -> None:
    seen: list[tuple[object, ...]] = []

    def woken(name: str, late: timedelta, view: View) -> None:
        seen.append((name, late, view.agency and view.agency.slug, view.mine))

    wake(host(wake=woken), "sample")
    wake(host(PERSON, wake=woken), "sample/southton")
    late = timedelta(minutes=2)
    assert seen == [("later", late, "northshire", {1, 2, 3, 4, 5, 6}), ("later", late, "southton", {4})]


def test_a_wake_of_something_that_is_gone_is_nothing() -> None:
    person = host(PERSON, wake=lambda: [hi(4)])
    assert wake(person, "removed") == Reactions()
    assert wake(person, "sample/nowhere") == Reactions()
    assert wake(person, "sample/southton", {**AGENCIES, "southton": replace(SOUTH, plugins=frozenset())}) == Reactions()
    assert to(wake(person, "sample/southton")) == [4]


# ---- cards


def test_parts_of_the_card_come_from_session_plugins_in_order() -> None:
    hello = CardPart(lines=(Text("sample-hi"),))
    made = host(card=lambda view: hello)
    assert made.card(session(), NOW, AGENCIES) == (hello,)
    assert made.card(session("another"), NOW, AGENCIES) == ()
    assert host(card=lambda view: None).card(session(), NOW, AGENCIES) == ()
    assert host(card=lambda view: boom()).card(session(), NOW, AGENCIES) == ()


# ---- check


def test_the_first_objection_counts() -> None:
    able = frozenset({Capability.CONTENT_READ})
    seen: list[tuple[str, int]] = []

    def first(text: str, by: int) -> None:
        seen.append((text, by))

    made = Host(
        {
            "ant": plugin(manifest("ant", capabilities=able, scope=Scope.PERSON, always_on=True), check=first),
            "bee": plugin(manifest("bee", capabilities=able), check=lambda text: boom()),
            "cat": plugin(manifest("cat", capabilities=able), check=lambda text: Text("cat-hi")),
            "dog": plugin(manifest("dog", capabilities=able), check=lambda text: Text("dog-hi")),
            "owl": plugin(manifest("owl", capabilities=able, scope=Scope.PERSON), check=lambda text: Text("owl-hi")),
        }
    )
    assert made.check("Sam cried", 5, session("bee", "cat", "dog"), AGENCIES) == Text("cat-hi")
    assert made.check("Sam cried", 5, session("bee"), AGENCIES) is None
    assert seen == [("Sam cried", 5), ("Sam cried", 5)]
    assert made.watch.counts["bee", "check", FaultKind.RAISED, "KeyError"] == 2


# ---- inspect


def test_admins_hear_what_they_should_see_to() -> None:
    today = date(2026, 6, 4)
    seen: list[object] = []

    def look(agency: AgencyView, today: date) -> list[Finding]:
        seen.append((agency, today))
        return [Finding(Text("sample-hi"))]

    child = Signpost("The front door", owner="The partnership", review_by=today)
    north = replace(NORTH, signposts={"child": child})
    assert host(inspect=look).inspect(north, today) == (Finding(Text("sample-hi")),)
    assert seen == [
        (AgencyView("northshire", NORTH.name, {"child": SignpostView("child", True, today)}, frozenset()), today)
    ]
    assert host(inspect=look).inspect(BUILT_IN, today) == ()
    assert host(inspect=lambda: boom()).inspect(north, today) == ()


def test_settings_that_do_not_fit_are_found() -> None:
    wrong = replace(NORTH, settings={"sample": {"loud": "very", "colour": "red"}})
    made = host(inspect=lambda agency: [])
    assert made.inspect(wrong, date(2026, 6, 4)) == (Finding(Text("host-settings", {"plugin": "sample"}), urgent=True),)


def test_the_built_in_host_is_whole() -> None:
    watch = Watch()
    made = Host.load(watch)
    assert made.watch is watch
    assert all(made.on(name, BUILT_IN) for name in ("strengths", "questions", "escalation", "safeguarding"))
    assert not made.on("escalation", replace(NORTH, plugins=frozenset()))
    assert made.on("preamble", replace(NORTH, plugins=frozenset()))


def test_messages_are_left_as_they_are() -> None:
    said = hi(2, asked=True, safety=True).message
    assert isinstance(said, Message)
    assert react(host(react=lambda: [hi(2, asked=True, safety=True)])).messages == (said,)


def nothing() -> Iterator[None]:
    yield from ()


def test_what_is_no_list_is_never_iterated() -> None:
    back = react(host(react=lambda: nothing()))
    assert [fault.error for fault in back.faults] == ["effects"]
