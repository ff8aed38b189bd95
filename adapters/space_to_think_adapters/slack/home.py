"""The Home view: one's sessions and what waits, a button to start one, and for admins their agency."""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from space_to_think.identity import PersonId
from space_to_think.inbound import Answer, Called, Inbound, Notice
from space_to_think.rendered import RenderedButton, RenderedCard
from space_to_think_adapters.slack.api import Api
from space_to_think_adapters.slack.outgoing import people
from space_to_think_adapters.slack.places import Places
from space_to_think_adapters.slack.texts import text
from space_to_think_adapters.slack.views import home_view

log = structlog.get_logger()

SHOWN: Final = (("home", "status"), ("home-admin", "admin"))


class Home:
    """Shows it. `accept` asks the core."""

    def __init__(self, api: Api, places: Places, accept: Callable[[Inbound], Awaitable[Answer]]) -> None:
        self._api = api
        self._places = places
        self._accept = accept

    async def show(self, person: PersonId, key: str) -> None:
        """Draw it anew for somebody."""
        place = self._places.direct(person)
        start = RenderedCard((), (RenderedButton(text("home-start"), "new"),))
        cards = [(text("home-start"), start)]
        try:
            for heading, words in SHOWN:
                answer = await self._accept(Called(f"{key}/{words}", person, place, words))
                if isinstance(answer, Notice) and (words != "admin" or answer.card.buttons):
                    cards.append((text(heading), answer.card))
            name = await self._places.names(who for _, card in cards for who in people(card.lines))
            view = home_view(cards, place, name)
            await self._api.call(person.tenant, "views.publish", user_id=person.user, view=view)
        except Exception as error:
            log.warning("home not shown", error=type(error).__name__)
