"""A release that is still to come, made up: a column more, a table more, and every row of one table moved into it."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "the newest one"  # the test puts it in


def upgrade() -> None:
    op.add_column("sessions", sa.Column("remark", sa.Text(), nullable=True))
    op.create_table(
        "reading",
        sa.Column("adapter", sa.Text(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("adapter"),
    )
    op.execute("INSERT INTO reading SELECT adapter, CAST(cursor AS INTEGER) FROM cursors")
    op.execute("DELETE FROM cursors")
    for number in range(10):
        op.execute(f"UPDATE reading SET upto = upto + {number}")
    op.create_index("reading_upto", "reading", ["upto"])
    op.drop_table("cursors")
