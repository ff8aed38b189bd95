"""Writes for one reader: a text with its facts becomes spans, in which names stand apart from words.

What fills a gap is put in only after Fluent has said the text: in the gap stands a sign of the private use area, and
the spans take its place. So a name stays a name, a long text is no trouble to Fluent, and nothing that fills a gap
can be taken for Fluent.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias, assert_never, cast

from babel import Locale
from fluent.runtime.types import FluentType

from space_to_think.agency.who import person_of
from space_to_think.messages import Agency, AsSet, Named, OfPractice, Part, Setting, Text, Until, Who
from space_to_think.practice.model import Role
from space_to_think.rendered import Mention, Span
from space_to_think.session.state import Number
from space_to_think.wording.bundles import Function, Voice, WordingError
from space_to_think.wording.reader import Known, Reader
from space_to_think.wording.times import Clock

Spans: TypeAlias = tuple[Span, ...]

PREFIX_MARK: Final = "\ue000"  # stands before a word that people type, until the place is known where it is read
_FIRST: Final = 0xE001
_MARKS: Final = re.compile("([\ue000-\uf8ff])")


class Moment(FluentType):
    """A time in a gap: says its day by itself, and its time of day through CLOCK."""

    def __init__(self, clock: Clock, at: datetime) -> None:
        self.clock = clock
        self.at = at

    def format(self, locale: Locale) -> str:
        return self.clock.date(self.at)


class Written(FluentType):
    """What a function of ours gives back."""

    def __init__(self, text: str) -> None:
        self.text = text

    def format(self, locale: Locale) -> str:
        return self.text


def clock_function(moment: Moment) -> Written:
    """CLOCK($at): the time of day."""
    return Written(moment.clock.clock(moment.at))


def date_function(moment: Moment) -> Written:
    """DATE($at): the day with its year, for what is read years later."""
    return Written(moment.clock.whole_date(moment.at))


def typed_function(word: str) -> Written:
    """TYPED("park"): a word as one types it where this is read."""
    return Written(PREFIX_MARK + word)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "CLOCK": clock_function,
    "DATE": date_function,
    "TYPED": typed_function,
}


class Pen:
    """Writes texts for one reader.

    `plain` leaves names out, for whatever no adapter puts them into: labels, documents. `outside` is applied to texts
    that come from elsewhere than Fluent (a practice, settings). `strict` raises WordingError for a text that nobody
    gives or whose gaps cannot be filled; otherwise something is said all the same.
    """

    def __init__(
        self,
        voice: Voice,
        reader: Reader,
        known: Known,
        defaults: Mapping[str, Mapping[str, object]],
        outside: Callable[[str], str],
        plain: bool = False,
        strict: bool = False,
    ) -> None:
        self.reader = reader
        self.known = known
        self._voice = voice
        self._defaults = defaults
        self._outside = outside
        self._plain = plain
        self._strict = strict
        session = reader.session
        live = None if session is None else session.live
        day = session.charter.calendar.day_length() if session is not None and not live else None
        self.clock = Clock(self._say, voice.language, reader.time_zone, reader.now, live, day)

    # ---- texts

    def text(self, text: Text) -> Spans:
        """A text, with everything in its gaps."""
        held: list[Spans] = []
        gaps = {name: self._gap(fact, held) for name, fact in text.facts.items()}
        return self._fill(self._said(text.id, gaps), held)

    def say(self, id: str, **written: Spans) -> Spans:
        """The text of that id, with spans in its gaps that are written already."""
        gaps = {name: chr(_FIRST + index) for index, name in enumerate(written)}
        return self._fill(self._said(id, gaps), list(written.values()))

    def _said(self, id: str, gaps: Mapping[str, object]) -> str:
        said, whole = self._voice.say(id, gaps)
        if self._strict and not whole:
            raise WordingError(f"The text {id} is missing, or one of its gaps cannot be filled.")
        return said if said is not None else (self._voice.say("gap")[0] or "")

    def _say(self, id: str, **gaps: object) -> str:
        return self._said(id, gaps)

    def _fill(self, said: str, held: Sequence[Spans]) -> Spans:
        if not _MARKS.search(said):
            return (said,)
        spans: list[Span] = []
        for piece in _MARKS.split(said):
            spans += self._piece(piece, held)
        return joined(spans)

    def _piece(self, piece: str, held: Sequence[Spans]) -> Spans:
        if piece == PREFIX_MARK:
            return (self.reader.prefix,)
        if not _MARKS.fullmatch(piece):
            return (piece,)
        index = ord(piece) - _FIRST
        return held[index] if index < len(held) else ()

    # ---- facts

    def _gap(self, fact: Part, held: list[Spans]) -> object:
        match fact:
            case bool():
                return "yes" if fact else "no"
            case int() | str():
                return fact
            case datetime():
                return Moment(self.clock, fact)
            case timedelta():
                return self.clock.span(fact)
            case _:
                held.append(self._spans(fact))
                return chr(_FIRST + len(held) - 1)

    def _spans(
        self, fact: "Who | tuple[Who, ...] | Until | OfPractice | Setting | Agency | AsSet | Named | Text"
    ) -> Spans:
        match fact:
            case Who():
                return self.who(fact)
            case tuple():
                return self._people(fact)
            case Until():
                return (self.clock.until(fact.at),)
            case OfPractice():
                return (self.practice(fact) or self._say("gap"),)
            case Setting():
                return (self.setting(fact) or self._say("gap"),)
            case Agency():
                return (self._agency(fact.number),)
            case AsSet():
                return (self.outside(fact.text),)
            case Named():
                return (self.outside(fact.reference),) if self._plain else (Mention(person_of(fact.reference)),)
            case Text():
                return self.text(fact)
            case _:
                assert_never(fact)

    def who(self, who: Who) -> Spans:
        """Somebody's name; their role where there are no names; "somebody" when it is no longer known."""
        if self._plain:
            session = self.reader.session
            return (self._say("somebody" if session is None else f"role-{session.role(who.number)}"),)
        person = self.known.person(who.number)
        return (self._say("somebody"),) if person is None else (Mention(person, who.call),)

    def _people(self, people: tuple[Who, ...]) -> Spans:
        if not people:
            return (self._say("list-none"),)
        *most, last = (self.who(who) for who in people)
        spans = last if not most else self.say("list-two", first=most.pop(), last=last)
        while most:
            spans = self.say("list-more", first=most.pop(), rest=spans)
        return spans

    def _agency(self, number: Number) -> str:
        session = self.reader.session
        person = session.people.get(number) if session is not None else None
        agency = self.reader.agencies.get(person.agency) if person is not None and person.agency else None
        return self._say("agency-other") if agency is None else self.outside(agency.name)

    # ---- what others wrote, but not in a session

    def outside(self, text: str) -> str:
        """A text of an agency or a practice."""
        return self._outside(_MARKS.sub("", text))

    def practice(self, part: OfPractice) -> str | None:
        """A sentence of the session's practice; None when it has no such."""
        if self.reader.session is None:
            return None
        practice = self.reader.session.charter.practice
        try:
            match part.part:
                case "rule":
                    return self.outside(practice.ground_rules[int(part.key)])
                case "role":
                    return self.outside(practice.roles[Role(part.key)])
                case "title" | "purpose" | "prompt":
                    return self.outside(getattr(practice.stage(part.key), part.part))
                case _:
                    return None
        except (LookupError, ValueError):  # an agency's own practice may lack it
            return None

    def setting(self, setting: Setting) -> str | None:
        """A text that an agency set for a plugin: as the session began with it, else as it is now, else the default."""
        session = self.reader.session
        begun = session.charter.settings.get(setting.plugin) if session is not None else None
        chosen = begun if begun is not None else self.reader.voice.settings.get(setting.plugin, {})
        value = chosen.get(setting.key, self._defaults.get(setting.plugin, {}).get(setting.key))
        if setting.index is not None:
            value = _item(value, setting.index)
        return self.outside(value) if isinstance(value, str) and value else None


def _item(value: object, index: int) -> object:
    many = tuple(cast("Sequence[object]", value)) if isinstance(value, list | tuple) else ()
    return many[index] if 0 <= index < len(many) else None


def joined(spans: Iterable[Span]) -> Spans:
    """The same spans with neighbouring words in one piece and without empty ones."""
    done: list[Span] = []
    for span in spans:
        if isinstance(span, str) and done and isinstance(done[-1], str):
            done[-1] += span
        elif span != "":
            done.append(span)
    return tuple(done)
