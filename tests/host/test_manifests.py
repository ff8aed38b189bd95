"""A manifest that is not in order is refused with a sentence for each thing that is wrong."""

from collections.abc import Callable
from enum import IntEnum, StrEnum
from typing import Any, Literal

import pytest
from pydantic import Field, model_validator

from space_to_think.hooks import Capability, Manifest, Scope, Settings, Word
from space_to_think.host import Host, PluginError
from space_to_think.messages import Text
from space_to_think.practice.model import Role
from space_to_think.session.state import Audience, Reveal
from tests.host.sample import host, kind, manifest, plugin


def wrong(declared: Manifest, name: str = "sample", **hooks: Callable[..., object]) -> str:
    with pytest.raises(PluginError) as caught:
        Host({name: plugin(declared, **hooks)})
    assert f"'{name}'" in str(caught.value)
    return str(caught.value)


def answers(call: object) -> tuple[()]:
    return ()


def test_the_name_is_the_entry_point_s() -> None:
    assert "entry point is called 'other', but its manifest 'sample'" in wrong(manifest(), name="other")


def test_a_name_is_a_slug() -> None:
    assert "small letters" in wrong(manifest("Big"), name="Big")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    said = wrong(manifest(scope=Scope.PERSON, words=(Word("two words"),)), card=lambda view: None)
    assert "group's card" in said
    assert "implement handle" in said
    assert "'two words' is no single word" in said


def test_reading_what_people_write_needs_the_capability() -> None:
    assert "content.read" in wrong(manifest(), check=lambda text: None)
    able = manifest(capabilities=frozenset({Capability.CONTENT_READ}))
    assert host(able, check=lambda text: None).manifests


# ---- settings


def test_settings_are_a_model_of_ours() -> None:
    assert "subclass of space_to_think.hooks.Settings" in wrong(manifest(settings=dict))


class Tone(StrEnum):
    SOFT = "soft"


class Drawable(Settings):
    text: str = ""
    maybe: str | None = None
    yes: bool = True
    number: int = 1
    share: float = 0.5
    choice: Literal["a", "b"] = "a"
    tone: Tone = Tone.SOFT
    several: tuple[Literal["a", "b"], ...] = ()
    lines: list[str] = Field(default_factory=list[str])


class Level(IntEnum):
    LOW = 1


class Deep(Settings):
    tree: dict[str, str] = Field(default_factory=dict[str, str])
    anything: Any = None
    numbered: Literal[1, 2] = 1
    level: Level = Level.LOW


class Demanding(Settings):
    needed: str


class Contrary(Settings):
    @model_validator(mode="after")
    def never(self) -> "Contrary":
        raise ValueError("never")


def test_settings_can_be_drawn_as_a_form() -> None:
    assert host(manifest(settings=Drawable)).manifests
    said = wrong(manifest(settings=Deep))
    assert "the setting tree has to be text" in said
    assert "the setting anything has to be text" in said
    assert "the setting numbered has to be text" in said  # nobody could type it: a choice is made by its word
    assert "the setting level has to be text" in said


def test_an_agency_may_set_nothing() -> None:
    assert "the setting needed needs a default" in wrong(manifest(settings=Demanding))
    assert "cannot be made of their defaults" in wrong(manifest(settings=Contrary))


# ---- kinds and words


class Hidden(Settings):
    hidden: bool = False
    how: str = ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"word": "Two Words"}, "'Two Words' is no slug"),
        ({"labels": ("A",)}, "'A' is no slug"),
        ({"roles": frozenset[Role]()}, "for no role"),
        ({"reveal": Reveal.STAGE}, "has to name its stages"),
        ({"anonymous": True}, "only what a whole group sees when a stage closes"),
        ({"anonymous": True, "anonymous_setting": "hidden"}, "cannot have an anonymous_setting"),
        ({"shown_from": 3}, "has to be anonymous always"),
        ({"anonymous_setting": "hidden"}, "only what a whole group sees when a stage closes"),
        ({"anonymous_setting": "how"}, "'how', which is no yes-or-no setting"),
        ({"anonymous_setting": "nowhere"}, "'nowhere', which is no yes-or-no setting"),
        ({"called": "sample-none"}, "text sample-none, which it does not have"),
        ({"called": "sample-hi", "labels": ("soft",)}, "text sample-hi-soft"),
    ],
)
def test_a_kind_that_cannot_work_is_refused(changes: dict[str, Any], said: str) -> None:
    assert said in wrong(manifest(settings=Hidden, kinds=(kind(**changes),)))


def test_only_a_session_plugin_s_kind_can_be_anonymous() -> None:
    hidden = kind(anonymous_setting="hidden", stages=frozenset({"s"}), reveal=Reveal.STAGE, audience=Audience.GROUP)
    assert host(manifest(settings=Hidden, kinds=(hidden,))).declared == {"thing": hidden}
    said = wrong(manifest(settings=Hidden, kinds=(hidden,), scope=Scope.PERSON))
    assert "only a session plugin's can be anonymous" in said
    always = kind(anonymous=True, stages=frozenset({"s"}), reveal=Reveal.STAGE, audience=Audience.GROUP)
    assert host(manifest(kinds=(always,))).declared == {"thing": always}
    assert "only a session plugin's can be anonymous" in wrong(manifest(kinds=(always,), scope=Scope.PERSON))


def test_nothing_is_declared_twice() -> None:
    assert "the kind 'thing' 2 times" in wrong(manifest(kinds=(kind(), kind(word="other"))))
    assert "the word 'thing' 2 times" in wrong(manifest(kinds=(kind(),), words=(Word("thing"),)), handle=answers)


def test_only_a_person_plugin_answers_outside_a_session() -> None:
    anywhere = manifest(words=(Word("where", anywhere=True),))
    assert "outside a session" in wrong(anywhere, handle=answers)


# ---- texts


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("other-hi = Hi.\nsample-sentence = Yes.\n", "the text other-hi has to begin with sample-."),
        ("sample = Hi.\nsample-sentence = Yes.\n", "the text sample has to begin with sample-."),
        ("-term = Hi.\nsample-sentence = Yes.\n", "the text term has to begin with sample-."),
        ("sample-sentence = Yes.\nsample-sentence = No.\n", "the text 'sample-sentence' 2 times"),
        ("sample-hi = Hi.\n", "refers to the text sample-sentence"),
        ("this is not Fluent\n", "no Fluent"),
    ],
)
def test_texts_are_in_order(source: str, said: str) -> None:
    assert said in wrong(manifest(texts={"en-GB": source}))


def test_there_are_texts_in_english() -> None:
    assert "no texts in en-GB" in wrong(manifest(texts={"cy": "sample-sentence = Ie.\n"}))


def test_every_text_that_is_referred_to_is_there() -> None:
    missing = Text("sample-missing")
    assert "sample-missing" in wrong(manifest(reads=(missing,)))
    assert "sample-missing" in wrong(manifest(keeps=(missing,)))
    assert "sample-missing" in wrong(manifest(words=(Word("go", argument=missing),)), handle=answers)
    assert "sample-missing" in wrong(manifest(words=(Word("go", label=missing),)), handle=answers)
