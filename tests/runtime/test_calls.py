"""What words do: forms, choices, plugins' words, an agency's own practice, and objections to what was typed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from space_to_think import inbound as i
from space_to_think.agency.state import Signpost
from space_to_think.config import Config
from space_to_think.hooks import Capability, Manifest, Scope, hookimpl
from space_to_think.host.facade import Host
from space_to_think.host.loading import discover
from space_to_think.identity import Place, PlaceId, PlaceKind
from space_to_think.inbound import FieldErrors, Nothing, Notice, OpenForm
from space_to_think.messages import SAFEGUARDING, Text
from space_to_think.practice.load import SHIPPED
from space_to_think.runtime.parts import adapter, parts
from space_to_think.runtime.replies import within
from space_to_think.runtime.which import split
from space_to_think.runtime.work import Cache
from space_to_think.session import events as e
from space_to_think.session.state import Number
from space_to_think.testing.house import House
from tests.runtime.test_way import request, start, told

PRACTICE = (Path(__file__).parents[1] / "practice" / "peer-learning.toml").read_text()
AGENCIES = {
    "northshire": {"name": "Northshire", "tenants": ["fake:northshire"], "practices": {"peer-learning": PRACTICE}}
}


class Censor:
    """A plugin that has something against one word."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "censor",
            Text("censor-sentence"),
            Scope.SESSION,
            texts={"en-GB": "censor-sentence = Looks at words.\ncensor-no = Please say it another way."},
            capabilities=frozenset({Capability.CONTENT_READ}),
            always_on=True,
        )

    @hookimpl
    def check(self, text: str, by: Number) -> Text | None:
        return Text("censor-no") if "wicked" in text else None


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path, agencies=AGENCIES, host=Host({**discover(), "censor": Censor()})) as house:
        yield house


async def test_a_word_that_needs_more_opens_its_form(house: House) -> None:
    await start(house)
    answer = await house.call("owen", "park")
    assert isinstance(answer, OpenForm)
    assert answer.form.words == "park"


async def test_a_form_that_would_be_refused_is_not_opened(house: House) -> None:
    await start(house)
    assert isinstance(await house.call("ros", "understood"), Notice)


async def test_a_field_that_is_wrong_is_said_at_the_field(house: House) -> None:
    await start(house)
    await house.call("owen", "park")
    answer = await house.send_form("owen", {"text": ""})
    assert isinstance(answer, FieldErrors)
    assert "text" in answer.errors


async def test_what_a_plugin_has_against_a_text_is_said_at_the_field_and_nothing_is_kept(house: House) -> None:
    await start(house)
    before = len(await house.records())
    await house.call("owen", "park")
    answer = await house.send_form("owen", {"text": "a wicked thought"})
    assert isinstance(answer, FieldErrors)
    assert answer.errors["text"] == "Please say it another way."
    assert "another way" in told(await house.call("owen", "park a wicked thought"))
    assert len(await house.records()) == before
    assert isinstance(await house.send_form("owen", {"text": "a thought"}), Notice | Nothing)


async def test_a_title_is_looked_at_too(house: House) -> None:
    fields = {"reason": "stuck", "title": "a wicked title", "pace": "guided"}
    called = i.Called("t1", house.bench.person("ros"), house.fake.direct("ros"), "new", fields)
    answer = await house.fake.accept(called)
    assert isinstance(answer, FieldErrors)
    assert set(answer.errors) == {"title"}
    assert await house.service.sessions() == []


async def test_choices_are_what_this_person_can_do_now(house: House) -> None:
    await start(house)
    answer = await house.call("owen", "choices")
    assert isinstance(answer, Notice)
    words = {button.words for button in answer.card.buttons}
    assert "next" not in words
    assert words


async def test_a_plugin_s_word_reaches_the_plugin(house: House) -> None:
    await start(house)
    answer = await house.call("grace", "question feelings")
    assert isinstance(answer, Notice | Nothing | OpenForm)
    assert isinstance(await house.call("grace", "signposts"), Notice | Nothing)
    assert isinstance(await house.call("ros", "strength"), Notice | OpenForm)


async def test_a_plugin_that_refuses_is_quoted(house: House) -> None:
    await request(house)
    assert isinstance(await house.call("ros", "question feelings"), Notice)


GENERAL = "Your agency has not yet set where its people turn"


async def test_whoever_asks_for_a_session_hears_once_that_general_advice_is_given(house: House) -> None:
    assert GENERAL in told(await house.call("ros", "new stuck pace guided"))
    opened = await house.call("owen", "new")
    assert isinstance(opened, OpenForm)
    assert any(GENERAL in str(line) for line in opened.form.intro)
    assert GENERAL not in told(await house.send_form("owen", {"reason": "stuck", "pace": "guided"}))


async def test_an_agency_that_has_set_where_to_turn_says_nothing_of_general_advice(house: House) -> None:
    own = house.service.house.agencies["northshire"]
    set_all = replace(own, signposts=dict.fromkeys(SAFEGUARDING, Signpost("Front door")))
    house.service.house.agencies = {**house.service.house.agencies, "northshire": set_all}
    assert GENERAL not in told(await house.call("ros", "new stuck pace guided"))


async def test_an_agency_s_own_practice_can_be_asked_for(house: House) -> None:
    await house.call("ros", "new stuck pace guided practice peer-learning")
    session = await house.session()
    assert session.charter.practice.name == "peer-learning"
    assert session.charter.agency == "northshire"


async def test_everybody_has_the_shipped_practice(house: House) -> None:
    await house.call("grace", "new stuck pace guided practice space-to-think")
    assert (await house.session()).charter.practice.name == SHIPPED.removesuffix(".toml")
    assert (await house.session()).charter.agency == ""


async def test_a_reference_is_never_given_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await request(house)
    first = (await house.session()).reference
    drawn = iter([first, first, "STT-AAAAA"])
    monkeypatch.setattr("space_to_think.runtime.calls.new_reference", lambda: next(drawn))
    await house.call("owen", "new stuck pace guided")
    assert {row.reference for row in await house.service.sessions()} == {first, "STT-AAAAA"}


async def test_the_platform_s_usual_pace_is_taken(house: House) -> None:
    house.service.house.features = {"fake": replace(house.fake.features, default_pace_live=True)}
    await house.call("ros", "new stuck")
    assert (await house.session()).live


async def test_a_session_in_a_room_of_which_there_is_none_yet(house: House) -> None:
    room = Place(PlaceId("fake", "northshire", "r"), PlaceKind.ROOM)
    assert isinstance(await house.fake.accept(i.Called("k", house.bench.person("ros"), room, "done")), Notice)
    assert isinstance(await house.fake.accept(i.Said("l", house.bench.person("ros"), room, "done")), Nothing)


async def test_words_in_the_direct_chat_need_no_prefix(house: House) -> None:
    said = i.Said("d", house.bench.person("ros"), house.fake.direct("ros"), "help")
    assert "new" in told(await house.fake.accept(said))


async def test_after_the_end_the_last_session_is_meant(house: House) -> None:
    await start(house)
    await house.call("grace", "end")
    await house.call("grace", "agree")
    await house.call("owen", "further")
    assert any(isinstance(record.event, e.FurtherWished) for record in await house.records())
    stranger = replace(house.bench.person("ros"), user="ivo")
    assert isinstance(await house.fake.accept(i.Said("s", stranger, house.bench.group(), "Hello?")), Nothing)


async def test_what_was_given_comes_back_in_words(house: House) -> None:
    await start(house)
    await house.call("owen", "park Ask about the school.")
    await house.call("ros", "done")
    await house.call("grace", "next")
    await house.call("grace", "agree")
    await house.call("grace", "understood It is about the school run.")
    assert "It is about the school run." in house.in_group() + house.in_private("ros")
    await house.call("ros", "confirm")
    await house.call("grace", "next")
    assert "Ask about the school." in house.in_private("owen")
    assert "Ask about the school." not in house.in_group() + house.in_private("ros")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("in STT-7K2M3 done", ("STT-7K2M3", "done")),
        ("In stt-7k2m3 add it", ("STT-7K2M3", "add it")),
        ("in STT-7K2M3", ("STT-7K2M3", "")),
        ("in a minute", (None, "in a minute")),
        ("", (None, "")),
    ],
)
def test_words_may_begin_with_their_session(words: str, meant: tuple[str | None, str]) -> None:
    assert split(words) == meant


async def test_buttons_keep_the_session_they_were_made_for(house: House) -> None:
    answer = await house.call("tariq", "done")
    assert isinstance(answer, Notice)
    once = within(answer.card, "STT-AAAAA")
    assert within(once, "STT-BBBBB") == once
    assert within(answer.card, None) == answer.card


async def test_the_cache_drops_what_was_used_least(house: House) -> None:
    for n in range(3):
        await house.call("ros", f"new stuck pace {30 + n}m")
    ids = [row.id for row in await house.service.sessions()]
    small = Cache(2)
    service = house.service
    await service.store.read(lambda connection: small.fetch(connection, service.house, ids))
    await service.store.read(lambda connection: small.fetch(connection, service.house, ids[:1]))
    assert len(small._held) == 2  # pyright: ignore[reportPrivateUsage]


def test_what_is_configured_becomes_the_parts_of_a_service(tmp_path: Path) -> None:
    agencies = {"northshire": {"name": "Northshire"}}
    made = parts(Config.model_validate({"store": {"url": f"sqlite:///{tmp_path}/x.db"}, "agencies": agencies}))
    assert made.url == f"sqlite:///{tmp_path}/x.db"
    assert list(made.agencies) == ["northshire"]
    assert made.adapters == ()
    with pytest.raises(LookupError):
        adapter("carrier-pigeon", {})


async def test_a_turn_over_days_is_announced_and_ends_by_itself(house: House) -> None:
    await house.call("ros", "new stuck pace async @grace @owen")
    await house.advance(timedelta(days=30))
    assert (await house.session()).erased


async def test_whoever_invites_is_told_whom(house: House) -> None:
    await start(house)
    assert told(await house.call("grace", "invite @tariq")).startswith("I have invited @tariq.")
    assert "invites you to a session" in house.in_private("tariq")
    again = told(await house.call("grace", "invite @tariq"))
    assert "I have invited" not in again


BETTER = "Next time, tell me in our own chat"


@pytest.mark.parametrize("words", ["park What about the bus?", "strength You stay calm", "pass", "flag child", "flag"])
async def test_private_words_where_others_read_are_taken_and_a_better_place_is_named(house: House, words: str) -> None:
    await start(house)
    answer = await house.call("owen", words, private=False)
    form = isinstance(answer, OpenForm)
    assert form or BETTER in told(answer)
    assert BETTER not in house.in_group()
    own_chat = await house.call("owen", words)
    assert isinstance(own_chat, OpenForm) == form
    assert form or not isinstance(own_chat, Notice) or BETTER not in told(own_chat)


async def test_what_was_parked_where_others_read_is_kept(house: House) -> None:
    await start(house)
    await house.call("owen", "park What about the bus?", private=False)
    assert [given.kind for given in (await house.session()).contributions.values()] == ["parked"]


async def test_of_words_that_are_everybody_s_business_nothing_is_said(house: House) -> None:
    await start(house)
    assert BETTER not in told(await house.call("ros", "done", private=False))


async def test_what_plugins_ask_of_people_has_the_way_to_a_concern(house: House) -> None:
    await start(house)
    await house.call("grace", "next")
    await house.call("grace", "understood They ask how to go on")
    (asked,) = (post for post in house.bench.in_private("ros") if "confirm" in [b.words for b in post.card.buttons])
    assert [button.words for button in asked.card.buttons][-1] == "flag"
    await house.call("grace", "invite @tariq")
    (asked_in,) = (post for post in house.bench.in_private("tariq") if post.card.buttons)
    assert [button.words for button in asked_in.card.buttons] == ["join"]  # they have one thing to decide
