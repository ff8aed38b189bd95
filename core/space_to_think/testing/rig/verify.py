"""What must hold of a store however often its service died: each raises AssertionError or says how much it saw."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from space_to_think.inbound import Called, Said
from space_to_think.runtime.clock import micros
from space_to_think.session import events as e
from space_to_think.session.deadlines import deadlines, next_deadline
from space_to_think.session.events import Event, Given, Record, Spoke, StageOpened
from space_to_think.session.evolve import evolve, fold
from space_to_think.session.state import Session, Why
from space_to_think.testing.rig.evidence import Evidence
from space_to_think.testing.rig.link import Account
from space_to_think.testing.rig.people import Act

UNSURE: Final = "not sure that my last message"  # how the facilitator is told
STAGE: Final = "stage-"  # how the slots of the messages begin that open a stage
# What our own code logs where it is at fault; a store or a platform that is not there is none of these.
FAULTS: Final = (
    "message failed", "batch failed", "failure not stored", "answer failed", "message cannot be said", "service failed",
    "deadline cannot be taken", "session cannot be read", "session damaged", "plugin in trouble",
)  # fmt: skip
GRACE: Final = timedelta(minutes=1)  # of the session's own time


def no_faults(evidence: Evidence, log: str = "") -> None:
    """No message has made our own code raise, and the service's log tells of no fault of ours."""
    assert not evidence.failures, f"messages have failed: {Counter(row.error for row in evidence.failures)}"
    told = [line for line in log.splitlines() if any(fault in line for fault in FAULTS)]
    assert not told, f"the log tells of {len(told)} faults, such as {told[0]}"


def histories(evidence: Evidence) -> int:
    """Versions have no gaps, and folding all events gives what the snapshot and the rest give; how many events."""
    for id, records in evidence.records.items():
        versions = [record.version for record in records]
        assert versions == list(range(1, len(records) + 1)), f"{id}: a gap in {versions}"
        held = evidence.held[id].session
        assert held.version == len(records), f"{id}: {held.version} is not the last of {len(records)}"
        assert held == fold(records), f"{id}: the snapshot is not what the events say"
    return sum(map(len, evidence.records.values()))


def acknowledged(evidence: Evidence, account: Account) -> int:
    """Whatever was acknowledged is in the store; how many."""
    lost = [key for key in account.taken if not evidence.was_taken(key)]
    assert not lost, f"acknowledged and lost: {lost[:5]} and {len(lost)} in all"
    return len(account.taken)


def read_upto(evidence: Evidence, order: Iterable[str], adapter: str = "rig") -> int:
    """Whatever the stored cursor covers is in the store; how many. `order`: the keys as they were pushed."""
    upto = int(evidence.cursors.get(adapter, "0"))
    lost = [key for number, key in enumerate(order, 1) if number <= upto and not evidence.was_taken(key, adapter)]
    assert not lost, f"read and lost: {lost[:5]} and {len(lost)} in all"
    return upto


def once(evidence: Evidence, acts: Mapping[str, Act], account: Account) -> int:
    """Whatever shows in the store shows once, and what was acknowledged does show; how many such."""
    started = set(_presenters(evidence))
    times = Counter(text for texts in evidence.texts.values() for _, text in texts)
    seen = 0
    for key, act in acts.items():
        if act.sure is None or not isinstance(act.inbound, Called):
            continue
        found = times[act.sure]
        may_miss = key not in account.taken or act.inbound.by.user not in started
        assert found == 1 or (found == 0 and may_miss), f"{key} shows {found} times"
        seen += found
    given = sum(isinstance(event, Given) for event in _events(evidence))
    assert given <= len(acts), f"{given} were given by {len(acts)} acts"
    spoke = sum(isinstance(event, Spoke) for event in _events(evidence))
    said = sum(isinstance(act.inbound, Said) for act in acts.values())
    assert spoke <= said, f"{said} messages were counted {spoke} times"
    return seen


def _presenters(evidence: Evidence) -> Iterator[str]:
    """Who presents in a session that has begun."""
    for id, records in evidence.records.items():
        held = evidence.held[id]
        if any(isinstance(record.event, StageOpened) for record in records):
            yield held.people[held.session.presenter or held.session.requester].user


def _events(evidence: Evidence) -> Iterator[Event]:
    return (record.event for records in evidence.records.values() for record in records)


# ---- deadlines


def timers(evidence: Evidence, ended: datetime, grace: timedelta = GRACE) -> tuple[int, int]:
    """Each deadline fired once, at its time or later, and said how late; how many did, and how many were late.

    None had been overdue by more than `grace` when the service ended.
    """
    all_fired = [late for records in evidence.records.values() for late in fired(records)]
    for id, held in evidence.held.items():
        due = next_deadline(held.session)
        assert due is None or due > ended - grace, f"{id}: a deadline was lost, it was due {ended - due} ago"
    return len(all_fired), sum(late > GRACE for late in all_fired)


def fired(records: Iterable[Record]) -> Iterator[timedelta]:
    """How late each deadline of a session has been taken; AssertionError when one was not to be."""
    session: Session | None = None
    for record in records:
        name = _name(record.event)
        if name is not None and session is not None:
            waiting = deadlines(session)
            assert name in waiting, f"{name} fired and was not to be waited for: version {record.version}"
            late = record.at - waiting[name]
            assert late >= timedelta(), f"{name} fired {-late} early"
            said = getattr(record.event, "late", late)
            assert said == late, f"{name} was {late} late and said {said}"
            yield late
        session = evolve(session, record)


# The deadline that an event comes from, where it can come from nothing else.
NAMES: Final[Mapping[type[Event], str]] = {
    e.StartOverdue: "start",
    e.InviteesReminded: "invitees",
    e.StageDue: "stage",
    e.FacilitatorReminded: "remind",
    e.SpeakersNudged: "nudge",
    e.EndSettled: "settle",
    e.ErasureWarned: "silence",
}


def _name(event: Event) -> str | None:
    match event:
        case e.Woken(plugin, name):
            return f"plugin:{plugin}:{name}"
        case e.SuccessorWanted(Why.SILENT):
            return "successor"
        case e.Cancelled(Why.NOT_STARTED):
            return "cancel"
        case e.Erased("retention"):
            return "erase"
        case e.Erased("silence"):
            return "silence-erase"
        case _:
            return NAMES.get(type(event))


# ---- what went out


def messages(evidence: Evidence, account: Account, idempotent: bool, rested: datetime) -> int:
    """Nothing sent is lost or unknown, nothing shows twice, what is uncertain is told. How many were accepted.

    What was queued before `rested` has gone, and all of it could be delivered: the platform refuses none.
    """
    rows = {row.key: row for row in evidence.outbox}
    shown = Counter(told["key"] for told in account.accepted if told["kind"] == "Post" and not told["replaces"])
    keys = {told["key"] for told in account.accepted}
    unknown = [key for key in keys if key not in rows]
    assert not unknown, f"the platform shows {len(unknown)} messages that the store knows nothing of"
    twice = [key for key, times in shown.items() if times > 1]
    assert not twice, f"{len(twice)} messages show more than once"
    _stages_once(evidence, account)
    failed = [row for row in evidence.outbox if row.state == "failed"]
    assert not failed, f"{len(failed)} messages were given up"
    lost = [row.key for row in evidence.outbox if row.state == "sent" and row.key not in keys]
    assert not lost, f"{len(lost)} messages are noted as sent and were never accepted"
    stuck = [row for row in evidence.outbox if row.state in ("pending", "sending") and row.at < micros(rested)]
    assert not stuck, f"{len(stuck)} messages never went: {Counter(row.state for row in stuck)}"
    _stages_told(evidence)
    _uncertain_told(evidence, account, idempotent, keys)
    return len(keys)


def _stages_once(evidence: Evidence, account: Account) -> None:
    """A stage is opened by one message, whatever its key; another may follow one whose fate is not known."""
    rows = [row for row in evidence.outbox if row.slot is not None and row.slot.startswith(STAGE)]
    slots = {row.key: (row.session, row.dest, row.slot) for row in rows}
    posts = [told["key"] for told in account.accepted if told["kind"] == "Post" and not told["replaces"]]
    times = Counter(slots[key] for key in dict.fromkeys(posts) if key in slots)
    unsure = Counter(slots[row.key] for row in rows if row.state == "uncertain")
    twice = [slot for slot, shown in times.items() if shown > 1 + unsure[slot]]
    assert not twice, f"{len(twice)} of {len(times)} stages were opened by more than one message"


def _stages_told(evidence: Evidence) -> None:
    """The message that opens a stage was queued with the stage."""
    slots = {(row.session, row.slot) for row in evidence.outbox}
    for id, records in evidence.records.items():
        for record in records:
            if isinstance(record.event, StageOpened):
                slot = f"{STAGE}{record.event.number}-{record.at.isoformat()}"
                assert (id, slot) in slots, f"{id}: nobody was told of stage {record.event.number}"


def _uncertain_told(evidence: Evidence, account: Account, idempotent: bool, keys: set[str]) -> None:
    uncertain = [row for row in evidence.outbox if row.state == "uncertain"]
    if idempotent:
        assert not uncertain, f"{len(uncertain)} are uncertain although the platform has idempotency keys"
    leaders = {id: (held.session.facilitator, held.session.requester) for id, held in evidence.held.items()}
    wanted = sum(not row.order and row.number not in leaders[row.session] for row in uncertain)
    notices = sum(UNSURE in told.get("text", "") for told in account.accepted)
    lost = sum(row.key not in keys for row in uncertain)  # a notice may itself be uncertain
    assert notices + lost >= wanted, f"{wanted} messages are uncertain, and {notices} of them were told"
