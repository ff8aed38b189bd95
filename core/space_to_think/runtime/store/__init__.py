"""The store: tables, migrations, and synchronous functions that take a connection."""
