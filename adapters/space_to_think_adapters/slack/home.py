"""The Home view: one's sessions and what waits, a button to start one, and for admins their agency."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, TypeAlias

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
STATUS: Final = "status"
SHOWN: Final = 5  # sessions that are shown in full: a view has room for about so many

Ask: TypeAlias = Callable[[str], Awaitable[RenderedCard | None]]


class Home:
    """Shows it. `accept` asks the core."""

    def __init__(self, api: Api, places: Places, accept: Callable[[Inbound], Awaitable[Answer]]) -> None:
        self._api = api
        self._places = places
        self._accept = accept

    async def show(self, person: PersonId, key: str) -> None:
        """Draw it anew for somebody. What was delivered before draws nothing: the core answers a key once."""
        place = self._places.direct(person)

        async def ask(words: str) -> RenderedCard | None:
            answer = await self._accept(Called(f"{key}/{words}", person, place, words))
            return answer.card if isinstance(answer, Notice) else None

        try:
            status = await ask(STATUS)
            if status is None:
                return
            start = RenderedCard((), (RenderedButton(text("home-start"), "new"),))
            cards = [(text("home-start"), start), *await _sessions(status, ask)]
            admin = await ask("admin")
            if admin is not None and admin.buttons:  # whoever is none is only told so
                cards.append((text("home-admin"), admin))
            name = await self._places.names(who for _, card in cards for who in people(card.lines))
            view = home_view(cards, place, name)
            await self._api.call(person.tenant, "views.publish", user_id=person.user, view=view)
        except Exception as error:
            log.warning("home not shown", error=type(error).__name__)


async def _sessions(status: RenderedCard, ask: Ask) -> list[tuple[str, RenderedCard]]:
    """One's session and what waits there; of several, when `status` asks which is meant, each of the latest."""
    which = [button for button in status.buttons if button.words.startswith("in ") and button.words.endswith(STATUS)]
    meant = [(button.words.removesuffix(STATUS), await ask(button.words)) for button in which[:SHOWN]]
    cards = list[tuple[str, RenderedCard]]()
    for at, card in meant or [("", status)]:
        if card is not None:
            rest = tuple(button for button in card.buttons if button.words != f"{at}{CHOICES}")
            cards.append((text("home"), replace(card, buttons=rest)))
            choices = await ask(f"{at}{CHOICES}") if len(rest) < len(card.buttons) else None
            more = () if choices is None else tuple(button for button in choices.buttons if button not in rest)
            cards += [(text("home-choices"), RenderedCard((), more))] if more else []
    return [*cards, (text("home"), replace(status, buttons=tuple(which[SHOWN:])))] if which[SHOWN:] else cards
