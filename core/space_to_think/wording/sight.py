"""Who may see what somebody gave: asked once more at delivery, whatever the message says.

First the author: always. Then whether it is revealed; nobody else sees it before, but that the facilitator may read
anonymous ones. Then the audience that its kind had when it was given. In doubt: no.
"""

from typing import assert_never

from space_to_think.session.state import Audience, Contribution, Number, Reveal, Session, Standing
from space_to_think.wording.reader import Reader, Spoken


def may_see(spoken: Spoken, reader: Reader) -> bool:
    """Whether this reader may be shown it now."""
    session = reader.session
    if session is None:
        return False
    given = session.contributions.get(spoken.id)
    author = spoken.by if given is None else given.by
    if not reader.shared and author is not None and author == reader.number:
        return True
    if spoken.id == session.title:
        return reader.shared or _standing(reader, session) in {Standing.INVITED, Standing.ASKING, Standing.AGREED}
    if given is not None:
        return _revealed(given) and in_audience(given.audience, given.round, reader, session)
    if spoken.by is not None:  # has no step of its own: the reason of a pause
        return in_audience(spoken.audience, spoken.round or session.round, reader, session)
    return _unnamed(spoken, reader, session)


def _revealed(given: Contribution) -> bool:
    return given.revealed or given.reveal is Reveal.AT_ONCE


def _unnamed(spoken: Spoken, reader: Reader, session: Session) -> bool:
    if spoken.audience is Audience.AUTHOR:
        return False  # nobody knows whose it is
    if f"{spoken.round}.{spoken.kind}" in session.shown:
        return in_audience(spoken.audience, spoken.round, reader, session)
    # Read before it is shown to anybody, so that one that would hurt can be held back.
    return in_audience(Audience.FACILITATOR, spoken.round, reader, session)


def in_audience(audience: Audience, round: int, reader: Reader, session: Session) -> bool:
    """Whether the reader belongs to those for whom a contribution of that round was meant."""
    match audience:
        case Audience.AUTHOR:
            return False
        case Audience.PRESENTER:
            return _holds(session.presenter, round, reader, session)
        case Audience.FACILITATOR:
            return _holds(session.facilitator, round, reader, session)
        case Audience.GROUP:
            return reader.shared or _standing(reader, session) is Standing.AGREED
        case _:
            assert_never(audience)


def _holds(holder: Number | None, round: int, reader: Reader, session: Session) -> bool:
    # Of an earlier round nobody knows any more who held the role, so what was meant for them is shown to nobody.
    alone = not reader.shared and reader.number is not None
    return alone and reader.number == holder and round == session.round


def _standing(reader: Reader, session: Session) -> Standing | None:
    if reader.shared or reader.number is None or reader.number not in session.people:
        return None
    return session.people[reader.number].standing
