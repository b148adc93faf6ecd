"""Days of buying by weigh slip, and the ground of sellers outside every code.

Three new tables. One table is written anew on SQLite: ``place`` takes one more kind. The older code
goes on beside it, as long as nobody buys by slip; on the way down a database that holds slips stays
where it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = (
    *("orchard", "tea_plantation", "ancient_tea_stand", "herb_cultivation"),
    *("wild_collection", "apiary", "packing_house", "processing_facility", "warehouse"),
)
_OUTSIDE = "outside_ground"


def upgrade() -> None:
    _allow_kinds((*_KINDS, _OUTSIDE))
    _create_reception()
    _create_weigh_load()
    _create_weigh_slip()


def downgrade() -> None:
    _refuse_what_was_recorded()
    op.drop_index("ix_weigh_slip_seller_id_id", table_name="weigh_slip")
    op.drop_table("weigh_slip")
    op.drop_table("weigh_load")
    op.drop_index("ix_reception_holder_id_day_id", table_name="reception")
    op.drop_table("reception")
    _allow_kinds(_KINDS)


def _refuse_what_was_recorded() -> None:
    held = sa.select(sa.func.count()).select_from(sa.table("reception"))
    outside = sa.table("place", sa.column("kind"))
    ground = sa.select(sa.func.count()).where(outside.c.kind == _OUTSIDE)
    if any(op.get_bind().execute(wanted).scalar_one() for wanted in (held, ground)):
        raise RuntimeError(
            "0005 cannot be taken back: the record holds days of buying, which 0004 cannot read, and"
            " nothing of the record is deleted. Restore the copy from before the upgrade."
        )


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    """The same words as the model has, line break and all: a test compares the two."""
    named = [f"'{kind}'" for kind in kinds]
    rule = f"kind IN ({', '.join(named)})"
    with op.batch_alter_table("place") as batch:
        batch.drop_constraint(op.f("ck_place_kind_known"), type_="check")
        batch.create_check_constraint(op.f("ck_place_kind_known"), rule)


def _create_reception() -> None:
    op.create_table(
        "reception",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.Column("crop_code", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("building_id", _ID, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("scale_total", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_reception_state_known")),
        sa.CheckConstraint(
            "scale_total IS NULL OR scale_total > 0", name=op.f("ck_reception_total_positive")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_reception_version_counts")),
        sa.ForeignKeyConstraint(
            ["building_id"], ["place.id"], name=op.f("fk_reception_building_id")
        ),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_reception_code")),
        sa.ForeignKeyConstraint(["crop_code"], ["crop.code"], name=op.f("fk_reception_crop_code")),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_reception_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception")),
        sa.UniqueConstraint("code", name=op.f("uq_reception_code")),
    )
    op.create_index("ix_reception_holder_id_day_id", "reception", ["holder_id", "day", "id"])


def _create_weigh_load() -> None:
    op.create_table(
        "weigh_load",
        sa.Column("reception_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=True),
        sa.Column("tare", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(gross IS NULL) = (tare IS NULL)", name=op.f("ck_weigh_load_both_or_none")
        ),
        sa.CheckConstraint(
            "gross IS NULL OR (tare > 0 AND tare < gross)", name=op.f("ck_weigh_load_tare_within")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_weigh_load_number_counts")),
        sa.ForeignKeyConstraint(
            ["reception_id"], ["reception.id"], name=op.f("fk_weigh_load_reception_id")
        ),
        sa.PrimaryKeyConstraint("reception_id", "number", name=op.f("pk_weigh_load")),
    )


def _create_weigh_slip() -> None:
    op.create_table(
        "weigh_slip",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("reception_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seller_id", _ID, nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("tare", sa.BigInteger(), nullable=False),
        sa.Column("deduction_ppm", sa.Integer(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=True),
        sa.Column("load", sa.Integer(), nullable=True),
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *_slip_checks(),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_weigh_slip_batch_id")),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_weigh_slip_code")),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_weigh_slip_event_seq")),
        sa.ForeignKeyConstraint(
            ["reception_id"], ["reception.id"], name=op.f("fk_weigh_slip_reception_id")
        ),
        sa.ForeignKeyConstraint(["seller_id"], ["party.id"], name=op.f("fk_weigh_slip_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weigh_slip")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_weigh_slip_batch_id")),
        sa.UniqueConstraint("code", name=op.f("uq_weigh_slip_code")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_weigh_slip_event_seq")),
        sa.UniqueConstraint(
            "reception_id", "number", name=op.f("uq_weigh_slip_reception_id_number")
        ),
    )
    op.create_index("ix_weigh_slip_seller_id_id", "weigh_slip", ["seller_id", "id"])


def _slip_checks() -> list[sa.CheckConstraint]:
    rules = {
        "number_counts": "number > 0",
        "tare_counts": "bags >= 0 AND tare >= 0",
        "net_is_physical": "net > 0 AND net = gross - bags * tare",
        "deduction_is_a_part": "deduction_ppm >= 0 AND deduction_ppm < 1000000",
        "payable_within_net": "payable >= 0 AND payable <= net",
    }
    named = ((op.f(f"ck_weigh_slip_{name}"), rule) for name, rule in rules.items())
    return [sa.CheckConstraint(rule, name=name) for name, rule in named]
