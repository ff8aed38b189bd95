"""What is kept, until when, and who can read it; and where to turn with a concern outside a session."""

from collections.abc import Iterator

from space_to_think.cards.parts import CONCERN
from space_to_think.messages import CONCERN_SIGNPOST, Card, Line, Signpost, Text, Until
from space_to_think.session.state import Concern, Keep, Session


def privacy(session: Session | None) -> Card:
    """What is kept, until when, and who can read it."""
    return Card(tuple(_privacy(session)), (CONCERN,))


def _privacy(session: Session | None) -> Iterator[Line]:
    yield Text("privacy-head")
    yield Text("privacy-messages")
    yield Text("privacy-gave")
    yield Text("privacy-concern")
    if session is None:
        yield Text("privacy-kept")
        return
    readers = session.can_read()
    if readers is not None:
        yield Text("privacy-readers", {"count": readers})
    yield from _until(session)


def _until(session: Session) -> Iterator[Line]:
    erase = session.deadlines.get("erase") or session.deadlines.get("silence-erase")
    if session.erased:
        yield Text("privacy-erased")
    elif erase is not None:
        yield Text("privacy-until", {"until": Until(erase)})
        if any(one.keep is Keep.DATED and one.due and one.due > erase for one in session.contributions.values()):
            yield Text("privacy-dated")
    else:
        yield Text("privacy-days", {"days": session.charter.retention_days})


def signposts(concern: str | None) -> Card:
    """Where to turn, for somebody who is in no session."""
    kind = CONCERN_SIGNPOST[Concern(concern)] if concern is not None else "child"
    return Card((Text("signposts-head"), Signpost(kind) if kind else Text("signposts-new-information")))
