"""Reports of whoever holds the goods, and what was done with each.

Both tables are new, so the old code runs beside it. A record that holds a report stays where it is.
"""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# table: its primary key and its unique keys
APPEND_ONLY = {"doubt_report_step": (("report_id", "seq"), ("event_seq",))}

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_WORD = sa.String(length=32)
_DIGEST = sa.String(length=43)
_EVENT = sa.table("event", sa.column("step"))


def upgrade() -> None:
    _create_report()
    _create_report_step()
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def downgrade() -> None:
    told = sa.select(sa.func.count()).where(_EVENT.c.step.in_(("reported", "report_step")))
    if op.get_bind().execute(told).scalar_one():
        raise RuntimeError(
            "0018 cannot be taken back: the record holds reports of buyers, which the revision"
            " before cannot read, and nothing of the record is deleted. Restore the copy from"
            " before the upgrade."
        )
    for table in APPEND_ONLY:
        append_only.release(op.get_bind(), table)
    op.drop_table("doubt_report_step")
    for column in ("about_sent_on", "batch_id", "holder_id"):
        op.drop_index(f"ix_doubt_report_{column}", "doubt_report")
    op.drop_table("doubt_report")


def _create_report() -> None:
    op.create_table(
        "doubt_report",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("sent_to", _WORD, nullable=False),
        sa.Column("about_kind", _WORD, nullable=False),
        sa.Column("about", sa.String(length=13), nullable=True),
        sa.Column("holder_id", _ID, nullable=True),
        sa.Column("batch_id", _ID, nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("commune_vintage", sa.String(length=16), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("secret_hash", _DIGEST, nullable=False),
        sa.Column("request_hash", _DIGEST, nullable=False),
        sa.Column("body_hash", _DIGEST, nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("member_id", _ID, nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("forgotten_at", _MOMENT, nullable=True),
        *_checks(),
        *_references(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt_report")),
        sa.UniqueConstraint("code", name=op.f("uq_doubt_report_code")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_doubt_report_event_seq")),
        sa.UniqueConstraint("request_hash", name=op.f("uq_doubt_report_request_hash")),
    )
    op.create_index("ix_doubt_report_about_sent_on", "doubt_report", ["about", "sent_on"])
    for column in ("batch_id", "holder_id"):
        op.create_index(op.f(f"ix_doubt_report_{column}"), "doubt_report", [column])


def _checks() -> list[sa.CheckConstraint]:
    checks = {
        "kind_known": "kind IN ('fake', 'label', 'safety', 'quality', 'origin', 'other')",
        "sent_to_known": "sent_to IN ('office', 'holder')",
        "about_known": (
            "about_kind IN ('batch', 'item', 'area', 'place', 'party', 'slip', 'unknown')"
        ),
        "about_is_whole": "(about IS NULL) = (about_kind = 'unknown')",
        "state_known": "state IN ('sent', 'in_hand', 'answered', 'closed')",
        "end_is_whole": "(state = 'closed') = (closed_at IS NOT NULL)",
        "commune_is_whole": "(commune_code IS NULL) = (commune_vintage IS NULL)",
    }
    return [
        sa.CheckConstraint(text, name=op.f(f"ck_doubt_report_{name}"))
        for name, text in checks.items()
    ]


def _references() -> list[sa.ForeignKeyConstraint]:
    targets = {
        "code": "public_code.code",
        "holder_id": "party.id",
        "batch_id": "batch.id",
        "event_seq": "event.seq",
        "member_id": "membership.id",
    }
    return [
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_doubt_report_{name}"))
            for name, target in targets.items()
        ),
        sa.ForeignKeyConstraint(
            ["commune_code", "commune_vintage"],
            ["commune.code", "commune.vintage"],
            name=op.f("fk_doubt_report_commune_code_commune_vintage"),
        ),
    ]


def _create_report_step() -> None:
    op.create_table(
        "doubt_report_step",
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", _WORD, nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "step IN ('taken', 'given', 'released', 'forwarded', 'holder_answered', 'answered',"
            " 'closed', 'forgotten')",
            name=op.f("ck_doubt_report_step_step_known"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["doubt_report.id"], name=op.f("fk_doubt_report_step_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_doubt_report_step_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_doubt_report_step_event_seq")
        ),
        sa.PrimaryKeyConstraint("report_id", "seq", name=op.f("pk_doubt_report_step")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_doubt_report_step_event_seq")),
    )
