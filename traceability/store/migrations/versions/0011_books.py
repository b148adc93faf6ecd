"""Harvest books read in from spreadsheets, their rows, and the lists that were taken back."""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only
from traceability.store.models.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY: dict[str, list[tuple[str, ...]]] = {
    "harvest_import": [("id",), ("import_id",)],
    "harvest_import_row": [("import_id", "line"), ("batch_id",)],
    "harvest_import_undo": [("import_id",)],
}


def upgrade() -> None:
    op.create_table(
        "harvest_import",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("import_id", sa.String(36), nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("row_count > 0", name=op.f("ck_harvest_import_rows_counted")),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["party.id"], name=op.f("fk_harvest_import_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_harvest_import_actor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_harvest_import")),
        sa.UniqueConstraint("import_id", name=op.f("uq_harvest_import_import_id")),
    )
    op.create_index(op.f("ix_harvest_import_holder_id"), "harvest_import", ["holder_id"])
    op.create_table(
        "harvest_import_row",
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        sa.CheckConstraint("line > 0", name=op.f("ck_harvest_import_row_line_counts")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["harvest_import.id"], name=op.f("fk_harvest_import_row_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_harvest_import_row_batch_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_harvest_import_row")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_harvest_import_row_batch_id")),
    )
    op.create_table(
        "harvest_import_undo",
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["harvest_import.id"], name=op.f("fk_harvest_import_undo_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_harvest_import_undo_actor_id")
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_harvest_import_undo")),
    )
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def downgrade() -> None:
    for table in reversed(APPEND_ONLY):
        append_only.release(op.get_bind(), table)
        op.drop_table(table)
