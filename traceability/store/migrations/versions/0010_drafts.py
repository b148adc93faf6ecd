"""Drafts of forms, and complaints about lots.

All tables are new, so the old code runs beside it. Drafts are no part of the record and go on the
way down; a record that holds a complaint stays where it is.
"""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# table: its primary key and its unique keys
APPEND_ONLY = {
    "complaint": (("id",), ("event_seq",)),
    "complaint_answer": (("complaint_id",), ("event_seq",)),
}

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_EVENT = sa.table("event", sa.column("step"))


def upgrade() -> None:
    _create_draft()
    _create_complaint()
    _create_complaint_answer()
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def downgrade() -> None:
    told = sa.select(sa.func.count()).where(_EVENT.c.step.like("complaint%"))
    if op.get_bind().execute(told).scalar_one():
        raise RuntimeError(
            "0010 cannot be taken back: the record holds complaints, which the revision before"
            " cannot read, and nothing of the record is deleted. Restore the copy from before the"
            " upgrade."
        )
    for table in APPEND_ONLY:
        append_only.release(op.get_bind(), table)
    op.drop_table("complaint_answer")
    op.drop_index("ix_complaint_batch_id", "complaint")
    op.drop_table("complaint")
    op.drop_index("ix_draft_updated_at", "draft")
    op.drop_index("ix_draft_user_id_party_id", "draft")
    op.drop_table("draft")


def _create_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("party_id", _ID, nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("parts", sa.String(length=400), nullable=False),
        sa.Column("query", sa.String(length=400), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_draft_version_counts")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_draft_user_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_draft_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint(
            "party_id", "request_key", "user_id", name=op.f("uq_draft_party_id_request_key_user_id")
        ),
    )
    op.create_index("ix_draft_user_id_party_id", "draft", ["user_id", "party_id"])
    op.create_index(op.f("ix_draft_updated_at"), "draft", ["updated_at"])


def _create_complaint() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('quality', 'label', 'fake', 'other')", name=op.f("ck_complaint_kind_known")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_complaint_batch_id")),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_complaint_event_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_complaint_event_seq")),
    )
    op.create_index(op.f("ix_complaint_batch_id"), "complaint", ["batch_id"])


def _create_complaint_answer() -> None:
    op.create_table(
        "complaint_answer",
        sa.Column("complaint_id", _ID, nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_answer_complaint_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_complaint_answer_event_seq")
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_answer")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_complaint_answer_event_seq")),
    )
