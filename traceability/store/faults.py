"""Faults as the log may tell them: what broke and where, and never the text.

The text of a database's error repeats what was to be stored: PostgreSQL's DETAIL names the key or
the whole row, and other errors quote what they could not read. Names and phone numbers stand in
those, and a log is not erased with them.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, IntegrityError

#: A key that is taken already: PostgreSQL's SQLSTATE (appendix A of its manual), SQLite's names.
_TAKEN = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
#: As many frames of each fault as the log shows, those nearest to the fault.
_FRAMES = 30


def is_taken(fault: IntegrityError) -> bool:
    """Whether a row was refused because another has its key."""
    return _state(fault) in _TAKEN


def told(fault: BaseException) -> str:
    """A fault in one line without its text: classes, SQLSTATE, and the frames it came through.

    The fault comes first, then what it arose from.
    """
    return " ".join(" <- ".join(_one(each) for each in _chain(fault)).split())


def _chain(fault: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = fault
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        hidden = None if link.__suppress_context__ else link.__context__
        link = link.__cause__ or hidden


def _one(fault: BaseException) -> str:
    state = _state(fault)
    named = type(fault).__name__ + (f" [{state}]" if state else "")
    frames = traceback.extract_tb(fault.__traceback__)[-_FRAMES:]
    at = "; ".join(f"{each.filename}:{each.lineno} {each.name}" for each in frames)
    return f"{named} at {at}" if at else named


def _state(fault: BaseException) -> str:
    """The database's code for a fault: a SQLSTATE, or SQLite's name of it; empty elsewhere."""
    origin = fault.orig if isinstance(fault, DBAPIError) else fault
    return str(getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None) or "")
