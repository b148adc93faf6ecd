"""Pack formats that say their own unit, and the operator's list of protected species.

A new table and a column that may be empty, so the old code runs beside it. On the way down what was
measured of goods later, packs by weight of what is kept by volume, and the devices' clocks would be
misread, so a database that holds them stays where it is.
"""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# table: its primary key and its unique keys
APPEND_ONLY = {"species_rule": (("id",),)}

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_EVENT = sa.table("event", sa.column("step"), sa.column("device_at"))
_PACK_FORMAT = sa.table("pack_format", sa.column("unit"))


def upgrade() -> None:
    op.add_column("pack_format", sa.Column("unit", sa.String(length=2), nullable=True))
    op.create_table(
        "species_rule",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("crop_code", sa.String(length=32), nullable=False),
        sa.Column("latin", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("listing", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "verdict IN ('free', 'limited', 'banned')", name=op.f("ck_species_rule_verdict_known")
        ),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on >= from_on", name=op.f("ck_species_rule_to_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["crop_code"], ["crop.code"], name=op.f("fk_species_rule_crop_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_species_rule")),
    )
    op.create_index(op.f("ix_species_rule_crop_code"), "species_rule", ["crop_code"])
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def downgrade() -> None:
    told = {
        "measurements of goods": sa.select(_EVENT.c.step).where(_EVENT.c.step == "inspecting"),
        "the clocks of devices": sa.select(_EVENT.c.step).where(_EVENT.c.device_at.is_not(None)),
        "lists of species": sa.select(sa.table("species_rule", sa.column("id")).c.id),
        "packs by weight": sa.select(_PACK_FORMAT.c.unit).where(_PACK_FORMAT.c.unit.is_not(None)),
    }
    for what, wanted in told.items():
        if op.get_bind().execute(wanted.limit(1)).first() is not None:
            raise RuntimeError(
                f"0009 cannot be taken back: the record holds {what}, which 0008 cannot read, and"
                " nothing of the record is deleted. Restore the copy from before the upgrade."
            )
    for table in APPEND_ONLY:
        append_only.release(op.get_bind(), table)
    op.drop_index("ix_species_rule_crop_code", "species_rule")
    op.drop_table("species_rule")
    op.drop_column("pack_format", "unit")
