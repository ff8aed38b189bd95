"""Turns what the bot says into words, for one reader, at the moment of delivery.

Pure: everything it needs is handed in. It never raises for something that is missing, erased or not for this reader;
that becomes a sentence, or nothing. Words that people gave go into `Quoted` and nowhere else, as they are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Self, TypeAlias, assert_never
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from space_to_think.delivery import File
from space_to_think.hooks import Manifest
from space_to_think.messages import (
    Bar,
    Button,
    Card,
    Document,
    Field,
    Form,
    Line,
    OfPractice,
    Quote,
    Quotes,
    Setting,
    Signpost,
    Text,
    Until,
    Who,
)
from space_to_think.rendered import (
    Gauge,
    Mention,
    Quoted,
    RenderedButton,
    RenderedCard,
    RenderedChoice,
    RenderedField,
    RenderedForm,
    RenderedLine,
    Said,
)
from space_to_think.session.state import Number
from space_to_think.wording.bundles import Bundles, Source, WordingError, core_sources, plugin_sources
from space_to_think.wording.documents import Day, write
from space_to_think.wording.pen import FUNCTIONS, Pen
from space_to_think.wording.plain import line_text
from space_to_think.wording.readability import index
from space_to_think.wording.reader import Known, Reader, Spoken
from space_to_think.wording.sight import may_see
from space_to_think.wording.signposts import signposts

__all__ = ["Known", "Reader", "Spoken", "Wording", "WordingError"]

_OtherLine: TypeAlias = Text | Quote | Quotes | OfPractice | Setting | Bar

# What must not stand first in a private message: it shows on a locked phone.
_NOT_FIRST = (Quote, Quotes, Signpost)


def _as_it_is(text: str) -> str:
    return text


class Wording:
    """Everything the bot can say. Built once; safe to use from several threads at a time.

    `outside` is applied to texts of practices and agencies (the pseudo-locale marks them). `strict`, for tests,
    raises WordingError where a text is missing or a gap cannot be filled.
    """

    def __init__(
        self,
        sources: Iterable[Source],
        manifests: Mapping[str, Manifest] | None = None,
        outside: Callable[[str], str] = _as_it_is,
        strict: bool = False,
    ) -> None:
        """Raises WordingError for a source that cannot be used. `manifests` give the settings' defaults."""
        self.bundles = Bundles(sources, FUNCTIONS)
        self._defaults = {name: _defaults(manifest) for name, manifest in (manifests or {}).items()}
        self._outside = outside
        self._strict = strict

    @classmethod
    def load(cls, manifests: Mapping[str, Manifest], strict: bool = False) -> Self:
        """The core's texts and those of these plugins. Raises WordingError as above."""
        return cls((*core_sources(), *plugin_sources(manifests)), manifests, strict=strict)

    # ---- what is asked of it

    def card(self, card: Card, reader: Reader, known: Known) -> RenderedCard:
        """A card in words. A private one that would begin with something delicate gets a neutral line before it."""
        pen = self._pen(reader, known)
        lines = list(self._lines(card.lines, pen))
        if lines and not reader.shared and isinstance(card.lines[0], _NOT_FIRST):
            lines.insert(0, Said(pen.say("for-you")))
        return RenderedCard(tuple(lines), tuple(self._button(button, reader, known) for button in card.buttons))

    def form(self, form: Form, reader: Reader, known: Known) -> RenderedForm:
        """A form in words."""
        fields = tuple(self._field(field, reader, known) for field in form.fields)
        intro = tuple(self._lines(form.intro, self._pen(reader, known)))
        return RenderedForm(form.words, self.text(form.title, reader, known), fields, intro)

    def document(self, document: Document, reader: Reader, known: Known) -> File:
        """A file. It names nobody: people appear by their roles. Raises WordingError for a type it cannot write."""
        pen = self._pen(reader, known, plain=True)
        lines = tuple(self._lines(document.card.lines, pen, plain=True))
        if document.index:
            whole = "\n".join(line_text(line, lambda person: "") for line in lines)
            lines = (*lines, Said(pen.say("document-index", level=(str(max(1, round(index(whole)))),))))
        days = tuple(
            Day(
                entry.id,
                entry.at.astimezone(ZoneInfo(reader.time_zone)),
                tuple(self._lines((entry.line,), pen, plain=True)),
            )
            for entry in document.entries
        )
        return File(document.name, document.type, write(document.type, lines, reader.language, days, reader.now))

    def text(self, text: Text, reader: Reader, known: Known) -> str:
        """One text as a plain string, for where no adapter puts names in: people appear by their roles."""
        return "".join(span for span in self._pen(reader, known, plain=True).text(text) if isinstance(span, str))

    def _pen(self, reader: Reader, known: Known, plain: bool = False) -> Pen:
        agency = reader.voice
        voice = self.bundles.voice(reader.language, agency.slug, agency.wording)
        return Pen(voice, reader, known, self._defaults, self._outside, plain, self._strict)

    # ---- lines

    def _lines(self, lines: Sequence[Line], pen: Pen, plain: bool = False) -> Iterator[RenderedLine]:
        posts = iter(signposts([line.kind for line in lines if isinstance(line, Signpost)], pen))
        for line in lines:
            if isinstance(line, Signpost):
                yield from map(Said, next(posts))
            else:
                yield from self._line(line, pen, plain)

    def _line(self, line: _OtherLine, pen: Pen, plain: bool) -> Iterator[RenderedLine]:
        match line:
            case Text():
                yield Said(pen.text(line))
            case OfPractice():
                yield from _said(pen.practice(line))
            case Setting():
                yield from _said(pen.setting(line))
            case Bar():
                yield _gauge(line, pen)
            case Quote():
                yield from self._quote(line, pen, plain)
            case Quotes():
                yield from self._quotes(line, pen, plain)
            case _:
                assert_never(line)

    def _quote(self, quote: Quote, pen: Pen, plain: bool) -> Iterator[RenderedLine]:
        spoken = pen.known.words(quote.contribution)
        if spoken is None:
            yield Said(pen.say("gone"))
        elif may_see(spoken, pen.reader):
            yield from _quoted(spoken, quote.named, pen, plain, None)

    def _quotes(self, quotes: Quotes, pen: Pen, plain: bool) -> Iterator[RenderedLine]:
        found = pen.known.all(quotes.kind, quotes.round, quotes.by)
        if not found and _were_given(quotes, pen.reader):
            yield Said(pen.say("gone"))
        for spoken in _in_order(found, pen.reader):
            if may_see(spoken, pen.reader):
                button = self._each(quotes.each, spoken, pen) if quotes.each is not None else None
                yield from _quoted(spoken, True, pen, plain, button)

    # ---- buttons and fields

    def _each(self, button: Button, spoken: Spoken, pen: Pen) -> RenderedButton:
        words = f"{button.words} {spoken.id}"
        return RenderedButton(self.text(button.label, pen.reader, pen.known), words, button.discreet, button.seen)

    def _button(self, button: Button, reader: Reader, known: Known) -> RenderedButton:
        return RenderedButton(self.text(button.label, reader, known), button.words, button.discreet, button.seen)

    def _field(self, field: Field, reader: Reader, known: Known) -> RenderedField:
        hint = field.hint if field.hint is not None else None if field.required else Text("field-optional")
        return RenderedField(
            field.name,
            self.text(field.label, reader, known),
            field.kind,
            tuple(RenderedChoice(choice.value, self.text(choice.label, reader, known)) for choice in field.choices),
            field.required,
            field.value,
            None if hint is None else self.text(hint, reader, known),
        )


def _said(text: str | None) -> Iterator[Said]:
    if text:
        yield Said((text,))


def _gauge(bar: Bar, pen: Pen) -> Gauge:
    whole = (bar.due - bar.opened).total_seconds()
    gone = (pen.reader.now - bar.opened).total_seconds()
    share = min(max(gone / whole, 0.0), 1.0) if whole > 0 else 1.0
    over = pen.reader.now >= bar.due
    spans = pen.text(Text("bar-over") if over else Text("bar-until", {"until": Until(bar.due)}))
    return Gauge(share, "".join(span for span in spans if isinstance(span, str)), bar.opened, bar.due)


def _quoted(
    spoken: Spoken, named: bool, pen: Pen, plain: bool, button: RenderedButton | None
) -> Iterator[RenderedLine]:
    by = _author(spoken, pen.reader) if named else None
    if plain and by is not None:
        yield Said(pen.say("document-quote", name=pen.who(Who(by))))
    person = pen.known.person(by) if by is not None and not plain else None
    yield Quoted(None if person is None else Mention(person), spoken.text, button)


def _author(spoken: Spoken, reader: Reader) -> Number | None:
    given = reader.session.contributions.get(spoken.id) if reader.session is not None else None
    return spoken.by if given is None else given.by


def _in_order(found: Iterable[Spoken], reader: Reader) -> list[Spoken]:
    """Named ones in the order in which they were given; anonymous ones by their random ids, which tells nothing."""
    order = {id: place for place, id in enumerate(reader.session.contributions)} if reader.session is not None else {}
    return sorted(found, key=lambda spoken: (order.get(spoken.id, len(order)), spoken.id))


def _were_given(quotes: Quotes, reader: Reader) -> bool:
    """Whether there was something for this reader to see, and its words are gone."""
    if reader.session is None:
        return False
    return any(
        given.kind == quotes.kind
        and given.round == quotes.round
        and quotes.by in {None, given.by}
        and may_see(Spoken(id, given.by, ""), reader)
        for id, given in reader.session.contributions.items()
    )


def _defaults(manifest: Manifest) -> Mapping[str, object]:
    try:
        return manifest.settings().model_dump(mode="json")
    except ValidationError:  # some of its settings have no default; those that were set are found in the agency's own
        return {}
