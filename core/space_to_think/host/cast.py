"""Who plays in one session: every plugin that is called there, for which agency, with its settings read at need.

Worked out once for a session, and again when its charter, the agencies or those present are others. Most events only
count something and change none of these.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from space_to_think.agency.state import Agency
from space_to_think.hooks import AgencyView, View
from space_to_think.host.loading import Loaded
from space_to_think.host.recent import Recent
from space_to_think.host.seats import PRESENT, Seat, members, seats
from space_to_think.session.state import Fact, Number, Participant, Session

Agencies: TypeAlias = Mapping[str, Agency]
About: TypeAlias = Callable[[Agency], AgencyView]
People: TypeAlias = Mapping[Number, Participant]


class Cast:
    """The calls there are to make in a session, in order of the plugins' names. `about` tells of an agency."""

    def __init__(
        self, loaded: Iterable[Loaded], session: Session, by: Number | None, agencies: Agencies, about: About
    ) -> None:
        self._charter, self._agencies = session.charter, agencies
        self._people, self._guest = session.people, guest(session, by)
        self._about = about
        self._views: dict[str, AgencyView] = {}
        self._calls: dict[tuple[str, type | None], tuple[Seat, ...]] = {}
        groups = members(session, by, agencies)
        self._seats = [seat for one in loaded for seat in seats(one, session, groups, agencies)]

    def fits(self, session: Session, by: Number | None, agencies: Agencies) -> bool:
        """Whether all that it was worked out from is still so."""
        if self._charter is not session.charter or self._agencies is not agencies:
            return False
        if self._guest != guest(session, by) or not same(self._people, session.people):
            return False
        self._people = session.people  # most of them will be the very same next time
        return True

    def calls(self, hook: str, event: type | None = None) -> tuple[Seat, ...]:
        """Those that have a hook and, where it is about an event, want to hear of that one."""
        if (hook, event) not in self._calls:
            self._calls[hook, event] = tuple(_read(seat) for seat in self._seats if seat.has(hook, event))
        return self._calls[hook, event]

    def call(self, loaded: Loaded, number: Number) -> Seat | None:
        """The call of a plugin that is meant for one person's doing; None when it is not on for them."""
        return next((seat for seat in self._seats if seat.loaded is loaded and seat.concerns(number)), None)

    def about(self, agency: Agency) -> AgencyView:
        """What a plugin may know of an agency."""
        if agency.slug not in self._views:
            self._views[agency.slug] = self._about(agency)
        return self._views[agency.slug]


class Casting:
    """Remembers the casts of the sessions that were seen last."""

    def __init__(self, loaded: Iterable[Loaded], about: About) -> None:
        self._loaded = tuple(loaded)
        self._about = about
        self._casts: Recent[Cast] = Recent()

    def cast(self, session: Session, by: Number | None, agencies: Agencies) -> Cast:
        """Who plays in a session when somebody does something; None: when the clock does."""
        cast = self._casts.get(session.id)
        if cast is None or not cast.fits(session, by, agencies):
            cast = self._casts.put(session.id, Cast(self._loaded, session, by, agencies, self._about))
        return cast


class Glance:
    """What the calls for one event, word or wake see of the session. What they have in common is worked out once."""

    def __init__(self, session: Session, now: datetime, cast: Cast) -> None:
        self._session = session
        self._now = now
        self._cast = cast
        self._people = session.taking_part()
        self._plain: dict[tuple[str, frozenset[Number]], View] = {}

    def view(self, seat: Seat) -> View:
        """What one call sees. Those that remember nothing see the same."""
        memory = self._session.memory.get(seat.key)
        if memory:
            return self._view(seat, memory)
        view = self._plain.get(seat.sort)
        if view is None:
            view = self._plain[seat.sort] = self._view(seat, {})
        return view

    def _view(self, seat: Seat, memory: Mapping[str, Fact]) -> View:
        session = self._session
        host, about = session.charter.agency, self._cast.about(seat.agency)
        return View(session, memory, host, self._people, seat.mine, self._now, about)


def guest(session: Session, by: Number | None) -> Number | None:
    """Whoever acts, if they do not count as present."""
    person = session.people.get(by or 0)
    return None if person is not None and person.standing in PRESENT else by


def same(before: People, after: People) -> bool:
    """Whether the same people are present, and work for the same agencies."""
    if before is after:
        return True
    if before.keys() != after.keys():
        return False
    changed = [(before[number], person) for number, person in after.items() if person is not before[number]]
    return all(
        was.agency == person.agency and (was.standing in PRESENT) is (person.standing in PRESENT)
        for was, person in changed
    )


def _read(seat: Seat) -> Seat:
    """With its settings read. Those that do not fit are read again in each call, and are the plugin's fault there."""
    try:
        return replace(seat, read=seat.model())
    except Exception:
        return seat
