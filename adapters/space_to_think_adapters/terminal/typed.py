"""What a typed line means, before anybody acts on it: pure, one line in, one value out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from space_to_think.rendered import RenderedButton


@dataclass(frozen=True, slots=True)
class Speech:
    """A plain message for everybody."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words for the bot, without the `/`."""

    words: str


@dataclass(frozen=True, slots=True)
class Press:
    button: RenderedButton


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing but a return."""


Typed: TypeAlias = Speech | Words | Press | Empty

MENTION = re.compile(r"(?<!\w)@([\w.-]*\w)")


def read(line: str, keys: Mapping[str, RenderedButton]) -> Typed:
    """Tell what a line is: after a `/` a button's key or words for the bot, otherwise something to say."""
    text = clean(line).strip()
    if text.startswith("/"):
        words = text[1:].strip()
        if words.casefold() in keys:
            return Press(keys[words.casefold()])
        return Words(words) if words else Empty()
    return Speech(text) if text else Empty()


def mentioned(text: str) -> tuple[str, ...]:
    """The names after an @, in order, each once, in small letters."""
    return tuple(dict.fromkeys(name.casefold() for name in MENTION.findall(text)))


def clean(text: str) -> str:
    """Take out what would steer a terminal; line breaks and tabs stay."""
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())
