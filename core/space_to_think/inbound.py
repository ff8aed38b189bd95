"""What comes in from a platform, and what goes straight back: values at the border between adapters and the runtime.

An adapter turns what its platform delivers into one Inbound and hands it to `accept`, which returns after the commit.
Whatever the platform sends that is not one of these is none of the core's business and is dropped by the adapter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from space_to_think.identity import PersonId, Place, PlaceId
from space_to_think.rendered import RenderedCard, RenderedForm


@dataclass(frozen=True, slots=True)
class Said:
    """A plain message. `ref` is what the platform calls it, so that a later edit or deletion finds it."""

    key: str  # the platform's id of the delivery: the same key is never taken twice
    by: PersonId
    place: Place
    text: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """Words meant for the bot, without the prefix; a pressed button sends its words, a form its words and fields.

    `people` are the persons mentioned, in order; in `words` each stands as a token that begins with @.
    `made_place`: asked for `new` in a direct chat, the platform can make a place of its own.
    """

    key: str
    by: PersonId
    place: Place
    words: str
    fields: Mapping[str, str] | None = None
    people: tuple[PersonId, ...] = ()
    seen: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """A message says something else now; the adapter has made sure that `by` wrote it.

    `words` and `people` as in Called, where it is for the bot now; None: it is a plain message in the group's place.
    """

    key: str
    by: PersonId
    place: Place
    ref: str
    text: str
    words: str | None = None
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message was deleted: somebody's, or (by anybody who may) one of the bot's."""

    key: str
    by: PersonId | None
    place: Place
    ref: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody came into a place. It is not agreement to take part."""

    key: str
    by: PersonId
    place: Place


@dataclass(frozen=True, slots=True)
class Left:
    key: str
    by: PersonId
    place: Place


@dataclass(frozen=True, slots=True)
class PlaceOpened:
    """A place ordered by the outbox is there: `order` is the key of the delivery that asked for it."""

    key: str
    place: Place
    order: str


@dataclass(frozen=True, slots=True)
class PlaceMoved:
    key: str
    place: Place
    to: PlaceId


@dataclass(frozen=True, slots=True)
class PlaceLost:
    """The bot can no longer read or write there."""

    key: str
    place: Place


@dataclass(frozen=True, slots=True)
class Tick:
    """A session's deadline is due; made by the runtime's own clock."""

    key: str
    session: str


Inbound: TypeAlias = Said | Called | Edited | Deleted | Joined | Left | PlaceOpened | PlaceMoved | PlaceLost | Tick


# ---- the Answer: belongs to the person who just acted, is given at most once, and may be lost without harm


@dataclass(frozen=True, slots=True)
class Nothing:
    """It was taken; whatever there is to say goes through the outbox."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to show to the person who acted, and to nobody else. `sent`: the same also comes by the outbox.

    `taken` False: it could not be stored. Nothing of it is acknowledged to the platform, which may deliver it again,
    and no cursor that covers it is handed over before it has been taken.
    """

    card: RenderedCard
    sent: bool = False
    taken: bool = True


@dataclass(frozen=True, slots=True)
class OpenForm:
    form: RenderedForm


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """What is wrong with a form, by the names of its fields; nothing was taken and nothing typed is lost."""

    errors: Mapping[str, str]


Answer: TypeAlias = Nothing | Notice | OpenForm | FieldErrors
