"""A recall of more batches than one statement takes parameters (65,535 on PostgreSQL)."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode

from sqlalchemy import insert, select

from tests.people import World
from traceability.services import batches, recalls, verify_labels
from traceability.store.models import Batch, BatchEdge, Event, PublicCode
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import recalls as queries
from traceability.store.queries import registry

MANY = 65_600


def children(world: World, code: str) -> list[str]:
    """``MANY`` batches made of one, as rows alone; gives their codes."""
    codes = [f"C{number:08}" for number in range(MANY)]
    with world.by(world.who.operator) as work:
        parent = batches.known(work, code)
        same = {
            name: getattr(parent, name)
            for name in ("holder_id", "crop_code", "unit", "made_on", "event_seq", "recorded_at")
        }
        issued = {"kind": "batch", "issued_at": work.now}
        first = parent.id + 1
        rows = [
            same | {"id": first + each, "code": code, "lot_code": code, "stage": "processed"}
            for each, code in enumerate(codes)
        ]
        edge = {"parent_id": parent.id, "event_seq": parent.event_seq, "amount": 1}
        work.db.execute(insert(PublicCode), [issued | {"code": code} for code in codes])
        work.db.execute(insert(Batch), rows)
        work.db.execute(insert(BatchEdge), [edge | {"child_id": row["id"]} for row in rows])
    return codes


def test_a_recall_covers_more_batches_than_a_statement_takes(world: World) -> None:
    world.tampered = True  # these children have no events of their own
    code = world.harvest().code
    expected = sorted([code, *children(world, code)])
    recall = world.recall(code)
    assert recall.covered == MANY + 1
    with world.view() as view:
        assert queries.scopes(view.db)[1] == expected
        assert list(verify_labels.check_scopes(view)) == []
        leaf = view.db.scalar(select(Event.leaf).order_by(Event.seq.desc()).limit(1)) or ""
        digest = urlsafe_b64encode(hashlib.sha256("\n".join(expected).encode()).digest())
        facts = json.loads(leaf)["facts"]
        assert (facts["count"], f"{facts['scope_sha256']}=") == (MANY + 1, digest.decode())


def test_many_batches_are_looked_up_in_portions(world: World) -> None:
    first, last = (world.harvest().code for _ in range(2))
    world.recall(first)
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, last, "lấy mẫu")
    with world.view() as view:
        known = [batches.known(view, code).id for code in (first, last)]
        ids = [known[0], *range(1_000_000, 1_000_000 + MANY), known[1]]
        covering = queries.covering(view.db, ids)
        kinds = [[each.recall.kind for each in covering[key]] for key in known]
        assert kinds == [["recall"], ["hold"]]
        assert sum(map(len, covering.values())) == 2
        assert [each.kind for each in queries.open_over(view.db, ids[::-1])] == ["recall", "hold"]
        assert sorted(batch_queries.by_ids(view.db, ids)) == known
        assert sorted(registry.stocks(view.db, ids)) == known
