"""No names: what is found and what is left alone, what the author hears, and how much of it is right."""

from hashlib import sha256

import pytest

from docs.made_up import messages
from docs.pages.no_names import scores
from space_to_think.agency.state import Agency
from space_to_think.host import Host
from space_to_think.messages import Text
from space_to_think_plugins.no_names import NoNames, NoNamesSettings, finds
from tests.plugins.play import AGENCIES, Play, wording

FOUND = {
    "NHS number 943 476 5919": "nhs",
    "it is 9434765919": "nhs",
    "UPN B801200005001": "upn",
    "her NI number is AB 12 34 56 C": "nino",
    "ring 020 7946 0018": "phone",
    "call 07700 900123": "phone",
    "+33 1 42 68 53 00": "phone",
    "mail sam.b@example.org": "email",
    "they live at M1 1AE": "postcode",
    "dob 3/4/2015": "birth",
    "born on 3rd of April 2015": "birth",
}
LEFT_ALONE = (
    "case number 9434765919",
    "9434765918",
    "by Friday 3/4/2026",
    "between 12.30 and 14.00",
    "order 07912345678",
    "B801200005002",
    "GB123456C",
    "room B12",
    "1234 5678 9012",
    "Sam was quiet today",
)


@pytest.mark.parametrize(("text", "sort"), FOUND.items())
def test_it_finds(text: str, sort: str) -> None:
    assert tuple(finds(text)) == (sort,)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_it_leaves_alone(text: str) -> None:
    assert tuple(finds(text)) == ()


def test_an_agency_may_look_for_less() -> None:
    assert tuple(finds("dob 3/4/2015, mail a@b.org", ("email",))) == ("email",)


def test_a_text_to_the_bot_is_refused_unless_anyway_stands_in_front() -> None:
    plugin, settings = NoNames(), NoNamesSettings.model_validate({})
    assert plugin.check("mail a@b.org", 3, False, settings) == Text("no-names-refused", {"what": "email"})
    assert plugin.check("Anyway mail a@b.org", 3, False, settings) is None
    assert plugin.check("all is well", 3, False, settings) is None


def test_a_plain_message_is_warned_about_whatever_stands_in_front() -> None:
    plugin, settings = NoNames(), NoNamesSettings.model_validate({})
    assert plugin.check("anyway a@b.org", 3, True, settings) == Text("no-names-posted", {"what": "email"})


@pytest.mark.parametrize("id", ["no-names-refused", "no-names-posted"])
@pytest.mark.parametrize("what", ["nhs", "upn", "nino", "phone", "email", "postcode", "birth"])
def test_the_warning_says_that_it_cannot_catch_everything(id: str, what: str) -> None:
    play = Play().start()
    said = wording().text(Text(id, {"what": what}), play.reader(3), play.known)
    assert "I cannot catch all of these" in said
    assert "kept" in said
    assert "{" not in said


def test_it_is_each_agency_s_own_choice() -> None:
    play = Play(agencies={**AGENCIES, "north": Agency("north", "North", plugins=frozenset())}).start()
    assert play.host.check("a@b.org", 3, play.session, play.agencies) is None
    assert play.host.check("a@b.org", 3, play.session, AGENCIES) is not None


def test_it_asks_to_read_what_people_write() -> None:
    manifest = Host.load().manifests["no-names"]
    assert [capability.value for capability in manifest.capabilities] == ["content.read"]
    assert manifest.reads
    assert not manifest.keeps


# The floors lie a little below what was measured, for other versions of the generators.
@pytest.mark.parametrize("held_out", [False, True])
def test_it_finds_most_and_raises_few_false_alarms(held_out: bool) -> None:
    made_up = messages()
    assert len(made_up) == 2000
    assert sum(message.sort == "alike" for message in made_up) >= 1000
    assert sum(message.held_out for message in made_up) == 1000
    measured = scores(made_up, held_out)
    for sort in ("nhs", "upn", "nino", "phone", "email", "postcode"):
        assert measured[sort].share >= 0.95, sort
    assert measured["birth"].share >= 0.75
    assert measured["alike"].share <= 0.03
    assert measured["name"].warned == 0  # not looked for, and not promised


def test_the_same_seed_makes_the_same_messages() -> None:
    assert messages() == messages()
    assert messages(1) != messages(2)


def test_they_are_the_same_on_any_day() -> None:
    written = "\n".join(message.text for message in messages())
    assert sha256(written.encode()).hexdigest()[:16] == "30597584f0ff7e24", "other generators: measure anew"
