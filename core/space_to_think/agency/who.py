"""Who belongs where, as far as an agency's choices say it. The person decides: these are suggestions."""

from collections.abc import Iterable, Mapping

from space_to_think.agency.state import Agency
from space_to_think.identity import PersonId


def reference(person: PersonId) -> str:
    """A person as files and admins name them: "slack:T0123:U0456", "matrix:@ann:northshire.example"."""
    if person.user.endswith(f":{person.tenant}"):
        return f"{person.adapter}:{person.user}"
    return f"{person.adapter}:{person.tenant}:{person.user}"


def person_of(reference: str) -> PersonId:
    """The person that `reference` gave that name to. ValueError when it has fewer than three parts."""
    adapter, tenant, user = reference.split(":", 2)
    if tenant.startswith("@"):  # the tenant is a part of the user's own name
        return PersonId(adapter, user, f"{tenant}:{user}")
    return PersonId(adapter, tenant, user)


def is_admin(person: PersonId, agency: Agency) -> bool:
    """Whether somebody may change the agency's choices."""
    return reference(person) in agency.admins


def placed(person: PersonId, agencies: Mapping[str, Agency]) -> str | None:
    """The slug of the agency that an admin said somebody works for; None if none, or more than one, says so."""
    return _only(slug for slug, agency in agencies.items() if reference(person) in agency.people)


def suggested(person: PersonId, agencies: Mapping[str, Agency]) -> str | None:
    """The agency that somebody probably works for: where an admin placed them, or the only one of their tenant."""
    tenant, ref = f"{person.adapter}:{person.tenant}", reference(person)
    return placed(person, agencies) or _only(
        slug for slug, agency in agencies.items() if tenant in agency.tenants and ref not in agency.elsewhere
    )


def _only(slugs: Iterable[str]) -> str | None:
    found = tuple(slugs)
    return found[0] if len(found) == 1 else None
