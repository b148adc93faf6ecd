"""Pulses: rows that tell processes on PostgreSQL that somebody has written to the record.

Each unit of work that wrote adds one as its last statement, in its own transaction: it is seen
exactly when the rest is, no unit waits for another, and who writes elsewhere on the server (what is
counted of scans, another database) adds none. A unit that commits late may add a lower number than
one that is seen already, so a state is told by how many there are and their sum, not by the highest
alone. SQLite tells commits by itself and has none.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from traceability.store.models import Pulse

#: One row that differs after every pulse.
STATE = "SELECT count(*), max(id), sum(id) FROM pulse"
#: So long a pulse is kept at least: no unit runs as long.
KEPT = dt.timedelta(hours=1)
#: So many that have had their time are left lying: taking them away is a pulse too.
LEFT = 1_000

_BEAT = text(
    "INSERT INTO pulse (at) SELECT CAST(:moment AS timestamptz)"
    " WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
)


def beat(db: Session, now: dt.datetime) -> None:
    """Add the pulse of a unit that wrote or locked rows; the last thing before it commits."""
    if db.get_bind().dialect.name == "postgresql":
        db.flush()
        db.execute(_BEAT, {"moment": now})


def is_due(db: Session, now: dt.datetime) -> bool:
    """Whether there are many pulses that have had their time."""
    old = select(func.count()).select_from(Pulse).where(Pulse.at < now - KEPT)
    return (db.scalar(old) or 0) > LEFT


def trim(db: Session, now: dt.datetime) -> None:
    """Take those away."""
    db.execute(delete(Pulse).where(Pulse.at < now - KEPT))
