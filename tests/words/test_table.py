"""What each line means: typed, pressed or sent as a form, it is one call."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from space_to_think.agency.state import Signpost
from space_to_think.hooks import Call, Manifest, Scope, Word
from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.inbound import Called
from space_to_think.messages import SAFEGUARDING, FieldKind, Quote, Text
from space_to_think.practice.model import Role
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.session import commands as c
from space_to_think.session.state import Audience, Concern, Reason
from space_to_think.words import (
    Ask,
    Line,
    Show,
    Table,
    ToAgency,
    ToPlugin,
    ToRequest,
    ToSession,
    Unknown,
    WordClash,
    Wrong,
)
from tests.speech.play import IDEA, KINDS, STRENGTH, Play
from tests.wording.readers import person
from tests.words.situations import (
    NOBODY,
    OPEN,
    TABLE,
    at,
    sent,
    situation,
    typed,
    without_agencies,
)


def anonymous() -> Play:
    """Strengths are given without names, as there are enough of those who may give one."""
    return Play(kinds={**KINDS, "strength": replace(STRENGTH, anonymous=True, anonymous_from=2)})


CON = "0123456789abcdef" * 2  # the id of a contribution
FRIDAY = datetime(2026, 11, 27, 23, 59, tzinfo=UTC)


def refused(parsed: object) -> tuple[str, str | None]:
    assert isinstance(parsed, Wrong)
    return parsed.refusal.text.id, parsed.field


def asked(parsed: object) -> Ask:
    assert isinstance(parsed, Ask)
    return parsed


# ---- words that become commands


@pytest.mark.parametrize(
    ("words", "mentioned", "command"),
    [
        ("done", (), c.Done(2, "1.1")),
        ("Done!", (), c.Done(2, "1.1")),
        ("pass", (), c.Pass(2)),
        ("confirm", (), c.Confirm(2)),
        ("decline", (), c.Decline(2)),
        ("leave", (), c.Leave(2)),
        ("undo", (), c.Undo(2)),
        ("resume", (), c.Resume(2)),
        ("cancel", (), c.Cancel(2)),
        ("again", (), c.Again(2)),
        ("further", (), c.Further(2)),
        ("start", (), c.Start(2, "1.1")),
        ("next", (), c.Next(2, "1.1")),
        ("back", (), c.Back(2, "1.1")),
        ("end", (), c.End(2, "1.1")),
        ("extend", (), c.Extend(2, seen="1.1")),
        ("extend 30m", (), c.Extend(2, minutes=30, seen="1.1")),
        ("extend by 1d", (), c.Extend(2, days=1, seen="1.1")),
        ("pause", (), c.Pause(2)),
        ("pause we need tea", (), c.Pause(2, "we need tea")),
        ("understood: two schools", (), c.Understood(2, "two schools")),
        ("correct it is three", (), c.Correct(2, "it is three")),
        ("agree", (), c.Answer(2, True)),
        ("agree q3", (), c.Answer(2, True, "q3")),
        ("disagree", (), c.Answer(2, False)),
        ("withdraw", (), c.Withdraw(2)),
        ("withdraw c7", (), c.Withdraw(2, "c7")),
        ("change It began in May.", (), c.Change(2, None, "It began in May.")),
        (f"change {CON} It began in May.", (), c.Change(2, CON, "It began in May.")),
        ("away", (), c.Away(2, None)),
        ("away until Friday", (), c.Away(2, FRIDAY)),
        ("invite @a @b @a", (3, 4, 3), c.Invite(2, (3, 4))),
        ("remove @a", (3,), c.Remove(2, 3)),
        ("facilitator", (), c.Propose(2, Role.FACILITATOR, 2)),
        ("facilitator @a", (3,), c.Propose(2, Role.FACILITATOR, 3)),
        ("presenter @a", (4,), c.Propose(2, Role.PRESENTER, 4)),
        ("join northshire", (), c.Join(2, "northshire")),
        ("join Southton Schools yes", (), c.Join(2, "southton")),
        ("join other", (), c.Join(2, None)),
        ("join not-yet", (), c.Join(2, "northshire")),
        ("join southton yes facilitator", (), c.Join(2, "southton", facilitates=True)),
        ("join Facilitator", (), c.Join(2, "northshire", facilitates=True)),
        ("agency other", (), c.NameAgency(2, None)),
        ("describe needs", (), c.Describe(2, Reason.NEEDS, OPEN.pace)),
        ("describe needs pace 5d title What now", (), c.Describe(2, Reason.NEEDS, Pace(PaceKind.ASYNC, 5), "What now")),
        ("flag child", (), c.Flag(2, Concern.CHILD)),
        ("FLAG new information", (), c.Flag(2, Concern.NEW_INFORMATION)),
        ("flag tell", (), c.SuggestPause(2, False, None)),
        ("flag tell-name adult", (), c.SuggestPause(2, True, Concern.ADULT)),
        ("flag show disagreement", (), c.ShowProcedures(2, Concern.DISAGREEMENT)),
        ("strength calm and kind", (), c.Give(2, "strength", "calm and kind")),
        ("park ask about school", (), c.Give(2, "parked", "ask about school")),
        ("idea next step: ring the school", (), c.Give(2, "idea", "ring the school", "next-step")),
        ("idea who: me", (), c.Give(2, "idea", "who: me")),
        ("idea priority is sleep", (), c.Give(2, "idea", "priority is sleep")),
        ("action drop by the school by Friday", (), c.Give(2, "action", "drop by the school", None, FRIDAY)),
        ("action stand by the family", (), c.Give(2, "action", "stand by the family")),
    ],
)  # fmt: skip
def test_a_word_becomes_a_command(words: str, mentioned: tuple[int, ...], command: c.Command) -> None:
    assert typed(words, *mentioned, seen="1.1") == ToSession(command)


def test_a_line_is_made_of_an_inbound_call() -> None:
    place = Place(PlaceId("test", "north", "room"), PlaceKind.ROOM)
    called = Called("k", person(1), place, "invite @a", {"people": "@a"}, (person(3),), "1.1")
    assert Line.of(called) == Line("invite @a", {"people": "@a"}, (person(3),), "1.1")


def test_a_form_and_the_typed_words_are_one_call() -> None:
    assert sent("extend", time="10m") == typed("extend 10m")
    assert sent("flag", concern="child") == typed("flag child")
    assert sent("flag tell-name adult") == typed("flag tell-name adult")
    assert sent("idea", text="ring", label="next-step") == typed("idea next-step: ring")
    assert sent("invite", people=(person(3),)) == typed("invite @a", 3)
    assert sent("join", manager="yes") == typed("join northshire")
    assert sent("action", text="ring", due="2026-11-27") == typed("action ring by Friday")


# ---- asking for a session


def test_a_session_is_asked_for_in_one_line() -> None:
    line = Line("new stuck pace 45m practice space-to-think @a title Two homes", None, (person(3),))
    where = replace(situation(None), practices=("space-to-think",))
    assert TABLE.parse(line, where) == ToRequest(
        Reason.STUCK, Pace(PaceKind.GUIDED, 45), "Two homes", "space-to-think", "northshire", (person(3),)
    )


def test_a_session_is_asked_for_by_form() -> None:
    found = sent("new", None, (NOBODY,), reason="debrief", pace="async", title=" ", agency="other")
    assert found == ToRequest(Reason.DEBRIEF, Pace(PaceKind.ASYNC), None, None, None, (NOBODY,))


def test_the_form_keeps_what_was_typed_so_far() -> None:
    form = asked(typed("new pace full", session=None)).form
    values = {field.name: field.value for field in form.fields}
    assert values == {"reason": None, "pace": "full", "title": None, "people": None, "agency": "northshire"}
    about = ["about-session", "about-not", "about-built-in"]
    assert [line.id for line in form.intro if isinstance(line, Text)] == about
    known = situation(None).agencies["northshire"]
    told = replace(known, signposts=dict.fromkeys(SAFEGUARDING, Signpost("Front door")))
    where = replace(situation(None), agencies={"northshire": told})
    assert [line.id for line in asked(TABLE.parse(Line("new"), where)).form.intro if isinstance(line, Text)] == about[
        :2
    ]
    assert asked(TABLE.parse(Line("new"), replace(where, agency=None))).form.intro[-1] == Text("about-built-in")
    where = replace(situation(None), practices=("one", "two"))
    fields = asked(TABLE.parse(Line("new pace 45m"), where)).form.fields
    assert [f.name for f in fields][-1] == "practice"
    assert fields[1].value == "async"  # the platform's usual one, as 45m is no choice


@pytest.mark.parametrize(
    ("words", "refusal", "field"),
    [
        ("new because", "wrong-reason", "reason"),
        ("new stuck today", "wrong-request", "reason"),
        ("new stuck pace slow", "wrong-pace", "pace"),
        ("new stuck practice other", "wrong-practice", "practice"),
        ("new stuck pace", None, None),
    ],
)
def test_a_request_that_cannot_be_read_says_what_could(words: str, refusal: str | None, field: str | None) -> None:
    found = typed(words, session=None)
    if refusal is None:
        assert isinstance(found, ToRequest)
    else:
        assert refused(found) == (refusal, field)


# ---- what is missing is asked for


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("strength", ["text"]),
        ("idea", ["label", "text"]),
        ("action", ["text", "due"]),
        ("understood", ["text"]),
        ("correct", ["text"]),
        ("invite", ["people"]),
        ("remove", ["people"]),
        ("facilitator ?", ["people"]),
        ("presenter …", ["people"]),
        ("pause ?", ["text"]),
        ("extend ...", ["time"]),
        ("away ?", ["until"]),
        ("flag", ["concern"]),
        ("flag I am worried", ["concern"]),
        ("join", ["agency", "manager"]),
        ("agency", ["agency"]),
        ("describe", ["reason", "pace", "title"]),
    ],
)
def test_a_word_alone_opens_its_form(words: str, fields: list[str]) -> None:
    form = asked(typed(words, by=1)).form
    assert [field.name for field in form.fields] == fields
    assert Play().start().form(form)


def test_every_form_can_be_said() -> None:
    play = Play().start()
    where = replace(situation(play.session), practices=("one", "two"))
    for row in TABLE.rows:
        if row.form is not None and row.name != "add":
            parsed = TABLE.parse(Line(f"{row.name} ?"), where)
            assert play.form(asked(parsed).form), row.name


def test_the_form_of_a_sort_has_it_chosen_already() -> None:
    (label, _) = asked(typed("idea next step:")).form.fields
    assert (label.kind, label.value) == (FieldKind.CHOICE, "next-step")
    (label, _) = asked(typed("idea priority")).form.fields
    assert label.value == "priority"


def test_what_would_be_refused_is_known_before_anybody_types() -> None:
    assert asked(typed("strength")).would == c.Give(2, "strength", "")
    assert asked(typed("strength")).plugin == "strengths"
    assert asked(typed("understood")).would == c.Understood(2, "")
    assert asked(typed("understood")).plugin is None
    # Proposing somebody else may be possible where taking the role oneself is not.
    assert asked(typed("facilitator ?")).would is None
    assert asked(typed("remove")).would is None


def test_what_is_given_without_a_name_says_so_before_it_is_given() -> None:
    session = at("strengths", anonymous())
    assert asked(TABLE.parse(Line("strength"), situation(session, kinds=None))).form.intro == (Text("give-anonymous"),)
    assert asked(TABLE.parse(Line("park"), situation(session))).form.intro == ()
    # Settled as the stage opened: what the settings would say now promises nothing.
    named = at("strengths")
    kinds = {**KINDS, "strength": replace(STRENGTH, anonymous=True)}
    assert asked(TABLE.parse(Line("strength"), situation(named, kinds=kinds))).form.intro == ()


def test_kinds_and_their_sorts_are_called_by_their_own_texts() -> None:
    idea = replace(IDEA, called="form-give")
    table = Table({"x": (idea,)}, {})
    form = asked(table.parse(Line("idea"), situation(OPEN, kinds=None))).form
    assert form.title == Text("form-give", {"what": Text("form-give")})
    assert [choice.label.id for choice in form.fields[0].choices] == ["form-give-priority", "form-give-next-step"]


def test_where_no_agency_is_configured_none_is_asked_for() -> None:
    found = TABLE.parse(Line("join"), without_agencies(OPEN))
    assert [field.name for field in asked(found).form.fields] == ["manager"]


def test_whoever_joins_is_asked_whether_they_could_facilitate_while_nobody_does() -> None:
    alone = Play()
    alone.request()
    form = asked(typed("join", session=alone.session)).form
    assert [field.name for field in form.fields] == ["agency", "manager", "facilitate"]
    assert alone.form(form)
    assert sent("join", alone.session, agency="southton", facilitate="yes") == typed("join southton facilitator")
    assert sent("join", alone.session, agency="southton", facilitate="no") == typed("join southton")


# ---- Add…


def test_add_offers_what_fits_this_person_and_stage_with_the_stages_own_first() -> None:
    session = at("reflection")
    form = asked(TABLE.parse(Line("add"), situation(session))).form
    assert [choice.value for choice in form.fields[0].choices] == ["idea priority", "idea next-step", "parked"]
    assert [field.name for field in form.fields] == ["kind", "text"]
    form = asked(TABLE.parse(Line("add"), situation(at("next_steps"), 1))).form
    assert [field.name for field in form.fields] == ["kind", "text", "due"]
    form = asked(TABLE.parse(Line("add"), situation(at("strengths", anonymous())))).form
    assert form.intro == (Text("give-anonymous"),)


def test_what_was_added_is_given() -> None:
    assert sent("add", kind="idea next-step", text="ring") == ToSession(c.Give(2, "idea", "ring", "next-step"))
    assert sent("add", kind="action", text="ring", due="Friday") == ToSession(c.Give(2, "action", "ring", None, FRIDAY))
    # A date that its kind does not take is left out, not refused: the field is there for others.
    assert sent("add", kind="parked", text="ring", due="Friday") == ToSession(c.Give(2, "parked", "ring"))


def test_where_nothing_fits_nothing_is_asked() -> None:
    assert refused(TABLE.parse(Line("add"), situation(OPEN, kinds={})))[0] == "wrong-nothing-to-add"
    assert refused(TABLE.parse(Line("add"), situation(OPEN, 9)))[0] == "wrong-nothing-to-add"
    assert refused(TABLE.parse(Line("add ?"), situation(OPEN, 9)))[0] == "wrong-nothing-to-add"


# ---- holding back


def test_one_without_a_name_is_held_back_with_or_without_its_kind() -> None:
    session = at("strengths", anonymous())
    for words in ("hold x1", "hold strength x1"):
        assert typed(words, session=session) == ToSession(c.HoldBack(2, "x1", "strength"))
    assert refused(typed("hold idea x1", session=session))[0] == "wrong-hold"
    assert refused(typed("hold x1"))[0] == "wrong-hold"
    assert refused(typed("hold", session=session)) == ("wrong-empty", "id")


# ---- what cannot be read


@pytest.mark.parametrize(
    ("words", "refusal", "field"),
    [
        ("next week I am away", "wrong-extra", None),
        ("agree with that", "wrong-extra", "question"),
        ("withdraw that one", "wrong-extra", "id"),
        ("extend a bit", "wrong-span", "time"),
        ("away until soon", "wrong-date", "until"),
        ("away until 22 November 2026", "wrong-past", "until"),
        ("invite Ann", "wrong-people", "people"),
        ("facilitator Ann", "wrong-people", "people"),
        ("join Westshire", "wrong-agency", "agency"),
    ],
)
def test_what_cannot_be_read_does_nothing_and_says_what_could(words: str, refusal: str, field: str | None) -> None:
    assert refused(typed(words)) == (refusal, field)


def test_prose_that_begins_like_a_word_is_offered_the_word_alone() -> None:
    found = typed("next week I am away")
    assert isinstance(found, Wrong)
    assert [button.words for button in found.refusal.buttons] == ["next"]
    found = typed("agree with that")
    assert isinstance(found, Wrong)
    assert found.refusal.buttons == ()


def test_one_person_at_a_time() -> None:
    assert refused(typed("remove @a @b", 3, 4)) == ("wrong-one-person", "people")
    assert refused(typed("facilitator @a @b", 3, 4)) == ("wrong-one-person", "people")


def test_a_form_names_the_field_at_fault() -> None:
    assert refused(sent("strength", text=" ")) == ("wrong-empty", "text")
    assert refused(sent("flag", concern="weather")) == ("wrong-concern", "concern")
    assert refused(sent("invite", note="x")) == ("wrong-empty", "people")
    assert refused(sent("invite", people=(NOBODY,))) == ("wrong-empty", "people")


def test_the_form_for_other_words_shows_those_that_stand_and_keeps_which_is_meant() -> None:
    asked = typed(f"change {CON}")
    assert isinstance(asked, Ask)
    assert asked.form.words == f"change {CON}"
    assert asked.form.intro == (Quote(CON, named=False),)
    assert asked.would == c.Change(2, CON, "")
    bare = typed("change")
    assert isinstance(bare, Ask)
    assert (bare.form.words, bare.form.intro) == ("change", ())
    line = Line(f"change {CON}", fields={"text": "It began in May."})
    assert TABLE.parse(line, situation(OPEN)) == ToSession(c.Change(2, CON, "It began in May."))


# ---- words that inform, and none of ours


def test_words_that_only_inform() -> None:
    assert typed("status") == Show("status")
    assert typed("choices") == Show("choices")
    assert typed("privacy", session=None) == Show("privacy")
    assert typed("help") == Show("help")
    assert typed("help strength") == Show("help", "strength")
    assert typed("done ?") == Show("help", "done")
    assert typed("") == Show("choices")
    assert typed("  ", session=None) == Show("help")
    assert typed("flag adult", session=None) == Show("signposts", "adult")


def test_without_a_session_most_words_have_none_to_go_to() -> None:
    found = typed("done", session=None)
    assert isinstance(found, Wrong)
    assert [button.words for button in found.refusal.buttons] == ["new"]


def test_a_mistyped_word_gets_the_likely_one() -> None:
    assert typed("strenght calm") == Unknown("strength")
    assert typed("nxt") == Unknown("next")
    assert typed("qqqqq") == Unknown(None)


# ---- plugins


def test_a_plugins_word_goes_to_the_plugin() -> None:
    assert typed("question intention") == ToPlugin("questions", Call("question", 2, "intention", {}))
    assert sent("question", family="x") == ToPlugin("questions", Call("question", 2, "", {"family": "x"}))
    assert typed("question ?") == Show("help", "question")
    assert typed("signposts", session=None) == ToPlugin("safeguarding", Call("signposts", 2))


def test_a_kind_that_this_session_does_not_use() -> None:
    assert refused(TABLE.parse(Line("strength calm"), situation(OPEN, kinds={})))[0] == "wrong-not-here"


def test_what_is_nobody_elses_business_is_private() -> None:
    private = {row.name for row in TABLE.rows if TABLE.private(f"{row.name.upper()} some text")}
    assert private >= {"flag", "park", "strength", "pass", "away", "withdraw", "record", "privacy"}
    assert not private & {"done", "next", "idea", "action", "status", "signposts"}
    assert not TABLE.private("hello")
    assert not TABLE.private("")
    group = replace(STRENGTH, audience=Audience.PRESENTER)
    assert Table({"x": (group,)}, {}).private("strength")


def test_a_clash_is_refused_with_both_owners_names() -> None:
    with pytest.raises(WordClash, match="'strength' belongs to one and to two"):
        Table({"one": (STRENGTH,)}, {"two": (Word("strength"),)})
    with pytest.raises(WordClash, match="core and to mine"):
        Table({}, {"mine": (Word("next"),)})
    with pytest.raises(WordClash) as clash:
        Table({"a": (STRENGTH,), "b": (STRENGTH,)}, {})
    assert (clash.value.word, clash.value.owners) == ("strength", ("a", "b"))


def test_the_table_of_manifests_holds_their_kinds_and_words() -> None:
    manifest = Manifest("x", Text("x"), Scope.SESSION, kinds=(STRENGTH,), words=(Word("extra"),))
    table = Table.of({"x": manifest})
    assert [row.name for row in table.rows if row.owner == "x"] == ["strength", "extra"]
    assert table.row("extra") is not None


def test_what_somebody_typed_is_in_no_exception() -> None:
    person_named = PersonId("test", "north", "p1")
    for words in ("new secret secret", "extend secret", "away until secret", "join secret"):
        found = TABLE.parse(Line(words, None, (person_named,)), situation(OPEN))
        assert isinstance(found, Wrong)
        assert "secret" not in repr(found)


def test_words_for_admins_are_handed_on_as_they_are() -> None:
    ann = PersonId("test", "north", "p1")
    for line in (Line("admin people @p1 here", None, (ann,)), Line(" ADMIN  people @p1 here ", None, (ann,))):
        for somewhere in (situation(OPEN), situation(None)):
            assert TABLE.parse(line, somewhere) == ToAgency("people @p1 here", None, (ann,))
    assert TABLE.parse(Line("admin set tea", {"words": "x"}), situation(OPEN)) == ToAgency("set tea", {"words": "x"})
    assert TABLE.parse(Line("admin"), situation(None)) == ToAgency("")
    assert TABLE.private("admin plugins")
