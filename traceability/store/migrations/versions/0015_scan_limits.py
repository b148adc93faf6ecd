"""From when on scans of a product's labels are worth a look, and alerts of what was seen.

Only adds a table, so the old code runs beside it. What is counted of scans stands in a second store
that no migration knows. Alerts of scans go on the way down; a record in which limits were set stays
where it is.
"""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# table: its primary key and its unique keys
APPEND_ONLY = {"scan_limit": (("product_id", "number"), ("event_seq",))}

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EVENT = sa.table("event", sa.column("step"))
_ALERT = sa.table("alert", sa.column("kind"))
_ALERTS = (
    *("scanned_often", "scanned_late", "scanned_void", "scanned_lost", "scanned_early"),
    *("scanned_stopped", "stopped_scanned"),
)


def upgrade() -> None:
    op.create_table(
        "scan_limit",
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("early", sa.Integer(), nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("visitors > 0", name=op.f("ck_scan_limit_visitors_positive")),
        sa.CheckConstraint("late_days > 0", name=op.f("ck_scan_limit_late_days_positive")),
        sa.CheckConstraint("early > 0", name=op.f("ck_scan_limit_early_positive")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_scan_limit_product_id")
        ),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_scan_limit_event_seq")),
        sa.PrimaryKeyConstraint("product_id", "number", name=op.f("pk_scan_limit")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_scan_limit_event_seq")),
    )
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def downgrade() -> None:
    told = sa.select(sa.func.count()).where(_EVENT.c.step == "scan_limits_set")
    if op.get_bind().execute(told).scalar_one():
        raise RuntimeError(
            "0015 cannot be taken back: the record holds limits of scans, which the revision before"
            " cannot read, and nothing of the record is deleted. Restore the copy from before the"
            " upgrade."
        )
    op.execute(sa.delete(_ALERT).where(_ALERT.c.kind.in_(_ALERTS)))
    for table in APPEND_ONLY:
        append_only.release(op.get_bind(), table)
    op.drop_table("scan_limit")
