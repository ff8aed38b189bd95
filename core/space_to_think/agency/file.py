"""An agency as it stands in the configuration file, `[agencies.northshire]`, and back to that shape."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from space_to_think.agency.events import Simple
from space_to_think.agency.state import Agency, Signpost
from space_to_think.practice.calendar import bank_holidays, parse_hours, zone

ANY_YEAR: Final = 2026  # whether a nation is known does not depend on it


def _passes(check: Callable[[str], object]) -> AfterValidator:
    """A text that a function takes without raising ValueError."""

    def checked(text: str) -> str:
        check(text)
        return text

    return AfterValidator(checked)


def _web_address(text: str) -> None:
    if not text.startswith(("https://", "http://")) or len(text.split()) != 1:
        raise ValueError('A link begins with "https://" and has no spaces.')


def _person(text: str) -> None:
    if len([part for part in text.split(":") if part.strip() == part != ""]) < 3:
        raise ValueError('Name a person as "slack:T0123:U0456" or "matrix:@ann:northshire.example".')


def _tenant(text: str) -> None:
    adapter, _, rest = text.partition(":")
    if not adapter or not rest or len(text.split()) != 1:
        raise ValueError('Name where people come from as "matrix:northshire.example" or "slack:T0123".')


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
PersonRef: TypeAlias = Annotated[str, _passes(_person)]
TenantRef: TypeAlias = Annotated[str, _passes(_tenant)]
Link: TypeAlias = Annotated[str, _passes(_web_address)]
Slug: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Kind: TypeAlias = Literal["child", "adult", "allegation", "disagreement", "supervision", "complex-case"]
Turns: TypeAlias = Literal["guide", "gate", "enforce"]
Nation: TypeAlias = Annotated[str, _passes(lambda nation: bank_holidays(nation, ANY_YEAR))]
Zone: TypeAlias = Annotated[str, _passes(zone)]
Hours: TypeAlias = Annotated[str, _passes(parse_hours)]
Days: TypeAlias = Annotated[int, Field(ge=0, le=90)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignpostFile(_Table):
    """Where the agency sends people for one kind of concern."""

    title: Words
    links: list[Link] = []
    phones: list[Words] = []
    out_of_hours_phone: Words | None = None
    owner: Words | None = None
    review_by: date | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if not (self.links or self.phones):
            raise ValueError("A signpost needs at least one link or phone number.")
        return self

    def signpost(self) -> Signpost:
        return Signpost(
            self.title,
            tuple(self.links),
            tuple(self.phones),
            self.out_of_hours_phone,
            self.owner,
            self.review_by,
        )


class _AllButName(_Table):
    nation: Nation = "GB-ENG"  # bank holidays
    time_zone: Zone = "Europe/London"
    working_hours: Hours = "Mon-Fri 09:00-17:00"
    language: str = "en-GB"
    turns: Turns = "guide"
    retention_days: Days = 28
    moves_on: bool = False  # to the next stage by itself when nobody answers
    federated: bool = True  # people of other homeservers may come into the rooms of its sessions


class OwnSettings(_AllButName):
    """The agency's own settings, under the names they have in the file and in chat."""

    name: Words = "An agency"


class AgencyFile(_AllButName):
    """One agency. Only its name is needed."""

    name: Words
    tenants: list[TenantRef] = []
    admins: list[PersonRef] = []
    people: list[PersonRef] = []
    elsewhere: list[PersonRef] = []
    plugins: list[Slug] | None = None
    signposts: dict[Kind, SignpostFile] = {}
    settings: dict[Slug, dict[str, Simple | list[Simple]]] = {}
    wording: dict[str, str] = {}
    practices: dict[Slug, str] = {}  # TOML, or the path of a file that `config` reads in its place

    def agency(self, slug: str) -> Agency:
        """The agency as the file says, version 0."""
        return Agency(
            slug=slug,
            name=self.name,
            tenants=frozenset(self.tenants),
            admins=frozenset(self.admins),
            people=frozenset(self.people),
            elsewhere=frozenset(self.elsewhere) - frozenset(self.people),
            nation=self.nation,
            time_zone=self.time_zone,
            working_hours=self.working_hours,
            language=self.language,
            turns=self.turns,
            retention_days=self.retention_days,
            moves_on=self.moves_on,
            federated=self.federated,
            plugins=None if self.plugins is None else frozenset(self.plugins),
            signposts={kind: signpost.signpost() for kind, signpost in self.signposts.items()},
            settings={plugin: dict(values) for plugin, values in self.settings.items() if values},
            wording=dict(self.wording),
            practices=dict(self.practices),
        )


def exported(agency: Agency) -> dict[str, Any]:
    """The agency as a table of the configuration file; what is unset is left out."""
    table: dict[str, Any] = {
        "name": agency.name,
        "tenants": sorted(agency.tenants),
        "admins": sorted(agency.admins),
        "people": sorted(agency.people),
        "elsewhere": sorted(agency.elsewhere),
        "nation": agency.nation,
        "time_zone": agency.time_zone,
        "working_hours": agency.working_hours,
        "language": agency.language,
        "turns": agency.turns,
        "retention_days": agency.retention_days,
        "moves_on": agency.moves_on,
        "federated": agency.federated,
        "plugins": None if agency.plugins is None else sorted(agency.plugins),
        "signposts": {kind: _signpost(it) for kind, it in sorted(agency.signposts.items())},
        "settings": {plugin: dict(values) for plugin, values in sorted(agency.settings.items())},
        "wording": dict(sorted(agency.wording.items())),
        "practices": dict(sorted(agency.practices.items())),
    }
    # An empty list of plugins says something: none of the optional ones.
    return {
        key: value for key, value in table.items() if value not in (None, {}, []) or (key, value) == ("plugins", [])
    }


def _signpost(signpost: Signpost) -> dict[str, Any]:
    table: dict[str, Any] = {
        "title": signpost.title,
        "links": list(signpost.links),
        "phones": list(signpost.phones),
        "out_of_hours_phone": signpost.out_of_hours_phone,
        "owner": signpost.owner,
        "review_by": signpost.review_by,
    }
    return {key: value for key, value in table.items() if value not in (None, [])}
