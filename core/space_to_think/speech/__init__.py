"""What the core itself says of its own rules, event by event. Everything else that is said, plugins say.

Few posts: what the group need not notice at once stands on the living card, or goes privately to whom it concerns.
"""

from collections.abc import Callable, Iterator, Mapping

from space_to_think.messages import Message
from space_to_think.session import events as e
from space_to_think.session.state import Number, Session
from space_to_think.speech import gathering, given, questions, stages
from space_to_think.speech.scene import Scene

Speaker = Callable[..., Iterator[Message]]  # (scene, the event)

# What is not in here is none of the core's to speak of: plugins do, or the cards say it.
SPEAKERS: Mapping[type[e.Event], Speaker] = {
    e.Requested: gathering.requested,
    e.PlaceReady: gathering.place_ready,
    e.PlaceGone: gathering.place_gone,
    e.Declined: gathering.declined,
    e.AskedToJoin: gathering.asked_to_join,
    e.Joined: gathering.joined,
    e.AgencyNamed: gathering.agency_named,
    e.FacilitatorMissing: gathering.facilitator_missing,
    e.StartOverdue: gathering.start_overdue,
    e.PersonLeft: gathering.left,
    e.PersonRemoved: gathering.removed,
    e.PersonAway: gathering.away,
    e.Cancelled: gathering.cancelled,
    e.ErasureWarned: gathering.erasure_warned,
    e.QuestionAsked: questions.asked,
    e.Voted: questions.voted,
    e.QuestionClosed: questions.closed,
    e.RoleTaken: questions.role_taken,
    e.SuccessorWanted: questions.successor_wanted,
    e.StageOpened: stages.opened,
    e.EveryoneDone: stages.everyone_done,
    e.Extended: stages.extended,
    e.Paused: stages.paused,
    e.Resumed: stages.resumed,
    e.MoveUndone: stages.undone,
    e.Ended: stages.ended,
    e.RoundBegan: stages.round_began,
    e.RoundDescribed: stages.described,
    e.FurtherWished: stages.further,
    e.SaidDone: given.said_done,
    e.Passed: given.passed,
    e.Given: given.given,
    e.GivenUnnamed: given.given_unnamed,
    e.Changed: given.changed,
    e.Withdrawn: given.withdrawn,
    e.HeldBack: given.held_back,
}


def speak(before: Session | None, record: e.Record, after: Session, by: Number | None) -> tuple[Message, ...]:
    """What the core says when this has happened. `by` is whoever acted, None for the clock."""
    speaker = SPEAKERS.get(type(record.event))
    scene = Scene(before or after, after, record.at, by)
    said = () if speaker is None else speaker(scene, record.event)
    return *said, *questions.facilitator_back(scene)


__all__ = ["SPEAKERS", "speak"]
