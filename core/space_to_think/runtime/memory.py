"""What can be said when the store cannot be read or written: a plain sentence, and where to turn when it is urgent."""

from typing import Final

import structlog

from space_to_think.cards import signposts
from space_to_think.identity import PersonId, PlaceKind
from space_to_think.inbound import Called, Inbound, Notice, Said
from space_to_think.messages import Card, Signpost, Text
from space_to_think.rendered import RenderedCard
from space_to_think.runtime.house import House, Opened
from space_to_think.runtime.which import URGENT, split
from space_to_think.session.state import Concern

log = structlog.get_logger()

CONCERNS: Final = frozenset(concern.value for concern in Concern)


class Memory:
    """Knows the agencies and the built-in texts, and nothing of any session."""

    def __init__(self, house: House) -> None:
        self._house = house

    def answer(self, inbound: Inbound) -> Notice:
        """What whoever acted is told. Nothing of it is taken: the platform may deliver it again.

        It raises nothing: behind whoever asks, others wait to be told as well.
        """
        by: PersonId | None = getattr(inbound, "by", None)
        card = RenderedCard(())
        if by is not None:
            try:
                reader = self._house.private(None, None, by)
                card = self._house.wording.card(_card(_words(inbound)), reader, Opened(None, None))
            except Exception as error:
                log.error("nothing to be told", error=type(error).__name__)
        return Notice(card, taken=False)


def _words(inbound: Inbound) -> str:
    match inbound:
        case Called():
            return split(inbound.words)[1]
        case Said() if inbound.place.kind is PlaceKind.DIRECT:
            return split(inbound.text)[1]
        case _:
            return ""


def _card(words: str) -> Card:
    head, _, rest = words.casefold().partition(" ")
    if head not in URGENT:
        return Card((Text("runtime-try-again"),))
    if rest.strip() in CONCERNS:
        lines = signposts(rest.strip()).lines
    else:
        lines = (Text("signposts-head"), Signpost("child"), Signpost("adult"))
    return Card((*lines, Text("runtime-not-stored")))
