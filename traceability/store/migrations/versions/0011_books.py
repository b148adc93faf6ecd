"""Books read in from spreadsheets, their rows, and the lists that were taken back."""

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
    "book_import": [("id",), ("import_id",)],
    "book_import_row": [("import_id", "line")],
    "book_import_undo": [("import_id",)],
}


def upgrade() -> None:
    op.create_table(
        "book_import",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("import_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("row_count > 0", name=op.f("ck_book_import_rows_counted")),
        sa.CheckConstraint(
            "kind IN ('harvests', 'slips', 'dispatches')", name=op.f("ck_book_import_kind_known")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_book_import_holder_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_book_import_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_import")),
        sa.UniqueConstraint("import_id", name=op.f("uq_book_import_import_id")),
    )
    op.create_index(op.f("ix_book_import_holder_id"), "book_import", ["holder_id"])
    op.create_table(
        "book_import_row",
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.CheckConstraint("line > 0", name=op.f("ck_book_import_row_line_counts")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["book_import.id"], name=op.f("fk_book_import_row_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_book_import_row_event_seq")
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_book_import_row")),
    )
    op.create_index(op.f("ix_book_import_row_event_seq"), "book_import_row", ["event_seq"])
    op.create_table(
        "book_import_undo",
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["book_import.id"], name=op.f("fk_book_import_undo_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_book_import_undo_actor_id")
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_book_import_undo")),
    )
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def downgrade() -> None:
    stored = sa.select(sa.func.count()).select_from(sa.table("book_import"))
    if op.get_bind().execute(stored).scalar_one():
        raise RuntimeError(
            "0011 cannot be taken back: the record holds lists that were read in, which nobody could"
            " take back without it, and nothing of the record is deleted. Restore the copy from"
            " before the upgrade."
        )
    for table in reversed(APPEND_ONLY):
        append_only.release(op.get_bind(), table)
        op.drop_table(table)
