"""Blank print runs and what the label ledger keeps of labels in somebody's hands.

Only adds columns, so the old code runs beside it. A record that holds blank runs or steps of the
ledger stays where it is: the code of before cannot read them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EVENT = sa.table("event", sa.column("step"))
_RUN = sa.table("print_run", sa.column("batch_id"))
_STEPS = (
    *("labels_checked", "labels_spoiled", "labels_restored", "labels_handed_out"),
    *("labels_returned", "labels_lost", "labels_found", "labels_dispatched", "labels_kept"),
    *("labels_reprinted", "labels_exported"),
)


def upgrade() -> None:
    op.add_column("print_run", sa.Column("product_id", _ID, nullable=True))
    op.add_column("print_run", sa.Column("product_revision", sa.Integer(), nullable=True))
    op.add_column("print_run", sa.Column("pack_format", sa.Integer(), nullable=True))
    op.add_column("label_range", sa.Column("hand_seq", _ID, nullable=True))
    op.add_column(
        "label_range",
        sa.Column("lost", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    _refuse_what_was_recorded()
    for column in ("lost", "hand_seq"):
        op.drop_column("label_range", column)
    for column in ("pack_format", "product_revision", "product_id"):
        op.drop_column("print_run", column)


def _refuse_what_was_recorded() -> None:
    """The record is never shortened: where this revision's code has added to it, it stays."""
    bind = op.get_bind()
    told = sa.select(sa.func.count()).where(_EVENT.c.step.in_(_STEPS))
    blank = sa.select(sa.func.count()).where(_RUN.c.batch_id.is_(None))
    if bind.execute(told).scalar_one() or bind.execute(blank).scalar_one():
        raise RuntimeError(
            "0012 cannot be taken back: the record holds blank print runs or steps of the label"
            " ledger, which the code of before cannot read, and nothing of the record is deleted."
            " Restore the copy from before the upgrade."
        )
