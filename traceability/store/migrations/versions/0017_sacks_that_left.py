"""Which sacks of a packing list have left, and by which entry.

Only adds a table, so the old code runs beside it. A record that tells of sacks by their number
stays where it is: the code of before would let one leave twice.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DRAW = sa.table("sack_draw", sa.column("number"))


def upgrade() -> None:
    op.create_table(
        "sack_draw",
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_seq", _ID, autoincrement=False, nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_sack_draw_number_counts")),
        sa.CheckConstraint("grams > 0", name=op.f("ck_sack_draw_grams_positive")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_sack_draw_batch_id")),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_sack_draw_event_seq")),
        sa.PrimaryKeyConstraint("batch_id", "number", "event_seq", name=op.f("pk_sack_draw")),
    )
    op.create_index(op.f("ix_sack_draw_event_seq"), "sack_draw", ["event_seq"])


def downgrade() -> None:
    told = sa.select(sa.func.count()).select_from(_DRAW)
    if op.get_bind().execute(told).scalar_one():
        raise RuntimeError(
            "0017 cannot be taken back: the record tells of sacks that left by their number, which"
            " the code of before would let leave twice, and nothing of the record is deleted."
            " Restore the copy from before the upgrade."
        )
    op.drop_table("sack_draw")
