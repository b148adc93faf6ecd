"""What pages of lots tell of weights, and how harvests are parted by that.

The tables are new, so the old code runs beside it. For lots that were published before, or by the
old code since, it is decided at the next start; until then their pages tell no weight but that of
the lot itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_ALERT = sa.table("alert", sa.column("kind"))
#: What the code of before has no word for.
_ALERTS = (
    *("labels_lent", "lent_labels_voided", "lent_labels_taken"),
    *("recall_announced", "reports_unnamed", "lent_goods_stopped", "lent_goods_freed"),
)
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "told_weights",
        sa.Column("batch_id", _BIG, nullable=False),
        sa.Column("harvests", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("shares", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_told_weights_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_told_weights")),
    )
    op.create_table(
        "told_group",
        sa.Column("harvest_id", _BIG, nullable=False),
        sa.Column("group_id", _BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["harvest_id"], ["batch.id"], name=op.f("fk_told_group_harvest_id")
        ),
        sa.PrimaryKeyConstraint("harvest_id", name=op.f("pk_told_group")),
    )
    op.create_index(op.f("ix_told_group_group_id"), "told_group", ["group_id"])


def downgrade() -> None:
    op.execute(sa.delete(_ALERT).where(_ALERT.c.kind.in_(_ALERTS)))
    op.drop_table("told_group")
    op.drop_table("told_weights")
