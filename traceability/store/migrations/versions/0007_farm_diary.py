"""The farm diary of places, and substances with the dated rules of each market.

All tables are new, so the old code runs beside it. On the way down the diary would lose its lines,
so a database that holds one stays where it is.
"""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# table: its primary key and its unique keys
APPEND_ONLY = {
    "farm_log": (("id",), ("event_seq",)),
    "substance_rule": (("id",),),
}

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_EVENT = sa.table("event", sa.column("step"))


def upgrade() -> None:
    _create_substance()
    _create_substance_rule()
    _create_farm_log()
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def downgrade() -> None:
    told = {
        "lines of the farm diary": sa.select(_EVENT.c.step).where(_EVENT.c.step == "farm_work"),
        "lists of substances": sa.select(sa.table("substance_rule", sa.column("id")).c.id),
    }
    for what, wanted in told.items():
        if op.get_bind().execute(wanted.limit(1)).first() is not None:
            raise RuntimeError(
                f"0007 cannot be taken back: the record holds {what}, which 0006 cannot read, and"
                " nothing of the record is deleted. Restore the copy from before the upgrade."
            )
    for table in APPEND_ONLY:
        append_only.release(op.get_bind(), table)
    op.drop_index("ix_farm_log_place_id_done_on", "farm_log")
    op.drop_table("farm_log")
    op.drop_index("ix_substance_rule_substance_code", "substance_rule")
    op.drop_table("substance_rule")
    op.drop_table("substance")


def _create_substance() -> None:
    op.create_table(
        "substance",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("active", sa.String(length=200), nullable=False),
        sa.Column("phi_days", sa.Integer(), nullable=True),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('drug', 'fertiliser', 'pesticide')", name=op.f("ck_substance_kind_known")
        ),
        sa.CheckConstraint(
            "phi_days IS NULL OR phi_days >= 0", name=op.f("ck_substance_days_count")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_substance")),
    )


def _create_substance_rule() -> None:
    op.create_table(
        "substance_rule",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("substance_code", sa.String(length=32), nullable=False),
        sa.Column("market", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "market IN ('vn', 'domestic', 'cn', 'other')",
            name=op.f("ck_substance_rule_market_known"),
        ),
        sa.CheckConstraint(
            "verdict IN ('allowed', 'limited', 'banned')",
            name=op.f("ck_substance_rule_verdict_known"),
        ),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on >= from_on", name=op.f("ck_substance_rule_to_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["substance_code"],
            ["substance.code"],
            name=op.f("fk_substance_rule_substance_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substance_rule")),
    )
    op.create_index(op.f("ix_substance_rule_substance_code"), "substance_rule", ["substance_code"])


def _create_farm_log() -> None:
    op.create_table(
        "farm_log",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("place_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("crop_code", sa.String(length=32), nullable=True),
        sa.Column("substance_code", sa.String(length=32), nullable=True),
        sa.Column("phi_days", sa.Integer(), nullable=True),
        sa.Column("free_on", sa.Date(), nullable=True),
        sa.Column("household_id", _ID, nullable=True),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('fertiliser', 'pesticide', 'irrigation', 'pest_trap', 'feeding', 'drug')",
            name=op.f("ck_farm_log_kind_known"),
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= done_on", name=op.f("ck_farm_log_until_after_done")
        ),
        sa.CheckConstraint(
            "phi_days IS NULL OR phi_days >= 0", name=op.f("ck_farm_log_days_count")
        ),
        sa.CheckConstraint(
            "free_on IS NULL OR free_on > done_on", name=op.f("ck_farm_log_free_later")
        ),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_farm_log_event_seq")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_farm_log_place_id")),
        sa.ForeignKeyConstraint(["crop_code"], ["crop.code"], name=op.f("fk_farm_log_crop_code")),
        sa.ForeignKeyConstraint(
            ["substance_code"], ["substance.code"], name=op.f("fk_farm_log_substance_code")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["party.id"], name=op.f("fk_farm_log_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_farm_log")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_farm_log_event_seq")),
    )
    op.create_index("ix_farm_log_place_id_done_on", "farm_log", ["place_id", "done_on"])
