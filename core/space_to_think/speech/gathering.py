"""Coming together, coming and going, and the place: who is told what."""

from collections.abc import Iterator

from space_to_think.cards.parts import (
    CHOICES,
    CONCERN,
    button,
    over_budget,
    present,
    speaking,
    stage_line,
    under_way,
)
from space_to_think.messages import Line, Message, Quote, Text, Until, Who
from space_to_think.practice.model import Role
from space_to_think.session import events as e
from space_to_think.session.leaving import FEWEST
from space_to_think.session.state import Number, Phase, Standing
from space_to_think.speech.scene import Scene

PROPOSE = button("facilitator ?")


def requested(scene: Scene, event: e.Requested) -> Iterator[Message]:
    """To the requester: what comes next. What a session is, and who can read, they hear as everybody does."""
    lines: list[Line] = [Text("told-requested", {"reference": event.reference}), Text("about-in-person")]
    lines += over_budget(scene.after)
    lines.append(Text("told-requested-next"))
    yield scene.tell(event.person, *lines, buttons=(button("invite"), PROPOSE, CHOICES, CONCERN))


def place_ready(scene: Scene, event: e.PlaceReady) -> Iterator[Message]:
    """The requester learns when others than before can read there. At first they are told with what is agreed to."""
    readers = scene.after.can_read()
    told = scene.before.place_ready and scene.here(scene.after.requester)
    if told and readers is not None and readers != scene.before.can_read():
        yield scene.tell(scene.after.requester, Text("told-readers", {"count": readers}))


def place_gone(scene: Scene, event: e.PlaceGone) -> Iterator[Message]:
    if scene.lead is not None:
        yield scene.tell(scene.lead, Text("told-place-gone"), call=True)


def declined(scene: Scene, event: e.Declined) -> Iterator[Message]:
    yield scene.note(event.person, Text("told-declined"))
    was_asking = scene.before.people[event.person].standing is Standing.ASKING
    if scene.lead is not None and not was_asking:
        yield scene.tell(
            scene.lead, Text("told-declined-lead", {"who": Who(event.person)}), buttons=(button("invite"),)
        )


def asked_to_join(scene: Scene, event: e.AskedToJoin) -> Iterator[Message]:
    yield scene.tell(event.person, Text("told-asked-to-join"))


def joined(scene: Scene, event: e.Joined) -> Iterator[Message]:
    """Whoever comes late is told where the group is, and what was confirmed; the group, that somebody new reads."""
    if not event.late:
        yield scene.tell(event.person, Text("told-joined"), buttons=(CHOICES, CONCERN))
        return
    lines: list[Line] = [Text("told-joined-late"), stage_line(scene.after), speaking(scene.after)]
    if scene.after.confirmed is not None:
        lines += [Text("card-confirmed"), Quote(scene.after.confirmed, named=False)]
    yield scene.tell(event.person, *lines, buttons=(CHOICES, CONCERN), call=True)
    before = scene.before.people.get(event.person)
    back = before is not None and before.standing is Standing.LEFT
    yield scene.post(Text("told-newcomer", {"who": Who(event.person), "back": back}))


def agency_named(scene: Scene, event: e.AgencyNamed) -> Iterator[Message]:
    yield scene.note(event.person, Text("told-agency"))


def facilitator_missing(scene: Scene, event: e.FacilitatorMissing) -> Iterator[Message]:
    if scene.lead is not None:
        buttons = (PROPOSE, button("facilitator"), CHOICES, CONCERN)
        yield scene.tell(scene.lead, Text("told-facilitator-missing"), buttons=buttons, call=True)


def start_overdue(scene: Scene, event: e.StartOverdue) -> Iterator[Message]:
    """Whoever can start it, and whoever asked for it."""
    text = Text("told-start-overdue", {"until": Until(event.cancel_at)})
    facilitator = present(scene.after, Role.FACILITATOR)
    for number in dict.fromkeys((scene.lead, scene.after.requester)):
        if number is not None and scene.here(number):
            onward = (button("start"),) if number == facilitator else (PROPOSE,) if facilitator is None else ()
            yield scene.tell(number, text, buttons=(*onward, button("cancel"), CHOICES, CONCERN), call=True)


def left(scene: Scene, event: e.PersonLeft) -> Iterator[Message]:
    yield scene.tell(event.person, Text("told-left"), Text("told-still-read"))
    yield from _gone(scene, event.person)


def removed(scene: Scene, event: e.PersonRemoved) -> Iterator[Message]:
    yield scene.tell(event.person, Text("told-removed"), Text("told-still-read"))
    yield from _gone(scene, event.person)


def _gone(scene: Scene, number: Number) -> Iterator[Message]:
    """The group notices only where it is under way and the person took part; until then the card says it."""
    took_part = scene.before.people[number].standing is Standing.AGREED
    if under_way(scene.before) and took_part and not _pauses(scene, number):
        yield scene.post(Text("told-gone", {"who": Who(number)}))


def _pauses(scene: Scene, number: Number) -> bool:
    """Whether the session pauses because this person has gone; then that is what the group is told."""
    held_a_role = number == scene.before.presenter or scene.after.facilitator is None
    return scene.before.phase is Phase.OPEN and (held_a_role or len(scene.after.taking_part()) < FEWEST)


def away(scene: Scene, event: e.PersonAway) -> Iterator[Message]:
    if event.until is None:
        yield scene.note(event.person, Text("told-away"))
    else:
        yield scene.note(event.person, Text("told-away-until", {"until": Until(event.until)}))


def erasure_warned(scene: Scene, event: e.ErasureWarned) -> Iterator[Message]:
    text = Text("told-erasure", {"reference": scene.after.reference, "until": Until(event.erase_at)})
    for person in scene.after.taking_part():
        yield scene.tell(person.number, text, buttons=(CHOICES, button("privacy"), CONCERN))


def cancelled(scene: Scene, event: e.Cancelled) -> Iterator[Message]:
    """Nobody is named: who is who may have gone by the time this is read."""
    kept = Text("privacy-erased") if event.erase_at is None else Text("card-kept", {"until": Until(event.erase_at)})
    lines = (Text("told-cancelled", {"why": event.why.value}), kept)
    if scene.before.place_ready:
        yield scene.post(*lines, buttons=(CONCERN,))
    else:
        yield scene.tell(scene.before.requester, *lines)
