"""Paper of one's own, printers and what they do to a page, and who prints on which.

Only adds tables that are no part of the record, so the old code runs beside it. A run that was
printed on paper of one's own keeps that paper in its own row; the code of before cannot draw it
again, so a record that holds one stays where it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_RUN = sa.table("print_run", sa.column("frozen"), sa.column("level"))


def upgrade() -> None:
    _create_own_stock()
    _create_printer()
    _create_printer_choice()


def downgrade() -> None:
    own = sa.select(sa.func.count()).where(
        _RUN.c.frozen.like('%"sheet": {%') | (_RUN.c.level == "carton")
    )
    if op.get_bind().execute(own).scalar_one():
        raise RuntimeError(
            "0014 cannot be taken back: labels were printed for cartons, on rolls or on paper of"
            " one's own, which the code of before cannot draw, and nothing of the record is"
            " deleted. Restore the copy from before the upgrade."
        )
    op.drop_table("printer_choice")
    op.drop_index(op.f("ix_printer_holder_id"), "printer")
    op.drop_table("printer")
    op.drop_index(op.f("ix_own_stock_holder_id"), "own_stock")
    op.drop_table("own_stock")


def _create_own_stock() -> None:
    lengths = (
        *("page_width", "page_height", "label_width", "label_height", "columns", "rows"),
        *("margin_left", "margin_top", "gutter_x", "gutter_y", "radius"),
    )
    op.create_table(
        "own_stock",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in lengths),
        sa.Column("dpi", sa.Integer(), nullable=True),
        sa.Column("direct_thermal", sa.Boolean(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("put_away_at", _MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('sheet', 'roll')", name=op.f("ck_own_stock_kind_known")),
        sa.CheckConstraint(
            "(kind = 'roll') = (dpi IS NOT NULL)", name=op.f("ck_own_stock_dpi_of_roll")
        ),
        sa.CheckConstraint("columns > 0 AND rows > 0", name=op.f("ck_own_stock_labels_counted")),
        sa.CheckConstraint(
            "label_width > 0 AND label_height > 0", name=op.f("ck_own_stock_label_positive")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_own_stock_holder_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_own_stock_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_stock")),
        sa.UniqueConstraint("key", name=op.f("uq_own_stock_key")),
    )
    op.create_index(op.f("ix_own_stock_holder_id"), "own_stock", ["holder_id"])


def _create_printer() -> None:
    op.create_table(
        "printer",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("dx_um", "dy_um", "scale_ppm")
        ),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("put_away_at", _MOMENT, nullable=True),
        sa.CheckConstraint("dpi IN (203, 300)", name=op.f("ck_printer_dpi_known")),
        sa.CheckConstraint("scale_ppm > 0", name=op.f("ck_printer_scale_positive")),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_printer_holder_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_printer_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("key", name=op.f("uq_printer_key")),
    )
    op.create_index(op.f("ix_printer_holder_id"), "printer", ["holder_id"])


def _create_printer_choice() -> None:
    op.create_table(
        "printer_choice",
        sa.Column("party_id", _ID, nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("printer_id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_printer_choice_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_printer_choice_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["printer_id"], ["printer.id"], name=op.f("fk_printer_choice_printer_id")
        ),
        sa.PrimaryKeyConstraint("party_id", "actor_id", name=op.f("pk_printer_choice")),
    )
