"""Where to turn: the reader's own agency's entry, or the built-in words.

Whatever an agency has set, the line for immediate danger, the general one and the last one are always there. Nothing
here needs a session or the store.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Final

from space_to_think.agency.state import Signpost
from space_to_think.wording.pen import Pen, Spans
from space_to_think.wording.times import zone

# Of these somebody may be at risk; the others are for help with one's own work.
URGENT: Final = frozenset({"child", "adult", "allegation", "disagreement"})
# For these there are built-in words of their own.
OWN_WORDS: Final = frozenset({"allegation", "disagreement", "supervision", "complex-case"})


def signposts(kinds: Sequence[str], pen: Pen) -> list[list[Spans]]:
    """The paragraphs of each signpost of one card, in order.

    What holds for all of them is said once: the danger before the first, the rest after the last.
    """
    urgent = not URGENT.isdisjoint(kinds)
    end = "signpost-told-nobody" if urgent else "signpost-when-ready"
    last = len(kinds)
    return [
        list(_signpost(kind, pen, urgent and place == 1, urgent and place == last, end if place == last else None))
        for place, kind in enumerate(kinds, start=1)
    ]


def _signpost(kind: str, pen: Pen, danger: bool, otherwise: bool, end: str | None) -> Iterator[Spans]:
    if danger:
        yield pen.say("signpost-danger")
    entry = pen.reader.voice.signposts.get(kind)
    if entry is None:
        yield pen.say("signpost-none")
        if kind in OWN_WORDS:
            yield pen.say(f"signpost-{kind}")
    else:
        yield from _entry(entry, pen)
    if otherwise:
        yield pen.say("signpost-otherwise")
    if end:
        yield pen.say(end)


def _entry(entry: Signpost, pen: Pen) -> Iterator[Spans]:
    yield pen.say("signpost-title", title=(pen.outside(entry.title),))
    for phone in entry.phones:
        yield pen.say("signpost-phone", phone=(phone,))
    if entry.out_of_hours_phone:
        yield pen.say("signpost-out-of-hours", phone=(entry.out_of_hours_phone,))
    for link in entry.links:
        yield pen.say("signpost-link", link=(link,))
    if entry.owner:
        yield pen.say("signpost-owner", owner=(pen.outside(entry.owner),))
    if entry.review_by is not None:
        stale = entry.review_by < _today(pen)
        yield pen.say("signpost-stale" if stale else "signpost-review", date=(_date(entry.review_by, pen),))


def _today(pen: Pen) -> date:
    return pen.reader.now.astimezone(zone(pen.reader.time_zone)).date()


def _date(day: date, pen: Pen) -> str:
    # Noon, so that it is the same day whatever the clock change.
    return pen.clock.date(datetime.combine(day, time(12), zone(pen.reader.time_zone)))
