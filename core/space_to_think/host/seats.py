"""For whom a plugin is called: the host's agency once, or each agency present that has it on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from space_to_think.agency.state import Agency
from space_to_think.hooks import Access, AgencyView, Scope, Settings, SignpostView, Word
from space_to_think.host.loading import Loaded
from space_to_think.messages import Refusal, Text
from space_to_think.practice.model import Role
from space_to_think.session import tables
from space_to_think.session.state import Charter, Number, Session, Standing

ROLES: Final = {Access.FACILITATOR: Role.FACILITATOR, Access.PRESENTER: Role.PRESENTER}
PRESENT: Final = frozenset({Standing.INVITED, Standing.ASKING, Standing.AGREED})


@dataclass(frozen=True, slots=True)
class Seat:
    """One plugin called for one agency. `settings` as JSON values; `key` is where its memory lies.

    `read` are the settings as the plugin's own model, where that has been found to fit. Seats of one `sort` are called
    for the same agency and people.
    """

    loaded: Loaded
    agency: Agency
    settings: Mapping[str, object]
    key: str
    mine: frozenset[Number]
    read: Settings | None = None
    sort: tuple[str, frozenset[Number]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sort", (self.agency.slug, self.mine))

    def model(self) -> Settings:
        """The settings as the plugin's own model, read now. Raises what that raises."""
        return self.loaded.manifest.settings.model_validate(self.settings)

    def has(self, hook: str, event: type | None) -> bool:
        """Whether the plugin has a hook, and hears of that event."""
        found = self.loaded.hooks.get(hook)
        return found is not None and (event is None or event in found.events)

    def concerns(self, number: Number) -> bool:
        """Whether what somebody does is a matter of this call."""
        return self.loaded.manifest.scope is Scope.SESSION or number in self.mine


def switched_on(loaded: Loaded, agency: Agency) -> bool:
    """Whether the agency has the plugin on, and it has not failed too often."""
    return loaded.manifest.always_on or (loaded.name in agency.chosen and loaded.name not in agency.failing)


def begun(loaded: Loaded, charter: Charter, agencies: Mapping[str, Agency]) -> bool:
    """Whether a session began with a session plugin that its host has not switched off since."""
    host = agencies.get(charter.agency)
    kept = host is None or switched_on(loaded, host)
    return loaded.manifest.always_on or (loaded.name in charter.settings and kept)


def home(session: Session, number: Number, agencies: Mapping[str, Agency]) -> str:
    """The slug of somebody's agency; "" for another than the configured ones, or when it is not known yet."""
    person = session.people.get(number)
    slug = person.agency if person is not None else None
    return slug if slug in agencies and slug is not None else ""


def members(session: Session, by: Number | None, agencies: Mapping[str, Agency]) -> dict[str, frozenset[Number]]:
    """Everybody present by their agency, in order of slugs. Whoever acts is present, even an outsider."""
    present = {n for n, person in session.people.items() if person.standing in PRESENT}
    if by is not None:
        present.add(by)
    found: dict[str, set[Number]] = {}
    for number in sorted(present):
        found.setdefault(home(session, number, agencies), set()).add(number)
    return {slug: frozenset(numbers) for slug, numbers in sorted(found.items())}


def seats(
    loaded: Loaded, session: Session, groups: Mapping[str, frozenset[Number]], agencies: Mapping[str, Agency]
) -> Iterator[Seat]:
    """The calls to make of one plugin."""
    if loaded.manifest.scope is Scope.SESSION:
        if (seat := session_seat(loaded, session, agencies)) is not None:
            yield seat
        return
    for slug, mine in groups.items():
        if switched_on(loaded, agencies[slug]):
            yield person_seat(loaded, agencies[slug], mine)


def session_seat(loaded: Loaded, session: Session, agencies: Mapping[str, Agency]) -> Seat | None:
    """The one call of a session plugin, with the settings that the session began with."""
    charter = session.charter
    if not begun(loaded, charter, agencies):
        return None
    agency = agencies.get(charter.agency, agencies[""])
    settings = charter.settings.get(loaded.name, {})
    return Seat(loaded, agency, settings, loaded.name, frozenset(session.people))


def person_seat(loaded: Loaded, agency: Agency, mine: frozenset[Number]) -> Seat:
    """One call of a person plugin, with its agency's settings of now."""
    settings = agency.settings.get(loaded.name, {})
    return Seat(loaded, agency, settings, f"{loaded.name}/{agency.slug}", mine)


def refusal(word: Word, by: Number, session: Session) -> Refusal | None:
    """Why somebody may not say a plugin's word now: default deny, like the session's own table."""
    if word.anywhere:
        return None
    role = ROLES.get(word.access)
    mine = tables.seats(session, by)
    if not mine & tables.ALL:
        seat = next(iter(mine))
        return Refusal(Text("refuse-not-in-session", {"word": word.name, "seat": seat.value}))
    if session.phase not in word.phases:
        return Refusal(Text("refuse-not-now", {"word": word.name, "phase": session.phase.value}))
    if role is not None and session.role(by) is not role:
        return Refusal(Text("refuse-not-yours-to-do", {"word": word.name, "who": role.value}))
    return None


def agency_view(agency: Agency, plugins: frozenset[str]) -> AgencyView:
    """An agency without its words."""
    signposts = {kind: SignpostView(kind, bool(post.owner), post.review_by) for kind, post in agency.signposts.items()}
    return AgencyView(agency.slug, agency.name, signposts, plugins)
