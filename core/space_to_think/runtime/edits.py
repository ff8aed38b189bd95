"""Messages that people edit or delete afterwards: what had come with them, and what becomes of it."""

from space_to_think.identity import PlaceKind
from space_to_think.inbound import Called, Edited
from space_to_think.messages import Refusal, Text
from space_to_think.runtime.calls import Calls
from space_to_think.runtime.store import contents, outbox
from space_to_think.runtime.store.sessions import Held
from space_to_think.runtime.work import Cache, Work
from space_to_think.session import commands as c
from space_to_think.session.contributions import CORE_KINDS, sort
from space_to_think.session.state import Contribution, Session
from space_to_think.words import ToSession


def came_with(work: Work, cache: Cache, adapter: str, ref: str) -> tuple[Held, Contribution] | None:
    """What somebody gave with this message, and its session; None when nothing is there any more."""
    index = outbox.message_ref(work.house.keys, adapter, ref)
    rows = work.writes.rows.get("contents", ())  # of messages just before it, not written yet
    new = next(((str(row["session"]), str(row["id"])) for row in rows if row["ref"] == index), None)
    session, id = new or contents.by_ref(work.connection, index) or (None, "")
    held = None if session is None else work.fetch(cache, session)
    mine = None if held is None or held.key is None else held.session.contributions.get(id)
    return None if held is None or mine is None else (held, mine)


def change(work: Work, calls: Calls, held: Held, mine: Contribution, edited: Edited) -> c.Change | Refusal:
    """Other words for what was given, and nothing else: its kind, its sort and its date stay."""
    if mine.kind in CORE_KINDS:
        return Refusal(Text("refuse-change-understood"))
    session, kind = held.session, work.house.kinds(held.session).get(mine.kind)
    unlike = Refusal(Text("refuse-edit-unlike", {"word": mine.kind if kind is None else kind.word}))
    words = edited.text if edited.words is None and edited.place.kind is PlaceKind.DIRECT else edited.words
    if words is None:
        plain = session.charter.practice.stage(mine.stage).plain == mine.kind
        return _plain(work, session, mine, edited.text) if plain else unlike
    parsed = calls.read(work, held, Called(edited.key, edited.by, edited.place, words, people=edited.people))
    command = parsed.command if isinstance(parsed, ToSession) else None
    if isinstance(command, c.Give) and kind is not None and command.kind == kind.name:
        if (sort(kind, command), command.due) != (mine.label, mine.due):
            return Refusal(Text("refuse-edit-sort"))
    elif not isinstance(command, c.Change) or command.contribution not in (None, mine.id):
        return unlike
    text = calls.looked_at(command.text, mine.by, session)
    return text if isinstance(text, Refusal) else c.Change(mine.by, mine.id, text)


def _plain(work: Work, session: Session, mine: Contribution, text: str) -> c.Change | Refusal:
    """A message that everybody can read already: what is kept stays as it was if a plugin has something against it."""
    house = work.house
    objection = house.host.check(text, mine.by, session, house.agencies, posted=True)
    return c.Change(mine.by, mine.id, text) if objection is None else Refusal(objection)
