"""Reflective questions: offered to the facilitator in exploration, and to whoever asks; never the same one twice."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal
from zlib import crc32

from pydantic import Field

from space_to_think.hooks import (
    Call,
    Effect,
    Effects,
    Manifest,
    Refuse,
    Remember,
    Say,
    Scope,
    Settings,
    View,
    Word,
    hookimpl,
)
from space_to_think.messages import GROUP, Button, Card, Message, Setting, Text, Who
from space_to_think.session.events import StageOpened
from space_to_think.session.state import Fact, Move, Number, Session
from space_to_think_plugins._common import button, place, tell, texts

Family = Literal["description", "intention", "knowledge", "impact", "alternatives", "feelings", "family", "learning"]

# The eighteen themes of the guidance, by family. Each is a text of that name.
THEMES: Final[Mapping[Family, tuple[str, ...]]] = {
    "description": ("action", "next", "causes"),
    "intention": ("reason", "aim", "goal"),
    "knowledge": ("known", "research"),
    "impact": ("difference", "criteria", "measure"),
    "alternatives": ("options", "anew"),
    "feelings": ("feelings", "values"),
    "family": ("view",),
    "learning": ("experience", "future"),
}
OWN: Final = "own"
STAGE: Final = "exploration"
OFFERED: Final = 3
MOST_ASKED: Final = 3  # in the group's place: it is the group's conversation, and posts are few


class QuestionSettings(Settings):
    """Which questions there are."""

    families: tuple[Family, ...] = Field(
        (), title="Families of questions", description="With none named, there are questions of all eight."
    )
    own: tuple[str, ...] = Field((), max_length=50, title="Your own questions", description="They are offered first.")
    replace: bool = Field(
        False, title="Your own only", description="Only your own questions, and none of the built-in ones."
    )


class Questions:
    """A session plugin. Which have been shown, and how many asked, is remembered by the names of their themes."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest(
            "questions",
            Text("questions-sentence"),
            Scope.SESSION,
            QuestionSettings,
            words=(
                Word("question", Text("questions-argument"), label=Text("questions-give"), stages=frozenset({STAGE})),
            ),
            texts=texts("questions"),
            keeps=(Text("questions-keeps"),),
        )

    @hookimpl
    def react(self, event: StageOpened, by: Number | None, view: View, settings: QuestionSettings) -> Effects:
        match event:
            case StageOpened(stage="exploration", move=Move.NEXT) if view.session.facilitator is not None:
                return list(offer(by, view, settings))
            case _:
                return ()

    @hookimpl
    def handle(self, call: Call, view: View, settings: QuestionSettings) -> Effects:
        """`question`, `question FAMILY`, and the facilitator's button `question ask THEME`."""
        first, _, theme = call.rest.strip().casefold().partition(" ")
        if first == "ask":
            return ask(call, theme, view, settings)
        families = {OWN, *THEMES}
        if first and first not in families:
            return (Refuse(Text("questions-families")),)
        fresh = unused(view, settings, first or None)
        if not fresh:
            return (Refuse(Text("questions-none-left")),)
        buttons = [button("questions-another", f"question {first}".strip())]
        if call.by == view.session.facilitator:
            buttons.insert(0, button("questions-ask", f"question ask {fresh[0]}"))
        shown = tell(call.by, Text("questions-here"), said(fresh[0]), buttons=buttons, asked=True, answer=True)
        return shown, used(fresh[0])


def bank(settings: QuestionSettings) -> Iterator[tuple[str, str]]:
    """(family, theme) of every question there is; the agency's own are own-1, own-2 …"""
    yield from ((OWN, f"{OWN}-{at + 1}") for at in range(len(settings.own)))
    if not (settings.replace and settings.own):
        for family in settings.families or THEMES:
            yield from ((family, theme) for theme in THEMES[family])


def unused(view: View, settings: QuestionSettings, family: str | None = None) -> Sequence[str]:
    """The questions not yet shown: the agency's own first, then ours, in an order that differs between sessions."""
    fresh = [t for f, t in bank(settings) if family in {None, f} and used(t).key not in view.memory]
    return sorted(fresh, key=lambda theme: (not theme.startswith(f"{OWN}-"), shuffled(view.session, theme)))


def shuffled(session: Session, theme: str) -> int:
    return crc32(f"{session.id} {theme}".encode())


def offer(by: Number | None, view: View, settings: QuestionSettings) -> Iterator[Effect]:
    """Three to the facilitator as exploration opens, each with a button that asks it in the group."""
    themes = unused(view, settings)[:OFFERED]
    facilitator = view.session.facilitator
    if facilitator is None or not themes:
        return
    lines = [Text("questions-offer")]
    buttons: list[Button] = []
    for number, theme in enumerate(themes, 1):
        lines.append(Text("questions-numbered", {"number": number, "question": said(theme)}))
        buttons.append(Button(Text("questions-ask-number", {"number": number}), f"question ask {theme}"))
    yield tell(facilitator, *lines, buttons=buttons, asked=by == facilitator, stage=place(view.session))
    yield from (used(theme) for theme in themes)


def ask(call: Call, theme: str, view: View, settings: QuestionSettings) -> Effects:
    """Ask one in the group's place, for the facilitator."""
    if call.by != view.session.facilitator:
        return (Refuse(Text("questions-facilitator")),)
    if theme not in {known for _, known in bank(settings)}:
        return (Refuse(Text("questions-families")),)
    count, asked = number(view.memory.get("asked")), f"asked-{theme}"
    if asked in view.memory:
        return (Refuse(Text("questions-asked")),)
    if count >= MOST_ASKED:
        return (Refuse(Text("questions-enough")),)
    card = Card((Text("questions-facilitator-asks", {"who": Who(call.by)}), said(theme)))
    done = tell(call.by, Text("questions-is-asked"), asked=True, answer=True)
    return Say(Message(GROUP, card)), done, Remember(asked, True), Remember("asked", count + 1), used(theme)


def number(fact: Fact | None) -> int:
    return fact if isinstance(fact, int) else 0


def said(theme: str) -> Text | Setting:
    """A question in words."""
    if theme.startswith(f"{OWN}-"):
        return Setting("questions", OWN, int(theme.removeprefix(f"{OWN}-")) - 1)
    return Text(f"questions-theme-{theme}")


def used(theme: str) -> Remember:
    return Remember(f"used-{theme}", True)


plugin = Questions()
