"""From a card to the contents of Matrix messages: pure; plain and formatted text come from the same lines.

Where several people see a card, pressing is a reaction, which everybody sees and no encryption hides. So only buttons
that may be seen get a sign; the others are named as words to type in the direct chat.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from space_to_think.delivery import Post
from space_to_think.identity import PersonId
from space_to_think.rendered import Gauge, Mention, Quoted, RenderedButton, RenderedCard, RenderedLine, Said
from space_to_think.wording.plain import bar, size, split
from space_to_think_adapters.matrix.http import Json
from space_to_think_adapters.matrix.incoming import PREFIX
from space_to_think_adapters.matrix.texts import text as own

Name: TypeAlias = Callable[[PersonId], str]

BUTTONS: Final = "org.spacetothink.buttons"
LARGEST: Final = 32_000  # bytes of text and formatted text as JSON; encrypted they grow by a third, to 65,536 at most
SHORT: Final = 200  # characters
SIGNS: Final = {
    "done": "✅", "add": "➕", "choices": "❓", "join": "👋", "start": "▶️", "next": "⏭️", "back": "⏮️",  # noqa: RUF001
    "undo": "↩️", "pause": "⏸️", "resume": "⏯️", "end": "🏁", "status": "ℹ️", "again": "🔁", "further": "📅",  # noqa: RUF001
    "facilitator": "🧭", "invite": "✉️",
}  # fmt: skip
NUMBERS: Final = tuple(f"{number}\ufe0f\u20e3" for number in range(1, 10))


@dataclass(frozen=True, slots=True)
class Press:
    """A button with the sign that stands for it; without one its words are typed."""

    button: RenderedButton
    sign: str | None


def presses(card: RenderedCard, shared: bool) -> tuple[Press, ...]:
    """The buttons of a card. Each sign stands for one; the same words have the same sign on every card."""
    found: list[Press] = []
    for button in card.pressable(shared):
        taken = {press.sign for press in found}
        wanted = (SIGNS.get(button.words.split()[0] if button.words else ""), *NUMBERS)
        sign = next((one for one in wanted if one is not None and one not in taken), None) if shared else None
        found.append(Press(button, sign))
    return tuple(found)


def contents(post: Post, name: Name) -> tuple[Json, ...]:
    """One message for each part of a card; the last has the buttons. A new one, not an edit."""
    parts = tuple(_parts(post.card))
    return tuple(
        _content(replace(post, card=part), name, buttons=number == len(parts) - 1) for number, part in enumerate(parts)
    )


def edit(content: Json, ref: str) -> Json:
    """The message in another's place. Whoever was called is called by the new text only."""
    return {
        "msgtype": content["msgtype"],
        "m.mentions": content["m.mentions"],
        "body": f"* {content['body'][:SHORT]}",  # for apps that know no edits: the whole would not fit in twice
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": ref},
    }


def in_thread(content: Json, root: str) -> Json:
    """The message in a thread; clients without threads show it as an answer to the root."""
    relation = {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": root},
    }
    return content | {"m.relates_to": relation}


def buttons_of(content: Json) -> dict[str, RenderedButton]:
    """The buttons of one of our own messages by their signs."""
    found: dict[str, RenderedButton] = {}
    listed: Any = (content.get("m.new_content") or content).get(BUTTONS, [])
    for one in listed:
        if one.get("sign") is not None:
            found[one["sign"]] = RenderedButton(one["label"], one["words"], seen=one.get("seen"))
    return found


def _content(post: Post, name: Name, buttons: bool) -> Json:
    shown = presses(post.card, post.shared) if buttons else ()
    lines = list(post.card.lines)
    plain = [_plain(line, name) for line in lines]
    html = [_html(line, name) for line in lines]
    plain += [_typed(press, post.shared) for press in shown]
    html += _listed(shown, post.shared)
    if buttons and post.shared and (hidden := _hidden(post.card)):
        plain.append(own("in-private", words=", ".join(hidden)))
        html.append(f"<p>{_p(own('in-private', words=', '.join(hidden)))}</p>")
    called = _called(post.card) if post.call else []
    content: Json = {
        "msgtype": "m.text" if called else "m.notice",
        "body": "\n".join(plain),
        "format": "org.matrix.custom.html",
        "formatted_body": "".join(html),
        "m.mentions": {"user_ids": called} if called else {},
    }
    if shown:
        content[BUTTONS] = [
            {"label": press.button.label, "words": press.button.words, "seen": press.button.seen, "sign": press.sign}
            for press in shown
        ]
    return content


def _parts(card: RenderedCard) -> Iterator[RenderedCard]:
    """Cards that each fit into one message, cut between lines, or within one between its paragraphs."""
    held: list[RenderedLine] = []
    for line in (piece for whole in card.lines for piece in _pieces(whole)):
        if held and _size([*held, line]) > LARGEST:
            yield RenderedCard(tuple(held))
            held = []
        held.append(line)
    yield RenderedCard(tuple(held), card.buttons)


def _pieces(line: RenderedLine) -> Iterator[RenderedLine]:
    """A line that is too long, halved until its pieces fit; the last one has the button."""
    if isinstance(line, Gauge) or _size([line]) <= LARGEST:
        yield line
    elif isinstance(line, Said):
        words = "".join(part if isinstance(part, str) else part.person.user for part in line.spans)
        for part in split(words, size(words) // 2 + 4):
            yield from _pieces(Said((part,)))
    else:
        parts = split(line.text, size(line.text) // 2 + 4)
        for number, part in enumerate(parts, start=1):
            yield from _pieces(replace(line, text=part, button=line.button if number == len(parts) else None))


def _size(lines: Sequence[RenderedLine]) -> int:
    """The bytes of both texts as JSON is written here, where each name may be a long one."""
    both = (_plain(line, lambda _: "n" * 255) + _html(line, lambda _: "n" * 255) for line in lines)
    return sum(len(json.dumps(text)) for text in both)


def _called(card: RenderedCard) -> list[str]:
    spans = (span for line in card.lines if isinstance(line, Said) for span in line.spans)
    users = (span.person.user for span in spans if isinstance(span, Mention) and span.call)
    return list(dict.fromkeys(users))


def _hidden(card: RenderedCard) -> list[str]:
    """The words of what may not be pressed where others see it."""
    return list(dict.fromkeys(button.words for button in card.pressable() if button.discreet))


# ---- lines


def _plain(line: RenderedLine, name: Name) -> str:
    match line:
        case Said():
            return "".join(name(span.person) if isinstance(span, Mention) else span for span in line.spans)
        case Quoted():
            by = "" if line.by is None else f"{name(line.by.person)}: "
            return "\n".join(f"> {part}" for part in f"{by}{line.text}".splitlines() or [""])
        case Gauge():
            return f"{bar(line.share)} {line.text}"


def _html(line: RenderedLine, name: Name) -> str:
    match line:
        case Said():
            return f"<p>{''.join(_span(span, name) for span in line.spans)}</p>"
        case Quoted():
            by = "" if line.by is None else f"<strong>{_p(name(line.by.person))}</strong>: "
            return f"<blockquote>{by}{_p(line.text)}</blockquote>"
        case Gauge():
            return f"<p><code>{bar(line.share)}</code> {_p(line.text)}</p>"


def _span(span: str | Mention, name: Name) -> str:
    if isinstance(span, str):
        return _p(span)
    return f'<a href="https://matrix.to/#/{quote(span.person.user)}">{_p(name(span.person))}</a>'


def _p(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _typed(press: Press, shared: bool) -> str:
    words = f"{PREFIX}{press.button.words}" if shared else press.button.words
    return f"{press.sign or '•'} {press.button.label}: {words}"


def _listed(shown: Sequence[Press], shared: bool) -> list[str]:
    if not shown:
        return []
    prefix = PREFIX if shared else ""
    rows = (
        f"<li>{press.sign + ' ' if press.sign else ''}<strong>{_p(press.button.label)}</strong>: "
        f"<code>{_p(prefix + press.button.words)}</code></li>"
        for press in shown
    )
    return [f"<ul>{''.join(rows)}</ul>"]
