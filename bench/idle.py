"""Plugins that have every hook that a session calls, and do nothing."""

from space_to_think.hooks import CardPart, Effects, Manifest, Scope, Settings, View, hookimpl
from space_to_think.messages import Text
from space_to_think.session.events import Event
from space_to_think.session.state import Number


class Idle:
    """One of them. It is always on, and hears every event."""

    def __init__(self, name: str) -> None:
        self._name = name

    @hookimpl
    def declare(self) -> Manifest:
        texts = {"en-GB": f"{self._name}-sentence = It does nothing.\n"}
        return Manifest(self._name, Text(f"{self._name}-sentence"), Scope.SESSION, always_on=True, texts=texts)

    @hookimpl
    def react(self, event: Event, by: Number | None, view: View, settings: Settings) -> Effects:
        return ()

    @hookimpl
    def card(self, view: View, settings: Settings) -> CardPart | None:
        return None


def idlers(count: int) -> dict[str, object]:
    names = [f"idle-{number:02}" for number in range(count)]
    return {name: Idle(name) for name in names}
