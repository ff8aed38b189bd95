from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import pytest

from space_to_think.agency import state as agency
from space_to_think.hooks import Manifest, Scope, Settings
from space_to_think.messages import (
    Agency,
    Bar,
    Button,
    Card,
    Choice,
    Document,
    Field,
    FieldKind,
    Form,
    Line,
    Named,
    OfPractice,
    Part,
    Quote,
    Quotes,
    Setting,
    Signpost,
    Text,
    Until,
    Who,
)
from space_to_think.practice.pace import Pace, PaceKind
from space_to_think.rendered import Gauge, Mention, Quoted, RenderedButton, RenderedLine, Said
from space_to_think.session.state import Audience, Reveal
from space_to_think.wording.bundles import CORE, Source, core_sources
from space_to_think.wording.render import Reader, Spoken, Wording, WordingError
from tests.wording.readers import NORTH, NOTHING, NOW, SOUTH, Kept, given, make_reader, make_session, person, with_given

TESTS = """
one = It is { $fact }.
still = Nothing stands here.
choice = { $fact ->
    [yes] Yes
    [no] No
    [facilitator] You lead
    [0] None
    [one] One thing
   *[other] { $fact } things
}
clock = { $fact } at { CLOCK($fact) }
not-a-clock = { CLOCK($fact) }
typed = Type { TYPED("park") } or { TYPED($fact) }.
"""


class Chosen(Settings):
    families: tuple[str, ...] = ("impact", "feelings")
    intro: str = "Take your time."
    many: int = 3


class Demanding(Settings):
    place: str


PLUGINS = {
    "questions": Manifest("questions", Text("still"), Scope.SESSION, Chosen),
    "demanding": Manifest("demanding", Text("still"), Scope.PERSON, Demanding),
}
WORDING = Wording((*core_sources(), Source(CORE, "tests", "en-GB", TESTS)), PLUGINS, strict=True)
LENIENT = Wording((*core_sources(), Source(CORE, "tests", "en-GB", TESTS)), PLUGINS)
ASYNC = Pace(PaceKind.ASYNC)


def lines(*card: Line, reader: Reader | None = None, known: Kept = NOTHING) -> Sequence[RenderedLine]:
    return WORDING.card(Card(card), reader or make_reader(None, make_session()), known).lines


def said(fact: Part, id: str = "one", reader: Reader | None = None, known: Kept = NOTHING) -> tuple[object, ...]:
    [line] = lines(Text(id, {"fact": fact}), reader=reader, known=known)
    assert isinstance(line, Said)
    return line.spans


# ---- facts


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (True, "Yes"),
        (False, "No"),
        (0, "None"),
        (1, "One thing"),
        (1200, "1,200 things"),
        ("facilitator", "You lead"),
        ("slug", "slug things"),
    ],
)
def test_a_yes_or_no_a_number_and_a_slug_can_choose_a_variant(fact: Part, text: str) -> None:
    assert said(fact, "choice") == (text,)


def test_a_time_says_its_day_and_its_time_of_day() -> None:
    assert said(NOW, "clock") == ("Thursday 4 June at 10:30 am",)


def test_a_moment_and_a_span_are_phrases() -> None:
    assert said(Until(NOW + timedelta(minutes=12))) == ("It is until about 10:42.",)
    assert said(timedelta(hours=16)) == ("It is 16 hours.",)
    slow = make_reader(3, make_session(ASYNC))
    assert said(Until(NOW + timedelta(days=1)), reader=slow) == ("It is until Friday 10:30 am.",)
    assert said(timedelta(hours=16), reader=slow) == ("It is 2 working days.",)


def test_somebody_stays_a_mention() -> None:
    assert said(Who(2, call=True)) == ("It is ", Mention(person(2), call=True), ".")


def test_somebody_who_was_forgotten_is_somebody() -> None:
    assert said(Who(2), known=Kept(forgotten={2})) == ("It is somebody.",)


@pytest.mark.parametrize(
    ("numbers", "spans"),
    [
        ((), ("It is nobody.",)),
        ((1,), ("It is ", 1, ".")),
        ((1, 2), ("It is ", 1, " and ", 2, ".")),
        ((1, 2, 3, 4), ("It is ", 1, ", ", 2, ", ", 3, " and ", 4, ".")),
    ],
)
def test_people_are_listed(numbers: tuple[int, ...], spans: tuple[object, ...]) -> None:
    wanted = tuple(Mention(person(span)) if isinstance(span, int) else span for span in spans)
    assert said(tuple(Who(number) for number in numbers)) == wanted


def test_a_text_in_a_text_keeps_its_names() -> None:
    inner = Text("one", {"fact": Who(1)})
    assert said(inner) == ("It is It is ", Mention(person(1)), "..")


@pytest.mark.parametrize(
    ("number", "name"),
    [(1, "Northshire Council"), (4, "Southton Schools"), (5, "another agency"), (9, "another agency")],
)
def test_an_agency_is_named_by_one_of_its_people(number: int, name: str) -> None:
    assert said(Agency(number)) == (f"It is {name}.",)


def test_whom_an_agency_names_is_mentioned_and_stands_as_in_the_file_where_no_names_go() -> None:
    named = Named("test:north:p1")
    assert said(named) == ("It is ", Mention(person(1)), ".")
    assert WORDING.text(Text("one", {"fact": named}), make_reader(1), NOTHING) == "It is test:north:p1."


def test_without_a_session_nobody_s_agency_is_known() -> None:
    assert said(Agency(1), reader=make_reader(1)) == ("It is another agency.",)


@pytest.mark.parametrize("part", ["title", "purpose", "prompt"])
def test_a_stage_speaks_with_the_practice_s_own_words(part: str) -> None:
    session = make_session()
    [line] = lines(OfPractice(part, "offload"), reader=make_reader(None, session))
    assert line == Said((getattr(session.charter.practice.stage("offload"), part),))


def test_rules_and_roles_are_the_practice_s_own() -> None:
    practice = make_session().charter.practice
    assert said(OfPractice("rule", "1")) == (f"It is {practice.ground_rules[1]}.",)
    [line] = lines(OfPractice("role", "presenter"))
    assert isinstance(line, Said)
    assert line.spans[0] in practice.roles.values()


@pytest.mark.parametrize(
    "part",
    [
        OfPractice("title", "nowhere"),
        OfPractice("rule", "99"),
        OfPractice("rule", "first"),
        OfPractice("role", "queen"),
        OfPractice("colour", "offload"),
    ],
)
def test_what_a_practice_lacks_is_left_out(part: OfPractice) -> None:
    assert lines(part) == ()
    assert said(part) == ("It is ….",)


def test_without_a_session_there_is_no_practice() -> None:
    assert lines(OfPractice("title", "offload"), reader=make_reader(1)) == ()


def test_a_setting_is_the_one_that_the_session_began_with() -> None:
    session = make_session()
    charter = replace(session.charter, settings={"questions": {"families": ["values", "aims"]}})
    later = replace(NORTH, settings={"questions": {"families": ["later"]}})
    reader = make_reader(1, replace(session, charter=charter), later)
    assert lines(Setting("questions", "families", 1), reader=reader) == (Said(("aims",)),)
    assert said(Setting("questions", "intro"), reader=reader) == ("It is Take your time..",)


def test_a_person_plugin_s_setting_is_the_reader_s_agency_s_as_it_is_now() -> None:
    south = replace(SOUTH, settings={"demanding": {"place": "Room 4"}})
    assert said(Setting("demanding", "place"), reader=make_reader(4, make_session(), south)) == ("It is Room 4.",)


@pytest.mark.parametrize(
    "setting",
    [
        Setting("questions", "families", 9),
        Setting("questions", "families"),
        Setting("questions", "intro", 0),
        Setting("questions", "many"),
        Setting("demanding", "place"),
        Setting("nothing", "at-all"),
    ],
)
def test_a_setting_that_is_no_text_or_not_there_is_left_out(setting: Setting) -> None:
    assert lines(setting) == ()
    assert said(setting) == ("It is ….",)


def test_a_word_is_written_as_one_types_it_there() -> None:
    assert said("pass", "typed", make_reader(1)) == ("Type park or pass.",)
    assert said("pass", "typed", replace(make_reader(None), prefix="/space ")) == ("Type /space park or /space pass.",)


def test_what_others_wrote_cannot_be_taken_for_a_name() -> None:
    sly = replace(NORTH, name="North\ue001shire")
    reader = replace(make_reader(1, make_session()), agencies={"northshire": sly})
    assert said((Who(1), Who(2)), reader=reader)[1] == Mention(person(1))
    assert said(Agency(1), reader=reader) == ("It is Northshire.",)
    own = replace(NORTH, wording={"still": "Nothing \ue009 \ue000stands"})
    assert lines(Text("still"), reader=make_reader(1, agency=own)) == (Said(("Nothing  stands",)),)


# ---- lines


def test_the_group_hears_the_host_s_words_and_a_person_those_of_their_agency() -> None:
    south = replace(SOUTH, wording={"still": "South"})
    host = replace(NORTH, wording={"still": "North"})
    private = replace(make_reader(4, make_session(), south), host=host)
    assert lines(Text("still"), reader=private) == (Said(("South",)),)
    assert lines(Text("still"), reader=replace(private, shared=True, number=None)) == (Said(("North",)),)


@pytest.mark.parametrize(
    ("since", "lasts", "share", "text"),
    [
        (timedelta(minutes=5), timedelta(minutes=10), 0.5, "Open until about 10:35."),
        (timedelta(minutes=-5), timedelta(minutes=10), 0.0, "Open until about 10:45."),
        (timedelta(minutes=50), timedelta(minutes=10), 1.0, "The time for this is over."),
        (timedelta(minutes=-5), timedelta(0), 1.0, "Open until about 10:35."),
    ],
)
def test_time_is_a_bar_and_words(since: timedelta, lasts: timedelta, share: float, text: str) -> None:
    bar = Bar(NOW - since, NOW - since + lasts)
    assert lines(bar) == (Gauge(share, text, bar.opened, bar.due),)


def test_a_quote_is_shown_as_it_is() -> None:
    session = with_given(make_session(), given("c1", 3, Audience.GROUP))
    known = Kept({"c1": Spoken("c1", 3, "<b>*Well* { $done }</b> \ue001")})
    reader = make_reader(None, session)
    assert lines(Quote("c1"), reader=reader, known=known) == (
        Quoted(Mention(person(3)), "<b>*Well* { $done }</b> \ue001"),
    )
    assert lines(Quote("c1", named=False), reader=reader, known=known) == (
        Quoted(None, "<b>*Well* { $done }</b> \ue001"),
    )
    known.forgotten.add(3)
    [line] = lines(Quote("c1"), reader=reader, known=known)
    assert isinstance(line, Quoted)
    assert line.by is None


def test_a_quote_that_was_erased_says_so() -> None:
    assert lines(Quote("c1")) == (Said(("What was written here is no longer kept.",)),)


def test_a_quote_for_somebody_else_is_not_shown() -> None:
    session = with_given(make_session(), given("c1", 3, Audience.FACILITATOR))
    known = Kept({"c1": Spoken("c1", 3, "Private", "strength", 1)})
    for number in (None, 1, 4):
        assert lines(
            Text("still"), Quote("c1"), Quotes("strength", 1), reader=make_reader(number, session), known=known
        ) == (Said(("Nothing stands here.",)),)
    assert len(lines(Text("still"), Quote("c1"), reader=make_reader(2, session), known=known)) == 2


def test_quotes_stand_in_the_order_in_which_they_were_given() -> None:
    session = with_given(make_session(), *(given(id, by, Audience.GROUP) for id, by in [("z", 3), ("a", 4), ("m", 3)]))
    known = Kept({id: Spoken(id, by, id, "strength", 1) for id, by in [("a", 4), ("m", 3), ("z", 3)]})
    reader = make_reader(None, session)
    named = [Quoted(Mention(person(by)), id) for id, by in [("z", 3), ("a", 4), ("m", 3)]]
    assert lines(Quotes("strength", 1), reader=reader, known=known) == tuple(named)
    assert lines(Quotes("strength", 1, by=3), reader=reader, known=known) == (named[0], named[2])
    assert lines(Quotes("strength", 2), reader=reader, known=known) == ()


def test_anonymous_quotes_stand_without_names_by_their_random_ids() -> None:
    session = replace(make_session(), unnamed={"strength": 3}, shown=frozenset({"1.strength"}))
    spoken = [Spoken(id, None, id.upper(), "strength", 1, Audience.GROUP) for id in ("q", "b", "k")]
    known = Kept({one.id: one for one in spoken})
    assert lines(Quotes("strength", 1), reader=make_reader(None, session), known=known) == (
        Quoted(None, "B"),
        Quoted(None, "K"),
        Quoted(None, "Q"),
    )


def test_each_quote_has_its_button() -> None:
    session = with_given(make_session(), given("c1", 3, Audience.GROUP))
    known = Kept({"c1": Spoken("c1", 3, "Well done", "strength", 1)})
    each = Button(Text("still"), "withdraw", discreet=True, seen="1.4")
    [_, line] = lines(Text("still"), Quotes("strength", 1, each=each), reader=make_reader(3, session), known=known)
    button = RenderedButton("Nothing stands here.", "withdraw c1", discreet=True, seen="1.4")
    assert line == Quoted(Mention(person(3)), "Well done", button)


def test_quotes_that_were_erased_say_so_once() -> None:
    gone = Said(("What was written here is no longer kept.",))
    session = with_given(make_session(), given("c1", 3, Audience.GROUP), given("c2", 4, Audience.GROUP))
    assert lines(Quotes("strength", 1), reader=make_reader(None, session)) == (gone,)
    assert lines(Quotes("strength", 1, by=5), reader=make_reader(None, session)) == ()
    assert lines(Quotes("strength", 2), reader=make_reader(None, session)) == ()
    assert lines(Quotes("idea", 1), reader=make_reader(None, session)) == ()
    assert lines(Text("still"), Quotes("strength", 1), reader=make_reader(1)) == (Said(("Nothing stands here.",)),)


def test_without_a_session_nothing_that_was_given_is_shown() -> None:
    known = Kept({"c1": Spoken("c1", None, "Well done", "strength", 1, Audience.GROUP)})
    assert lines(Text("still"), Quotes("strength", 1), reader=make_reader(1), known=known) == (
        Said(("Nothing stands here.",)),
    )


def test_nothing_delicate_stands_first_in_a_private_message() -> None:
    session = with_given(make_session(), given("c1", 3, Audience.GROUP))
    known = Kept({"c1": Spoken("c1", 3, "Well done", "strength", 1)})
    neutral = Said(("Here is something for you.",))
    for line in (Quote("c1"), Quotes("strength", 1), Signpost("child")):
        assert lines(line, reader=make_reader(3, session), known=known)[0] == neutral
        assert lines(line, reader=make_reader(None, session), known=known)[0] != neutral
    assert lines(Quotes("idea", 1), reader=make_reader(3, session), known=known) == ()


# ---- signposts

DANGER = "If somebody is in immediate danger, ring 999 now."
LAST = "I have told nobody. You need to make the call yourself."


def paragraphs(kind: str, reader: Reader | None = None) -> list[str]:
    found = lines(Text("still"), Signpost(kind), reader=reader or make_reader(1))[1:]
    return ["".join(str(span) for span in line.spans) for line in found if isinstance(line, Said)]


@pytest.mark.parametrize("kind", ["child", "adult", "allegation", "disagreement"])
def test_the_built_in_signposts_need_no_agency_and_no_session(kind: str) -> None:
    text = paragraphs(kind)
    assert text[0] == DANGER
    assert text[-1] == LAST
    for needed in ("social care", "manager", "safeguarding lead"):
        assert needed in text[-2]


def test_a_concern_about_the_manager_need_not_go_to_the_manager() -> None:
    assert any("If it is about one of them, tell the other." in text for text in paragraphs("allegation"))


@pytest.mark.parametrize("kind", ["supervision", "complex-case"])
def test_signposts_for_one_s_own_work_have_built_in_words_too(kind: str) -> None:
    text = paragraphs(kind)
    assert DANGER not in text
    assert any("manager" in paragraph for paragraph in text)
    assert text[-1] == "I have told nobody. You need to make the call yourself, whenever it suits you."


FRONT_DOOR = agency.Signpost(
    "Children's front door",
    ("https://north.example/a", "https://north.example/b"),
    ("01632 960001",),
    "01632 960002",
    "The partnership",
    date(2027, 4, 1),
)


def test_an_agency_s_own_signpost_says_everything_it_holds_and_the_built_in_lines() -> None:
    own = replace(NORTH, signposts={"child": FRONT_DOOR})
    text = paragraphs("child", make_reader(1, agency=own))
    assert text[1:-2] == [
        "Children's front door",
        "Ring: 01632 960001",
        "Out of hours, ring: 01632 960002",
        "Read more: https://north.example/a",
        "Read more: https://north.example/b",
        "The partnership looks after these details.",
        "They are good until Thursday 1 April 2027.",
    ]
    assert text[0] == DANGER
    assert "social care" in text[-2]
    assert text[-1] == LAST


def test_a_short_signpost_is_short() -> None:
    own = replace(NORTH, signposts={"child": agency.Signpost("Front door")})
    assert paragraphs("child", make_reader(1, agency=own))[1:-2] == ["Front door"]


@pytest.mark.parametrize(
    ("now", "stale"),
    [
        (datetime(2027, 4, 1, 22, 30, tzinfo=UTC), False),
        (datetime(2027, 4, 1, 23, 30, tzinfo=UTC), True),  # the next day in London
    ],
)
def test_past_its_date_a_signpost_warns(now: datetime, stale: bool) -> None:
    own = replace(NORTH, signposts={"child": FRONT_DOOR})
    text = "\n".join(paragraphs("child", replace(make_reader(1, agency=own), now=now)))
    assert ("may be out of date" in text) is stale


def test_everybody_gets_the_signpost_of_their_own_agency() -> None:
    north = replace(NORTH, signposts={"adult": agency.Signpost("North's")})
    south = replace(SOUTH, signposts={"adult": agency.Signpost("South's")})
    reader = replace(make_reader(4, make_session(), south), host=north)
    assert "South's" in paragraphs("adult", reader)
    assert "North's" in paragraphs("adult", replace(reader, shared=True, number=None))


def test_on_a_card_with_several_what_holds_for_all_is_said_once() -> None:
    card = (Text("still"), Signpost("supervision"), Text("still"), Signpost("child"), Signpost("complex-case"))
    text = [line.spans[0] for line in lines(*card, reader=make_reader(1)) if isinstance(line, Said)]
    assert text[1] == DANGER
    assert text[-1] == LAST
    assert [text.count(once) for once in (DANGER, LAST)] == [1, 1]
    assert "social care" in str(text[-2])


# ---- buttons, forms, documents


def test_a_button_keeps_its_words() -> None:
    card = Card((), (Button(Text("one", {"fact": Who(2)}), "agree q1", discreet=True, seen="1.2"),))
    [button] = WORDING.card(card, make_reader(1, make_session()), NOTHING).buttons
    assert button == RenderedButton("It is the facilitator.", "agree q1", discreet=True, seen="1.2")


def test_where_no_names_can_stand_people_have_roles() -> None:
    reader = make_reader(1, make_session())
    names = ["the Case Presenter", "the facilitator", "a colleague"]
    assert [WORDING.text(Text("one", {"fact": Who(n)}), reader, NOTHING) for n in (1, 2, 3)] == [
        f"It is {name}." for name in names
    ]
    assert WORDING.text(Text("one", {"fact": Who(1)}), make_reader(1), NOTHING) == "It is somebody."


def test_a_form_in_words() -> None:
    form = Form(
        "strength",
        Text("still"),
        (
            Field("text", Text("one", {"fact": 1}), FieldKind.TEXT, hint=Text("still")),
            Field("sort", Text("still"), FieldKind.CHOICE, (Choice("a", Text("choice", {"fact": True})),), value="a"),
            Field("by", Text("still"), FieldKind.DATE, required=False),
        ),
        (Text("still"), Signpost("child")),
    )
    rendered = WORDING.form(form, make_reader(1), NOTHING)
    assert (rendered.words, rendered.title) == ("strength", "Nothing stands here.")
    assert rendered.intro[1] == Said((DANGER,))
    text, sort, by = rendered.fields
    assert (text.name, text.label, text.kind, text.hint) == ("text", "It is 1.", "text", "Nothing stands here.")
    assert [(choice.value, choice.label) for choice in sort.choices] == [("a", "Yes")]
    assert (sort.value, sort.hint) == ("a", None)
    assert (by.required, by.hint) == (False, "You can leave this empty.")


def sheet(type: str) -> str:
    session = with_given(make_session(), given("c1", 3, Audience.GROUP))
    known = Kept({"c1": Spoken("c1", 3, 'Be <b>"bold"</b> & kind\nSecond line')})
    card = Card(
        (Text("one", {"fact": Who(2)}), Quote("c1"), Quote("c1", named=False), Bar(NOW, NOW + timedelta(hours=2)))
    )
    file = WORDING.document(Document("note", type, card), make_reader(3, session), known)
    assert (file.name, file.type) == ("note", type)
    return file.data.decode()


def test_a_note_in_plain_text_names_nobody() -> None:
    assert sheet("text/plain").split("\n\n") == [
        "It is the facilitator.",
        "a colleague:",
        '> Be <b>"bold"</b> & kind\n> Second line',
        '> Be <b>"bold"</b> & kind\n> Second line',
        "[--------------------] Open until about 12:30.\n",
    ]


def test_a_sheet_escapes_what_people_wrote() -> None:
    page = sheet("text/html")
    assert '<html lang="en-GB">' in page
    assert "<title>It is the facilitator.</title>" in page
    assert "<h1>It is the facilitator.</h1>" in page
    assert "<blockquote>Be &lt;b&gt;&quot;bold&quot;&lt;/b&gt; &amp; kind\nSecond line</blockquote>" in page
    assert "<p>Open until about 12:30.</p>" in page
    assert "@media print" in page


def test_an_empty_sheet_is_a_page_all_the_same() -> None:
    file = WORDING.document(Document("note", "text/html", Card(())), make_reader(3), NOTHING)
    assert b"<title></title>" in file.data


def test_what_people_wrote_is_no_heading() -> None:
    session = with_given(make_session(), given("c1", 3, Audience.GROUP))
    known = Kept({"c1": Spoken("c1", 3, "Mine", "strength", 1)})
    document = Document("note", "text/html", Card((Quote("c1", named=False),)))
    page = WORDING.document(document, make_reader(None, session), known).data.decode()
    assert "<blockquote>Mine</blockquote>" in page
    assert "<h1>" not in page


def test_another_type_of_document_is_refused() -> None:
    with pytest.raises(WordingError, match="image/png"):
        sheet("image/png")


# ---- what is missing, and how fast


@pytest.mark.parametrize("text", [Text("nobody-gives-this"), Text("one"), Text("not-a-clock", {"fact": 1})])
def test_a_missing_text_or_gap_raises_in_tests_only(text: Text) -> None:
    with pytest.raises(WordingError, match=text.id):
        lines(text)
    [line] = LENIENT.card(Card((text,)), make_reader(1), NOTHING).lines
    assert isinstance(line, Said)
    assert line.spans


def test_even_without_any_texts_it_does_not_raise() -> None:
    card = Card((Text("one"), Signpost("child")))
    assert set(Wording(()).card(card, make_reader(1), NOTHING).lines) == {Said(("",))}


def test_the_shipped_texts_can_be_loaded() -> None:
    wording = Wording.load({})
    assert wording.text(Text("gone"), make_reader(1), NOTHING) == "What was written here is no longer kept."


def test_a_card_is_made_in_well_under_a_millisecond() -> None:
    session = with_given(make_session(), *(given(f"c{n}", 3, Audience.GROUP, Reveal.STAGE, True) for n in range(5)))
    known = Kept({f"c{n}": Spoken(f"c{n}", 3, "Well done", "strength", 1) for n in range(5)})
    reader = make_reader(None, session)
    facts: list[Part] = [Who(1), (Who(2), Who(3), Who(4)), 7, "facilitator", timedelta(minutes=5), Until(NOW)]
    texts = tuple(Text("one", {"fact": fact}) for fact in facts)
    buttons = tuple(Button(Text("still"), "done") for _ in range(5))
    card = Card((*texts, OfPractice("purpose", "offload"), Quotes("strength", 1), Bar(NOW, NOW)), buttons)

    def once() -> float:
        begun = perf_counter()
        WORDING.card(card, reader, known)
        return perf_counter() - begun

    # The best of many: this measures the code and not what else the machine is doing.
    assert min(once() for _ in range(50)) < 0.001
