"""What the built-in plugins share: reading their texts, and writing to one person. Not an API of anything."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from space_to_think.hooks import Say
from space_to_think.messages import Button, Card, Document, Line, Message, Person, Quote, Quotes, Text
from space_to_think.session.state import Contribution, Number, Session


def texts(name: str) -> Mapping[str, str]:
    """The Fluent sources of a plugin by language: `texts/<language>/<name>.ftl` beside this module."""
    folders = (folder for folder in (files("space_to_think_plugins") / "texts").iterdir() if folder.is_dir())
    found = {folder.name: folder / f"{name}.ftl" for folder in folders}
    return {language: file.read_text(encoding="utf-8") for language, file in sorted(found.items()) if file.is_file()}


def place(session: Session) -> str | None:
    """The open stage as "round.number"; None before the first."""
    return None if session.stage is None else f"{session.round}.{session.stage.number}"


def given(session: Session, kind: str, by: Number | None = None) -> tuple[Contribution, ...]:
    """What was given of a kind in this round, by one person or by all, in order. Anonymous ones are not among them."""
    mine = (one for one in session.contributions.values() if one.kind == kind and by in {None, one.by})
    return tuple(one for one in mine if one.round == session.round)


SORTS = ("next-step", "strategy", "learning")  # of ideas; whatever is of no sort that somebody chose comes first
MOST_SORTED = 40  # on one card


def ideas(session: Session, heading: str) -> Iterator[Line]:
    """The round's ideas under a heading, and those of a sort under `heading-sort`.

    A plain message in turn counts as the first sort, because nobody has chosen one for it.
    """
    found = given(session, "idea")
    if len(found) > MOST_SORTED:
        yield from (Text(heading), Quotes("idea", session.round))
        return
    for sort in (None, *SORTS):
        here = [one for one in found if (one.label if one.label in SORTS else None) == sort]
        if here:
            yield Text(heading if sort is None else f"{heading}-{sort}")
            yield from (Quote(one.id) for one in here)


def tell(
    number: Number,
    *lines: Line,
    buttons: Sequence[Button] = (),
    call: bool = False,
    asked: bool = False,
    answer: bool = False,
    hint: bool = False,
    safety: bool = False,
    stage: str | None = None,
    document: Document | None = None,
    unheard: bool = False,
) -> Say:
    """A private message. What its flags mean stands at `Message`."""
    card = Card(tuple(lines), tuple(buttons))
    to = Person(number)
    return Say(
        Message(
            to,
            card,
            call=call,
            asked=asked,
            answer=answer,
            hint=hint,
            safety=safety,
            stage=stage,
            document=document,
            unheard=unheard,
        )
    )


def taken(number: Number, text: Text) -> Say:
    """What somebody has just done was taken: said in passing, to them alone."""
    return tell(number, text, asked=True, answer=True, hint=True)


def button(id: str, words: str, *, discreet: bool = False, seen: str | None = None) -> Button:
    """A button whose label is a text without gaps."""
    return Button(Text(id), words, discreet, seen)
