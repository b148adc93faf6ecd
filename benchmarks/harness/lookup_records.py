"""A record of many published lots: the demonstration's, copied again and again.

A copy is whole as far as a page reads: a code of its own, its event, stock, edges and origins, and
what went into it is what went into the lot that was copied. Chains of leaves are not copied. Some
lots have a print run of labels that stand for goods.
"""

from __future__ import annotations

import itertools
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, insert, select

from traceability.crypto.keyring import Keyring
from traceability.domain.ids import short_code
from traceability.services import demo, seeding
from traceability.services.press import Press
from traceability.store import migrate, models
from traceability.store.engine import Store
from traceability.store.unit import Work, reading, writing

PORTION = 2_000

Row = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """The codes of published lots, and of labels on goods, each label once."""

    lots: list[str]
    labels: list[str]


def settle(store: Store, press: Press, lots: int, runs: int, labels: int) -> Record:
    """A record with so many lots; ``runs`` of them have so many labels each."""
    migrate.upgrade(store)
    with writing(store, seeding.BOOT) as work:
        seeding.seed(work)
    with reading(store) as view:
        operator = seeding.operator(view)
    with writing(store, operator) as work:
        demo.load(work, press)
    with writing(store, operator) as work:
        return _Copies(work).make(press.keyring, lots, runs, labels)


class _Copies:
    """The rows of the demonstration's packed lots, and where new keys begin."""

    def __init__(self, work: Work) -> None:
        self.work, self.draw = work, random.Random(20261126)
        published = select(models.BatchStock.batch_id).where(
            models.BatchStock.published_on.is_not(None), models.BatchStock.state == "open"
        )
        self.lots = self._rows(models.Batch, models.Batch.id.in_(published))
        made = [row["id"] for row in self.lots]
        self.stocks = self._by(models.BatchStock, "batch_id", made)
        self.edges = self._by(models.BatchEdge, "child_id", made)
        self.origins = self._by(models.BatchOrigin, "batch_id", made)
        self.told = self._by(models.ToldWeights, "batch_id", made)
        self.events = self._by(models.Event, "seq", [row["event_seq"] for row in self.lots])
        (self.run,) = self._rows(models.PrintRun, models.PrintRun.batch_id.is_not(None))[:1]
        tables = (models.Batch.id, models.BatchOrigin.id, models.Event.seq, models.PrintRun.id)
        self.next = [
            itertools.count((work.db.scalar(select(func.max(t))) or 0) + 1) for t in tables
        ]

    def _rows(self, model: Any, where: Any) -> list[Row]:
        found = self.work.db.execute(select(model.__table__).where(where))
        return [dict(row) for row in found.mappings()]

    def _by(self, model: Any, column: str, keys: list[int]) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for row in self._rows(model, model.__table__.c[column].in_(keys)):
            found.setdefault(row[column], []).append(row)
        return found

    def make(self, keyring: Keyring, lots: int, runs: int, labels: int) -> Record:
        """Copy until there are so many lots."""
        codes: list[str] = []
        made: list[Row] = []
        for original in itertools.islice(itertools.cycle(self.lots), lots):
            made.append(self._copied(original))
            if len(made) == PORTION:
                codes += self._store(made)
                made = []
        codes += self._store(made)
        wanted = codes[:: max(1, len(codes) // runs)][:runs]
        found = [self._labels(keyring, code, labels) for code in wanted]
        return Record(codes, [each for some in found for each in some])

    def _copied(self, original: Row) -> Row:
        key, seq = next(self.next[0]), next(self.next[2])
        code = short_code(self.draw.getrandbits(40))
        (event,) = self.events[original["event_seq"]]
        lot = {"id": key, "code": code, "event_seq": seq, "lot_code": f"B-{key}", "gtin": None}
        unlike = {"seq": seq, "event_id": self.work.new_id(), "leaf_hash": secrets.token_hex(21)}
        (stock,) = self.stocks[original["id"]]
        return {
            "public_code": [{"code": code, "kind": "batch", "issued_at": original["recorded_at"]}],
            "event": [event | unlike],
            "batch": [original | lot],
            "batch_stock": [stock | {"batch_id": key}],
            "batch_edge": [
                edge | {"child_id": key, "event_seq": seq} for edge in self.edges[original["id"]]
            ],
            "batch_origin": [
                origin | {"id": next(self.next[1]), "batch_id": key}
                for origin in self.origins[original["id"]]
            ],
            "told_weights": [told | {"batch_id": key} for told in self.told[original["id"]]],
        }

    def _store(self, made: list[Row]) -> Iterator[str]:
        for name in made[0] if made else ():
            self._insert(models.Base.metadata.tables[name], [r for row in made for r in row[name]])
        return (row["batch"][0]["code"] for row in made)

    def _labels(self, keyring: Keyring, lot: str, count: int) -> list[str]:
        """A print run of a lot; the codes on its labels."""
        (batch,) = self._rows(models.Batch, models.Batch.code == lot)
        key, run_no = next(self.next[3]), self.draw.getrandbits(32)
        code = short_code(self.draw.getrandbits(40))
        own = {"id": key, "code": code, "run_no": run_no, "batch_id": batch["id"], "count": count}
        own |= {"holder_id": batch["holder_id"], "key_id": keyring.active.id}
        stretch = {
            "run_id": key,
            "first": 0,
            "last": count - 1,
            "state": "linked",
            "batch_id": batch["id"],
            "holder_id": batch["holder_id"],
        }
        issued = {"code": code, "kind": "run", "issued_at": batch["recorded_at"]}
        self._insert(models.PublicCode.__table__, [issued])
        self._insert(models.PrintRun.__table__, [self.run | own])
        self._insert(models.LabelRange.__table__, [stretch])
        return keyring.codes(keyring.active.id, run_no, 0, count)

    def _insert(self, table: Any, rows: list[Row]) -> None:
        assert isinstance(table, Table)
        self.work.db.execute(insert(table), rows)
