"""What the whole runtime shares: keys, plugins, texts, words, agencies, and who reads what in whose words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from space_to_think.agency.state import BUILT_IN, Agency
from space_to_think.agency.who import suggested
from space_to_think.delivery import Features
from space_to_think.host.facade import Host
from space_to_think.identity import PersonId
from space_to_think.practice.load import load_practice, shipped
from space_to_think.practice.model import Practice
from space_to_think.runtime.clock import Clock
from space_to_think.runtime.secrets import Keys
from space_to_think.runtime.store import contents
from space_to_think.runtime.store.sessions import Held
from space_to_think.session.state import Charter, Kind, Number, Session, Standing
from space_to_think.wording.reader import Reader, Spoken
from space_to_think.wording.render import Wording
from space_to_think.words import Table


@dataclass(slots=True)
class House:
    """Made once at the start. Only `agencies` is ever replaced, as a whole; it always holds ""."""

    keys: Keys
    host: Host
    wording: Wording
    table: Table
    clock: Clock
    features: Mapping[str, Features] = field(default_factory=dict[str, Features])  # of each adapter
    agencies: Mapping[str, Agency] = field(default_factory=lambda: {"": BUILT_IN})

    def agency(self, slug: str | None) -> Agency:
        """An agency; the built-in one for what is not configured."""
        return self.agencies.get(slug or "", self.agencies[""])

    def agency_of(self, held: Held | None, number: Number | None, person: PersonId | None) -> str | None:
        """Where somebody works: what they said when they joined; before that, what their tenant suggests."""
        known = held.session.people.get(number or 0) if held is not None else None
        if known is not None and (known.agency is not None or known.standing is Standing.AGREED):
            return known.agency
        return None if person is None else suggested(person, self.agencies)

    def prefix(self, adapter: str) -> str:
        """What people type before a word in a shared place."""
        features = self.features.get(adapter)
        return "" if features is None else features.prefix

    def private(self, held: Held | None, number: Number | None, person: PersonId, prefix: str = "") -> Reader:
        """One person, in their own agency's words."""
        mine = self.agency(self.agency_of(held, number, person))
        session = None if held is None else held.session
        host = mine if session is None else self.agency(session.charter.agency)
        return Reader(
            mine.language, mine, host, mine.time_zone, number, session, False, self.clock.now(), self.agencies, prefix
        )

    def shared(self, held: Held, adapter: str) -> Reader:
        """Everybody in the group's place, in the hosting agency's words."""
        host = self.agency(held.session.charter.agency)
        return Reader(
            host.language, host, host, host.time_zone, None, held.session, True, self.clock.now(), self.agencies,
            self.prefix(adapter),
        )  # fmt: skip

    def kinds(self, session: Session | None) -> Mapping[str, Kind]:
        """The kinds of contributions that a session knows."""
        return {} if session is None else self.host.kinds(session.charter, self.agencies)

    # ---- what a session begins with

    def practices(self, agency: Agency) -> tuple[str, ...]:
        """The names of the practices that an agency offers."""
        return (shipped().name, *agency.practices)

    def charter(self, agency: Agency, practice: str | None) -> Charter:
        """What a session that this agency hosts begins with. KeyError: it has no practice of that name."""
        return Charter(
            practice=self._practice(agency, practice),
            agency=agency.slug,
            calendar=agency.calendar,
            turns=agency.turns,
            retention_days=agency.retention_days,
            moves_on=agency.moves_on,
            settings=self.host.charter_settings(agency),
        )

    def _practice(self, agency: Agency, name: str | None) -> Practice:
        if name is not None and name in agency.practices:
            return load_practice(agency.practices[name], f"the practice {name} of {agency.name}")
        if name in (None, shipped().name):
            return shipped()
        raise KeyError(name)


class Opened:
    """What lies sealed, opened for one delivery. `quoted` are the contributions that were looked up."""

    def __init__(self, connection: Connection | None, held: Held | None) -> None:
        self._connection = connection
        self._held = held
        self.quoted: list[str] = []

    def person(self, number: Number) -> PersonId | None:
        """Who a number is."""
        return None if self._held is None else self._held.people.get(number)

    def words(self, id: str) -> Spoken | None:
        """One contribution."""
        if self._connection is None or self._held is None or self._held.key is None:
            return None
        self.quoted.append(id)
        return contents.words(self._connection, self._held.key, id)

    def all(self, kind: str, round: int, by: Number | None) -> Sequence[Spoken]:
        """Every contribution of a kind in a round."""
        if self._connection is None or self._held is None or self._held.key is None:
            return ()
        found = contents.all_of(self._connection, self._held.key, kind, round, by)
        self.quoted += [spoken.id for spoken in found]
        return found
