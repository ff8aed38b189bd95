"""The fake platform with the hands and eyes of its people: an adapter and its bench in one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from space_to_think.delivery import Post
from space_to_think.identity import PersonId, Place, PlaceId, PlaceKind
from space_to_think.inbound import (
    Answer,
    Called,
    Deleted,
    FieldErrors,
    Joined,
    Left,
    Nothing,
    Notice,
    OpenForm,
    Said,
)
from space_to_think.rendered import RenderedButton, RenderedForm
from space_to_think.testing.platform import FAKE_FEATURES, FakePlatform

__all__ = ["FAKE_FEATURES", "FakeAdapter"]


class FakeAdapter(FakePlatform):
    """An adapter and its bench in one (see `testing.bench.Bench`). What people do is written into `transcript`."""

    # ---- the bench

    def direct(self, who: str) -> Place:
        return Place(PlaceId(self.name, self._people[who].tenant, f"direct-{who}"), PlaceKind.DIRECT, readers=1)

    async def say(self, who: str, text: str) -> Answer:
        place, ref = self.group(), f"u{next(self._refs)}-{self._run}"
        self.transcript.person(self._clock.now(), who, place.id, text)
        return self._take(who, place, await self.accept(Said(self._key(), self._people[who], place, text, ref)))

    async def call(self, who: str, words: str, private: bool = False) -> Answer:
        place = self.direct(who) if private else self.group()
        self.transcript.person(self._clock.now(), who, self._people[who] if private else place.id, "/" + words)
        ref = self._key()
        called = Called(self._key(), self._people[who], place, words, people=self._mentioned(words), ref=ref)
        return self._take(who, place, await self.accept(called))

    async def press(self, who: str, words: str) -> Answer:
        button, place = self._find(who, words)
        self.transcript.person(self._clock.now(), who, self._people[who], f"[{button.label}]")
        called = Called(self._key(), self._people[who], place, button.words, seen=button.seen)
        return self._take(who, place, await self.accept(called))

    async def fill(self, who: str, fields: Mapping[str, str]) -> Answer:
        if who not in self._forms:
            raise LookupError(f"no form is open to {who}")
        form, place = self._forms[who]
        wrong = set(fields) - {field.name for field in form.fields}
        if wrong:
            raise LookupError(f"the form has no field {', '.join(sorted(wrong))}")
        filled = {field.name: fields.get(field.name, field.value or "") for field in form.fields}
        self.transcript.person(self._clock.now(), who, self._people[who], f"({form.title}) {_filled(filled)}")
        people = self._mentioned(" ".join(filled.values()))
        called = Called(self._key(), self._people[who], place, form.words, filled, people)
        answer = await self.accept(called)
        if not isinstance(answer, FieldErrors):
            self._forms.pop(who, None)
        return self._take(who, place, answer)

    async def come(self, who: str) -> Answer:
        return await self.accept(Joined(self._key(), self._people[who], self.group()))

    async def go(self, who: str) -> Answer:
        return await self.accept(Left(self._key(), self._people[who], self.group()))

    async def delete_card(self, who: str) -> Answer:
        if self.pinned is None:
            raise LookupError("no card is pinned")
        self._shown.pop(self.pinned, None)
        return await self.accept(Deleted(self._key(), self._people[who], self.group(), self.pinned))

    def in_group(self) -> Sequence[Post]:
        return [shown.post for shown in self._shown.values() if isinstance(shown.where, PlaceId)]

    def in_private(self, who: str) -> Sequence[Post]:
        return [shown.post for shown in self._shown.values() if shown.where == self._people[who]]

    def orders(self) -> Sequence[str]:
        return self._orders

    def buttons(self, who: str) -> Sequence[RenderedButton]:
        """Everything that this person could press now, newest first."""
        return [button for button, _ in self._in_sight(who)]

    def form(self, who: str) -> RenderedForm | None:
        """The form that is open to this person."""
        return self._forms[who][0] if who in self._forms else None

    def _in_sight(self, who: str) -> Iterable[tuple[RenderedButton, Place]]:
        for shown in sorted(self._shown.values(), key=lambda shown: -shown.changed):
            if shown.where == self._people[who]:
                yield from ((button, self.direct(who)) for button in shown.post.card.pressable())
            elif isinstance(shown.where, PlaceId):
                place = replace(self.group(), id=shown.where)
                yield from ((button, place) for button in shown.post.card.pressable(shared=True))

    def _find(self, who: str, words: str) -> tuple[RenderedButton, Place]:
        in_sight = list(self._in_sight(who))
        for fits in (_is, _begins):
            for button, place in in_sight:
                if fits(button, words):
                    return button, place
        seen = "; ".join(f"{button.label} ({button.words})" for button, _ in in_sight)
        raise LookupError(f"{who} sees no button {words!r}, only: {seen}")

    def _take(self, who: str, place: Place, answer: Answer) -> Answer:
        match answer:
            case OpenForm(form):
                self._forms[who] = form, place
            case Notice(card, sent):
                if not sent:
                    self._post(self._people[who], Post(card, shared=False))
            case Nothing() | FieldErrors():
                pass
            case _:
                assert_never(answer)
        return answer

    def _mentioned(self, text: str) -> tuple[PersonId, ...]:
        names = (word[1:] for word in text.split() if word.startswith("@"))
        return tuple(self._people[name] for name in names if name in self._people)


def _is(button: RenderedButton, words: str) -> bool:
    return words in (button.words, button.label)


def _begins(button: RenderedButton, words: str) -> bool:
    return button.words.startswith(words)


def _filled(fields: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in fields.items() if value)
