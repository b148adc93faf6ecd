"""Deliveries: buyers, delivery notes with their lines and answers, where a lot is stored.

Adds one column to ``batch_stock`` without writing it anew, so the old code still runs beside it; all
other tables are new. On the way down what was sent would look as if it were still on hand, so a
database that holds such events stays where it is.
"""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only
from traceability.store.models.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# table: its primary key and its unique keys
APPEND_ONLY = {
    "delivery_note": (("id",), ("code",), ("holder_id", "year", "number"), ("secret_hash",)),
    "delivery_line": (("note_id", "line"), ("note_id", "batch_id")),
    "delivery_answer": (("id",), ("note_id", "number")),
    "delivery_answer_line": (("answer_id", "batch_id"),),
}

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EVENT = sa.table("event", sa.column("step"))
_ALERT = sa.table("alert", sa.column("kind"))
_PARTY = sa.table("party", sa.column("kind"))
_STEPS = (
    *("shipping", "accepting", "returning", "storing", "destroying", "losing"),
    "delivery_answered",
)
_ALERTS = ("delivery_differs", "goods_arrived", "goods_accepted", "goods_refused")


def upgrade() -> None:
    _create_buyer()
    _create_note()
    _create_line()
    _create_answer()
    _create_answer_line()
    op.add_column("batch_stock", sa.Column("place_id", _ID, nullable=True))
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def downgrade() -> None:
    _refuse_what_was_recorded()
    op.execute(sa.delete(_ALERT).where(_ALERT.c.kind.in_(_ALERTS)))
    for table in APPEND_ONLY:
        append_only.release(op.get_bind(), table)
    op.drop_column("batch_stock", "place_id")
    op.drop_table("delivery_answer_line")
    op.drop_index(op.f("ix_delivery_answer_event_seq"), table_name="delivery_answer")
    op.drop_table("delivery_answer")
    op.drop_index(op.f("ix_delivery_line_batch_id"), table_name="delivery_line")
    op.drop_table("delivery_line")
    op.drop_index(op.f("ix_delivery_note_to_party_id"), table_name="delivery_note")
    op.drop_index("ix_delivery_note_holder_id_id", table_name="delivery_note")
    op.drop_index(op.f("ix_delivery_note_event_seq"), table_name="delivery_note")
    op.drop_table("delivery_note")
    op.drop_index(op.f("ix_buyer_holder_id"), table_name="buyer")
    op.drop_table("buyer")


def _refuse_what_was_recorded() -> None:
    """The record is never shortened: where this revision's code has added to it, it stays."""
    moved = sa.select(sa.func.count()).where(_EVENT.c.step.in_(_STEPS))
    buyers = sa.select(sa.func.count()).where(_PARTY.c.kind == "buyer")
    bind = op.get_bind()
    if bind.execute(moved).scalar_one() or bind.execute(buyers).scalar_one():
        raise RuntimeError(
            "0006 cannot be taken back: the record holds deliveries, losses or buyers, which the"
            " code of before cannot read, and nothing of the record is deleted. Restore the copy"
            " from before the upgrade."
        )


def _create_buyer() -> None:
    op.create_table(
        "buyer",
        sa.Column("party_id", _ID, nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_buyer_holder_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_buyer_party_id")),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_buyer")),
    )
    op.create_index(op.f("ix_buyer_holder_id"), "buyer", ["holder_id"], unique=False)


def _create_note() -> None:
    op.create_table(
        "delivery_note",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("to_party_id", _ID, nullable=True),
        sa.Column("place_id", _ID, nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("secret_hash", sa.String(length=43), nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('buyer', 'walk_in', 'field_trader', 'cooperative')",
            name=op.f("ck_delivery_note_kind_known"),
        ),
        sa.CheckConstraint(
            "(kind IN ('buyer', 'cooperative')) = (to_party_id IS NOT NULL)",
            name=op.f("ck_delivery_note_receiver_named"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_delivery_note_number_counts")),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_delivery_note_code")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_delivery_note_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["party.id"], name=op.f("fk_delivery_note_holder_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_delivery_note_place_id")),
        sa.ForeignKeyConstraint(
            ["to_party_id"], ["party.id"], name=op.f("fk_delivery_note_to_party_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_note")),
        sa.UniqueConstraint("code", name=op.f("uq_delivery_note_code")),
        sa.UniqueConstraint(
            "holder_id", "year", "number", name=op.f("uq_delivery_note_holder_id_year_number")
        ),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_delivery_note_secret_hash")),
    )
    op.create_index(
        op.f("ix_delivery_note_event_seq"), "delivery_note", ["event_seq"], unique=False
    )
    op.create_index(
        "ix_delivery_note_holder_id_id", "delivery_note", ["holder_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_delivery_note_to_party_id"), "delivery_note", ["to_party_id"], unique=False
    )


def _create_line() -> None:
    op.create_table(
        "delivery_line",
        sa.Column("note_id", _ID, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("packages", sa.Integer(), nullable=True),
        sa.CheckConstraint("line > 0", name=op.f("ck_delivery_line_line_counts")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_delivery_line_amount_positive")),
        sa.CheckConstraint("packages > 0", name=op.f("ck_delivery_line_packages_positive")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_delivery_line_batch_id")),
        sa.ForeignKeyConstraint(
            ["note_id"], ["delivery_note.id"], name=op.f("fk_delivery_line_note_id")
        ),
        sa.PrimaryKeyConstraint("note_id", "line", name=op.f("pk_delivery_line")),
        sa.UniqueConstraint("note_id", "batch_id", name=op.f("uq_delivery_line_note_id_batch_id")),
    )
    op.create_index(op.f("ix_delivery_line_batch_id"), "delivery_line", ["batch_id"], unique=False)


def _create_answer() -> None:
    op.create_table(
        "delivery_answer",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("note_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('confirmed', 'differs', 'accepted', 'refused')",
            name=op.f("ck_delivery_answer_kind_known"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_delivery_answer_number_counts")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_delivery_answer_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["note_id"], ["delivery_note.id"], name=op.f("fk_delivery_answer_note_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_answer")),
        sa.UniqueConstraint("note_id", "number", name=op.f("uq_delivery_answer_note_id_number")),
    )
    op.create_index(
        op.f("ix_delivery_answer_event_seq"), "delivery_answer", ["event_seq"], unique=False
    )


def _create_answer_line() -> None:
    op.create_table(
        "delivery_answer_line",
        sa.Column("answer_id", _ID, nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("received >= 0", name=op.f("ck_delivery_answer_line_received_counts")),
        sa.CheckConstraint("returned >= 0", name=op.f("ck_delivery_answer_line_returned_counts")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["delivery_answer.id"], name=op.f("fk_delivery_answer_line_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_delivery_answer_line_batch_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", "batch_id", name=op.f("pk_delivery_answer_line")),
    )
