"""Groups who hold their sessions over a platform that does nothing."""

import asyncio
import itertools
from collections.abc import Iterator

from space_to_think.delivery import Delivery, Features, Receipt, Runtime, Sent
from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.inbound import Answer, Called, Inbound, Notice, Said

KEYS = itertools.count()
REFS = itertools.count()
TEXT = "They had seen the school nurse twice by then, and she was the first who asked what he would like."


class Nowhere:
    """A platform that takes everything at once and shows it to nobody."""

    def __init__(self) -> None:
        self.name = "nowhere"
        self.features = Features(idempotent=True, makes_places=False)
        self.sent = 0

    async def run(self, runtime: Runtime) -> None:
        await asyncio.Event().wait()

    async def deliver(self, delivery: Delivery) -> Receipt:
        self.sent += 1
        return Sent(str(self.sent))


class Group:
    """Four people and their room. The first presents, the second facilitates."""

    def __init__(self, name: str) -> None:
        self.people = [PersonId("nowhere", "t", f"{name}-{who}") for who in "abcd"]
        self.room = Place(PlaceId("nowhere", "t", name), PlaceKind.ROOM, 5)

    def direct(self, person: PersonId) -> Place:
        return Place(PlaceId("nowhere", "t", f"direct-{person.user}"), PlaceKind.DIRECT, 1)

    def call(self, who: int, words: str, **fields: str) -> Called:
        person = self.people[who]
        return Called(f"c{next(KEYS)}", person, self.direct(person), words, fields or None)

    def beginning(self, pace: str) -> Iterator[Inbound]:
        """Everything up to the first stage."""
        asker, *others = self.people
        yield Called(f"c{next(KEYS)}", asker, self.room, f"new stuck pace {pace} @b @c @d", None, tuple(others))
        for who in (1, 2, 3):
            yield self.call(who, "join", agency="", manager="yes")
        yield self.call(1, "facilitator")
        for who in (0, 2, 3):
            yield self.call(who, "agree")
        yield self.call(1, "start")

    def on_to(self, stages: int) -> Iterator[Inbound]:
        """So many stages on; the check of facts is confirmed on the way."""
        for number in range(stages):
            if number == 1:
                yield self.call(1, "understood that it is hard")
                yield self.call(0, "confirm")
            yield self.call(1, "next")
            yield self.call(1, "agree")

    def says(self, number: int) -> Said:
        """A plain message in the room, of somebody else each time."""
        return Said(f"s{next(KEYS)}", self.people[number % 4], self.room, TEXT, f"r{next(REFS)}")


def taken(answer: Answer) -> None:
    """A measurement with messages that were not taken would be worth nothing."""
    if isinstance(answer, Notice) and not answer.taken:
        raise RuntimeError("a message was not taken")
