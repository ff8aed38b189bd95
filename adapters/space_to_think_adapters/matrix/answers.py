"""What goes straight back to whoever acted, in their direct chat: answers, forms asked field by field, short notes.

None of it is stored: when the homeserver does not take it, it is lost, and the person can act again.
"""

import time
from typing import Final, assert_never

import structlog

from space_to_think.delivery import Post
from space_to_think.identity import PersonId, Place
from space_to_think.inbound import Answer, Called, FieldErrors, Nothing, Notice, OpenForm
from space_to_think.rendered import RenderedCard, Said
from space_to_think_adapters.matrix.account import Account, Unsafe
from space_to_think_adapters.matrix.crypto import Changed
from space_to_think_adapters.matrix.forms import STOP, Filling
from space_to_think_adapters.matrix.http import MatrixError
from space_to_think_adapters.matrix.incoming import Spoken, mentioned
from space_to_think_adapters.matrix.outgoing import contents
from space_to_think_adapters.matrix.texts import text

log = structlog.get_logger()

HOUR: Final = 3600.0


class Answers:
    """Gives answers, and holds the forms that are open."""

    def __init__(self, account: Account) -> None:
        self.forms: dict[str, Filling] = {}
        self._account = account
        self._told: dict[tuple[str, str], float] = {}

    def fills(self, who: PersonId) -> bool:
        """Whether a form is open to somebody."""
        return who.user in self.forms

    async def give(self, to: PersonId, answer: Answer, key: str, filled: bool = False) -> None:
        """Give an answer to whoever acted; `filled`: to a form of theirs."""
        if filled and not isinstance(answer, FieldErrors):
            self.forms.pop(to.user, None)
        match answer:
            case Notice(card, sent):
                if not sent:
                    await self._tell(to, card, key)
            case OpenForm(form):
                filling = self.forms[to.user] = Filling(form)
                await self._ask(to, RenderedCard((*_line(form.title), *form.intro, *_line(filling.asks or ""))), key)
            case FieldErrors(errors):
                if to.user in self.forms:
                    self.forms[to.user].correct(errors)
                    await self._ask(to, RenderedCard(_line(self.forms[to.user].asks or "")), key)
            case Nothing():
                pass
            case _:
                assert_never(answer)

    async def fill(self, spoken: Spoken, place: Place, words: str) -> Called | None:
        """Take one answer to the open form; with the last one the whole form, as it is sent."""
        by = PersonId(place.id.adapter, spoken.by.partition(":")[2], spoken.by)
        filling = self.forms[spoken.by]
        if words.casefold() == STOP:
            del self.forms[spoken.by]
            await self._tell(by, RenderedCard(_line(text("gone"))), spoken.id)
            return None
        fits = filling.put(words, spoken.id)
        if filling.asks is not None:
            again = () if fits else _line(text("not-that"))
            await self._ask(by, RenderedCard((*again, *_line(filling.asks))), spoken.id)
            return None
        people = mentioned(" ".join(filling.values.values()))
        ref = filling.refs.get("text", spoken.id)  # so that what was given goes when the message with it is deleted
        return Called(spoken.id, by, place, filling.form.words, dict(filling.values), people, ref=ref)

    async def once(self, user: str, id: str, key: str) -> None:
        """Tell somebody one of the adapter's own texts: once an hour, however often there is a reason."""
        now = time.monotonic()
        if now - self._told.get((user, id), -HOUR) < HOUR:
            return
        self._told[user, id] = now
        try:
            await self._account.say(user, id, f"{id}-{key}")
        except (MatrixError, Changed, Unsafe) as error:
            log.warning("note not given", error=type(error).__name__)

    async def _ask(self, to: PersonId, card: RenderedCard, key: str) -> None:
        """Ask what the open form asks; a form whose question nobody has seen must not swallow what they say next."""
        if not await self._tell(to, card, key):
            self.forms.pop(to.user, None)

    async def _tell(self, to: PersonId, card: RenderedCard, key: str) -> bool:
        """Whether it went out."""
        try:
            room = await self._account.open_direct(to.user)
            if room is None:
                return False
            names = self._account.rooms
            made = contents(Post(card, shared=False), lambda who: names.name(who.user, room))
            for number, content in enumerate(made):
                await self._account.send(room, "m.room.message", content, f"answer-{key}-{number}")
            return True
        except (MatrixError, Changed, Unsafe) as error:
            log.warning("answer not given", error=type(error).__name__)
            return False


def _line(words: str) -> tuple[Said]:
    return (Said((words,)),)
