"""The pure middle: a session on its way through one message. It reads and writes nothing outside itself.

decide → events → evolve → the core speaks → plugins react → what they keep becomes events too.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from space_to_think.cards.parts import with_concern
from space_to_think.hooks import Call
from space_to_think.host.reactions import Reactions
from space_to_think.messages import Line, Message, Refusal
from space_to_think.runtime.house import House
from space_to_think.runtime.secrets import new_id
from space_to_think.session.commands import Command, Tick
from space_to_think.session.context import Context
from space_to_think.session.deadlines import next_deadline
from space_to_think.session.decide import Content, contents, decide
from space_to_think.session.events import Event, Record, Woken
from space_to_think.session.evolve import evolve
from space_to_think.session.state import Number, Session
from space_to_think.speech import speak

# More deadlines at one moment than any session has: behind it stands a fault, and the rest waits for the next tick.
MOST_TICKS: Final = 20


class Course:
    """What one message brings about in one session, step by step."""

    def __init__(self, house: House, session: Session | None, now: datetime) -> None:
        self._house = house
        self._now = now
        self.before = session
        self.session = session
        self.records: list[Record] = []
        self._kinds = set[type[Event]]()  # of what has happened
        self.messages: list[Message] = []
        self.contents: list[Content] = []

    def do(self, command: Command) -> Refusal | None:
        """Carry a command out; a refusal changes nothing."""
        context = Context(self._now, new_id(), self._house.kinds(self.session))
        decided = decide(self.session, command, context)
        if isinstance(decided, Refusal):
            return decided
        by: Number | None = getattr(command, "by", None)
        for event in decided:
            self._happened(event, by, context)
        if decided and self.session is not None:
            self.contents += contents(self.session, command, decided, context)
        return None

    def would(self, command: Command) -> Refusal | None:
        """What would be said against a command, if anything."""
        return Course(self._house, self.session, self._now).do(command)

    def call(self, plugin: str, call: Call) -> Refusal | None:
        """Give a plugin one of its words."""
        assert self.session is not None
        answer = self._house.host.handle(plugin, call, self.session, self._now, self._house.agencies)
        if isinstance(answer, Refusal):
            return answer
        self._take(answer)
        return None

    def tick(self) -> None:
        """Take every deadline that is due."""
        for _ in range(MOST_TICKS):
            deadline = None if self.session is None else next_deadline(self.session)
            if deadline is None or deadline > self._now:
                return
            self.do(Tick())

    def add(self, line: Line) -> None:
        """Say one more thing in the message that answers."""
        at = next(number for number, message in enumerate(self.messages) if message.answer)
        card = self.messages[at].card
        self.messages[at] = replace(self.messages[at], card=replace(card, lines=(*card.lines, line)))

    def happened(self, kind: type[Event]) -> bool:
        """Whether an event of that type came about."""
        return kind in self._kinds

    def _happened(self, event: Event, by: Number | None, context: Context) -> None:
        before = self.session
        session_id, version = (context.id, 0) if before is None else (before.id, before.version)
        record = Record(session_id, version + 1, self._now, event)
        self.session = after = evolve(before, record)
        self.records.append(record)
        self._kinds.add(type(event))
        self.messages += speak(before, record, after, by)
        house = self._house
        if isinstance(event, Woken):
            self._take(house.host.wake(event.plugin, event.name, event.late, after, self._now, house.agencies))
        else:
            self._take(house.host.react(event, by, after, self._now, house.agencies))

    def _take(self, reactions: Reactions) -> None:
        assert self.session is not None
        self.messages += (with_concern(message, self.session) for message in reactions.messages)
        for keep in reactions.keeps:
            self.do(keep)
