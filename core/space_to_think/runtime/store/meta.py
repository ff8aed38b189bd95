"""What the store knows of itself."""

from sqlalchemy import Connection, insert, select

from space_to_think.runtime.errors import KeyFault
from space_to_think.runtime.secrets import KeyFile, Keys
from space_to_think.runtime.store.tables import meta


def keys(connection: Connection, file: KeyFile) -> Keys:
    """The keys of this store. A new store gets a key file if there is none; KeyFault when it is another store's."""
    proof = connection.execute(select(meta.c.value).where(meta.c.name == "key")).scalar_one_or_none()
    found = file.create() if proof is None and not file.path.exists() else file.read()
    if proof is None:
        connection.execute(insert(meta).values(name="key", value=found.proof()))
    elif proof != found.proof():
        raise KeyFault(
            f"The key file {file.path} belongs to another store.",
            "Put the key file of this store there, or its backup.",
        )
    return found
