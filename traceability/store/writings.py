"""What PostgreSQL counts of writing: evidence that nobody wrote past our units of work.

A unit of work leaves a pulse (``pulse.py``); who writes by hand, or with an older version, leaves
none. The server counts the rows that anybody's transaction added, changed and took away, table by
table (PostgreSQL's manual, "The Cumulative Statistics System"), and tells them ten seconds after
the transaction ended at the latest. While these numbers stand nobody has written. They are
evidence, no proof: a session may turn the counting off for itself.
"""

from __future__ import annotations

#: What the service notes about itself all the time: no page's concern.
_ITS_OWN = ("job", "outbox", "pulse", "request_key", "session")
#: One row, another one after every writing to the record; none where the server does not count, or
#: may keep a number to itself until a session that rests does something (before version 15). A
#: table that was emptied at one stroke has other files (``relfilenode``).
WRITTEN = f"""
SELECT count(*), sum(CAST(relfilenode AS bigint)), sum(pg_stat_get_tuples_inserted(oid)),
    sum(pg_stat_get_tuples_updated(oid)), sum(pg_stat_get_tuples_deleted(oid))
FROM pg_class
WHERE relkind = 'r' AND relname NOT IN ({", ".join(f"'{name}'" for name in _ITS_OWN)})
    AND relnamespace =
        (SELECT relnamespace FROM pg_class WHERE oid = CAST('pulse' AS regclass))
HAVING CAST(current_setting('track_counts') AS boolean)
    AND CAST(current_setting('server_version_num') AS integer) >= 150000
"""  # noqa: S608 - names of ours alone
