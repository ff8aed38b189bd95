"""The one door to the plugins: typed, in order of name, one call at a time, each in a try.

pluggy would give every implementation the same arguments and stop at the first that raises; so it only tells which
implementations there are. A session plugin is called once, for the hosting agency, with the settings that the session
began with. A person plugin is called once for each agency present that has it on, with that agency's settings of now.

Nothing is ever written onto a plugin. What a plugin remembers lies in the session, under its name, or, for a person
plugin, under `name/agency`; whoever works for no configured agency counts for the agency "".
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final, TypeAlias

from space_to_think.agency.state import Agency
from space_to_think.hooks import AgencyView, Call, CardPart, Finding, Manifest, Outside, Scope, Word
from space_to_think.host.calling import Caller, Given, trace_if_asked
from space_to_think.host.cast import Casting, Glance
from space_to_think.host.loading import Loaded, discover
from space_to_think.host.reactions import NOTHING, Gathered, Reactions
from space_to_think.host.results import NO_EFFECTS, Checker, Taken
from space_to_think.host.roster import Roster
from space_to_think.host.seats import Seat, agency_view, members, person_seat, refusal, seats, switched_on
from space_to_think.host.watch import Watch
from space_to_think.messages import Card, Form, Message, Person, Refusal, Text
from space_to_think.session.events import Event, Remembered, Tallied, WakeSet, Woken
from space_to_think.session.state import Number, Session

Agencies: TypeAlias = Mapping[str, Agency]

# What plugins have brought about themselves: nobody reacts to it.
OF_PLUGINS: Final = frozenset({Remembered, WakeSet, Woken, Tallied})


class Host(Roster):
    """Calls the plugins, and takes from each call everything or nothing.

    `agencies` always holds the agency "", which stands for every other one.
    """

    def __init__(
        self,
        plugins: Mapping[str, object],
        watch: Watch | None = None,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(plugins, watch)
        self._caller = Caller(self.watch, trace or trace_if_asked())
        self._casting = Casting(self._loaded.values(), self._about)
        self._by_word = {word: loaded for loaded in self._loaded.values() for word in _all_words(loaded.manifest)}

    @classmethod
    def load(cls, watch: Watch | None = None) -> "Host":
        """Every plugin that is installed. Raises PluginError."""
        return cls(discover(), watch)

    # ---- the hooks

    def react(self, event: Event, by: Number | None, session: Session, now: datetime, agencies: Agencies) -> Reactions:
        """What all plugins make of an event; `session` is as it is after it. Nothing for what plugins keep."""
        if type(event) in OF_PLUGINS:
            return NOTHING
        cast = self._casting.cast(session, by, agencies)
        concerned = cast.calls("react", type(event))
        if not concerned:
            return NOTHING
        found, glance = Gathered(), Glance(session, now, cast)
        given: Given = {"event": event, "by": by}
        about, read = type(event).__name__, partial(_effects, session, False)
        for seat in concerned:
            given["view"] = glance.view(seat)
            taken, fault = self._caller.call(seat, "react", about, given, read)
            if taken is not NO_EFFECTS:
                found.add(seat, taken, fault)
        return found.reactions()

    def handle(
        self, plugin: str, call: Call, session: Session, now: datetime, agencies: Agencies
    ) -> Reactions | Refusal:
        """Give a plugin one of its words. Refused: not now, not yours, not on here, or by the plugin itself."""
        loaded = self._loaded[plugin]
        refused = refusal(_word(loaded, call.word), call.by, session)
        if refused is not None:
            return refused
        cast = self._casting.cast(session, call.by, agencies)
        seat = cast.call(loaded, call.by)
        if seat is None:
            return Refusal(Text("refuse-plugin-off"))
        given: Given = {"call": call, "view": Glance(session, now, cast).view(seat)}
        return self._handle(seat, call, given, session)

    def outside(self, plugin: str, call: Call, agency: Agency, now: datetime) -> Reactions | Refusal:
        """Give a plugin a word that works anywhere, from somebody outside a session.

        Its messages are to `call.by`; the card of each is the answer to whoever asked.
        """
        loaded = self._loaded[plugin]
        if not (_word(loaded, call.word).anywhere and switched_on(loaded, agency)):
            return Refusal(Text("refuse-plugin-off"))
        seat = person_seat(loaded, agency, frozenset({call.by}))
        given: Given = {"call": call, "view": Outside(self._about(agency), now)}
        return self._handle(seat, call, given, None)

    def _handle(self, seat: Seat, call: Call, given: Given, session: Session | None) -> Reactions | Refusal:
        taken, fault = self._caller.call(seat, "handle", call.word, given, partial(_effects, session, True))
        if fault is not None:
            return Reactions((_sorry(call),), (), (fault,))
        assert taken is not None  # a plugin with words has a handle
        found = Gathered()
        found.add(seat, taken, None)
        return taken.refusal or found.reactions()

    def form(self, word: str, by: Number, session: Session, now: datetime, agencies: Agencies) -> Form | None:
        """A plugin's own form for one of its words or of its kinds' words; None: the word's fixed fields."""
        loaded = self._by_word.get(word)
        cast = self._casting.cast(session, by, agencies)
        seat = None if loaded is None else cast.call(loaded, by)
        if seat is None:
            return None
        given: Given = {"word": word, "view": Glance(session, now, cast).view(seat)}
        return self._caller.call(seat, "form", word, given, lambda seat, back: _checker(seat, session).form(back))[0]

    def wake(
        self, key: str, name: str, late: timedelta, session: Session, now: datetime, agencies: Agencies
    ) -> Reactions:
        """Tell a plugin that a time it asked for has come. `key` is where it is remembered (Woken.plugin)."""
        plugin, _, slug = key.partition("/")
        found, glance = Gathered(), Glance(session, now, self._casting.cast(session, None, agencies))
        for seat in self._seats_at(plugin, slug, session, agencies):
            given: Given = {"name": name, "late": late, "view": glance.view(seat)}
            found.add(seat, *self._caller.call(seat, "wake", name, given, partial(_effects, session, False)))
        return found.reactions()

    def card(self, session: Session, now: datetime, agencies: Agencies) -> tuple[CardPart, ...]:
        """What session plugins add to the group's card and the facilitator's."""
        parts: list[CardPart] = []
        cast = self._casting.cast(session, None, agencies)
        glance = Glance(session, now, cast)
        for seat in cast.calls("card"):
            part, _ = self._caller.call(seat, "card", "-", {"view": glance.view(seat)}, partial(_part, session))
            parts += [] if part is None else [part]
        return tuple(parts)

    def check(
        self, text: str, by: Number, session: Session, agencies: Agencies, *, posted: bool = False
    ) -> Text | None:
        """Let plugins look at a text before it is stored, or at a plain message that was posted already.

        The first objection counts; a fault is none.
        """
        given: Given = {"text": text, "by": by, "posted": posted}
        for seat in self._casting.cast(session, by, agencies).calls("check"):
            if seat.concerns(by):
                objection, _ = self._caller.call(seat, "check", "-", given, partial(_objection, session))
                if objection is not None:
                    return objection
        return None

    def inspect(self, agency: Agency, today: date) -> tuple[Finding, ...]:
        """What an admin of the agency should see to, settings that do not fit among it."""
        found: list[Finding] = []
        for loaded in self._loaded.values():
            if not switched_on(loaded, agency):
                continue
            seat = person_seat(loaded, agency, frozenset())
            if self.wrong_settings(loaded.name, seat.settings):
                found.append(Finding(Text("host-settings", {"plugin": loaded.name}), urgent=True))
                continue
            given: Given = {"agency": self._about(agency), "today": today}
            findings, _ = self._caller.call(seat, "inspect", "-", given, _findings)
            found += findings or ()
        return tuple(found)

    # ---- how they are called

    def _seats_at(self, plugin: str, slug: str, session: Session, agencies: Agencies) -> Iterator[Seat]:
        """The call of the plugin for that agency, if it is still there and on."""
        loaded = self._loaded.get(plugin)
        if loaded is not None:
            groups = {slug: members(session, None, agencies).get(slug, frozenset())} if slug in agencies else {}
            yield from seats(loaded, session, groups, agencies)

    def _about(self, agency: Agency) -> AgencyView:
        people = (one for one in self._loaded.values() if one.manifest.scope is Scope.PERSON)
        return agency_view(agency, frozenset(one.name for one in people if self.on(one.name, agency)))


# ---- how what they give back is read


def _effects(session: Session | None, may_refuse: bool, seat: Seat, back: object) -> Taken:
    if back is None or back == ():  # by far the most frequent answer
        return NO_EFFECTS
    return _checker(seat, session).effects(back, may_refuse=may_refuse)


def _part(session: Session, seat: Seat, back: object) -> CardPart | None:
    return None if back is None else _checker(seat, session).part(back)


def _findings(seat: Seat, back: object) -> tuple[Finding, ...]:
    return Checker(seat.loaded).findings(back)


def _checker(seat: Seat, session: Session | None) -> Checker:
    if session is None:
        return Checker(seat.loaded, seat.mine, mine=seat.mine)
    known = frozenset(session.memory.get(seat.key, ()))
    return Checker(seat.loaded, frozenset(session.people), session.charter.practice, seat.mine, known)


def _objection(session: Session, seat: Seat, back: object) -> Text | None:
    return None if back is None else _checker(seat, session).maybe_text(back)


def _all_words(manifest: Manifest) -> tuple[str, ...]:
    return (*(word.name for word in manifest.words), *(kind.word for kind in manifest.kinds))


def _word(loaded: Loaded, name: str) -> Word:
    return next(word for word in loaded.manifest.words if word.name == name)


def _sorry(call: Call) -> Message:
    return Message(Person(call.by), Card((Text("host-sorry"),)), asked=True, answer=True)
