from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, get_args

import pytest
from pydantic import BaseModel, Field

from space_to_think.agency import commands as c
from space_to_think.agency import events as e
from space_to_think.agency.decide import Context, Plugin, decide
from space_to_think.agency.rights import RIGHTS, Right, may
from space_to_think.agency.state import Agency, Signpost
from space_to_think.messages import Refusal

ANN, BOB, EVE = "slack:T1:ANN", "slack:T1:BOB", "slack:T2:EVE"
NORTH = Agency("northshire", "Northshire", admins=frozenset({ANN, BOB}))
OWN_PRACTICE = (Path(__file__).parents[1] / "practice" / "peer-learning.toml").read_text(encoding="utf-8")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Settings(BaseModel):
    title: str = Field("Title", min_length=1, max_length=10)
    anonymous: bool = False
    at_most: int | None = Field(None, ge=1, le=9)
    size: Literal["small", "large"] = "small"
    only: Literal["one"] = "one"
    colour: Colour = Colour.RED
    families: list[Literal["intention", "impact"]] = []
    own: Annotated[tuple[str, ...], Field(max_length=3)] = ()
    share: float = Field(1, le=1.5)


class Empty(BaseModel):
    pass


CONTEXT = Context(
    plugins={"questions": Plugin(Settings), "strengths": Plugin(Empty), "facts": Plugin(Empty, always_on=True)},
    texts=frozenset({"stage-opened", "help"}),
)
LINK = Signpost("Front door", links=("https://north.example",), review_by=date(2027, 4, 1))

EVERY: tuple[c.Command, ...] = (
    c.AddAgency(EVE, "south", "South"),
    c.TakeOver(EVE, NORTH),
    c.ChangeSetting(EVE, "turns", "gate"),
    c.AddTenant(EVE, "slack:T9"),
    c.RemoveTenant(EVE, "slack:T9"),
    c.AddAdmin(EVE, EVE),
    c.RemoveAdmin(EVE, ANN),
    c.MovePerson(EVE, EVE, True),
    c.EnablePlugin(EVE, "questions"),
    c.DisablePlugin(EVE, "nothing"),
    c.SetPlugin(EVE, "questions", "title", "x"),
    c.SetSignpost(EVE, "child", None),
    c.SetWording(EVE, "help", "x"),
    c.SetPractice(EVE, "x", None),
)


def made(command: c.Change, agency: Agency = NORTH) -> tuple[e.Event, ...]:
    events = decide(agency, command, CONTEXT)
    assert not isinstance(events, Refusal), events
    return events


def refused(command: c.Command, agency: Agency | None = NORTH, context: Context = CONTEXT) -> str:
    refusal = decide(agency, command, context)
    assert isinstance(refusal, Refusal), refusal
    return refusal.text.id.removeprefix("refuse-agency-")


def near(command: c.Command) -> object:
    refusal = decide(NORTH, command, CONTEXT)
    assert isinstance(refusal, Refusal)
    return refusal.text.facts["near"]


def test_every_command_has_a_right() -> None:
    assert set(RIGHTS) == set(get_args(c.Command)) == {type(command) for command in EVERY}


@pytest.mark.parametrize("command", EVERY, ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("agency", [None, NORTH, Agency("south", "South", admins=frozenset({"slack:T3:ZOE"}))])
def test_whoever_is_no_admin_gets_the_same_refusal_whatever_there_is(command: c.Command, agency: Agency | None) -> None:
    assert decide(agency, command, CONTEXT) == decide(None, EVERY[0], Context())
    assert refused(command, agency) == "right"


@pytest.mark.parametrize(("command", "right"), RIGHTS.items())
def test_admins_and_the_operator_have_their_rights(command: type[c.Command], right: Right) -> None:
    example = next(each for each in EVERY if type(each) is command)
    for who, allowed in ((ANN, right is Right.ADMIN), (e.OPERATOR, True), (e.FILE, False)):
        asked = type(example)(**{**{k: getattr(example, k) for k in example.__slots__}, "by": who})
        assert may(NORTH, asked) is allowed


def test_what_is_not_in_the_table_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("space_to_think.agency.rights.RIGHTS", {})
    assert not may(NORTH, c.SetWording(e.OPERATOR, "help", "x"))
    assert not may(NORTH, c.SetWording(ANN, "help", "x"))


def test_adding_an_agency() -> None:
    add = c.AddAgency(e.OPERATOR, "south-shire", " South ")
    assert decide(None, add, CONTEXT) == (e.AgencyAdded(e.OPERATOR, "South"),)
    assert refused(add, NORTH) == "there"
    assert refused(c.AddAgency(e.OPERATOR, "South Shire", "South"), None) == "slug"
    assert refused(c.AddAgency(e.OPERATOR, "south", " "), None) == "name"
    assert refused(c.SetWording(e.OPERATOR, "help", "x"), None) == "unknown"


def test_taking_over_a_file() -> None:
    wanted = Agency("northshire", "Northshire", admins=NORTH.admins, turns="gate")
    command = c.TakeOver(e.OPERATOR, wanted)
    assert decide(NORTH, command, CONTEXT) == (e.SettingChanged(e.OPERATOR, "turns", "guide", "gate"),)
    assert decide(wanted, command, CONTEXT) == ()


@pytest.mark.parametrize(
    ("key", "typed", "new"),
    [
        ("name", " North ", "North"),
        ("nation", "GB-SCT", "GB-SCT"),
        ("time_zone", "Europe/Dublin", "Europe/Dublin"),
        ("working_hours", "Mon-Thu 09:00-17:00, Fri 09:00-13:00", "Mon-Thu 09:00-17:00, Fri 09:00-13:00"),
        ("turns", "enforce", "enforce"),
        ("retention_days", "0", 0),
        ("moves_on", "yes", True),
        ("moves_on", True, True),
    ],
)
def test_changing_a_setting(key: str, typed: e.Value, new: e.Simple) -> None:
    assert made(c.ChangeSetting(ANN, key, typed)) == (e.SettingChanged(ANN, key, getattr(NORTH, key), new),)


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("name", " "),
        ("nation", "Atlantis"),
        ("time_zone", "London"),
        ("working_hours", "nine to five"),
        ("language", "xx"),
        ("turns", "shout"),
        ("retention_days", "91"),
        ("moves_on", "maybe"),
        ("name", ["a", "b"]),
    ],
)
def test_a_setting_that_makes_no_sense(key: str, typed: e.Value) -> None:
    assert refused(c.ChangeSetting(ANN, key, typed)) == f"setting-{key}"


def test_the_same_again_changes_nothing() -> None:
    agency = Agency(
        "n",
        "N",
        admins=frozenset({ANN}),
        tenants=frozenset({"slack:T1"}),
        people=frozenset({BOB}),
        plugins=frozenset({"questions"}),
        settings={"questions": {"title": "x"}},
        signposts={"child": LINK},
        wording={"help": "x"},
    )
    for command in (
        c.ChangeSetting(ANN, "turns", "guide"),
        c.AddTenant(e.OPERATOR, "slack:T1"),
        c.RemoveTenant(e.OPERATOR, "slack:T2"),
        c.AddAdmin(ANN, ANN),
        c.RemoveAdmin(ANN, EVE),
        c.MovePerson(ANN, BOB, True),
        c.MovePerson(ANN, EVE, None),
        c.EnablePlugin(ANN, "questions"),
        c.EnablePlugin(ANN, "facts"),
        c.DisablePlugin(ANN, "strengths"),
        c.SetPlugin(ANN, "questions", "title", "x"),
        c.SetPlugin(ANN, "questions", "anonymous", None),
        c.SetSignpost(ANN, "child", LINK),
        c.SetWording(ANN, "help", "x"),
        c.SetPractice(ANN, "x", None),
    ):
        assert made(command, agency) == ()


def test_an_unknown_setting_gets_the_likely_one() -> None:
    assert refused(c.ChangeSetting(ANN, "plugins", "x")) == "setting"
    assert near(c.ChangeSetting(ANN, "nations", "x")) == "nation"
    assert near(c.ChangeSetting(ANN, "zzz", "x")) == "none"


def test_tenants() -> None:
    assert made(c.AddTenant(e.OPERATOR, "slack:T1")) == (e.TenantAdded(e.OPERATOR, "slack:T1"),)
    there = Agency("n", "N", tenants=frozenset({"slack:T1"}))
    assert made(c.RemoveTenant(e.OPERATOR, "slack:T1"), there) == (e.TenantRemoved(e.OPERATOR, "slack:T1"),)
    assert refused(c.AddTenant(e.OPERATOR, "slack")) == "tenant"
    assert refused(c.AddTenant(ANN, "slack:T1")) == "operator"


def test_admins() -> None:
    assert made(c.AddAdmin(ANN, EVE)) == (e.AdminAdded(ANN, EVE),)
    assert made(c.RemoveAdmin(ANN, BOB)) == (e.AdminRemoved(ANN, BOB),)
    assert refused(c.AddAdmin(ANN, "eve")) == "person"


def test_the_last_admin_stays_unless_the_operator_says_so() -> None:
    alone = Agency("n", "N", admins=frozenset({ANN}))
    assert refused(c.RemoveAdmin(ANN, ANN), alone) == "last-admin"
    assert made(c.RemoveAdmin(e.OPERATOR, ANN), alone) == (e.AdminRemoved(e.OPERATOR, ANN),)


def test_who_works_here() -> None:
    assert made(c.MovePerson(ANN, EVE, True)) == (e.PersonMoved(ANN, EVE, True),)
    here = Agency("n", "N", admins=frozenset({ANN}), people=frozenset({EVE}))
    assert made(c.MovePerson(ANN, EVE, False), here) == (e.PersonMoved(ANN, EVE, False, was=True),)
    assert refused(c.MovePerson(ANN, "eve", True)) == "person"


def test_what_failed_too_often_is_switched_on_again() -> None:
    failing = replace(NORTH, failing=frozenset({"questions", "facts"}))
    usual = ("escalation", "facilitator-script", "no-names", "questions", "strengths")
    assert made(c.EnablePlugin(ANN, "questions"), failing) == (e.PluginEnabled(ANN, "questions", usual),)
    assert made(c.EnablePlugin(ANN, "facts"), failing) == (e.PluginEnabled(ANN, "facts", usual),)
    assert refused(c.DisablePlugin(ANN, "facts"), failing) == "always-on"


def test_plugins_on_and_off() -> None:
    usual = ("escalation", "facilitator-script", "no-names", "questions", "strengths")
    off = tuple(name for name in usual if name != "strengths")
    assert made(c.DisablePlugin(ANN, "strengths")) == (e.PluginDisabled(ANN, "strengths", off),)
    none = Agency("n", "N", admins=frozenset({ANN}), plugins=frozenset())
    assert made(c.EnablePlugin(ANN, "questions"), none) == (e.PluginEnabled(ANN, "questions", ("questions",)),)
    assert refused(c.DisablePlugin(ANN, "facts")) == "always-on"
    assert refused(c.EnablePlugin(ANN, "zzz")) == "plugin"
    assert near(c.EnablePlugin(ANN, "qestions")) == "questions"


@pytest.mark.parametrize(
    ("key", "typed", "new"),
    [
        ("title", "Hello", "Hello"),
        ("anonymous", "yes", True),
        ("anonymous", False, False),
        ("at_most", "3", 3),
        ("size", "large", "large"),
        ("colour", "blue", "blue"),
        ("families", "intention, impact,", ["intention", "impact"]),
        ("families", ["impact"], ["impact"]),
        ("own", "one", ["one"]),
    ],
)
def test_a_plugins_setting_is_read_by_its_model(key: str, typed: e.Value, new: e.Value) -> None:
    assert made(c.SetPlugin(ANN, "questions", key, typed)) == (e.PluginSet(ANN, "questions", key, None, new),)


@pytest.mark.parametrize(
    ("key", "typed", "why"),
    [
        ("title", "", "value-text"),
        ("anonymous", "maybe", "value-yes-no"),
        ("at_most", "10", "value-number"),
        ("size", "huge", "value-choice"),
        ("only", "two", "value-choice"),
        ("colour", "green", "value-choice"),
        ("families", "cake", "value-choice"),
        ("own", 3, "value-list"),
    ],
)
def test_a_plugins_setting_that_does_not_fit(key: str, typed: e.Value, why: str) -> None:
    assert refused(c.SetPlugin(ANN, "questions", key, typed)) == why


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("title", "far too long for it", {"known": "most", "most": "10"}),
        ("at_most", "10", {"known": "least-most", "least": "1", "most": "9"}),
        ("share", "7", {"known": "most", "most": "1.5"}),
        ("own", ["a", "b", "c", "d"], {"known": "most", "most": "3"}),
        ("anonymous", "maybe", {"known": "none"}),
    ],
)
def test_it_says_what_would_fit(key: str, typed: e.Value, told: dict[str, str]) -> None:
    refusal = decide(NORTH, c.SetPlugin(ANN, "questions", key, typed), CONTEXT)
    assert isinstance(refusal, Refusal)
    assert refusal.text.facts == {"choices": "", **told}


def test_choices_are_told() -> None:
    refusal = decide(NORTH, c.SetPlugin(ANN, "questions", "families", "cake"), CONTEXT)
    assert isinstance(refusal, Refusal)
    assert refusal.text.facts["choices"] == "intention, impact"


def test_back_to_the_default() -> None:
    agency = Agency("n", "N", admins=frozenset({ANN}), settings={"questions": {"title": "x"}})
    command = c.SetPlugin(ANN, "questions", "title", None)
    assert made(command, agency) == (e.PluginSet(ANN, "questions", "title", "x", None),)


def test_settings_that_are_not_there() -> None:
    assert refused(c.SetPlugin(ANN, "questions", "tilte", "x")) == "plugin-setting"
    assert near(c.SetPlugin(ANN, "questions", "tilte", "x")) == "title"
    assert refused(c.SetPlugin(ANN, "strengths", "title", "x")) == "plugin-setting"
    assert refused(c.SetPlugin(ANN, "zzz", "title", "x")) == "plugin"


def test_signposts() -> None:
    assert made(c.SetSignpost(ANN, "child", LINK)) == (e.SignpostSet(ANN, "child", None, LINK),)
    assert refused(c.SetSignpost(ANN, "chld", LINK)) == "signpost"
    assert refused(c.SetSignpost(ANN, "child", Signpost("Title"))) == "signpost-empty"
    assert refused(c.SetSignpost(ANN, "child", Signpost("Title", links=("javascript:x",)))) == "signpost-shape"
    assert refused(c.SetSignpost(ANN, "child", Signpost(" ", phones=("01632 960001",)))) == "signpost-shape"
    there = Agency("n", "N", admins=frozenset({ANN}), signposts={"child": LINK})
    assert made(c.SetSignpost(ANN, "child", None), there) == (e.SignpostSet(ANN, "child", LINK, None),)


def test_wording() -> None:
    assert made(c.SetWording(ANN, "help", "Ask Ann.")) == (e.WordingSet(ANN, "help", None, "Ask Ann."),)
    assert refused(c.SetWording(ANN, "hlep", "x")) == "wording"
    assert refused(c.SetWording(ANN, "help", " ")) == "wording-empty"
    there = Agency("n", "N", admins=frozenset({ANN}), wording={"help": "x"})
    assert made(c.SetWording(ANN, "help", None), there) == (e.WordingSet(ANN, "help", "x", None),)


def test_a_practice_of_its_own() -> None:
    command = c.SetPractice(ANN, "peer-learning", OWN_PRACTICE)
    assert made(command) == (e.PracticeSet(ANN, "peer-learning", None, OWN_PRACTICE),)
    assert refused(c.SetPractice(ANN, "other", OWN_PRACTICE)) == "practice-name"
    refusal = decide(NORTH, c.SetPractice(ANN, "peer-learning", OWN_PRACTICE.replace("= 3", "= 0")), CONTEXT)
    assert isinstance(refusal, Refusal)
    assert refusal.text.facts == {"line": 4, "key": "version"}
    assert refused(c.SetPractice(ANN, "peer-learning", "[")) == "practice"
