"""How much of a job is done, for whoever waits for it.

Only adds a column that may be empty, so the old code runs beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("done", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("job", "done")
