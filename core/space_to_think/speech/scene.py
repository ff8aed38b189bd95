"""What is known while an event is spoken of, and how messages are addressed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from space_to_think.cards.parts import CHOICES, CONCERN, present
from space_to_think.messages import GROUP, Button, Card, Line, Message, Person
from space_to_think.practice.model import Role
from space_to_think.session.stages import token
from space_to_think.session.state import Number, Session, Standing


@dataclass(frozen=True, slots=True)
class Scene:
    """The session before and after the event, when it happened, and who acted (None: the clock)."""

    before: Session
    after: Session
    at: datetime
    by: Number | None

    @property
    def lead(self) -> Number | None:
        """Whoever sees to something: the facilitator; while there is none, the requester; else whoever is left."""
        facilitator = present(self.after, Role.FACILITATOR)
        if facilitator is not None:
            return facilitator
        here = [person.number for person in self.after.taking_part()]
        return self.after.requester if self.after.requester in here else next(iter(here), None)

    def here(self, number: Number | None) -> bool:
        """Whether somebody takes part, as things stand after the event."""
        person = self.after.people.get(number or 0)
        return person is not None and person.standing is Standing.AGREED

    def tell(
        self,
        number: Number,
        *lines: Line,
        buttons: Iterable[Button] = (CONCERN,),
        slot: str | None = None,
        hint: bool = False,
        call: bool = False,
        stage: str | None = None,
    ) -> Message:
        """To one person. If it was they who acted, it is the answer to what they did."""
        own = number == self.by
        return Message(
            Person(number),
            Card(lines, tuple(buttons)),
            slot=slot,
            call=call and not own,
            hint=hint,
            asked=own,
            stage=stage,
            answer=own,
        )

    def note(self, number: Number, *lines: Line, buttons: Iterable[Button] = ()) -> Message:
        """That something was taken: shown in passing to whoever did it."""
        return self.tell(number, *lines, buttons=buttons, hint=True)

    def post(
        self,
        *lines: Line,
        buttons: Iterable[Button] = (CHOICES, CONCERN),
        slot: str | None = None,
        call: bool = True,
        of_stage: bool = False,
    ) -> Message:
        """To the group. Where a session runs over days, whoever is named is called, unless nobody has to notice."""
        stage = token(self.after) if of_stage else None
        call = call and not self.after.live
        return Message(GROUP, Card(lines, tuple(buttons)), slot=slot, call=call, stage=stage)
