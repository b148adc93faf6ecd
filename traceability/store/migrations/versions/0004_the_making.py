"""Goods between harvest and pack: what a run made of them, and their grade.

Adds two columns to ``batch`` without writing it anew, so the old code still runs beside it. On the
way down what the runs made would lose its name, so a database that holds runs stays where it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BATCH = sa.table("batch", sa.column("material"))


def upgrade() -> None:
    op.add_column("batch", sa.Column("material", sa.String(length=32), nullable=True))
    op.add_column("batch", sa.Column("grade", sa.String(length=32), nullable=True))


def downgrade() -> None:
    made = sa.select(sa.func.count()).where(_BATCH.c.material.is_not(None))
    if op.get_bind().execute(made).scalar_one():
        raise RuntimeError(
            "0004 cannot be taken back: the record holds processing runs, which 0003 cannot read, and"
            " nothing of the record is deleted. Restore the copy from before the upgrade."
        )
    op.drop_column("batch", "grade")
    op.drop_column("batch", "material")
