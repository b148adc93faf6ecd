"""Corrections: an event is corrected once, a batch can be taken back, a weight can be a guess.

Rebuilds ``batch_stock`` (a projection) for its checks and adds an index to ``event``. On the way
down a record that holds a correction would be misread, so it stays where it is.
"""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EVENT = sa.table("event", sa.column("corrects"))
_EVENT_KEYS = [("seq",), ("event_id",), ("leaf_hash",)]
_OLD_CHECKS = {
    "ck_batch_stock_made_positive": "made > 0",
    "ck_batch_stock_closed_is_empty": "(state = 'closed') = (on_hand = 0)",
    "ck_batch_stock_state_known": "state IN ('open', 'closed')",
}
_NEW_CHECKS = {
    "ck_batch_stock_open_is_not_empty": "(state = 'open') = (on_hand > 0)",
    "ck_batch_stock_retracted_is_nothing": "(state = 'retracted') = (made = 0)",
    "ck_batch_stock_state_known": "state IN ('open', 'closed', 'retracted')",
}


def upgrade() -> None:
    with op.batch_alter_table("batch_stock") as batch:
        for name in _OLD_CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        for name, rule in _NEW_CHECKS.items():
            batch.create_check_constraint(op.f(name), rule)
        batch.add_column(
            sa.Column("estimated", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("batch_stock") as batch:
        batch.alter_column("estimated", server_default=None)
    op.create_table(
        "retired_edge",
        sa.Column("parent_id", _ID, nullable=False),
        sa.Column("child_id", _ID, nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("retracted_by", _ID, nullable=False),
        sa.CheckConstraint("parent_id <> child_id", name=op.f("ck_retired_edge_no_self")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["batch.id"], name=op.f("fk_retired_edge_parent_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["batch.id"], name=op.f("fk_retired_edge_child_id")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_retired_edge_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["retracted_by"], ["event.seq"], name=op.f("fk_retired_edge_retracted_by")
        ),
        sa.PrimaryKeyConstraint("parent_id", "child_id", "event_seq", name=op.f("pk_retired_edge")),
    )
    op.create_index(op.f("ix_retired_edge_child_id"), "retired_edge", ["child_id"])
    append_only.release(op.get_bind(), "event")
    op.create_index(op.f("ix_event_corrects"), "event", ["corrects"], unique=True)
    append_only.protect(op.get_bind(), "event", [*_EVENT_KEYS, ("corrects",)])


def downgrade() -> None:
    corrected = sa.select(sa.func.count()).where(_EVENT.c.corrects.is_not(None))
    if op.get_bind().execute(corrected).scalar_one():
        raise RuntimeError(
            "0008 cannot be taken back: the record holds corrections, which 0007 cannot read, and"
            " nothing of the record is deleted. Restore the copy from before the upgrade."
        )
    append_only.release(op.get_bind(), "event")
    op.drop_index(op.f("ix_event_corrects"), "event")
    append_only.protect(op.get_bind(), "event", _EVENT_KEYS)
    op.drop_table("retired_edge")
    with op.batch_alter_table("batch_stock") as batch:
        for name in _NEW_CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        for name, rule in _OLD_CHECKS.items():
            batch.create_check_constraint(op.f(name), rule)
        batch.drop_column("estimated")
