"""One-time links for printing houses, and labels that are at one.

Only adds a table, so the old code runs beside it. A record that holds runs ordered of a printing
house stays where it is: the code of before would take their labels for unused ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_EVENT = sa.table("event", sa.column("step"))
_RANGE = sa.table("label_range", sa.column("state"))
_STEPS = ("labels_sent", "labels_received")


def upgrade() -> None:
    op.create_table(
        "print_order_link",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("token_hash", sa.String(43), nullable=False),
        sa.Column("by_actor_id", _ID, nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("pdf_taken", sa.Integer(), nullable=False),
        sa.Column("csv_taken", sa.Integer(), nullable=False),
        sa.Column("paper_taken", sa.Integer(), nullable=False),
        sa.Column("last_taken_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "expires_at > created_at", name=op.f("ck_print_order_link_expires_later")
        ),
        sa.CheckConstraint("most > 0", name=op.f("ck_print_order_link_most_counts")),
        sa.CheckConstraint(
            "pdf_taken BETWEEN 0 AND most AND csv_taken BETWEEN 0 AND most"
            " AND paper_taken BETWEEN 0 AND most",
            name=op.f("ck_print_order_link_taken_within_most"),
        ),
        sa.ForeignKeyConstraint(
            ["by_actor_id"], ["actor.id"], name=op.f("fk_print_order_link_by_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_print_order_link_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["print_run.id"], name=op.f("fk_print_order_link_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_order_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_print_order_link_token_hash")),
    )
    op.create_index(op.f("ix_print_order_link_run_id"), "print_order_link", ["run_id"])


def downgrade() -> None:
    _refuse_what_was_recorded()
    op.drop_table("print_order_link")


def _refuse_what_was_recorded() -> None:
    """The record is never shortened: where this revision's code has added to it, it stays."""
    bind = op.get_bind()
    told = sa.select(sa.func.count()).where(_EVENT.c.step.in_(_STEPS))
    there = sa.select(sa.func.count()).where(_RANGE.c.state == "ordered")
    if bind.execute(told).scalar_one() or bind.execute(there).scalar_one():
        raise RuntimeError(
            "0013 cannot be taken back: the record holds labels that a printing house has or sent,"
            " which the code of before takes for others, and nothing of the record is deleted."
            " Restore the copy from before the upgrade."
        )
