"""Statements prepared once do what SQLAlchemy does with them each time."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, create_engine, insert, select, update

from space_to_think.runtime.store.prepared import Prepared
from space_to_think.runtime.store.tables import inbox, leases, metadata

KEYS = [bytes([number]) * 16 for number in range(5)]


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(insert(inbox), [{"key": key, "at": number} for number, key in enumerate(KEYS)])
        yield connection
    engine.dispose()


def found(connection: Connection, statement: Any, **values: Any) -> tuple[list[Any], list[Any]]:
    """What comes of it prepared, and as SQLAlchemy runs it."""
    rows = Prepared(statement).run(connection, values).all()
    return [tuple(row) for row in rows], [tuple(row) for row in connection.execute(statement, values)]


@pytest.mark.parametrize("many", [0, 1, 3])
def test_a_list_stands_for_all_that_it_holds(connection: Connection, many: int) -> None:
    wanted = select(inbox.c.at).where(inbox.c.key.in_(bindparam("keys", expanding=True)), inbox.c.at >= bindparam("at"))
    prepared, plain = found(connection, wanted, at=1, keys=KEYS[:many])
    assert prepared == plain
    assert len(prepared) == max(many - 1, 0)


def test_what_the_statement_brings_along_stays(connection: Connection) -> None:
    wanted = select(inbox.c.at).where(inbox.c.at.in_((1, 4)), inbox.c.at < bindparam("at"))
    prepared, plain = found(connection, wanted, at=3)
    assert prepared == plain == [(1,)]


def test_of_one_parameter_too(connection: Connection) -> None:
    take = Prepared(update(inbox).where(inbox.c.at == bindparam("row")).values(at=99))
    take.run_all(connection, [{"row": 1}, {"row": 2}])
    assert sorted(connection.execute(select(inbox.c.at)).scalars()) == [0, 3, 4, 99, 99]


def test_many_rows_at_once_in_whatever_order_their_names_stand(connection: Connection) -> None:
    put = Prepared(insert(leases))
    put.run_all(connection, [{"tenant": "a", "holder": "x", "until": 1}, {"until": 2, "holder": "y", "tenant": "b"}])
    put.run_all(connection, [])
    rows = connection.execute(select(leases.c.tenant, leases.c.holder, leases.c.until).order_by(leases.c.tenant))
    assert [tuple(row) for row in rows] == [("a", "x", 1), ("b", "y", 2)]


def test_the_same_statement_with_other_lists_in_turn(connection: Connection) -> None:
    wanted = Prepared(select(inbox.c.at).where(inbox.c.key.in_(bindparam("keys", expanding=True))).order_by(inbox.c.at))
    for many in (2, 4, 2):
        assert list(wanted.run(connection, {"keys": KEYS[:many]}).scalars()) == list(range(many))


def test_what_is_no_list_is_refused_where_one_belongs(connection: Connection) -> None:
    wanted = Prepared(select(inbox.c.at).where(inbox.c.key.in_(bindparam("keys", expanding=True))))
    with pytest.raises(AssertionError, match="keys is to be a list"):
        wanted.run(connection, {"keys": tuple(KEYS)})
