"""What one person has in front of them: the cards, the talk, the buttons with their keys, and an open form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from string import ascii_lowercase

from space_to_think.delivery import File, Post
from space_to_think.identity import PlaceId
from space_to_think.rendered import RenderedButton, RenderedCard, RenderedForm, Said
from space_to_think_adapters.terminal.filling import Filling

CARDS = ("card", "facilitator")  # the slots that have a place of their own above the talk
KEPT = 500  # how much of the talk stays in memory
OLDER = 3  # so many earlier messages keep the keys of their buttons


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the talk. `by` is a shown name, None the bot; `private`: nobody else sees it."""

    at: datetime
    by: str | None
    card: RenderedCard
    private: bool = False
    ref: str | None = None
    changed: bool = False
    file: File | None = None
    letters: str = ""  # a key for each of its buttons; "" when they have none any more

    def keys(self) -> Mapping[str, RenderedButton]:
        """The buttons that can be pressed by their key."""
        return dict(zip(self.letters, self.card.pressable(), strict=False))


class Seat:
    """One person at a terminal. It holds what is in sight and knows nothing of a screen.

    Nobody else sees what is pressed here, so discreet buttons are shown on every card.
    """

    def __init__(self) -> None:
        self.cards: dict[str, tuple[str, RenderedCard]] = {}  # by slot: ref and card
        self.talk: list[Item] = []
        self.filling: Filling | None = None
        self.place: PlaceId | None = None
        self._posts: dict[str, tuple[Post, bool]] = {}
        self._next_letter = 0

    # ---- what arrives

    def show(self, at: datetime, ref: str, post: Post, private: bool) -> Item | None:
        """Take a post of the bot's; the Item when it went into the talk, None when it is a card above it."""
        self._posts[ref] = post, private
        if post.slot in CARDS:
            self.cards[post.slot] = ref, post.card
            return None
        return self._add(Item(at, None, post.card, private, ref, post.replaces is not None, post.file))

    def knows(self, ref: str) -> bool:
        """Whether that message is on this screen, so that it can be replaced."""
        return ref in self._posts

    def posts(self, private: bool) -> list[Post]:
        """Everything of the bot's that stands here now, the private or the shared."""
        return [post for post, mine in self._posts.values() if mine == private]

    def hear(self, at: datetime, by: str, text: str, private: bool = False) -> Item:
        """Take what somebody says: to the group, or to the bot alone."""
        return self._add(Item(at, by, RenderedCard((Said((text,)),)), private))

    def tell(self, at: datetime, card: RenderedCard) -> Item:
        """Take an Answer: it belongs to this person and stands nowhere else."""
        self._posts[f"told-{len(self._posts)}"] = Post(card, shared=False), True
        return self._add(Item(at, None, card, private=True))

    def ask(self, at: datetime, form: RenderedForm) -> Item:
        """Open a form: its fields are asked for one after the other."""
        self.filling = Filling(form)
        return self._add(Item(at, None, RenderedCard((Said((form.title,)), *form.intro)), private=True))

    def forget_card(self, ref: str) -> None:
        """Take a message away."""
        self._posts.pop(ref, None)
        self.cards = {slot: card for slot, card in self.cards.items() if card[0] != ref}

    def _add(self, item: Item) -> Item:
        if item.ref is not None and item.changed:
            self.talk = [old if old.ref != item.ref else replace(old, letters="") for old in self.talk]
        item = replace(item, letters=self._letters(len(item.card.pressable())))
        self.talk = [*self.talk[-KEPT + 1 :], item]
        with_keys = [old for old in self.talk if old.letters]
        for old in with_keys[: -OLDER - 1]:
            self.talk[self.talk.index(old)] = replace(old, letters="")
        return item

    def _letters(self, count: int) -> str:
        """The next keys, so that those of the last few messages differ."""
        start, count = self._next_letter, min(count, len(ascii_lowercase))
        if start + count > len(ascii_lowercase):
            start = 0
            self.talk = [replace(old, letters="") for old in self.talk]
        self._next_letter = start + count
        return ascii_lowercase[start : start + count]

    # ---- what can be pressed

    def keys(self) -> dict[str, RenderedButton]:
        """Every key that works now: numbers for the cards above the talk, letters for the newest messages."""
        found = {key: button for item in self.talk for key, button in item.keys().items()}
        found |= {key: button for slot in CARDS for key, button in self.numbers(slot).items()}
        return found

    def numbers(self, slot: str) -> dict[str, RenderedButton]:
        """The numbered buttons of one card above the talk; the cards are numbered through."""
        found: dict[str, RenderedButton] = {}
        number = 0
        for name in CARDS:
            if name in self.cards:
                for button in self.cards[name][1].pressable():
                    number += 1
                    if name == slot:
                        found[str(number)] = button
        return found

    def pressable(self) -> tuple[RenderedButton, ...]:
        """Every button in sight, newest first, whether it has a key or not."""
        talk = [button for item in reversed(self.talk) for button in item.card.pressable()]
        return (*talk, *(button for slot in CARDS for button in self.numbers(slot).values()))
