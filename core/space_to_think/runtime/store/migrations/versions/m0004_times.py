"""What is held and what waits is found by its time, however much of it there is."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("outbox_times", "outbox", ["state", "not_before"], unique=False)
