"""Statements of SQLAlchemy Core, put into the database's own words once and run by its driver from then on.

To find a statement again among those it has compiled, and to put its parameters in order, takes SQLAlchemy longer than
SQLite needs to carry it out. What runs for every message is prepared here; everything else needs no such care. Rows
come as the driver gives them: bytes, numbers and texts as they are, yes and no as 1 and 0.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, CursorResult, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

Values: TypeAlias = Mapping[str, Any]
Shape: TypeAlias = tuple[tuple[str, int | None], ...]  # each parameter's name, and of a list how many it holds
Fill: TypeAlias = Callable[[Values], tuple[Any, ...]]

SHAPES: Final = 256  # remembered of each statement


class Prepared:
    """One statement. A parameter whose value is a list stands for all of it (`bindparam(…, expanding=True)`)."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._ready = lru_cache(SHAPES)(self._prepare)

    def run(self, connection: Connection, values: Values) -> CursorResult[Any]:
        """Run it once."""
        shape = tuple((name, len(value) if value.__class__ is list else None) for name, value in values.items())
        sql, fill = self._ready(connection.dialect, shape)
        return connection.exec_driver_sql(sql, fill(values))

    def run_all(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run it for each of these rows, which all have the same names; for none it does nothing."""
        if rows:
            sql, fill = self._ready(connection.dialect, tuple((name, None) for name in rows[0]))
            connection.exec_driver_sql(sql, [fill(row) for row in rows])

    def _prepare(self, dialect: Dialect, shape: Shape) -> tuple[str, Fill]:
        compiled = self._statement.compile(dialect=dialect, column_keys=[name for name, _ in shape])
        assert isinstance(compiled, SQLCompiler), "a statement, not a type or a table"
        given = {name: None if many is None else [None] * many for name, many in shape}
        state = compiled.construct_expanded_state(compiled.construct_params(given))
        parts: dict[str, tuple[str, int]] = {}  # what stands for each value of a list
        for name in state.parameter_expansion.keys() & given.keys():
            assert given[name] is not None, f"{name} is to be a list"
            parts |= {part: (name, number) for number, part in enumerate(state.parameter_expansion[name])}

        def source(place: str) -> Callable[[Values], Any]:
            if place in given:
                return itemgetter(place)
            if place in parts:
                name, number = parts[place]
                return lambda values: values[name][number]
            own = state.parameters[place]
            return lambda values: own

        places = state.positiontup or ()
        if len(places) > 1 and given.keys() >= set(places):
            return state.statement, itemgetter(*places)
        sources = [source(place) for place in places]
        return state.statement, lambda values: tuple([get(values) for get in sources])
