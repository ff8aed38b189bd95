"""Modals and the Home view: pure; a form goes out as a view, and what was filled in comes back as its fields."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from space_to_think.identity import Place, PlaceId, PlaceKind
from space_to_think.messages import FieldKind
from space_to_think.rendered import RenderedCard, RenderedChoice, RenderedField, RenderedForm
from space_to_think_adapters.slack import limits
from space_to_think_adapters.slack.limits import cut
from space_to_think_adapters.slack.outgoing import Name, Voice, parts
from space_to_think_adapters.slack.payload import Json, each, part
from space_to_think_adapters.slack.texts import text

FORM: Final = "form"
CARD: Final = "card"
HERE: Final = "v"  # the one element of each input block
PLACE: Final = "place"  # the adapter's own field in the form of `new`
THREAD: Final = "thread"
CHANNEL: Final = "channel"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a view brings back with it: the words of its form, and the place that it was asked for in."""

    place: Place
    words: str = ""

    def dumped(self) -> str:
        """As `private_metadata`. Nothing in it is secret; whoever sends it back may still be refused."""
        at = self.place.id
        return json.dumps({"w": self.words, "r": at.room, "t": at.thread, "k": self.place.kind.value})


def kept(view: Json, tenant: str) -> Kept | None:
    """What a view of ours brought back; None when it is none of ours."""
    try:
        data: Json = json.loads(view.get("private_metadata") or "")
        kind = PlaceKind(data["k"])
        readers = 1 if kind is PlaceKind.DIRECT else None
        return Kept(Place(PlaceId("slack", tenant, data["r"], data["t"]), kind, readers), data["w"])
    except (ValueError, KeyError, TypeError):
        return None


# ---- forms


def form_view(form: RenderedForm, place: Place, name: Name) -> Json:
    """A form as a modal. Asked to start a session in a channel, it also asks where to meet."""
    intro = RenderedCard(form.intro)
    blocks = [block for part in parts(intro, Voice(name)) for block in part.blocks] if form.intro else []
    blocks = [*_long_title(form.title), *blocks[: limits.VIEW_BLOCKS - len(form.fields) - 2]]
    blocks += [_input(field) for field in form.fields]
    if asks_place(form.words, place):
        blocks.append(_input(_place_field()))
    view: Json = {
        "type": "modal",
        "callback_id": FORM,
        "title": _plain(form.title, limits.TITLE),
        "submit": _plain(text("send"), limits.TITLE),
        "close": _plain(text("close"), limits.TITLE),
        "private_metadata": Kept(place, form.words).dumped(),
        "blocks": blocks,
    }
    return view


def asks_place(words: str, place: Place) -> bool:
    """Whether the form of these words, opened there, asks where to meet."""
    return words.split()[:1] == ["new"] and place.kind in (PlaceKind.ROOM, PlaceKind.THREAD)


def fields(view: Json) -> dict[str, str]:
    """What was filled in, by field; people as `@id`, parted by blanks."""
    values = part(part(view, "state"), "values")
    return {name: _value(_element_of(values, name)) for name in values}


def errors(wrong: Mapping[str, str], view: Json) -> dict[str, str]:
    """Errors by block. What belongs to no field of this form stands at its first one; without any, nowhere."""
    there = [str(block.get("block_id")) for block in each(view, "blocks") if block.get("type") == "input"]
    found: dict[str, str] = {}
    for name, what in wrong.items() if there else ():
        at = name if name in there else there[0]
        found[at] = cut(" ".join(filter(None, [found.get(at), what])), limits.ERROR)
    return found


def picked(view: Json) -> tuple[str, ...]:
    """Everybody picked in a form, in order, each once."""
    values = part(part(view, "state"), "values")
    users: list[str] = [user for name in values for user in _element_of(values, name).get("selected_users") or ()]
    return tuple(dict.fromkeys(users))


def _element_of(values: Json, name: str) -> Json:
    """The one element of a block."""
    block = part(values, name)
    return part(block, next(iter(block), ""))


def _value(element: Json) -> str:
    match element.get("type"):
        case "multi_users_select":
            return " ".join(f"@{user}" for user in element.get("selected_users") or ())
        case "static_select" | "radio_buttons":
            return str(part(element, "selected_option").get("value") or "")
        case "datepicker":
            return str(element.get("selected_date") or "")
        case _:
            return str(element.get("value") or "")


def _place_field() -> RenderedField:
    choices = (RenderedChoice(THREAD, text("place-thread")), RenderedChoice(CHANNEL, text("place-channel")))
    return RenderedField(PLACE, text("place"), FieldKind.CHOICE, choices, True, THREAD, text("place-hint"))


def _input(field: RenderedField) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label, limits.LABEL),
        "element": _element(field) | {"action_id": HERE},
        "optional": not field.required,
    }
    hint = text("longer") if len(field.value or "") > limits.INPUT else field.hint
    return block | ({"hint": _plain(hint, limits.HINT)} if hint else {})


def _element(field: RenderedField) -> Json:
    match field.kind:
        case FieldKind.CHOICE | FieldKind.YES_NO if _fits(field.choices):
            return _select(field)
        case FieldKind.DATE:
            return {"type": "datepicker"} | ({"initial_date": field.value} if field.value else {})
        case FieldKind.PEOPLE:
            return {"type": "multi_users_select"}
        case FieldKind.NUMBER:
            first = {"initial_value": field.value} if field.value else {}
            return {"type": "number_input", "is_decimal_allowed": True} | first
        case _:
            # Nothing of what is longer: whoever sends the form would lose the rest of it.
            first = {"initial_value": field.value} if field.value and len(field.value) <= limits.INPUT else {}
            long = field.kind == FieldKind.TEXT
            return {"type": "plain_text_input", "multiline": long, "max_length": limits.INPUT} | first


def _fits(choices: Sequence[RenderedChoice]) -> bool:
    few = 0 < len(choices) <= limits.OPTIONS**2
    return few and all(0 < len(choice.value) <= limits.OPTION_VALUE for choice in choices)


def _select(field: RenderedField) -> Json:
    options = [_option(choice) for choice in field.choices]
    chosen = [option for option in options if option["value"] == field.value]
    first = {"initial_option": chosen[0]} if chosen else {}
    if len(options) <= limits.RADIOS // 2:
        return {"type": "radio_buttons", "options": options} | first
    if len(options) <= limits.OPTIONS:
        return {"type": "static_select", "options": options} | first
    groups = [options[start : start + limits.OPTIONS] for start in range(0, len(options), limits.OPTIONS)]
    return {"type": "static_select", "option_groups": [_group(group) for group in groups]} | first


def _group(options: Sequence[Json]) -> Json:
    ends = (str(option["text"]["text"]) for option in (options[0], options[-1]))
    return {
        "label": _plain(" – ".join(cut(end, limits.OPTION // 3) for end in ends), limits.OPTION),
        "options": options,
    }


def _option(choice: RenderedChoice) -> Json:
    return {"text": _plain(choice.label, limits.OPTION), "value": choice.value}


# ---- cards in views


def card_view(card: RenderedCard, place: Place, name: Name) -> Json:
    """A card as a modal: "What can I do now?", a notice, signposts."""
    return {
        "type": "modal",
        "callback_id": CARD,
        "title": _plain(text("notice"), limits.TITLE),
        "close": _plain(text("close"), limits.TITLE),
        "private_metadata": Kept(place).dumped(),
        "blocks": _blocks(card, name),
    }


def home_view(cards: Sequence[tuple[str, RenderedCard]], place: Place, name: Name) -> Json:
    """The Home view: each card under its heading."""
    blocks: list[Json] = []
    for heading, card in cards:
        blocks += [{"type": "header", "text": _plain(heading, limits.HEADER)}, *_blocks(card, name)]
    for number, block in enumerate(blocks):  # ids of elements have to differ in the whole view
        for element in block["elements"] if block["type"] == "actions" else ():
            element["action_id"] = f"{element['action_id']}-{number}"
    return {"type": "home", "private_metadata": Kept(place).dumped(), "blocks": blocks[: limits.VIEW_BLOCKS]}


def _blocks(card: RenderedCard, name: Name) -> list[Json]:
    """All of a card. Of one that is too long for a view the beginning and the buttons at its end are left."""
    made = [block for part in parts(card, Voice(name)) for block in part.blocks]
    if len(made) <= limits.VIEW_BLOCKS:
        return made
    return [*made[: limits.VIEW_BLOCKS - 5], {"type": "section", "text": _plain(limits.CUT, 1)}, *made[-4:]]


def _long_title(title: str) -> list[Json]:
    """What does not fit above a modal stands in it."""
    if len(title) <= limits.TITLE:
        return []
    return [{"type": "header", "text": _plain(title, limits.HEADER)}]


def _plain(words: str, limit: int) -> Json:
    return {"type": "plain_text", "text": cut(words, limit), "emoji": False}
