"""The simulated colleagues on the terminal's own platform: they see what is delivered, and act through `accept`."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeAlias
from uuid import uuid4

from space_to_think.cli.demo.colleague import Act, Colleague, How
from space_to_think.cli.demo.terminal import Terminal
from space_to_think.delivery import Delivery, Post, Receipt, Runtime, Sealing, Sent
from space_to_think.identity import PersonId, PlaceId
from space_to_think.inbound import Answer, Called, Inbound, Notice, OpenForm, Said
from space_to_think.rendered import RenderedField, RenderedForm

PATIENCE: Final = 180  # so often whoever begins looks again whether everybody is there: an hour
QUESTION: Final = "question-"  # the slot of a question begins so
JOINS: Final = ("new", "join")  # whoever asks for a session takes part in it

Cast: TypeAlias = Mapping[PersonId, Colleague]


class Troupe:
    """An adapter around the terminal: whatever is delivered, the colleagues see too."""

    def __init__(self, terminal: Terminal, cast: Cast, run: str) -> None:
        self.name = terminal.name
        self.features = terminal.features
        self.seen: deque[tuple[PersonId, Post, bool]] = deque()  # not yet looked at
        self.joined: set[PersonId] = set()
        self._settled: set[tuple[str, str]] = set()  # who need not press what any more
        self._terminal = terminal
        self._cast = cast
        self._run = run
        self.news: Callable[[], None] = lambda: None  # called when there is something to look at
        self._runtime: Runtime | None = None

    # ---- the adapter

    async def run(self, runtime: Runtime) -> None:
        """Run the terminal; the colleagues have no loop of their own."""
        self._runtime = runtime
        await self._terminal.run(self)

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Show it on the terminal, and to every colleague whom it is for."""
        to = delivery.to
        receipt = await self._terminal.deliver(delivery)
        if isinstance(delivery.what, Post) and isinstance(receipt, Sent):
            for person in self._cast if isinstance(to, PlaceId) else [to]:
                self.seen.append((person, delivery.what, isinstance(to, PersonId)))
            self.news()
        return receipt

    # ---- the runtime, for the terminal

    async def accept(self, inbound: Inbound, cursor: str | None = None) -> Answer:
        """Hand on what somebody did, and notice who joins."""
        assert self._runtime is not None
        answer = await self._runtime.accept(inbound, cursor)
        if isinstance(inbound, Called) and not isinstance(answer, OpenForm):
            word, _, _ = inbound.words.partition(" ")
            if word in JOINS:
                self.joined.add(inbound.by)
        return answer

    @property
    def sealing(self) -> Sealing:
        """The runtime's."""
        assert self._runtime is not None
        return self._runtime.sealing

    def private(self, words: str) -> bool:
        """Nobody sees what another types here."""
        return False

    async def cursor(self, adapter: str) -> str | None:
        """The terminal has none."""
        return None

    async def keep(self, adapter: str, name: str, value: bytes | None) -> None:
        """The runtime's."""
        assert self._runtime is not None
        await self._runtime.keep(adapter, name, value)

    async def kept(self, adapter: str, name: str) -> bytes | None:
        """The runtime's."""
        assert self._runtime is not None
        return await self._runtime.kept(adapter, name)

    # ---- the colleagues

    def look(self, now: datetime) -> list[Act]:
        """What follows from everything that was delivered since."""
        acts: list[Act] = []
        while self.seen:
            person, post, private = self.seen.popleft()
            if post.slot is not None and post.slot.startswith(QUESTION):
                self._look_at(self._cast[person].actor.key, post.slot.removeprefix(QUESTION), post)
            acts += self._cast[person].sees(post, private, now)
        return acts

    def _look_at(self, who: str, question: str, post: Post) -> None:
        """A question that has been answered is put away where it stands."""
        yes = f"agree {question}"
        if all(button.words != yes for button in post.card.pressable(shared=False)):
            self._settled.add((who, yes))

    def stale(self, act: Act) -> bool:
        """Whether its stage is over, or what it would answer needs no answer any more."""
        if (act.who, act.text) in self._settled:
            return True
        stage = next(c.stage for c in self._cast.values() if c.actor.key == act.who)
        return None not in (act.stage, stage) and act.stage != stage

    def ready(self, act: Act) -> bool:
        """Nobody begins before everybody is there, but nobody is waited for without end either."""
        return act.text != "start" or self.joined >= set(self._cast) or act.put_offs >= PATIENCE

    async def perform(self, act: Act) -> None:
        """Do it; a form that opens is filled in at once."""
        person = self._terminal.find(act.who)
        assert person is not None
        # What was said before a crash is not said again; a button may have opened a form that nobody has filled in.
        key = f"{self._run}-{act.who}-{act.id}" + (f"-{uuid4().hex}" if act.how is How.PRESS else "")
        if act.how is How.SAY:
            place = self._terminal.place
            assert place is not None, "nothing is said before there is a group"
            self._terminal.heard(person, act.text)
            await self.accept(Said(key, person, place, act.text, ref=key))
            return
        self._terminal.echo(person, f"[{act.label}]" if act.label else f"/{act.text}")
        answer = await self._call(key, person, act.text, None, act.seen)
        if isinstance(answer, OpenForm):
            fields = filled(answer.form, self._cast[person])
            await self._call(f"{key}-form", person, answer.form.words, fields, None)

    async def _call(
        self, key: str, person: PersonId, words: str, fields: Mapping[str, str] | None, seen: str | None
    ) -> Answer:
        names = (word[1:] for word in words.split() if word.startswith("@"))
        people = tuple(found for name in names if (found := self._terminal.find(name)) is not None)
        answer = await self.accept(Called(key, person, self._terminal.direct(person), words, fields, people, seen))
        if isinstance(answer, Notice):
            self._terminal.answered(person, answer)
        return answer


def filled(form: RenderedForm, colleague: Colleague) -> dict[str, str]:
    """A form as this colleague fills it in: the own agency, what is usual, and nothing that may be left out."""
    return {field.name: _value(field, colleague) for field in form.fields}


def _value(field: RenderedField, colleague: Colleague) -> str:
    values = [choice.value for choice in field.choices]
    usual = field.value or (next(iter(values), "") if field.required else "")
    return colleague.actor.agency if colleague.actor.agency in values else usual
