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
    HOUSEHOLD = 5
    AUTHORIZATION = 6
    PLACE = 7
    CHAIN = 8


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

    What is held is not locked anew. What stands behind the holder is the holder's: who has locked
    the holder goes on, row by row of a book, in any order. Receptions and stock are locked by who
    shares the judgement only, so that who holds it alone waits for nobody there.
    """
    if not WATCH.on:
        return
    held = _held(db)
    new = {(rank, key) for key in keys} - held.keys
    if not new:
        return
    guarded = rank > Rank.HOLDER and any(each is Rank.HOLDER for each, _key in held.keys)
    guarded = guarded or (held.alone and rank < Rank.HOLDER)
    if rank < held.highest and not guarded:
        raise OrderBrokenError(f"{rank.name} is locked after {held.highest.name}")
    held.highest = max(held.highest, rank)
    held.keys |= new


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
