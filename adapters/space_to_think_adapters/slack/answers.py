"""What goes straight back to whoever acted: a modal, a hint that only they see, or the answer to a command.

Nothing of it is stored: it may be lost without harm, because the person can act again. What opens a modal is good for
three seconds and once, so it is used at once; where it is missing or too old, a button is offered that opens the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

import aiohttp
import structlog

from space_to_think.identity import PersonId, Place, PlaceKind
from space_to_think.inbound import Answer, FieldErrors, Nothing, Notice, OpenForm
from space_to_think.rendered import RenderedButton, RenderedCard, RenderedForm, RenderedLine, Said
from space_to_think_adapters.slack.api import POST, Api, Refused
from space_to_think_adapters.slack.incoming import Handles
from space_to_think_adapters.slack.limits import VALUE
from space_to_think_adapters.slack.outgoing import Name, Voice, parts, people, value_of
from space_to_think_adapters.slack.payload import Json
from space_to_think_adapters.slack.places import Places
from space_to_think_adapters.slack.texts import text
from space_to_think_adapters.slack.views import card_view, errors, form_view

log = structlog.get_logger()

SOON: Final = 1.0  # seconds that an answer waits for names: Slack waits three seconds for all of it
LONG: Final = 200  # signs from which on a hint is hard to read in passing
LATE: Final = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, with what an answer can be given by. `words` are what they did it with."""

    by: PersonId
    place: Place
    words: str
    handles: Handles
    note: str | None = None  # stands at the beginning of a form


class Answers:
    """Gives answers."""

    def __init__(self, api: Api, places: Places) -> None:
        self._api = api
        self._places = places

    # ---- in the acknowledgement itself

    async def to_form(self, act: Act, answer: Answer) -> Json:
        """To a form that was sent: what its acknowledgement says. Empty: the form closes."""
        match answer:
            case FieldErrors(wrong):
                return await self._wrong(act, wrong)
            case Notice(_, _, False):
                return await self._wrong(act, {"": text("not-taken")})
            case Notice(card):
                return {"response_action": "update", "view": await self._window(act, card)}
            case OpenForm(form):
                return {"response_action": "update", "view": await self._form(act, form)}
            case Nothing():
                return {}
            case _:
                assert_never(answer)

    async def _wrong(self, act: Act, wrong: Mapping[str, str]) -> Json:
        """At the fields; what is wrong with a form without any is said in its place."""
        if found := errors(wrong, act.handles.view or Json()):
            return {"response_action": "errors", "errors": found}
        card = RenderedCard(tuple(Said((what,)) for what in wrong.values()))
        return {"response_action": "update", "view": await self._window(act, card)}

    async def to_command(self, act: Act, answer: Answer) -> Json | None:
        """To a command: a hint in its acknowledgement. None: a form, or more than a hint, is for `give` to open."""
        match answer:
            case Notice(card, sent) if not (sent and act.place.kind is PlaceKind.DIRECT):
                hint, *more = await self._said(card)
                return None if more else {"response_type": "ephemeral"} | hint
            case OpenForm():
                return None
            case _:
                return {}

    # ---- afterwards

    async def give(self, act: Act, answer: Answer) -> None:
        """Give an answer to whoever acted. One that cannot be given is lost."""
        try:
            await self._give(act, answer)
        except Exception as error:
            log.warning("answer not given", error=type(error).__name__)

    async def _give(self, act: Act, answer: Answer) -> None:
        inside = act.handles.view is not None and act.handles.view.get("type") == "modal"
        direct = act.place.kind is PlaceKind.DIRECT
        match answer:
            case OpenForm(form):
                await self._open(act, await self._form(act, form))
            case Notice(card, sent):
                again = sent and direct and act.handles.view is None  # it comes to where they are looking
                if act.handles.view is not None or (act.handles.trigger and _weighs(card) and not again):
                    await self._open(act, await self._window(act, card))
                elif not sent:
                    await self._tell(act, card)
            case Nothing() if inside:
                await self._open(act, await self._window(act, RenderedCard((Said((text("done"),)),))))
            case Nothing() | FieldErrors():
                pass
            case _:
                assert_never(answer)

    async def _open(self, act: Act, view: Json) -> None:
        """In the modal where it was pressed, or in one of its own."""
        handles = act.handles
        if handles.view is not None and handles.view.get("type") == "modal":
            await self._api.call(act.by.tenant, "views.update", view_id=handles.view.get("id"), view=view)
            return
        if handles.trigger is None:
            await self._offer(act, text("opens"))
            return
        try:
            await self._api.call(act.by.tenant, "views.open", trigger_id=handles.trigger, view=view)
        except Refused as refused:
            if refused.code not in LATE:
                raise
            await self._offer(act, text("again"))

    async def _offer(self, act: Act, why: str) -> None:
        """A button that opens what could not be opened."""
        button = RenderedButton(text("open-form"), act.words)
        if len(value_of(button)) > VALUE:
            await self._tell(act, RenderedCard((Said((text("too-long"),)),)))
        else:
            await self._tell(act, RenderedCard((Said((why,)),), (button,)))

    async def _tell(self, act: Act, card: RenderedCard) -> None:
        """Messages in the direct chat; elsewhere hints that nobody else sees."""
        tenant, at = act.by.tenant, act.place.id
        hint = {"channel": at.room, "user": act.by.user, "thread_ts": at.thread}
        for said in await self._said(card):
            if act.handles.url is not None:
                await self._respond(act.handles.url, said)
            elif act.place.kind is PlaceKind.DIRECT:
                await self._api.call(tenant, POST, channel=at.room, **said)
            else:
                await self._api.call(tenant, "chat.postEphemeral", **hint, **said)

    async def _respond(self, url: str, said: Json) -> None:
        """docs.slack.dev/interactivity/handling-user-interaction: five times within half an hour."""
        body: Json = {"response_type": "ephemeral", "replace_original": False} | said
        try:
            async with self._api.http.post(url, json=body) as answer:
                if answer.status != 200:
                    raise Refused("response-url")
        except (aiohttp.ClientError, OSError) as error:
            raise Refused(type(error).__name__) from None

    # ---- words

    async def _form(self, act: Act, form: RenderedForm) -> Json:
        if act.note is not None:
            form = replace(form, intro=(Said((act.note,)), *form.intro))
        return form_view(form, act.place, await self._named(form.intro))

    async def _window(self, act: Act, card: RenderedCard) -> Json:
        return card_view(card, act.place, await self._named(card.lines))

    async def _said(self, card: RenderedCard) -> list[Json]:
        """A card as messages: one, if it is no longer than that."""
        made = parts(card, Voice(await self._named(card.lines)))
        return [{"text": part.text, "blocks": part.blocks} for part in made]

    async def _named(self, lines: Sequence[RenderedLine]) -> Name:
        return await self._places.names(people(lines), SOON)


def _weighs(card: RenderedCard) -> bool:
    """Whether a card is more than a hint: it has buttons, or takes some reading."""
    return bool(card.buttons) or sum(len(str(line)) for line in card.lines) > LONG
