"""From a card to the blocks of Slack messages and modals: pure; the blocks and the plain text come from the same lines.

Everything people gave is a rich text, in which nothing is markup: no asterisk makes it bold, and no `<!channel>` in it
calls anybody. Nobody sees who presses a button here, so the discreet ones are shown in the group's place too.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, assert_never

from space_to_think.identity import PersonId
from space_to_think.rendered import Gauge, Mention, Quoted, RenderedButton, RenderedCard, RenderedLine, Said
from space_to_think.wording.plain import bar, line_text, size, split
from space_to_think_adapters.slack.limits import ACTIONS, BUTTON, CUT, MESSAGE_BLOCKS, PART, VALUE, cut
from space_to_think_adapters.slack.payload import Json

Name: TypeAlias = Callable[[PersonId], str]

PREFIX: Final = "@Space "
LINK: Final = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)\]]")
SAFE: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
FULL: Final = MESSAGE_BLOCKS - 4  # leaves room for the buttons at the end


@dataclass(frozen=True, slots=True)
class Voice:
    """How people are named: `name` gives a name, and `calls` says that those who are called are notified."""

    name: Name
    shared: bool = False
    calls: bool = False


@dataclass(slots=True)
class Part:
    """One message: its blocks, and the same as plain text."""

    blocks: list[Json] = field(default_factory=list[Json])
    lines: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def parts(card: RenderedCard, voice: Voice) -> tuple[Part, ...]:
    """One message for each part of a card, cut so that Slack takes it; the last one has the buttons."""
    found = [Part()]
    calls = _numbers()
    lines = card.lines or (() if card.buttons else (Said((CUT,)),))
    for line in _short(lines, voice):
        plain = escape(line_text(line, voice.name))
        if found[-1].blocks and (_size(found[-1].lines) + size(plain) > PART or len(found[-1].blocks) >= FULL):
            found.append(Part())
        _add(found[-1], line, plain, voice, calls)
    listed = [escape(_listed(button, voice.shared)) for button in card.buttons]
    if found[-1].blocks and _size([*found[-1].lines, *listed]) > PART:
        found.append(Part())
    found[-1].blocks += actions(card.buttons, calls)
    found[-1].lines += listed
    return tuple(found)


def actions(buttons: Sequence[RenderedButton], calls: Iterator[str] | None = None) -> list[Json]:
    """Blocks of buttons. One whose words are too long to be carried is left to be typed."""
    named = calls or _numbers()
    made = [_button(button, next(named)) for button in buttons if len(value_of(button)) <= VALUE]
    return [{"type": "actions", "elements": made[start : start + ACTIONS]} for start in range(0, len(made), ACTIONS)]


def value_of(button: RenderedButton) -> str:
    """What a press brings back: the words that one would type, and the stage that the button belongs to."""
    return json.dumps({"w": button.words} | ({"s": button.seen} if button.seen else {}), separators=(",", ":"))


def escape(text: str) -> str:
    """Text that is nothing but text, wherever Slack looks for its own marks."""
    return "".join(SAFE.get(sign, sign) for sign in text)


def people(lines: Iterable[RenderedLine]) -> Iterator[PersonId]:
    """Everybody whose name stands in some lines."""
    for line in lines:
        if isinstance(line, Said):
            yield from (span.person for span in line.spans if isinstance(span, Mention))
        elif isinstance(line, Quoted) and line.by is not None:
            yield line.by.person


def rich(elements: Sequence[Json]) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


# ---- lines


def _add(part: Part, line: RenderedLine, plain: str, voice: Voice, calls: Iterator[str]) -> None:
    last = part.blocks[-1] if part.blocks else None
    if last is not None and last["type"] == "rich_text":
        last["elements"].append(_element(line, voice))
    else:
        part.blocks.append(rich([_element(line, voice)]))
    part.lines.append(plain)
    if isinstance(line, Quoted) and line.button is not None:
        part.blocks += actions([line.button], calls)
        part.lines.append(escape(_listed(line.button, voice.shared)))


def _element(line: RenderedLine, voice: Voice) -> Json:
    match line:
        case Said():
            spans = [element for span in line.spans for element in _span(span, voice)]
            return {"type": "rich_text_section", "elements": [*spans, _text("\n")]}
        case Quoted():
            by = [] if line.by is None else [_text(f"{voice.name(line.by.person)}: ", bold=True)]
            return {"type": "rich_text_quote", "elements": [*by, _text(line.text or CUT)]}
        case Gauge():
            return {
                "type": "rich_text_section",
                "elements": [_text(bar(line.share), code=True), _text(f" {line.text}\n")],
            }
        case _:
            assert_never(line)


def _span(span: str | Mention, voice: Voice) -> Iterator[Json]:
    if isinstance(span, Mention):
        notify = span.call and voice.calls
        yield {"type": "user", "user_id": span.person.user} if notify else _text(voice.name(span.person))
        return
    end = 0
    for link in LINK.finditer(span):
        if link.start() > end:
            yield _text(span[end : link.start()])
        yield {"type": "link", "url": link[0]}
        end = link.end()
    if end < len(span):
        yield _text(span[end:])


def _text(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def _short(lines: Sequence[RenderedLine], voice: Voice) -> Iterator[RenderedLine]:
    """The lines, with those that fill more than a message cut up."""
    for line in lines:
        if isinstance(line, Gauge) or size(escape(line_text(line, voice.name))) <= PART:
            yield line
        elif isinstance(line, Quoted):
            *first, last = split(line.text, PART // 6)  # each sign may grow to five when it is escaped
            yield from (replace(line, text=part, button=None) for part in first)
            yield replace(line, text=last)
        else:
            words = "".join(span if isinstance(span, str) else voice.name(span.person) for span in line.spans)
            yield from (Said((part,)) for part in split(words, PART // 6))


def _size(lines: Iterable[str]) -> int:
    return sum(size(line) + 1 for line in lines)


# ---- buttons


def _button(button: RenderedButton, id: str) -> Json:
    label = {"type": "plain_text", "text": cut(button.label, BUTTON), "emoji": False}
    return {"type": "button", "text": label, "action_id": id, "value": value_of(button)}


def _listed(button: RenderedButton, shared: bool) -> str:
    """A button as words. What is nobody else's business is not named as something to type where all can read it."""
    if shared and button.discreet:
        return f"• {button.label}"
    return f"• {button.label}: {PREFIX if shared else ''}{button.words}"


def _numbers() -> Iterator[str]:
    number = 0
    while True:
        yield f"call-{number}"
        number += 1
