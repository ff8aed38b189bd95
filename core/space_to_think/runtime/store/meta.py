"""What the store knows of itself."""

from typing import Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from space_to_think.runtime.errors import KeyFault
from space_to_think.runtime.secrets import KeyFile, Keys
from space_to_think.runtime.store.tables import meta

KEY: Final = "key"  # proves which key file is this store's
COPY: Final = "copy"  # stands in a backup only: when it was made (microseconds)
BACKUP: Final = "backup"  # when the last one was made of this store (microseconds)


def keys(connection: Connection, file: KeyFile) -> Keys:
    """The keys of this store. A new store gets a key file if there is none; KeyFault when it is another store's."""
    proof = read(connection, KEY)
    found = file.create() if proof is None and not file.path.exists() else file.read()
    if proof is None:
        put(connection, KEY, found.proof())
    elif proof != found.proof():
        raise KeyFault(
            f"The key file {file.path} belongs to another store.",
            "Put the key file of this store there, or its backup.",
        )
    return found


def read(connection: Connection, name: str) -> str | None:
    """One thing that the store knows of itself."""
    return connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar_one_or_none()


def put(connection: Connection, name: str, value: str) -> None:
    """Remember one thing, in place of what stood there."""
    row = insert(meta).values(name=name, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def take(connection: Connection, name: str) -> str | None:
    """One thing, which is forgotten with this."""
    value = read(connection, name)
    connection.execute(delete(meta).where(meta.c.name == name))
    return value
