"""The migrations lead to exactly the tables that the code knows."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from space_to_think.runtime.store.schema import HEAD, MIGRATIONS, revision
from space_to_think.runtime.store.sqlite import SqliteStore
from space_to_think.runtime.store.tables import metadata


async def test_the_newest_migration_gives_the_tables_of_the_code(tmp_path: Path) -> None:
    store = SqliteStore(f"sqlite:///{tmp_path}/space.db")
    await store.open()

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    assert await store.read(differences) == []
    assert await store.read(revision) == HEAD
    await store.close()


def test_the_newest_migration_is_the_head() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD
