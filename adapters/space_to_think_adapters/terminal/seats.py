"""Everybody's seat, under the names by which they are shown, and the screens that show them."""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TextIO
from zoneinfo import ZoneInfo

from space_to_think.identity import PersonId
from space_to_think.rendered import RenderedCard
from space_to_think.rendered import Said as SaidLine
from space_to_think_adapters.terminal.screen import (
    Look,
    PlainView,
    Screen,
    ascii_only,
    can_draw,
    colour_wanted,
    picture,
)
from space_to_think_adapters.terminal.seat import Item, Seat
from space_to_think_adapters.terminal.texts import text


class View(Protocol):
    """A screen that shows one seat."""

    def item(self, item: Item) -> None:
        """Something new stands in the talk."""
        ...

    def refresh(self) -> None:
        """A card above the talk, or the open form, has changed."""
        ...


class Seats:
    """The seats of everybody on this machine. A screen can be opened for any of them."""

    def __init__(self, people: dict[PersonId, str], now: Callable[[], datetime]) -> None:
        self.people = people
        self.now = now
        self.seats = {person: Seat() for person in people}
        self._views: dict[PersonId, View] = {}

    def seat(self, person: PersonId) -> Seat:
        """What somebody has in front of them."""
        return self.seats[person]

    def watch(self, person: PersonId, view: View) -> None:
        """Let a view show somebody's seat from now on."""
        self._views[person] = view

    def look(self, person: PersonId, zone: str, hint: Callable[[], str]) -> Look:
        """How somebody's seat is shown on standard output."""
        colour, plain = colour_wanted(sys.stdout), ascii_only(sys.stdout)
        return Look(self.seats[person], self.shown, self.now, hint, ZoneInfo(zone), colour, plain)

    def printed(
        self, person: PersonId, zone: str, hint: Callable[[], str] = str, out: TextIO | None = None
    ) -> PlainView:
        """Print somebody's seat line after line from now on."""
        view = PlainView(self.look(person, zone, hint), out or sys.stdout)
        self.watch(person, view)
        return view

    def drawn(self, person: PersonId, zone: str, hint: Callable[[], str]) -> Screen | PlainView:
        """Draw somebody's seat from now on, or print it where the terminal cannot be drawn on."""
        if not can_draw():
            return self.printed(person, zone, hint)
        screen = Screen(self.look(person, zone, hint))
        self.watch(person, screen)
        return screen

    def cards(self, person: PersonId) -> list[str]:
        """The references of the cards above somebody's talk."""
        return [ref for ref, _ in self.seats[person].cards.values()]

    def fills_in(self, person: PersonId) -> bool:
        """Whether a form is open to somebody."""
        return self.seats[person].filling is not None

    def picture(self, person: PersonId, zone: str, title: str) -> str:
        """Somebody's seat as it is now, as an SVG."""
        return picture(self.look(person, zone, str), title)

    def note(self, person: PersonId, words: str) -> None:
        """Tell somebody something that comes neither from the bot nor from anybody else."""
        self.tell(person, self.seats[person].hear(self.now(), text("note"), words))

    def find(self, name: str) -> PersonId | None:
        """Whom a name after an @ means: a user id, or the first word of a shown name. None when nobody is called so."""
        for person, shown in self.people.items():
            if name.casefold() in (person.user.casefold(), shown.partition(" ")[0].casefold()):
                return person
        return None

    def shown(self, person: PersonId) -> str:
        """Somebody's name as it is shown; for a stranger the user id."""
        return self.people.get(person, person.user)

    def heard(self, by: PersonId, words: str) -> None:
        """Show what somebody said, to everybody."""
        for person, seat in self.seats.items():
            self.tell(person, seat.hear(self.now(), self.shown(by), words))

    def echo(self, by: PersonId, words: str) -> None:
        """Show somebody what they have typed for the bot; nobody else sees it."""
        self.tell(by, self.seats[by].hear(self.now(), self.shown(by), words, private=True))

    def own(self, by: PersonId, key: str) -> None:
        """Tell somebody one of the terminal's own texts."""
        self.tell(by, self.seats[by].tell(self.now(), RenderedCard((SaidLine((text(key),)),))))

    def tell(self, person: PersonId, item: Item | None) -> None:
        """Let somebody's screen show what is new; None: only that something has changed."""
        view = self._views.get(person)
        if view is None:
            return
        if item is None:
            view.refresh()
        else:
            view.item(item)
