"""The platforms that play the contract's scenarios. Whoever writes an adapter adds a bench for it here."""

from collections.abc import Mapping, Sequence
from typing import Final

from space_to_think.delivery import Adapter, Post
from space_to_think.identity import PersonId, Place
from space_to_think.inbound import Answer, Nothing
from space_to_think.testing.adapter import FakeAdapter
from space_to_think.testing.clock import FrozenClock
from space_to_think.testing.house import BenchFactory
from space_to_think_adapters.terminal import TerminalAdapter


class TerminalBench:
    """Everything is typed, line by line, as somebody at a keyboard would."""

    def __init__(self, people: Mapping[str, str], clock: FrozenClock) -> None:
        self._people = {key: PersonId("terminal", tenant, key) for key, tenant in people.items()}
        self._terminal = TerminalAdapter({person: person.user for person in self._people.values()}, clock.now)

    @property
    def adapter(self) -> Adapter:
        return self._terminal

    def person(self, who: str) -> PersonId:
        return self._people[who]

    def group(self) -> Place:
        assert self._terminal.place is not None
        return self._terminal.place

    async def say(self, who: str, text: str) -> Answer:
        return await self._terminal.typed(self._people[who], text)

    async def call(self, who: str, words: str, private: bool = False) -> Answer:
        return await self._terminal.typed(self._people[who], f"/{words}")

    async def press(self, who: str, words: str) -> Answer:
        seat = self._terminal.seat(self._people[who])
        with_keys = [(button, key) for key, button in reversed(seat.keys().items())]
        without = [(button, button.words) for button in seat.pressable()]
        for fits in (lambda b: words in (b.words, b.label), lambda b: b.words.startswith(words)):
            for button, typed in (*with_keys, *without):
                if fits(button):
                    return await self._terminal.typed(self._people[who], f"/{typed}")
        raise LookupError(f"{who} sees no button {words!r}, only: {[button.words for button, _ in without]}")

    async def fill(self, who: str, fields: Mapping[str, str]) -> Answer:
        filling = self._terminal.seat(self._people[who]).filling
        if filling is None:
            raise LookupError(f"no form is open to {who}")
        wrong = set(fields) - {field.name for field in filling.form.fields}
        if wrong:
            raise LookupError(f"the form has no field {', '.join(sorted(wrong))}")
        given: Answer = Nothing()
        for name in filling.asked():
            given = await self._terminal.typed(self._people[who], fields.get(name, ""))
        return given

    async def delete_card(self, who: str) -> Answer:
        if self._terminal.pinned is None:
            raise LookupError("no card is pinned")
        return await self._terminal.delete(self._people[who], self._terminal.pinned)

    async def flush(self) -> bool:
        return False

    def in_group(self) -> Sequence[Post]:
        return self._terminal.seat(next(iter(self._people.values()))).posts(private=False)

    def in_private(self, who: str) -> Sequence[Post]:
        return self._terminal.seat(self._people[who]).posts(private=True)

    def orders(self) -> Sequence[str]:
        return self._terminal.orders


BENCHES: Final[Mapping[str, BenchFactory]] = {"fake": FakeAdapter, "terminal": TerminalBench}
