"""${message}

Danger: say here what it locks, for how long at a million batches, and whether the old code still
runs beside it. A rebuilt append-only table needs ``append_only.protect`` again.
"""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
