"""`values.replace` gives what that of dataclasses gives."""

import dataclasses
from dataclasses import FrozenInstanceError, dataclass
from typing import Any

import pytest

from space_to_think.session.state import Participant, Said, Session, Turns
from space_to_think.session.values import replace
from space_to_think.testing.sessions import CONSULTANT, Walk


@dataclass(frozen=True, slots=True)
class Square:
    side: int
    area: int = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "area", self.side**2)


def test_it_is_the_same_as_that_of_dataclasses() -> None:
    session = Walk().to("strengths").session
    person = session.people[CONSULTANT]
    changes: list[tuple[Any, dict[str, Any]]] = [
        (session, {"version": 99, "leaving": True}),
        (person, {"said": Said.PASS}),
        (Turns(1, 2, 3), {"guiding": 4}),
    ]
    for value, fields in changes:
        assert replace(value, **fields) == dataclasses.replace(value, **fields)
        assert type(replace(value)) is type(value)


@pytest.mark.parametrize("kind", [Session, Participant])
def test_what_is_copied_as_a_whole_works_nothing_out(kind: type) -> None:
    assert not hasattr(kind, "__post_init__")
    assert all(field.init for field in dataclasses.fields(kind))


def test_what_works_something_out_does_so_again() -> None:
    assert replace(Square(2), side=3).area == 9


def test_the_old_value_stays_and_the_new_one_is_frozen() -> None:
    before = Walk().to("requested").session
    after = replace(before, version=99)
    assert before.version != 99
    with pytest.raises(FrozenInstanceError):
        after.version = 100  # type: ignore[misc]
