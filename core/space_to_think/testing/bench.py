"""What a test can do on a platform: the hands and eyes of the people who use it.

The fake adapter and the terminal have one each, and so has every adapter that plays the contract's scenarios. People
are named by short keys ("sam"); a bench knows which person of its platform that is.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from space_to_think.delivery import Adapter, Post
from space_to_think.identity import PersonId, Place
from space_to_think.inbound import Answer


class Bench(Protocol):
    """An adapter under test, with a platform behind it. Everything typed, pressed or sent goes the adapter's own way.

    Each act returns the Answer that the runtime gave. `LookupError`: the person sees no such button or form.
    """

    @property
    def adapter(self) -> Adapter: ...

    def person(self, who: str) -> PersonId: ...

    def group(self) -> Place:
        """The place that the group shares: the one that was opened last, or else the one that was there before."""
        ...

    async def say(self, who: str, text: str) -> Answer:
        """Write a plain message in the group's place."""
        ...

    async def call(self, who: str, words: str, private: bool = False) -> Answer:
        """Type words for the bot, in the group's place or in the direct chat; `@key` mentions somebody."""
        ...

    async def press(self, who: str, words: str) -> Answer:
        """Press the newest button in sight whose words are these or begin with them, or whose label is this."""
        ...

    async def fill(self, who: str, fields: Mapping[str, str]) -> Answer:
        """Send the form that is open to this person; a field that is not named keeps what stands in it."""
        ...

    async def delete_card(self, who: str) -> Answer:
        """Delete the card that is pinned in the group's place."""
        ...

    async def flush(self) -> bool:
        """Hand the runtime what the platform brought about, such as a place that is ready; was there anything?"""
        ...

    def in_group(self) -> Sequence[Post]:
        """What the bot has put into the group's place, in order; of one that was edited, how it stands now."""
        ...

    def in_private(self, who: str) -> Sequence[Post]:
        """What only this person sees, in order."""
        ...

    def orders(self) -> Sequence[str]:
        """The orders that the place has carried out, in order: open, invite, turns, pin, close."""
        ...
