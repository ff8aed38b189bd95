"""The Home view: one's sessions and what waits, a button to start one, and for admins their agency."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
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

CHOICES: Final = "choices"


class Home:
    """Shows it. `accept` asks the core."""

    def __init__(self, api: Api, places: Places, accept: Callable[[Inbound], Awaitable[Answer]]) -> None:
        self._api = api
        self._places = places
        self._accept = accept

    async def show(self, person: PersonId, key: str) -> None:
        """Draw it anew for somebody."""
        place = self._places.direct(person)
        cards = [(text("home-start"), RenderedCard((), (RenderedButton(text("home-start"), "new"),)))]

        async def ask(words: str) -> RenderedCard | None:
            answer = await self._accept(Called(f"{key}/{words}", person, place, words))
            return answer.card if isinstance(answer, Notice) else None

        try:
            status = await ask("status")
            if status is not None:
                rest = tuple(button for button in status.buttons if button.words != CHOICES)
                cards.append((text("home"), replace(status, buttons=rest)))
                choices = await ask(CHOICES) if len(rest) < len(status.buttons) else None
                more = () if choices is None else tuple(button for button in choices.buttons if button not in rest)
                if more:
                    cards.append((text("home-choices"), RenderedCard((), more)))
            admin = await ask("admin")
            if admin is not None and admin.buttons:  # whoever is none is only told so
                cards.append((text("home-admin"), admin))
            name = await self._places.names(who for _, card in cards for who in people(card.lines))
            view = home_view(cards, place, name)
            await self._api.call(person.tenant, "views.publish", user_id=person.user, view=view)
        except Exception as error:
            log.warning("home not shown", error=type(error).__name__)
