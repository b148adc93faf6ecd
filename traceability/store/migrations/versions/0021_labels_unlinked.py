"""Linkings of labels that were taken back.

Changes no table, so the old code runs beside it. A record that holds such a step stays where it is:
the code of before cannot read it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_EVENT = sa.table("event", sa.column("step"))


def upgrade() -> None:
    """Nothing to change: the step is a word in a column that is there."""


def downgrade() -> None:
    """The record is never shortened: where this revision's code has added to it, it stays."""
    told = sa.select(sa.func.count()).where(_EVENT.c.step == "labels_unlinked")
    if op.get_bind().execute(told).scalar_one():
        raise RuntimeError(
            "0021 cannot be taken back: the record holds linkings of labels that were taken back,"
            " which the code of before cannot read, and nothing of the record is deleted. Restore"
            " the copy from before the upgrade."
        )
