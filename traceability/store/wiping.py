"""Taking from the database's files what its deleted rows still left there.

SQLite overwrites what is deleted (``secure_delete``), but the write-ahead log keeps the pages of
before until it is cut; a checkpoint that cuts it waits for every reader. PostgreSQL keeps deleted
rows in the table's file until VACUUM frees their room, and in its own log until that is recycled:
how long is the operator's matter (``docs/explanation/privacy.md``).
"""

from __future__ import annotations

from sqlalchemy import text

from traceability.store.engine import Store

#: Names stand in the first, a login may be a phone number, and a boundary is where somebody lives.
_TABLES = "private_value, user_account, place_geometry"


def wipe(store: Store, *, patience_ms: int = 10_000) -> bool:
    """Wipe what was deleted; False where a reader held on to it for longer than that: come again.

    On SQLite writers wait meanwhile: a slow reader must not keep everybody from working.
    """
    engine = store.writer.execution_options(isolation_level="AUTOCOMMIT")
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text(f"VACUUM {_TABLES}"))
        return True
    return _cut_log(store, patience_ms)


def _cut_log(store: Store, patience_ms: int) -> bool:
    raw = store.writer.raw_connection()
    cursor = raw.cursor()
    (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    try:
        cursor.execute(f"PRAGMA busy_timeout={patience_ms:d}")
        busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        cursor.execute(f"PRAGMA busy_timeout={usual:d}")
        raw.close()
    return not busy
