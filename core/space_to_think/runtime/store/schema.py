"""Bringing the store to this version's schema, in one transaction; a newer one is left alone."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from space_to_think.runtime.errors import SchemaFault

HEAD: Final = "0004"
MIGRATIONS: Final = Path(__file__).with_name("migrations")


def migrate(connection: Connection) -> None:
    """Upgrade to HEAD; SchemaFault when a newer version of the program has written the store."""
    found = revision(connection)
    if found == HEAD:
        return
    # Alembic is loaded only when there is something to do: it takes as long as the rest of the start.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        cure = "Install the newer version again, or restore a backup that this version made."
        raise SchemaFault("The store was written by a newer version of Space to Think.", cure)
    command.upgrade(config, HEAD)


def revision(connection: Connection) -> str | None:
    """The revision the store is at; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
