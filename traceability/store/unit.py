"""The unit of work: one use case, one transaction; return commits, raise rolls back.

``work.now`` and ``work.new_id()`` are the only clock and source of identity. What must wait for
the commit (a drawing) is written as the row of a job inside. A rehearsal is the same unit, always
taken back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from traceability.domain.access import Actor
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import Conflict
from traceability.store import lock_order, pulse
from traceability.store.engine import PATIENCE, Store
from traceability.store.faults import is_taken
from traceability.store.lock_order import Rank
from traceability.store.models import Base, BatchStock, Party, PublicCode
from traceability.store.queries.remembering import remember

# One advisory lock for the whole judgement of goods on PostgreSQL: verbs that move goods share it,
# holds, recalls and steps of codes take it alone. Otherwise READ COMMITTED lets a dispatch that
# checked before a recall commit after it.
_JUDGEMENT = 0x7472_6163

#: The digit of a UUID that tells its variant (RFC 9562 §4.1): 8, 9, a or b, by two random bits.
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


@dataclasses.dataclass(frozen=True)
class Reading:
    """A view of the record; the database itself refuses to write through it."""

    db: Session
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day in Việt Nam."""
        return day_in_vietnam(self.now)


@dataclasses.dataclass(frozen=True)
class Work(Reading):
    """One use case in one transaction, by one actor at one moment."""

    actor: Actor
    entropy: Callable[[int], bytes]
    pepper: bytes = dataclasses.field(default=b"", repr=False)

    def acting(self, actor: Actor, now: dt.datetime | None = None) -> Self:
        """The same transaction under another actor or moment (the demo, a job for a holder)."""
        return dataclasses.replace(self, actor=actor, now=self.now if now is None else now)

    def new_id(self) -> str:
        """A UUID of version 7 (RFC 9562 §5.7) at ``now``."""
        return self.new_ids(1)[0]

    def new_ids(self, count: int) -> list[str]:
        """Several of them, by one draw."""
        moment = f"{int(self.now.timestamp() * 1000):012x}"
        begin = f"{moment[:8]}-{moment[8:]}-7"
        drawn = self.entropy(10 * count).hex()
        tails = (drawn[at : at + 20] for at in range(0, len(drawn), 20))
        return [f"{begin}{t[1:4]}-{_VARIANT[t[4]]}{t[5:8]}-{t[8:]}" for t in tails]

    def add(self, *rows: Base) -> None:
        """Insert rows now, so that their keys are known and a broken rule shows here."""
        self.db.add_all(rows)
        self.db.flush()

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part that is taken back by itself where it raises; the rest of the unit stays."""
        with self.db.begin_nested():
            yield

    def share_judgement(self) -> None:
        """Before a verb on goods: no hold, recall or step of a code commits in between."""
        lock_order.note(self.db, Rank.JUDGEMENT, [_JUDGEMENT])
        self._advisory("pg_advisory_xact_lock_shared", _JUDGEMENT)

    def hold_judgement(self) -> None:
        """Before a hold, recall or step of a code: no verb on goods commits in between."""
        lock_order.note(self.db, Rank.JUDGEMENT, [_JUDGEMENT])
        lock_order.alone(self.db)
        self._advisory("pg_advisory_xact_lock", _JUDGEMENT)

    def lock_word(self, word: str) -> None:
        """Let nobody else work on ``word`` (a request key) until the end of this unit."""
        digest = hashlib.sha256(word.encode()).digest()[:8]
        self._advisory("pg_advisory_xact_lock", int.from_bytes(digest, "big", signed=True))

    def lock_stock(self, batch_ids: Sequence[int]) -> dict[int, BatchStock]:
        """The stock rows of batches, locked in id order and read afresh."""
        lock_order.note(self.db, Rank.STOCK, batch_ids)
        wanted = (
            select(BatchStock)
            .where(BatchStock.batch_id.in_(batch_ids))
            .order_by(BatchStock.batch_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return {row.batch_id: row for row in self.db.scalars(wanted)}

    def lock_party(self, party_id: int, rank: Rank = Rank.HOLDER) -> None:
        """One writer at a time for what is numbered within a holder (lot codes)."""
        lock_order.note(self.db, rank, [party_id])
        wanted = select(Party.id).where(Party.id == party_id)
        self.db.execute(wanted.with_for_update(key_share=True))

    def lock_grounds(self, party_ids: Collection[int]) -> None:
        """One writer at a time of the harvests on the grounds of holders, in the order of keys.

        Who records several in one unit locks at its top all grounds that any of them may be on.
        """
        lock_order.note(self.db, Rank.GROUNDS, party_ids)
        for key in sorted(set(party_ids)):
            self.lock_word(f"grounds {key}")

    def lock_chains(self, codes: Sequence[str]) -> None:
        """Lock the chain heads of subjects in the order of their codes."""
        lock_order.note(self.db, Rank.CHAIN, codes)
        wanted = select(PublicCode.code).where(PublicCode.code.in_(codes))
        self.db.execute(wanted.order_by(PublicCode.code).with_for_update(key_share=True))

    def _advisory(self, function: str, key: int) -> None:
        # SQLite's writer holds the whole file from BEGIN IMMEDIATE on.
        if self.db.get_bind().dialect.name == "postgresql":
            self.db.execute(text(f"SELECT {function}(:key)"), {"key": key})


class Rehearsal(Work):
    """A unit of work that nothing is kept of: what asks for one may act to see what would be."""


@contextmanager
def writing(
    store: Store, actor: Actor, *, patience_ms: int | None = None, shown: bool = True
) -> Iterator[Work]:
    """One unit of work: commits when the block ends, rolls back on any raise.

    It waits 30 s for the other writers, or ``patience_ms``, and then raises ``OutOfReach``. What
    somebody else stored at the same moment under the same key is ``Conflict('changed_meanwhile')``:
    the last net behind the locks. Where no public page can show anything of what it writes
    (``shown``), kept pages need not be looked at for it.
    """
    with _begun(store, patience_ms) as db:
        work = Work(db, store.clock(), actor, store.entropy, store.pepper)
        yield work
        if shown:
            pulse.beat(db, work.now)
        db.commit()


@contextmanager
def rehearsing(store: Store, actor: Actor) -> Iterator[Rehearsal]:
    """The same unit, taken back however the block ends: the act judges, and leaves nothing.

    It takes the locks that the act takes, on SQLite the writer. What an act does outside the
    database (a file stored) is not taken back: leave it out of what is rehearsed.
    """
    with _begun(store, None) as db:
        yield Rehearsal(db, store.clock(), actor, store.entropy, store.pepper)


@contextmanager
def _begun(store: Store, patience_ms: int | None) -> Iterator[Session]:
    """A session that can write, its transaction begun; what is not committed is rolled back."""
    options = {} if patience_ms is None else {PATIENCE: patience_ms}
    try:
        with Session(store.writer) as db:
            # SQLAlchemy begins lazily; the lock must stand before the clock is read.
            db.connection(execution_options=options)
            yield db
    except IntegrityError as fault:
        if not is_taken(fault):
            raise
        raise Conflict("changed_meanwhile") from None


@contextmanager
def reading(store: Store, *, remembering: bool = False) -> Iterator[Reading]:
    """One consistent view of the record that cannot write; ``remembering`` asks nothing twice.

    What it remembers it holds until it ends: for a view of little, such as a page.
    """
    # What cannot write has nothing to write before it asks, and nothing is read after it ends.
    with Session(store.reader, autoflush=False, expire_on_commit=False) as db:
        if remembering:
            remember(db)
        yield Reading(db, store.clock())
        # There is nothing to commit, but with ROLLBACK the driver of PostgreSQL forgets whatever it
        # has prepared on the connection, and each view would plan every statement anew.
        if db.is_active:
            db.commit()
