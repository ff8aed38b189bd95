"""Every word of administration: what it shows, asks for and changes, and that it is for admins only."""

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest

from space_to_think.admin import ADMIN, Changed, Confirm, Given, Health, take
from space_to_think.admin.cards import effect, seal
from space_to_think.admin.forms import as_card
from space_to_think.admin.values import Outcome
from space_to_think.agency import commands as c
from space_to_think.agency import events as e
from space_to_think.agency.decide import no
from space_to_think.agency.rights import RIGHTS, Right
from space_to_think.agency.state import Signpost
from space_to_think.hooks import Finding
from space_to_think.messages import AsSet, Card, Form, Named, Text
from space_to_think.words.values import Wrong
from tests.admin.offices import (
    ANN,
    CAKE,
    EVE,
    FRONT_DOOR,
    MANIFESTS,
    NORTH,
    NOW,
    Drawer,
    after,
    events,
    ids,
    office,
    say,
    wrong,
)  # fmt: skip

RIGHT = Wrong(no("right"))


# ---- who may


@pytest.mark.parametrize("word", [*ADMIN, "", "nonsense", "at elsewhere plugins"])
@pytest.mark.parametrize("rest", ["", "tea", "tea milk no", "child title Door", "?"])
def test_whoever_is_no_admin_hears_the_same_whatever_they_ask(word: str, rest: str) -> None:
    for fields in (None, {"milk": "no"}):
        assert take(office(by=EVE), Given(f"{word} {rest}", fields)) == RIGHT
    assert wrong(take(office(by=e.FILE), Given(f"{word} {rest}"))) == ("refuse-agency-right", None)


def test_the_operator_may_all_and_an_admin_all_but_what_is_the_operators() -> None:
    for row in ADMIN.values():
        assert row.right is (Right.OPERATOR if row.name == "tenants" else Right.ADMIN)
        assert say(row.name, by=e.OPERATOR) != RIGHT
        assert (say(row.name) == Wrong(no("operator"))) is (row.right is Right.OPERATOR)


def test_every_change_and_every_event_has_its_word() -> None:
    assert {command for row in ADMIN.values() for command in row.commands} == set(get_args(c.Change))
    made = {event for row in ADMIN.values() for event in row.events}
    elsewhere = {e.AgencyAdded, e.PluginFailed, e.PluginsChosen}  # the file, the service, taking a file over
    assert made | elsewhere == set(get_args(e.Event))
    assert {RIGHTS[command] for command in get_args(c.Change)} == {Right.ADMIN, Right.OPERATOR}


def test_alone_it_shows_the_words_there_are() -> None:
    assert ids(say("")) == ["admin-overview-head", *["admin-word"] * (len(ADMIN) - 1)]
    assert len(ids(say("", by=e.OPERATOR))) == len(ADMIN) + 1


@pytest.mark.parametrize(("typed", "near"), [("nonsense", "none"), ("plugin", "plugins"), ("tenant", "none")])
def test_for_an_unknown_word_it_says_so_and_shows_those_there_are(typed: str, near: str) -> None:
    outcome = say(f"{typed} more")
    assert isinstance(outcome, Card)
    assert outcome.lines[0] == Text("admin-unknown", {"near": near})
    assert ids(outcome)[1:] == ids(say(""))


def test_with_several_agencies_every_button_says_which() -> None:
    card = take(office(at="at north"), Given("plugins"))
    assert isinstance(card, Card)
    assert all(button.words.startswith("admin at north plugins ") for button in card.buttons)


# ---- plugins


def test_the_plugins_are_shown_with_what_they_are() -> None:
    card = say("plugins", replace(NORTH, failing=frozenset({"cake"}), plugins=frozenset({"tea", "cake", "lost"})))
    assert isinstance(card, Card)
    shown = [line.facts for line in card.lines if isinstance(line, Text)]
    assert [facts.get("state") for facts in shown] == [None, "failing", "always", "on", None]
    assert shown[-1] == {"plugin": AsSet("lost")}
    assert [button.words for button in card.buttons] == [f"admin plugins {name}" for name in MANIFESTS]


@pytest.mark.parametrize(
    ("name", "buttons"),
    [("tea", ["admin set tea", "admin disable tea"]), ("cake", ["admin enable cake"]), ("facts", [])],
)
def test_one_plugin_is_shown_with_what_it_reads_keeps_and_who_decides(name: str, buttons: list[str]) -> None:
    card = say(f"plugins {name}")
    assert isinstance(card, Card)
    assert [button.words for button in card.buttons] == buttons
    declared = [f"{name}-sentence", "admin-plugin-reads", "admin-plugin-keeps", "admin-plugin-decides"]
    assert [id for id in ids(card) if id in declared] == declared
    assert ("tea-keeps" in ids(card)) is (name == "tea")


def test_one_that_is_not_there_is_said_to_be_unknown() -> None:
    for words in ("plugins teas", "enable teas", "disable teas", "set teas", "set teas milk no"):
        assert wrong(say(words)) == ("refuse-agency-plugin", None)


def test_one_that_was_uninstalled_says_so_and_can_be_switched_off() -> None:
    lost = replace(NORTH, plugins=frozenset({"tea", "lost"}))
    for words in ("plugins lost", "enable lost", "set lost x y"):
        outcome = say(words, lost)
        assert wrong(outcome) == ("admin-plugin-gone", None)
        assert isinstance(outcome, Wrong)
        assert [button.words for button in outcome.refusal.buttons] == ["admin disable lost"]
    assert events(say("disable lost", lost)) == (e.PluginDisabled(ANN, "lost", ("tea",)),)


def test_before_a_plugin_is_switched_on_it_says_what_it_is() -> None:
    asked = say("enable cake")
    assert isinstance(asked, Confirm)
    assert asked.card.buttons[0].words == f"admin {asked.words}" == f"admin enable cake {seal(CAKE)}"
    assert {"cake-sentence", "admin-plugin-reads", "admin-plugin-keeps", "admin-plugin-decides"} <= set(ids(asked.card))
    assert isinstance(say("enable cake yes"), Confirm)
    assert events(say(asked.words)) == (e.PluginEnabled(ANN, "cake", ("cake", "tea")),)


def test_a_yes_counts_for_what_was_shown_and_not_for_what_it_became() -> None:
    assert seal(CAKE) != seal(replace(CAKE, texts={"en-GB": "cake-sentence = It does other things."}))
    assert seal(CAKE) == seal(replace(CAKE))


def test_what_is_on_already_is_not_asked_for() -> None:
    assert ids(say("enable tea")) == ["admin-same"]
    assert ids(say("enable facts")) == ["admin-same"]


def test_off_keeps_what_it_is_set_to() -> None:
    set_up = replace(NORTH, settings={"tea": {"milk": False}})
    off = after(set_up, say("disable tea", set_up))
    assert (off.plugins, off.settings) == (frozenset(), set_up.settings)
    assert wrong(say("disable facts")) == ("refuse-agency-always-on", None)


def test_the_form_of_a_plugin_is_drawn_from_its_settings() -> None:
    own: dict[str, e.Value] = {"sugars": 2, "biscuits": ["ginger"], "wishes": ["One, or two", "Three"]}
    set_up = replace(NORTH, settings={"tea": own})
    form = say("set tea", set_up)
    assert isinstance(form, Form)
    drawn = [(field.name, field.kind, [choice.value for choice in field.choices], field.value) for field in form.fields]
    assert drawn == [
        ("milk", "choice", ["yes", "no"], "yes"),
        ("sugars", "number", [], "2"),
        ("cup", "choice", ["small", "large"], "small"),
        ("biscuits", "line", [], "ginger"),
        ("motto", "line", [], None),
        ("wishes", "text", [], "One, or two\nThree"),
    ]
    assert form.fields[0].hint is None
    assert form.fields[1].hint == Text("admin-hint", {"about": AsSet("How many.")})
    assert [field.hint.id for field in form.fields[3:] if field.hint] == ["admin-hint-list", "admin-hint-texts"]


def test_where_there_are_no_forms_it_is_said_what_each_setting_is_for_and_how_it_is_typed() -> None:
    shown = as_card(say("set tea"))  # type: ignore[arg-type]
    assert isinstance(say("set tea"), Form)
    said = [line.id for line in shown.lines if isinstance(line, Text)]
    milk, sugars = ["admin-setting", "admin-choices"], ["admin-setting", "admin-hint"]
    biscuits, wishes = ["admin-setting", "admin-hint-list"], ["admin-setting", "admin-hint-texts"]
    assert said == [
        "form-admin-set", *milk, *sugars, *milk, *biscuits, "admin-setting", *wishes, "admin-type",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "takes"),
    [("set tea", "value"), ("signposts child", "value"), ("people ?", "people"), ("wording help-head", "text")],
)
def test_at_the_command_line_it_says_what_is_typed_there(words: str, takes: str) -> None:
    form = say(words, by=e.OPERATOR)
    assert isinstance(form, Form)
    last = as_card(form).lines[-1]
    assert last == Text("admin-type", {"words": form.words, "takes": takes})
    assert form.words.startswith("space-to-think ")


def test_at_the_command_line_every_word_has_its_command() -> None:
    assert office(by=e.OPERATOR).words("set", "tea") == "space-to-think plugin set --agency north tea"
    assert office(by=e.OPERATOR).words("people") == "space-to-think agency people north"
    assert office(by=e.OPERATOR).words() == "space-to-think agency show north"


def test_a_list_of_ones_own_texts_may_hold_commas() -> None:
    (typed,) = events(say("set tea wishes One, or two; Three"))
    assert typed == e.PluginSet(ANN, "tea", "wishes", None, ["One, or two", "Three"])
    sent = say("set tea", fields={"wishes": "One, or two\nThree"})
    assert events(sent) == (typed,)
    assert isinstance(sent, Changed)
    name, new = AsSet("tea wishes"), AsSet("One, or two; Three")
    assert Text("admin-change-value", {"name": name, "old": Text("admin-unset"), "new": new}) in sent.card.lines


def test_a_form_sent_changes_only_what_is_different() -> None:
    fields = {"milk": "yes", "sugars": "1", "cup": "small", "biscuits": "plain, ginger", "motto": ""}
    outcome = say("set tea", fields=fields)
    assert events(outcome) == (
        e.PluginSet(ANN, "tea", "sugars", None, 1),
        e.PluginSet(ANN, "tea", "biscuits", None, ["plain", "ginger"]),
    )
    assert ids(outcome)[-1] == "admin-later"
    back = say("set tea", after(NORTH, outcome), fields={**fields, "sugars": ""})
    assert events(back) == (e.PluginSet(ANN, "tea", "sugars", 1, None),)


def test_of_a_form_with_one_fault_nothing_is_taken() -> None:
    assert wrong(say("set tea", fields={"milk": "no", "sugars": "9"})) == ("refuse-agency-value-number", "sugars")


def test_a_setting_is_typed() -> None:
    assert events(say("set tea cup large")) == (e.PluginSet(ANN, "tea", "cup", None, "large"),)
    assert events(say("set tea cup default", replace(NORTH, settings={"tea": {"cup": "large"}}))) == (
        e.PluginSet(ANN, "tea", "cup", "large", None),
    )
    assert wrong(say("set tea cups large")) == ("refuse-agency-plugin-setting", "cups")
    assert wrong(say("set cake")) == ("refuse-agency-plugin-setting", "")
    assert ids(say("set"))[0] == "admin-plugins-head"


# ---- the agency's own


def test_settings_are_shown_asked_for_and_changed() -> None:
    assert ids(say("settings"))[0] == "admin-settings-head"
    form = say("settings ?")
    assert isinstance(form, Form)
    assert {field.name: field.value for field in form.fields}["working_hours"] == "Mon-Fri 09:00-17:00"
    assert all(field.required for field in form.fields)
    changed = say("settings", fields={"turns": "gate", "working_hours": "Mon 09:00-17:00", "language": "en-GB"})
    assert [event.key for event in events(changed) if isinstance(event, e.SettingChanged)] == ["turns", "working_hours"]
    assert ids(changed)[-2:] == ["admin-later", "admin-both"]
    assert events(say("settings retention_days 7")) == (e.SettingChanged(ANN, "retention_days", 28, 7),)
    assert ids(say("settings name The North"))[-1] == "admin-at-once"
    assert wrong(say("settings turns loud")) == ("refuse-agency-setting-turns", "turns")
    assert wrong(say("settings volume 3")) == ("refuse-agency-setting", "volume")


def test_signposts_are_shown_with_who_looks_after_them() -> None:
    stale = replace(FRONT_DOOR, review_by=date(2026, 6, 3))
    fresh = replace(FRONT_DOOR, owner="Jo", review_by=date(2026, 6, 4))
    card = say("signposts", replace(NORTH, signposts={"child": stale, "adult": fresh}))
    assert isinstance(card, Card)
    states = [line.facts.get("state") for line in card.lines if isinstance(line, Text)]
    assert states == [None, "stale", "set", "none", "none", "none", "none"]


def test_a_signpost_is_set_whole_or_bit_by_bit() -> None:
    form = say("signposts child")
    assert isinstance(form, Form)
    assert [(field.name, field.value) for field in form.fields][:3] == [
        ("title", "Front door"), ("links", None), ("phones", "01632 960001"),
    ]  # fmt: skip
    fields = {"title": "Door", "links": "https://a.example, https://b.example", "phones": "", "review_by": "1 May 2027"}
    wanted = Signpost("Door", ("https://a.example", "https://b.example"), review_by=date(2027, 5, 1))
    assert events(say("signposts adult", fields=fields)) == (e.SignpostSet(ANN, "adult", None, wanted),)
    typed = say("signposts child owner Jo; and Sam; title The door; review_by")
    assert events(typed)[0] == e.SignpostSet(
        ANN, "child", FRONT_DOOR, replace(FRONT_DOOR, owner="Jo; and Sam", title="The door")
    )
    assert events(say("signposts child default")) == (e.SignpostSet(ANN, "child", FRONT_DOOR, None),)


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("signposts dragon", ("refuse-agency-signpost", None)),
        ("signposts child colour red", ("admin-no-field", None)),
        ("signposts child review_by someday", ("wrong-date", "review_by")),
        ("signposts child phones", ("refuse-agency-signpost-empty", None)),
        ("signposts adult phones 1", ("refuse-agency-signpost-shape", None)),
    ],
)
def test_what_is_wrong_with_a_signpost_is_said(words: str, refused: tuple[str, str | None]) -> None:
    assert wrong(say(words)) == refused


def test_people_are_placed_and_admins_named() -> None:
    assert ids(say("people")) == [
        "admin-people-head", "admin-people-admins", "admin-people-heres", "admin-people-elsewheres",
    ]  # fmt: skip
    assert isinstance(say("people ?"), Form)
    assert events(say("people @eve here", people=(EVE,))) == (e.PersonMoved(ANN, EVE, True),)
    assert events(say(f"people {EVE} elsewhere")) == (e.PersonMoved(ANN, EVE, False),)
    assert events(say(f"people {EVE} as-said", replace(NORTH, people=frozenset({EVE})))) == (
        e.PersonMoved(ANN, EVE, None, was=True),
    )
    assert events(say("people", people=(EVE,), fields={"people": "@eve", "standing": "admin"})) == (
        e.AdminAdded(ANN, EVE),
    )
    two = replace(NORTH, admins=frozenset({ANN, EVE}))
    assert events(say(f"people {EVE} no-admin", two)) == (e.AdminRemoved(ANN, EVE),)


@pytest.mark.parametrize(
    ("words", "field"), [("people @eve", "standing"), ("people here", "people"), ("people eve here", "people")]
)
def test_it_takes_somebody_and_what_holds_for_them(words: str, field: str) -> None:
    assert wrong(say(words)) == ("admin-whom", field)


def test_the_last_admin_stays() -> None:
    assert wrong(say(f"people {ANN} no-admin")) == ("refuse-agency-last-admin", "people")


def test_texts_are_said_in_ones_own_way() -> None:
    own = replace(NORTH, wording={"help-head": "Mine."})
    assert ids(say("wording")) == ["admin-wording-own", "admin-wording-how"]
    for agency, stands in ((NORTH, "As built in."), (own, "Mine.")):
        form = say("wording help-head", agency)
        assert isinstance(form, Form)
        assert [field.value for field in form.fields] == [stands]
    assert events(say("wording help-head Two\nlines")) == (e.WordingSet(ANN, "help-head", None, "Two\nlines"),)
    for outcome in (say("wording help-head default", own), say("wording help-head", own, fields={"text": " "})):
        assert events(outcome) == (e.WordingSet(ANN, "help-head", "Mine.", None),)
    assert wrong(say("wording help-heap")) == ("refuse-agency-wording", None)
    assert wrong(say("wording help-head { $x")) == ("refuse-agency-wording-shape", "text")


def test_a_text_is_found_by_its_words() -> None:
    card = say("wording built in")
    assert isinstance(card, Card)
    assert card.lines[1] == Text("admin-text", {"id": "help-head", "text": AsSet("As built in.")})
    assert [button.words for button in card.buttons] == ["admin wording help-head"]
    assert wrong(say("wording nothing of the kind")) == ("refuse-agency-wording", "text")


def test_lines_end_as_in_a_file() -> None:
    for outcome in (say("wording help-head One\r\ntwo"), say("wording help-head", fields={"text": "One\rtwo"})):
        assert events(outcome) == (e.WordingSet(ANN, "help-head", None, "One\ntwo"),)


def test_a_practice_of_ones_own() -> None:
    assert ids(say("practices")) == ["admin-practices-own", "admin-practices-how"]
    assert isinstance(say("practices quiet"), Form)
    assert wrong(say("practices quiet stages = 3")) == ("refuse-agency-practice", "text")


def test_tenants_are_the_operators() -> None:
    assert ids(say("tenants", by=e.OPERATOR)) == ["admin-tenants"]
    assert events(say("tenants add slack:T9", by=e.OPERATOR)) == (e.TenantAdded(e.OPERATOR, "slack:T9"),)
    assert events(say("tenants remove slack:T9", replace(NORTH, tenants=frozenset({"slack:T9"})), e.OPERATOR)) == (
        e.TenantRemoved(e.OPERATOR, "slack:T9"),
    )


# ---- health, history, export


def test_health_names_what_there_is_to_do() -> None:
    assert ids(say("health")) == ["admin-health-head", "admin-health-well", "admin-waiting", "admin-uncertain"]
    low, empty = Finding(Text("tea-low")), Finding(Text("tea-empty"), urgent=True)
    drawer = Drawer(Health((low, empty), waiting=7))
    wanting = replace(NORTH, failing=frozenset({"tea", "gone"}), plugins=frozenset({"lost"}))
    card = say("health", wanting, drawer=drawer)
    assert ids(card)[1:6] == ["admin-finding", "admin-finding", "admin-plugin-gone", "admin-failing", "admin-failing"]
    assert isinstance(card, Card)
    assert card.lines[1] == Text("admin-finding", {"urgent": True, "finding": empty.text})
    assert [button.words for button in card.buttons] == [
        "admin enable tea", "admin signposts", "admin plugins", "admin history",
    ]  # fmt: skip
    assert card.lines[-2:] == (Text("admin-waiting", {"count": 7}), Text("admin-uncertain", {"count": 0}))


def test_history_says_who_when_from_and_to() -> None:
    records = [
        e.Record("north", 2, NOW, e.SettingChanged(ANN, "turns", "guide", "gate")),
        e.Record("north", 1, NOW, e.AgencyAdded(e.FILE, "North")),
    ]
    card = say("history", drawer=Drawer(history=records))
    assert isinstance(card, Card)
    assert card.lines[1:3] == (
        Text("admin-record", {"at": NOW, "who": Named(ANN)}),
        Text("admin-change-value", {"name": AsSet("turns"), "old": AsSet("guide"), "new": AsSet("gate")}),
    )
    assert Text("admin-record", {"at": NOW, "who": Text("admin-by-file")}) in card.lines
    assert len(ids(say("history 1", drawer=Drawer(history=records)))) == 3


def test_people_in_the_same_place_are_named_and_others_stand_as_in_the_file() -> None:
    bob, pip = "slack:T1:BOB", "slack:T1:PIP"
    several = replace(NORTH, admins=frozenset({ANN, bob, pip}), people=frozenset({EVE}))
    two = Text("list-two", {"first": Named(bob), "last": Named(pip)})
    everybody = Text("list-more", {"first": Named(ANN), "rest": two})
    shown = say("people", several)
    assert isinstance(shown, Card)
    assert shown.lines[1:] == (
        Text("admin-people-admins", {"count": 3, "names": everybody}),
        Text("admin-people-heres", {"count": 1, "names": AsSet(EVE)}),
        Text("admin-people-elsewheres", {"count": 0, "names": Text("admin-unset")}),
    )
    at_the_line = say("people", by=e.OPERATOR)
    assert isinstance(at_the_line, Card)
    assert at_the_line.lines[1] == Text("admin-people-admins", {"count": 1, "names": AsSet(ANN)})


def test_where_somebody_worked_before_is_said() -> None:
    event = e.PersonMoved(ANN, EVE, False, was=True)
    card = say("history", drawer=Drawer(history=[e.Record("north", 1, NOW, event)]))
    assert isinstance(card, Card)
    here, unset = Text("admin-place-here"), Text("admin-unset")
    assert card.lines[-1] == Text("admin-change-elsewhere", {"name": AsSet(EVE), "old": here, "new": unset})


def test_what_somebody_changed_in_one_minute_stands_together() -> None:
    changes = [e.SettingChanged(ANN, "turns", "guide", "gate"), e.SettingChanged(ANN, "moves_on", False, True)]
    at = [NOW, NOW + timedelta(seconds=20)]
    records = [e.Record("north", 2 - number, at[number], change) for number, change in enumerate(changes)]
    later = e.Record("north", 3, NOW + timedelta(minutes=1), changes[0])
    card = say("history", drawer=Drawer(history=[later, *records]))
    value, head = "admin-change-value", "admin-record"
    assert ids(card) == ["admin-history-head", head, value, head, value, value]


# ---- from when on it holds


@pytest.mark.parametrize(
    ("event", "from_when"),
    [
        (e.PluginSet(ANN, "tea", "milk", None, False), "later"),  # a session plugin
        (e.PluginSet(ANN, "cake", "cherry", None, True), "at-once"),  # a person plugin
        (e.PluginEnabled(ANN, "tea", ("tea",)), "begun"),
        (e.PluginEnabled(ANN, "cake", ("cake",)), "at-once"),
        (e.PluginDisabled(ANN, "tea", ()), "at-once"),
        (e.PluginDisabled(ANN, "lost", ()), "at-once"),
        (e.SettingChanged(ANN, "turns", "guide", "gate"), "later"),
        (e.SettingChanged(ANN, "nation", "GB-ENG", "GB-SCT"), "both"),
        (e.SettingChanged(ANN, "language", "en-GB", "cy"), "at-once"),
        (e.SignpostSet(ANN, "child", None, FRONT_DOOR), "at-once"),
        (e.WordingSet(ANN, "help-head", None, "Mine."), "at-once"),
        (e.PracticeSet(ANN, "quiet", None, "x"), "later"),
        (e.PersonMoved(ANN, EVE, True), "at-once"),
    ],
)
def test_it_is_said_from_when_on_it_holds(event: e.Event, from_when: str) -> None:
    assert effect(office(), event) == from_when


def test_export_is_the_file() -> None:
    card = say("export")
    assert isinstance(card, Card)
    assert card.lines[1] == Text("admin-exported", {"text": AsSet("[agencies.north]\n")})


# ---- in words


CHANGES: tuple[tuple[e.Event, list[str]], ...] = (
    (e.AgencyAdded(ANN, "North"), ["added"]),
    (e.SettingChanged(ANN, "moves_on", False, True), ["value"]),
    (e.TenantAdded(ANN, "slack:T1"), ["tenant-on"]),
    (e.TenantRemoved(ANN, "slack:T1"), ["tenant-off"]),
    (e.AdminAdded(ANN, EVE), ["admin-on"]),
    (e.AdminRemoved(ANN, EVE), ["admin-off"]),
    (e.PersonMoved(ANN, EVE, True), ["here"]),
    (e.PersonMoved(ANN, EVE, False, was=True), ["elsewhere"]),
    (e.PersonMoved(ANN, EVE, None), ["as-said"]),
    (e.PluginEnabled(ANN, "tea", ("tea",)), ["plugin-on"]),
    (e.PluginDisabled(ANN, "tea", ()), ["plugin-off"]),
    (e.PluginFailed(e.SERVICE, "tea", "react", "KeyError"), ["failed"]),
    (e.PluginsChosen(e.FILE, None, ("tea",)), ["plugins"]),
    (e.PluginSet(ANN, "tea", "biscuits", None, ["plain"]), ["value"]),
    (e.SignpostSet(ANN, "child", None, FRONT_DOOR), ["value", "value"]),
    (e.SignpostSet(ANN, "child", FRONT_DOOR, replace(FRONT_DOOR, review_by=date(2027, 1, 1))), ["value"]),
    (e.WordingSet(ANN, "help-head", None, "Mine."), ["value"]),
    (e.PracticeSet(ANN, "quiet", None, "x"), ["practice-on"]),
    (e.PracticeSet(ANN, "quiet", "x", "y"), ["practice"]),
    (e.PracticeSet(ANN, "quiet", "x", None), ["practice-off"]),
)


def test_every_event_has_its_words() -> None:
    assert {type(event) for event, _ in CHANGES} == set(get_args(e.Event))


@pytest.mark.parametrize(("event", "what"), CHANGES)
def test_a_change_is_said(event: e.Event, what: list[str]) -> None:
    card = say("history", drawer=Drawer(history=[e.Record("north", 1, NOW, event)]))
    assert ids(card)[2:] == [f"admin-change-{each}" for each in what]


def test_a_change_says_what_it_was_and_what_it_is() -> None:
    outcome: Outcome = say("set tea milk no", replace(NORTH, settings={"tea": {"milk": True}}))
    assert isinstance(outcome, Changed)
    facts = {"name": AsSet("tea milk"), "old": AsSet("yes"), "new": AsSet("no")}
    assert Text("admin-change-value", facts) in outcome.card.lines
    unset = say("set tea milk default", replace(NORTH, settings={"tea": {"milk": True}}))
    assert isinstance(unset, Changed)
    assert Text("admin-change-value", {**facts, "old": AsSet("yes"), "new": Text("admin-unset")}) in unset.card.lines
