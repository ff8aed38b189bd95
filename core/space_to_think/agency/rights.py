"""Who may change what at an agency: one table, default deny."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from space_to_think.agency import commands as c
from space_to_think.agency.events import OPERATOR
from space_to_think.agency.state import Agency


class Right(StrEnum):
    """What a command needs."""

    ADMIN = "admin"  # an admin of that very agency, or the operator
    OPERATOR = "operator"  # only the operator at the command line


RIGHTS: Final[Mapping[type[c.Command], Right]] = {
    c.AddAgency: Right.OPERATOR,
    c.TakeOver: Right.OPERATOR,
    c.ChangeSetting: Right.ADMIN,
    c.AddTenant: Right.OPERATOR,  # a tenant decides whom an agency is suggested to
    c.RemoveTenant: Right.OPERATOR,
    c.AddAdmin: Right.ADMIN,
    c.RemoveAdmin: Right.ADMIN,
    c.MovePerson: Right.ADMIN,
    c.EnablePlugin: Right.ADMIN,
    c.DisablePlugin: Right.ADMIN,
    c.SetPlugin: Right.ADMIN,
    c.SetSignpost: Right.ADMIN,
    c.SetWording: Right.ADMIN,
    c.SetPractice: Right.ADMIN,
}


def may(agency: Agency | None, command: c.Command) -> bool:
    """Whether whoever asks has the right. An agency that does not exist has no admins."""
    right = RIGHTS.get(type(command))
    if command.by == OPERATOR:
        return right is not None
    return right is Right.ADMIN and agency is not None and command.by in agency.admins
