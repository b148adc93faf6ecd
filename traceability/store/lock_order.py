"""The order in which a unit of work locks rows (decision 0036), and a watch that it is kept.

Two units that lock in one order never wait for each other in a circle. The watch is for tests: a
path that breaks the order fails the first time that it is taken, not when two meet on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from sqlalchemy.orm import Session

_HELD = "lock_order"


class Rank(IntEnum):
    """What is locked, the first one first."""

    JUDGEMENT = 1
    RECEPTION = 2
    STOCK = 3
    HOLDER = 4
    GROUNDS = 5
    HOUSEHOLD = 6
    AUTHORIZATION = 7
    PLACE = 8
    CHAIN = 9


#: What may be locked after what stands behind it, by those who hold this: a household is its
#: holder's, and who holds the grounds of a holder has its places and permissions alone.
_GUARDS = {
    Rank.HOUSEHOLD: Rank.HOLDER,
    Rank.AUTHORIZATION: Rank.GROUNDS,
    Rank.PLACE: Rank.GROUNDS,
    Rank.CHAIN: Rank.HOLDER,
}


class OrderBrokenError(RuntimeError):
    """Something was locked after what stands behind it in the order."""


@dataclass
class Watch:
    """Whether the order is watched; the service itself only locks."""

    on: bool = False


WATCH = Watch()


@dataclass
class _Held:
    highest: Rank = Rank.JUDGEMENT
    alone: bool = False
    keys: set[tuple[Rank, object]] = field(default_factory=set)


def note(db: Session, rank: Rank, keys: Iterable[object]) -> None:
    """Before a unit locks ``keys``: raises ``OrderBrokenError`` where something later is held.

    What is held is not locked anew. Who has locked the holder and the grounds goes on, row by row
    of a book, in any order; grounds themselves are locked in the order of their keys. Receptions
    and stock are locked by who shares the judgement only, so that who holds it alone waits for
    nobody there.
    """
    if not WATCH.on:
        return
    held = _held(db)
    new = {(rank, key) for key in keys} - held.keys
    if not new:
        return
    guarded = any(each is _GUARDS.get(rank) for each, _key in held.keys)
    guarded = guarded or (held.alone and rank < Rank.HOLDER)
    if rank < held.highest and not guarded:
        raise OrderBrokenError(f"{rank.name} is locked after {held.highest.name}")
    if rank is Rank.GROUNDS:
        _check_keys(held, new)
    held.highest = max(held.highest, rank)
    held.keys |= new


def _check_keys(held: _Held, new: set[tuple[Rank, object]]) -> None:
    """Grounds of several holders: none after one that comes behind it."""
    before = [int(str(key)) for rank, key in held.keys if rank is Rank.GROUNDS]
    if before and min(int(str(key)) for _rank, key in new) < max(before):
        raise OrderBrokenError("GROUNDS are locked out of their order")


def alone(db: Session) -> None:
    """The unit holds the judgement alone."""
    if WATCH.on:
        _held(db).alone = True


def hold(db: Session, rank: Rank, keys: Iterable[object]) -> None:
    """Rows that a unit made itself: nobody else can lock them before it ends."""
    if WATCH.on:
        _held(db).keys.update((rank, key) for key in keys)


def _held(db: Session) -> _Held:
    held: _Held = db.info.setdefault(_HELD, _Held())
    return held
