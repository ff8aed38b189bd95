"""The desk: takes a batch of what came in, in the store's thread and one transaction, and answers each.

A message that makes our own code raise is written down as failed, with the kind of error and where it was, and never
stops those behind it. Nothing of it is kept, because a message's changes are gathered apart until it has gone through.
"""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import assert_never

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from space_to_think import inbound as i
from space_to_think.identity import PersonId, PlaceKind
from space_to_think.messages import Card, Message, Person, Refusal, Text
from space_to_think.runtime import edits
from space_to_think.runtime.calls import Calls
from space_to_think.runtime.clock import micros
from space_to_think.runtime.house import House
from space_to_think.runtime.offices import Offices
from space_to_think.runtime.replies import NOTHING, Reply, Tell, answer_of
from space_to_think.runtime.step import Step
from space_to_think.runtime.store import inbox, outbox
from space_to_think.runtime.store.sessions import Held
from space_to_think.runtime.which import OVER, of_place, takes_part
from space_to_think.runtime.work import Cache, Work
from space_to_think.session import commands as c
from space_to_think.session.state import Number

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch: an Answer each, and what to do once it is committed."""

    answers: list[i.Answer]
    work: Work


class Desk:
    """One for the whole service; only the store's thread calls it."""

    def __init__(self, house: House, cache: Cache, offices: Offices) -> None:
        self._house = house
        self._cache = cache
        self._offices = offices
        self._calls = Calls(house, self._offices)

    def take(self, connection: Connection, batch: Sequence[tuple[i.Inbound, str | None]]) -> Taken:
        """Take a batch. Raises only what the store raises."""
        work = Work(self._house, connection, self._house.clock.now())
        keys = [self._key(inbound) for inbound, _ in batch]
        fresh = inbox.take(connection, {key for key in keys if key is not None}, work.now)
        work.gather(self._cache, [inbound for inbound, _ in batch])
        replies: list[Reply] = []
        for (inbound, cursor), key in zip(batch, keys, strict=True):
            replies.append(self._one(work, inbound, key) if key is None or key in fresh else NOTHING)
            fresh.discard(key)
            if cursor is not None and not isinstance(inbound, i.Tick):
                work.writes.add("cursors", {"adapter": inbound.place.id.adapter, "cursor": cursor})
        self._offices.watch(work)
        work.writes.flush(connection)
        return Taken([answer_of(self._house, connection, reply) for reply in replies], work)

    def committed(self, taken: Taken) -> None:
        """The batch is in the store: what it made of the sessions is true now."""
        work = taken.work
        self._cache.keep({id: work.held[id] for id in work.held.keys() - work.erased})
        self._cache.drop(work.erased)
        if work.agencies:  # what is worked out from them is kept for as long as they are the same
            self._house.agencies = {**self._house.agencies, **work.agencies}

    def failed(self, connection: Connection, inbound: i.Inbound, cursor: str | None, error: Exception) -> i.Answer:
        """A message that could be decided and not be committed, even alone: written down as failed."""
        work = Work(self._house, connection, self._house.clock.now())
        key = self._key(inbound)
        if key is not None:
            inbox.take(connection, [key], work.now)
        if cursor is not None and not isinstance(inbound, i.Tick):
            work.writes.add("cursors", {"adapter": inbound.place.id.adapter, "cursor": cursor})
        reply = self._failure(work, inbound, key, error)
        work.writes.flush(connection)
        return answer_of(self._house, connection, reply)

    def _key(self, inbound: i.Inbound) -> bytes | None:
        # A tick needs none: whether anything is due stands in the session itself.
        if isinstance(inbound, i.Tick):
            return None
        return self._house.keys.once("inbox", inbound.place.id.adapter, inbound.key)

    def _one(self, work: Work, inbound: i.Inbound, key: bytes | None) -> Reply:
        try:
            return self._route(work, inbound)
        except DBAPIError:
            raise  # no fault of this message's: SQLite may have rolled back all of the batch by itself
        except Exception as error:
            return self._failure(work, inbound, key, error)

    def _failure(self, work: Work, inbound: i.Inbound, key: bytes | None, error: Exception) -> Reply:
        where = _where(error)
        log.error("message failed", error=type(error).__name__, where=where, inbound=type(inbound).__name__)
        row = {"key": key or b"", "at": micros(work.now), "error": type(error).__name__, "place": where}
        work.writes.add("failures", row)
        by: PersonId | None = getattr(inbound, "by", None)
        return NOTHING if by is None else Tell(None, by, None, Card((Text("runtime-failed"),)))

    def _route(self, work: Work, inbound: i.Inbound) -> Reply:
        match inbound:
            case i.Called():
                return self._calls.take(work, inbound)
            case i.Said():
                return self._said(work, inbound)
            case i.Edited():
                return self._edited(work, inbound)
            case i.Deleted():
                return self._deleted(work, inbound)
            case i.Joined():
                return self._came(work, inbound)
            case i.Left():
                return self._left(work, inbound)
            case i.PlaceOpened():
                return self._opened(work, inbound)
            case i.PlaceMoved():
                return self._moved(work, inbound)
            case i.PlaceLost():
                return self._lost(work, inbound)
            case i.Tick():
                return self._tick(work, inbound)
            case _:
                assert_never(inbound)

    # ---- what people write

    def _said(self, work: Work, said: i.Said) -> Reply:
        if said.place.kind is PlaceKind.DIRECT:
            return self._calls.take(work, i.Called(said.key, said.by, said.place, said.text, ref=said.ref))
        held = of_place(work, said.place)
        number = None if held is None else held.number(said.by)
        if held is None or not takes_part(held.session, number) or number is None:
            return self._stranger(work, held, said.by)
        adapter = said.place.id.adapter
        ref = None if said.ref is None else partial(outbox.message_ref, self._house.keys, adapter, said.ref)
        objection = self._objection(held, number, said.text)
        return self._do(work, held, c.Speak(number, said.text, kept=objection is None), ref, objection)

    def _stranger(self, work: Work, held: Held | None, person: PersonId) -> Reply:
        """One private line, once a session, to somebody who is there and has not joined."""
        if held is None or held.session.phase in OVER or takes_part(held.session, held.number(person)):
            return NOTHING
        return self._calls.not_joined(work, held, person)

    def _edited(self, work: Work, edited: i.Edited) -> Reply:
        found = edits.came_with(work, self._cache, edited.place.id.adapter, edited.ref)
        if found is None or found[0].number(edited.by) != found[1].by:
            return NOTHING
        held, mine = found
        change = edits.change(work, self._calls, held, mine, edited)
        if isinstance(change, Refusal):
            step = Step(self._house, held, work.now, mine.by)
            return self._tell(work, held, step, Card((change.text,), change.buttons))
        return self._do(work, held, change)

    def _objection(self, held: Held, number: Number, text: str) -> Card | None:
        """What a plugin has against a message that everybody can read already."""
        found = self._house.host.check(text, number, held.session, self._house.agencies, posted=True)
        return None if found is None else Card((found,))

    def _tell(self, work: Work, held: Held, step: Step, card: Card) -> Reply:
        """Say something to whoever acted, in private: at once, and as a message of its own."""
        assert step.by is not None
        step.course.messages.append(Message(Person(step.by), card, asked=True, answer=True))
        step.finish(held)
        work.take(step)
        return Tell(step.held, held.people[step.by], step.by, card, sent=True)

    def _deleted(self, work: Work, deleted: i.Deleted) -> Reply:
        """Somebody's words are taken back with their message; a living card of ours is posted again."""
        found = edits.came_with(work, self._cache, deleted.place.id.adapter, deleted.ref)
        if found is not None:
            return self._do(work, found[0], c.Withdraw(found[1].by, found[1].id))
        ref = outbox.message_ref(self._house.keys, deleted.place.id.adapter, deleted.ref)
        slot = outbox.slot_of(work.connection, ref)
        held = None if slot is None else work.fetch(self._cache, slot.session)
        if slot is None or held is None or held.key is None:
            return NOTHING
        step = Step(self._house, held, work.now)
        step.writes.later(partial(outbox.empty, session=slot.session, dest=slot.dest, slot=slot.slot))
        step.repost(held)
        work.take(step)
        return NOTHING

    # ---- places

    def _came(self, work: Work, joined: i.Joined) -> Reply:
        held = of_place(work, joined.place)
        invited = held is not None and held.number(joined.by) is not None  # has been told privately what this is
        return NOTHING if invited else self._stranger(work, held, joined.by)

    def _left(self, work: Work, left: i.Left) -> Reply:
        held = of_place(work, left.place)
        number = None if held is None else held.number(left.by)
        if held is None or number is None or not takes_part(held.session, number):
            return NOTHING
        return self._do(work, held, c.Leave(number))

    def _opened(self, work: Work, opened: i.PlaceOpened) -> Reply:
        held = work.held.get(work.orders.get(opened.order, ""))
        known = held is None or opened.place.id in {place.id for place in held.places.values()}
        if held is None or known or held.key is None:
            return NOTHING
        step = Step(self._house, held, work.now)
        held = step.settle(held, opened.place)
        step.course.do(c.MarkPlaceReady(opened.place.readers))
        step.finish(held)
        work.take(step)
        return NOTHING

    def _moved(self, work: Work, moved: i.PlaceMoved) -> Reply:
        for held in work.in_place(moved.place.id):
            step = Step(self._house, held, work.now)
            step.move(held, moved.place.id, moved.to)
            work.take(step)
        return NOTHING

    def _lost(self, work: Work, lost: i.PlaceLost) -> Reply:
        for held in work.in_place(lost.place.id):
            step = Step(self._house, held, work.now)
            held = step.lose(held, lost.place.id)
            if not held.places:
                step.course.do(c.MarkPlaceGone())
            step.finish(held)
            work.take(step)
        return NOTHING

    # ---- steps

    def _tick(self, work: Work, tick: i.Tick) -> Reply:
        held = work.held.get(tick.session)
        if held is not None:
            step = Step(self._house, held, work.now)
            step.course.tick()
            if step.course.records:
                step.finish(held)
                work.take(step)
        return NOTHING

    def _do(
        self,
        work: Work,
        held: Held,
        command: c.Command,
        ref: Callable[[], bytes] | None = None,
        objection: Card | None = None,
    ) -> Reply:
        """A command that nobody typed: an objection, or why it was refused, is said to whoever acted."""
        step = Step(self._house, held, work.now, getattr(command, "by", None), ref=ref)
        refused = step.course.do(command)
        objection = objection or (None if refused is None else Card((refused.text,), refused.buttons))
        if objection is not None:
            return self._tell(work, held, step, objection)
        answer = step.finish(held, command)
        work.take(step)
        person = held.people.get(step.by or 0)
        if answer is None or person is None:
            return NOTHING
        return Tell(step.held, person, step.by, answer.card, sent=not answer.hint)


def _where(error: BaseException) -> str:
    """The file and line of ours that raised, without anything else of it."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "space_to_think" in frame.filename]
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
