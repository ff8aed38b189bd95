"""From what is to be said to rows of the outbox: to whom, in which slot, and what the place is told to do.

A row names people by number and the place by a random id; who and where that is lies sealed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, assert_never

from space_to_think.cards import FACILITATOR_SLOT, GROUP_SLOT, facilitator_card, group_card, no_longer
from space_to_think.identity import PersonId, PlaceId
from space_to_think.messages import GROUP, Group, Message, Person
from space_to_think.practice.model import Role
from space_to_think.runtime import orders, wire
from space_to_think.runtime.clock import micros
from space_to_think.runtime.course import Course
from space_to_think.runtime.house import House
from space_to_think.runtime.secrets import new_id
from space_to_think.runtime.store.sessions import Held, person_ref, place_ref
from space_to_think.session.events import Cancelled, EndSettled, Invited
from space_to_think.session.state import Number, Phase, Session

NOWHERE: Final = b""
ORDER_SLOTS: Final[dict[type, str]] = {orders.Let: "!turns", orders.Hold: "!pin"}  # a newer order takes the place


@dataclass(frozen=True, slots=True)
class Post:
    """Makes rows for one session."""

    house: House
    held: Held
    now: datetime

    def rows(self, messages: Sequence[Message]) -> Iterator[dict[str, Any]]:
        """One row for each address of each message; to somebody the session does not know there is none."""
        for message in messages:
            for address in self._addresses(message):
                unasked = self._unasked(message)
                yield self._row(address, message, message.slot, message.stage, unasked)

    def order(self, body: orders.Order, to: PlaceId | PersonId | None = None) -> Iterator[dict[str, Any]]:
        """An order to the group's places, or to the place or person that is to get one."""
        for address in self.group() if to is None else [self._address(to)]:
            yield self._row(address, body, ORDER_SLOTS.get(type(body)), None, False)

    def _row(
        self, address: dict[str, Any], body: orders.Body, slot: str | None, stage: str | None, unasked: bool
    ) -> dict[str, Any]:
        waiting = address["dest"] == NOWHERE
        return address | {
            "key": new_id(),
            "session": self.held.session.id,
            "slot": slot,
            "stage": stage,
            "unasked": unasked,
            "order": not isinstance(body, Message),
            "state": "waiting" if waiting else "held" if unasked else "pending",
            "not_before": micros(self.now),
            "attempts": 0,
            "at": micros(self.now),
            "body": wire.dumps(body),
        }

    def _unasked(self, message: Message) -> bool:
        # What is edited where it stands and calls nobody does not count; a question to somebody does.
        private = not isinstance(message.to, Group) and (message.slot is None or message.call)
        return private and not (message.asked or message.safety or self.held.session.live)

    # ---- addresses

    def _addresses(self, message: Message) -> list[dict[str, Any]]:
        match message.to:
            case Group():
                return self.group()
            case Person(number):
                return self._person(number)
            case Role() as role:
                taking_part = self.held.session.taking_part()
                return [
                    a for p in taking_part if self.held.session.role(p.number) is role for a in self._person(p.number)
                ]
            case _:
                assert_never(message.to)

    def group(self) -> list[dict[str, Any]]:
        """Where the group is addressed: each of its places, or nowhere yet."""
        if not self.held.places and self.held.session.erased:
            return []
        if not self.held.places:  # it is being made where the requester comes from
            requester = self._person(self.held.session.requester)
            return [address | {"dest": NOWHERE, "number": None} for address in requester]
        return [self._address(place.id) | {"place": id} for id, place in self.held.places.items()]

    def _person(self, number: Number) -> list[dict[str, Any]]:
        person = self.held.people.get(number)
        return [] if person is None else [self._address(person) | {"number": number}]

    def _address(self, to: PlaceId | PersonId) -> dict[str, Any]:
        keys = self.house.keys
        if isinstance(to, PlaceId):
            return {
                "adapter": to.adapter,
                "tenant": to.tenant,
                "dest": place_ref(keys, to),
                "number": None,
                "place": None,
            }
        return {"adapter": to.adapter, "tenant": to.tenant, "dest": person_ref(keys, to),
                "number": self.held.number(to), "place": None}  # fmt: skip


# ---- what follows from a step


def cards(house: House, held: Held, now: datetime) -> tuple[Held, list[Message]]:
    """The living cards that have changed, and the session with their hashes."""
    session = held.session
    parts = house.host.card(session, now, house.agencies)
    wanted = [(GROUP_SLOT, Message(GROUP, group_card(session, parts, now), slot=GROUP_SLOT))]
    own = {number: no_longer(session) for number in _guided(held)}
    card = facilitator_card(session, parts, now)
    if card is not None and session.facilitator is not None:
        own[session.facilitator] = card
    for number, card in own.items():
        message = Message(Person(number), card, slot=FACILITATOR_SLOT, asked=True)
        wanted.append((f"{FACILITATOR_SLOT}/{number}", message))
    hashes = {slot: wire.digest(message.card) for slot, message in wanted}
    changed = [message for slot, message in wanted if held.shown.get(slot) != hashes[slot]]
    return (replace(held, shown={**held.shown, **hashes}) if changed else held), changed


def _guided(held: Held) -> Iterator[Number]:
    """Everybody in whose direct chat a facilitator's card stands."""
    for slot in held.shown:
        name, _, number = slot.partition("/")
        if name == FACILITATOR_SLOT:
            yield int(number)


def standing_orders(house: House, held: Held, course: Course) -> Iterator[orders.Order]:
    """What the place has to do because of a step: let people in, let them speak, close."""
    if course.happened(Invited):
        yield orders.Bring(tuple(r.event.person for r in course.records if isinstance(r.event, Invited)))
    if held.session.charter.turns == "enforce" and _enforces(house, held):
        wanted = speakers(held.session)
        if course.before is None or speakers(course.before) != wanted:
            yield orders.Let(wanted)
    if course.happened(Cancelled) or course.happened(EndSettled):
        yield orders.Close()


def _enforces(house: House, held: Held) -> bool:
    """Whether the platform of any of the group's places lets only some write."""
    adapters = {place.id.adapter for place in held.places.values()}
    return any(house.features[adapter].enforces_turns for adapter in adapters if adapter in house.features)


def speakers(session: Session) -> tuple[Number, ...] | None:
    """Who may speak in the place now, the facilitator always; None: everybody.

    Everybody also while a session that nobody has touched for weeks waits to be erased: then nobody is left who could
    let them speak again.
    """
    if session.phase is not Phase.OPEN or session.erased or "silence-erase" in session.deadlines:
        return None
    now = {person.number for person in session.speakers()}
    return tuple(sorted(now | ({session.facilitator} if session.facilitator else set())))
