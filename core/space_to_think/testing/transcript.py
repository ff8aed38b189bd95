"""What each person saw, in order, as plain text: for reading, and for counting how much the bot says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from space_to_think.delivery import Post
from space_to_think.identity import PersonId, PlaceId
from space_to_think.wording.plain import Name, card_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that appeared: `by` is a person's key, None the bot; `ref` what the platform calls it.

    `edit`: it took the place of what stood there before.
    """

    at: datetime
    where: PlaceId | PersonId
    by: str | None
    text: str
    ref: str | None = None
    edit: bool = False
    call: bool = False
    slot: str | None = None

    @property
    def new(self) -> bool:
        """Whether the bot put something there that was not there before."""
        return self.by is None and not self.edit


class Transcript:
    """Everything that was shown or typed, in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def bot(self, at: datetime, where: PlaceId | PersonId, ref: str, post: Post, name: Name) -> None:
        """Write down what the bot shows."""
        text = card_text(post.card, name, shared=post.shared)
        if post.file is not None:
            text += f"\n[file {post.file.name}]"
        self.entries.append(Entry(at, where, None, text, ref, post.replaces is not None, post.call, post.slot))

    def person(self, at: datetime, who: str, where: PlaceId | PersonId, text: str) -> None:
        """Write down what somebody says, types or presses."""
        self.entries.append(Entry(at, where, who, text))

    def seen_by(self, who: PersonId) -> Iterator[Entry]:
        """What one person saw: the shared places and their own direct chat."""
        for entry in self.entries:
            if isinstance(entry.where, PlaceId) or entry.where == who:
                yield entry

    def text(self, who: PersonId, zone: str = "Europe/London") -> str:
        """The same for reading, with the time of day where it changes."""
        return "\n".join(_written(self.seen_by(who), ZoneInfo(zone)))

    # ---- assertions, which show the whole when they fail

    def assert_saw(self, who: PersonId, *texts: str) -> None:
        """Each of these was seen, in this order. A failure names the first that was not, and shows all that was."""
        whole, at = self.text(who), 0
        for text in texts:
            found = whole.find(text, at)
            after = "" if at == 0 else " after what came before"
            assert found >= 0, f"{who.user} did not see {text!r}{after}. This was seen:\n{whole}"
            at = found + len(text)

    def assert_never_saw(self, who: PersonId, *texts: str) -> None:
        """None of these was seen. A failure names the first that was, and shows all that was."""
        whole = self.text(who)
        for text in texts:
            assert text not in whole, f"{who.user} saw {text!r}. This was seen:\n{whole}"

    # ---- how much the bot says

    def posts(self) -> list[Entry]:
        """The bot's own posts in shared places, beside the one living card; an edit is no post."""
        return [
            entry for entry in self.entries if entry.new and isinstance(entry.where, PlaceId) and entry.slot != "card"
        ]

    def unasked(self, who: PersonId, zone: str = "Europe/London") -> dict[date, list[Entry]]:
        """What one person got privately without having done something at that very moment, by day.

        The facilitator's living card calls nobody, and is left out.
        """
        acted = {entry.at for entry in self.entries if entry.by == who.user}
        found: dict[date, list[Entry]] = {}
        for entry in self.entries:
            if entry.new and entry.where == who and entry.slot != "facilitator" and entry.at not in acted:
                found.setdefault(entry.at.astimezone(ZoneInfo(zone)).date(), []).append(entry)
        return found


def _written(entries: Iterator[Entry], zone: ZoneInfo) -> Iterator[str]:
    day: date | None = None
    for entry in entries:
        local = entry.at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            yield f"== {local:%A} {local.day} {local:%B} {local.year}"
        who = entry.by or "Space to Think"
        marks = "" if isinstance(entry.where, PlaceId) else " (only you see this)"
        marks += " (changed)" if entry.edit else ""
        yield f"{local:%H:%M} {who}{marks}"
        yield from (f"      {line}" for line in entry.text.splitlines())
